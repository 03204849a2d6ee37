"""The image is built from pinned and hashed parts and runs as nobody."""

import importlib.metadata
import json
import re
from collections.abc import Iterator
from pathlib import Path

from tests.deploy.composition import DEPLOY, services

ROOT = Path(__file__).parents[2]
TEXT = re.sub(r"\s*\\\n\s*", " ", (DEPLOY / "Dockerfile").read_text(encoding="utf-8"))
INSTRUCTIONS = re.findall(r"^([A-Z]+) (.*)$", TEXT, re.M)
NAME = re.compile(r"^[A-Za-z0-9._-]+")


def said(instruction: str) -> list[str]:
    return [text for name, text in INSTRUCTIONS if name == instruction]


def taken(file: str) -> set[str]:
    """The packages that the image takes from the lock file of the tests into this list."""
    (names,) = re.findall(rf"wanted = /\^\(([^)]+)\)==/ }} wanted' requirements/test\.txt > {file}", TEXT)
    return set(names.split("|"))


def locked(path: str) -> set[str]:
    return {name[0] for line in (ROOT / path).read_text().splitlines() if (name := NAME.match(line))}


def needed(package: str) -> Iterator[str]:
    """The package and all that it cannot do without, as it is installed here."""
    yield package
    for line in importlib.metadata.requires(package) or ():
        if ";" not in line and (name := NAME.match(line)):
            yield from needed(name[0].lower().replace("_", "-"))


def test_both_stages_stand_on_one_base_of_a_named_version() -> None:
    assert re.fullmatch(r"PYTHON=3\.\d+-slim-[a-z]+", said("ARG")[0])
    assert said("FROM") == ["python:${PYTHON} AS build", "python:${PYTHON}"]


def test_every_package_that_is_fetched_is_held_to_its_hash() -> None:
    installs = re.findall(r"pip(?: --python \S+)? install (.*?)(?: &&|$)", TEXT, re.M)
    assert len(installs) == 3
    for options in installs:
        assert "--require-hashes" in options or "--no-deps --no-index" in options


def test_the_client_of_the_search_cluster_is_taken_whole_from_the_lock_file() -> None:
    assert set(needed("elasticsearch")) <= locked("requirements/run.txt") | taken("client.txt")
    assert taken("client.txt") | taken("tools.txt") <= locked("requirements/test.txt")


def test_the_image_runs_our_command_as_the_user_that_compose_names() -> None:
    final = INSTRUCTIONS[max(n for n, (name, _) in enumerate(INSTRUCTIONS) if name == "FROM") :]
    settings = dict(final)
    assert json.loads(settings["ENTRYPOINT"]) == ["foothold"]
    assert {services()[name]["user"] for name in ("web", "drain", "scheduler")} == {settings["USER"]}
    assert not [text for name, text in final if name == "RUN" and re.search("apt|pip|npm", text)]


def test_the_image_and_compose_check_the_site_alike() -> None:
    (check,) = said("HEALTHCHECK")
    assert ["CMD", *json.loads(check.partition("CMD ")[2])] == services()["web"]["healthcheck"]["test"]
