"""What compose.yml starts works together, and its checks tell a service that works from one that does not."""

import shutil
import subprocess
from pathlib import Path

from sqlalchemy import URL

from foothold.store.open_store import open_store
from foothold.store.records import head_revision
from tests.deploy.composition import services
from tests.deploy.running import Deployed
from tests.index.stored import keep
from tests.real_parts import missing


def test_the_services_work_together_and_each_tells_how_it_is(postgres_url: str, tmp_path: Path) -> None:
    overrides = {"FOOTHOLD_DATABASE_URL": postgres_url, "FOOTHOLD_SEARCH_URL": None}
    deployed = Deployed(tmp_path, overrides)
    assert [deployed.health(name).returncode for name in deployed.running_on] == [1, 1, 1]
    with deployed.all_started():
        assert all(deployed.well(name) for name in deployed.running_on)
        store = open_store(postgres_url)
        keep(store, 1, 5)
        assert deployed.well("drain")
        assert deployed.ask("/readyz")["index_revision"] == head_revision(store) > 0
        assert deployed.ask("/api/v1/opportunities")["links"]["self"].startswith("abc123/")
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
