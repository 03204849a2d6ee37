"""The user that search_user.sh makes at a cluster like compose.yml's can do what Foothold does, and no more."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from elasticsearch import AuthorizationException, Elasticsearch

from foothold.index.audit import audit
from foothold.index.elastic.engine import ElasticEngine
from foothold.index.rebuild import rebuild
from foothold.store.open_store import Store, open_store
from foothold.store.records import head_revision
from tests.deploy.composition import DEPLOY, filled, services
from tests.deploy.running import Deployed
from tests.elasticsearch_nodes import node
from tests.elasticsearch_server import named
from tests.elasticsearch_tree import newest_jdk, tree
from tests.index.stored import NOW, keep, new_store

PASSWORDS = {"ELASTIC_PASSWORD": "4d2c0ffee4d2", "SEARCH_PASSWORD": "5ea5c4f00d5e"}
KEYSTORE = 'CLI_NAME=keystore CLI_LIBS=lib/tools/keystore-cli; source "$(dirname "$0")/elasticsearch-cli"'

pytestmark = pytest.mark.elasticsearch


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """A node with the settings of compose.yml and the superuser's password set as the official image sets it."""
    if named():
        pytest.skip("elasticsearch: the server that is named is not ours to secure")

    def configure(config: Path) -> None:
        given = services()["elasticsearch"]["environment"]
        said = "".join(f"{name}: {value}\n" for name, value in given.items() if name.startswith("xpack."))
        settings = config / "elasticsearch.yml"
        settings.write_text(settings.read_text().replace("xpack.security.enabled: false\n", said))
        _keystore(config, "create")
        _keystore(config, "add", "-x", "bootstrap.password", said=PASSWORDS["ELASTIC_PASSWORD"])

    with node(configure) as url:
        yield url


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = new_store(tmp_path)
    yield opened
    opened.close()


def search_user(server: str, **changed: str) -> subprocess.CompletedProcess[str]:
    _, script = services()["search-user"]["entrypoint"]
    said = os.environ | PASSWORDS | {"ELASTICSEARCH": server} | changed
    command = ["sh", str(DEPLOY / script.removeprefix("/"))]
    return subprocess.run(command, env=said, capture_output=True, text=True)


def as_foothold(server: str) -> str:
    return server.replace("://", f"://foothold:{PASSWORDS['SEARCH_PASSWORD']}@")


def healthy(server: str, password: str) -> bool:
    _, check = services()["elasticsearch"]["healthcheck"]["test"]
    command = filled(check, {}).replace("http://127.0.0.1:9200", server)
    return (
        subprocess.run(["sh", "-c", command], env=os.environ | {"ELASTIC_PASSWORD": password}).returncode == 0
    )


def test_the_check_of_the_cluster_needs_the_password(server: str) -> None:
    assert healthy(server, PASSWORDS["ELASTIC_PASSWORD"])
    assert not healthy(server, "wrong")


def test_a_wrong_password_ends_the_start_with_its_reason(server: str) -> None:
    done = search_user(server, ELASTIC_PASSWORD="wrong")
    assert done.returncode != 0
    assert "401" in done.stderr


def test_its_user_can_rebuild_and_check_the_index_and_touch_nothing_else(server: str, store: Store) -> None:
    keep(store, 1, 5)
    for _ in range(2):
        assert search_user(server).returncode == 0
    engine = ElasticEngine(as_foothold(server))
    assert rebuild(store, engine).documents == 5
    assert audit(store, engine.active(), NOW).differences == ()
    with Elasticsearch(as_foothold(server)) as client:
        for forbidden in (client.security.get_user, client.cluster.health, _write_elsewhere(client)):
            with pytest.raises(AuthorizationException):
                forbidden()


def test_all_services_work_together_on_the_cluster(server: str, postgres_url: str, tmp_path: Path) -> None:
    assert search_user(server).returncode == 0
    deployed = Deployed(
        tmp_path,
        {
            "FOOTHOLD_DATABASE_URL": postgres_url,
            "FOOTHOLD_SEARCH_URL": f"{as_foothold(server)}/?prefix=opportunities-deployed-",
            "FOOTHOLD_SEARCH_STANDBY": str(tmp_path / "standby"),
        },
    )
    with deployed.all_started():
        store = open_store(postgres_url)
        keep(store, 1, 5)
        assert all(deployed.well(name) for name in deployed.running_on)
        head = head_revision(store)
        assert deployed.ask("/readyz") == {
            "status": "ready",
            "store_revision": head,
            "index_revision": head,
            "index_lag": 0,
        }
        store.close()


def _write_elsewhere(client: Elasticsearch) -> Any:
    return lambda: client.index(index="another", document={"a": 1})


def _keystore(config: Path, *arguments: str, said: str = "") -> None:
    environment = {name: value for name, value in os.environ.items() if name != "JAVA_HOME"}
    environment |= {"ES_JAVA_HOME": str(newest_jdk()), "ES_PATH_CONF": str(config)}
    subprocess.run(
        ["bash", "-c", KEYSTORE, str(tree() / "bin" / "elasticsearch-keystore"), *arguments],
        env=environment, input=said, text=True, check=True, capture_output=True,
    )  # fmt: skip
