"""What compose.yml starts works together, and its checks tell a service that works from one that does not."""

import json
import shutil
import subprocess
import time
import urllib.request
from pathlib import Path
from typing import Any

from sqlalchemy import URL

from foothold.store.open_store import open_store
from tests.deploy.composition import services
from tests.deploy.running import RUNNING_ON, Deployed
from tests.index.stored import keep
from tests.real_parts import missing


def well(deployed: Deployed, name: str, seconds: float = 60) -> bool:
    until = time.monotonic() + seconds
    while (done := deployed.health(name)).returncode:
        if time.monotonic() > until:
            raise AssertionError(
                f"{name}: {done.stdout}{done.stderr}{(deployed.home / f'{name}.log').read_text()}"
            )
        time.sleep(0.5)
    return True


def found(deployed: Deployed) -> Any:
    with urllib.request.urlopen(
        f"http://127.0.0.1:{deployed.port}/api/v1/opportunities", timeout=10
    ) as answer:
        return json.load(answer)


def test_the_services_work_together_and_each_tells_how_it_is(postgres_url: str, tmp_path: Path) -> None:
    overrides = {"FOOTHOLD_DATABASE_URL": postgres_url, "FOOTHOLD_SEARCH_URL": None}
    deployed = Deployed(tmp_path, overrides)
    assert [deployed.health(name).returncode for name in RUNNING_ON] == [1, 1, 1]
    with deployed.all_started():
        assert all(well(deployed, name) for name in RUNNING_ON)
        store = open_store(postgres_url)
        keep(store, 1, 5)
        assert well(deployed, "drain")
        assert found(deployed)["links"]["self"].startswith("abc123/")
        assert deployed.end("drain") == 0
        assert deployed.end("web") == 0
        assert deployed.health("web").returncode == 1
        store.close()


def test_the_check_of_the_database_tells_whether_it_answers(postgres_server: URL, tmp_path: Path) -> None:
    _, *command = services()["postgres"]["healthcheck"]["test"]
    if shutil.which(command[0]) is None:
        missing("postgres", f"there is no {command[0]} here")

    def answers(host: str) -> bool:
        there = [part.replace("127.0.0.1", host) for part in command]
        return subprocess.run(there, check=False).returncode == 0

    assert answers(str(postgres_server.query.get("host") or postgres_server.host))
    assert not answers(str(tmp_path))
