"""The deployment for people keeps what it promises: little power, no secrets, real commands, checks for all."""

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import click
import pytest

import foothold
from foothold.model.source import load_sources
from foothold.settings import KEY_PREFIX, Settings
from tests.deploy.composition import DEPLOY, ONCE, VARIABLE, composition, example, filled, parse, services
from tests.deploy.running import RUNNING_ON
from tests.elasticsearch_tree import VERSION as ELASTICSEARCH

EVERY = list(services())
OURS = [name for name, service in services().items() if "foothold" in service["image"]]
COMMANDS = [
    *((name, services()[name]["command"]) for name in OURS),
    *(
        (f"health of {name}", test[2:])
        for name in OURS
        if (test := services()[name].get("healthcheck", {}).get("test", []))[1:2] == ["foothold"]
    ),
]


@pytest.mark.parametrize("name", EVERY)
def test_a_service_has_no_power_and_a_share_of_the_machine(name: str) -> None:
    service = services()[name]
    assert service["cap_drop"] == ["ALL"] and "cap_add" not in service and "privileged" not in service
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert int(service["user"].partition(":")[0]) > 0
    assert service["mem_limit"] and service["cpus"] and service["pids_limit"]
    assert service["logging"]["options"].keys() == {"max-size", "max-file"}
    assert service.get("read_only", False) is (name != "elasticsearch")


@pytest.mark.parametrize("name", EVERY)
def test_what_runs_on_is_watched_and_started_again(name: str) -> None:
    service = services()[name]
    assert service["restart"] == ("no" if name in ONCE else "unless-stopped")
    if name not in ONCE:
        assert service["healthcheck"].keys() == {"test", "interval", "timeout", "retries", "start_period"}


@pytest.mark.parametrize("name", EVERY)
def test_nobody_starts_before_what_they_need(name: str) -> None:
    for needed, how in services()[name].get("depends_on", {}).items():
        assert how["condition"] == ("service_completed_successfully" if needed in ONCE else "service_healthy")
    if name in RUNNING_ON:
        assert services()[name]["depends_on"].keys() == {*ONCE, "postgres", "elasticsearch"}


@pytest.mark.parametrize("name", EVERY)
def test_only_the_site_is_published_and_to_this_machine_alone(name: str) -> None:
    published = [filled(port, {}) for port in services()[name].get("ports", [])]
    assert published == (["127.0.0.1:8000:8000"] if name == "web" else [])
    assert "network_mode" not in services()[name]


def test_only_the_site_and_the_crawls_reach_out_of_the_inner_network() -> None:
    assert composition()["networks"]["inside"] == {"internal": True}
    reach_out = {name: sorted(set(service["networks"]) - {"inside"}) for name, service in services().items()}
    assert {name: nets for name, nets in reach_out.items() if nets} == {
        "web": ["site"],
        "scheduler": ["world"],
    }


def test_the_site_believes_the_proxy_that_comes_in_by_its_network() -> None:
    (subnet,) = composition()["networks"]["site"]["ipam"]["config"]
    assert services()["web"]["environment"]["FOOTHOLD_TRUSTED_PROXIES"] == subnet["subnet"]


def test_no_secret_is_written_and_nothing_starts_without_one() -> None:
    text = (DEPLOY / "compose.yml").read_text(encoding="utf-8")
    for name, service in services().items():
        for variable, value in service.get("environment", {}).items():
            if re.search("PASSWORD|_KEY_", variable):
                assert VARIABLE.fullmatch(value), f"{name}: {variable}"
            for secret in re.findall(r"://[^:/]+:([^@]+)@", value):
                assert VARIABLE.fullmatch(secret), f"{name}: {variable}"
    passwords = {name: sign for name, sign, _ in VARIABLE.findall(text) if name.endswith("PASSWORD")}
    assert passwords == dict.fromkeys(("ELASTIC_PASSWORD", "POSTGRES_PASSWORD", "SEARCH_PASSWORD"), "?")


def test_the_example_names_every_variable_and_holds_no_value_that_somebody_must_choose() -> None:
    asked = VARIABLE.findall((DEPLOY / "compose.yml").read_text(encoding="utf-8"))
    assert {name for name, _, _ in asked} == example().keys()
    for name, sign, otherwise in asked:
        assert example()[name] == ("" if sign == "?" else otherwise)


def test_only_those_who_need_the_superuser_s_password_have_it() -> None:
    holders = [name for name in EVERY if "ELASTIC_PASSWORD" in services()[name].get("environment", {})]
    assert holders == ["elasticsearch", "search-user"]


@pytest.mark.parametrize("name", OURS)
def test_every_setting_that_is_given_exists(name: str) -> None:
    known = {f"FOOTHOLD_{field.upper()}" for field in Settings.model_fields}
    given = {variable for variable in services()[name]["environment"] if not variable.startswith(KEY_PREFIX)}
    assert given <= known


def test_the_scheduler_alone_is_given_the_keys_of_the_sources_that_need_one() -> None:
    needed = {
        f"{KEY_PREFIX}{source.slug.upper()}" for source in load_sources(None).values() if source.needs_key
    }
    given = {
        name: keys
        for name in OURS
        if (keys := {k for k in services()[name]["environment"] if k.startswith(KEY_PREFIX)})
    }
    assert given == {"scheduler": needed}


@pytest.mark.parametrize(("name", "command"), COMMANDS, ids=[name for name, _ in COMMANDS])
def test_every_command_is_one_of_ours_with_its_options(name: str, command: list[str]) -> None:
    parse(command)


README = (DEPLOY / "README.md").read_text(encoding="utf-8")
IN_SERVICES = re.findall(r" exec (?:-T )?(\S+) foothold ([^>\n]+)", README, re.M)


@pytest.mark.parametrize(("service", "command"), IN_SERVICES, ids=[" ".join(pair) for pair in IN_SERVICES])
def test_every_command_that_the_readme_runs_in_a_service_exists(service: str, command: str) -> None:
    assert service in OURS
    parse(command.split())


def test_the_readme_tells_of_every_service() -> None:
    assert set(re.findall(r"^\| `([a-z-]+)` \|", README, re.M)) == set(EVERY)


@pytest.mark.parametrize(
    "wrong", [["serv"], ["serve", "--nodrain"], ["index", "drain", "--for-ever"]], ids=" ".join
)
def test_a_command_that_is_not_ours_is_noticed(wrong: list[str]) -> None:
    with pytest.raises(click.UsageError):
        parse(wrong)


def test_one_service_drains_each_index() -> None:
    assert "--no-drain" in services()["web"]["command"]
    drains = {name: services()[name]["command"] for name in OURS if "drain" in services()[name]["command"]}
    assert drains == {
        "drain": ["index", "drain", "--follow"],
        "standby": ["index", "drain", "--standby", "--follow"],
    }
    folders = {services()[name]["environment"]["FOOTHOLD_SEARCH_STANDBY"] for name in ("web", "standby")}
    assert len(folders) == 1 and folders.pop().startswith(
        services()["standby"]["volumes"][0].partition(":")[2]
    )


def test_versions_are_those_that_are_tested() -> None:
    assert filled(services()["web"]["image"], {}) == f"foothold:{foothold.__version__}"
    assert services()["elasticsearch"]["image"] == f"elasticsearch:{ELASTICSEARCH}"
    assert services()["search-user"]["image"] == services()["elasticsearch"]["image"]


def test_the_file_with_the_passwords_is_kept_out_of_git_and_of_the_image() -> None:
    root = DEPLOY.parent
    assert "deploy/.env" in (root / ".gitignore").read_text().splitlines()
    ignored = (root / ".dockerignore").read_text().splitlines()
    assert "*" in ignored and not any(line.startswith("!deploy") for line in ignored)


def _compose() -> list[str] | None:
    """Docker's own of version 2 or later; the first one, in Python, reads an older format."""
    for command in (["docker", "compose"], ["docker-compose"]):
        if shutil.which(command[0]):
            told = subprocess.run([*command, "version"], capture_output=True, text=True, check=False)
            if re.search(r"ersion v?[2-9]", told.stdout):
                return command
    return None


COMPOSE = _compose()


@pytest.mark.skipif(COMPOSE is None, reason="there is no Docker Compose of version 2 or later")
@pytest.mark.parametrize("missing", ["", "POSTGRES_PASSWORD", "FOOTHOLD_PUBLIC_URL"])
def test_compose_itself_takes_the_file_and_refuses_it_without_a_password(
    missing: str, tmp_path: Path
) -> None:
    values = {name: value or "abc123" for name, value in example().items() if name != missing}
    (tmp_path / "env").write_text("".join(f"{name}={value}\n" for name, value in values.items()))
    done = _config(tmp_path / "env")
    assert (done.returncode == 0) is (not missing), done.stderr
    assert missing in done.stderr


def _config(env_file: Path) -> Any:
    command = [
        *(COMPOSE or []),
        "--env-file",
        str(env_file),
        "-f",
        str(DEPLOY / "compose.yml"),
        "config",
        "-q",
    ]
    clean = {name: value for name, value in os.environ.items() if name not in example()}
    return subprocess.run(command, env=clean, capture_output=True, text=True)
