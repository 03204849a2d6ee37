"""The index on a real cluster damaged in every way that a cluster knows: told, and whole again by the drain."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner
from elasticsearch import Elasticsearch
from pydantic import SecretStr

from foothold.cli import main
from foothold.errors import IndexUnavailable
from foothold.index.elastic.address import read_address
from foothold.index.elastic.engine import ElasticEngine
from foothold.index.elastic.index import writing_alias
from foothold.index.elastic.mapping import Layout, mapping, settings
from foothold.index.fields import generation_name
from foothold.index.query import SearchQuery
from foothold.index.rebuild import rebuild
from foothold.index.standby import Standby, StandbyEngine
from foothold.index.sync import drain, follow
from foothold.settings import Settings
from foothold.store.open_store import Store
from search_api import create_app
from tests.index.stored import NOW, keep

pytestmark = pytest.mark.elasticsearch

OPEN = SearchQuery(at=NOW, size=100)
LIST = "/api/v1/opportunities"


@dataclass
class Held:
    """A store of 20 adverts, 18 of them open, in the live generation of a cluster, and one before it."""

    store: Store
    server: Elasticsearch
    url: str
    home: Path

    @property
    def alias(self) -> str:
        return f"{read_address(self.url).prefix}opportunities"

    @property
    def name(self) -> str:
        return str(next(iter(self.server.indices.get_alias(name=self.alias))))

    def run(self, *words: str) -> tuple[int, str]:
        answer = CliRunner().invoke(main, words)
        assert answer.exception is None or isinstance(answer.exception, SystemExit), (words, answer.exception)
        return answer.exit_code, answer.output

    def statuses(self) -> dict[str, int]:
        at_home = Settings(home=self.home, search_url=SecretStr(self.url))
        client = create_app(at_home, store=self.store, clock=lambda: NOW).test_client()
        return {path: client.get(path).status_code for path in (LIST, "/", "/readyz")}


@pytest.fixture
def held(
    store: Store, elasticsearch_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Held]:
    monkeypatch.setenv("FOOTHOLD_HOME", str(tmp_path))
    monkeypatch.delenv("FOOTHOLD_DATABASE_URL", raising=False)
    monkeypatch.setenv("FOOTHOLD_SEARCH_URL", elasticsearch_url)
    keep(store, 1, 20)
    drain(store, ElasticEngine(elasticsearch_url))
    rebuild(store, ElasticEngine(elasticsearch_url))
    server = elasticsearch_url.partition("/?")[0]
    with Elasticsearch(server, request_timeout=60) as client:
        yield Held(store, client, elasticsearch_url, tmp_path)


def index_deleted(held: Held) -> None:
    held.server.indices.delete(index=held.name)


def closed(held: Held) -> None:
    held.server.indices.close(index=held.name)


def alias_gone(held: Held) -> None:
    held.server.indices.delete_alias(index=held.name, name=held.alias)


def alias_for_changes_gone(held: Held) -> None:
    held.server.indices.delete_alias(index=held.name, name=writing_alias(held.name))


def two_behind_the_alias(held: Held) -> None:
    before = next(iter(held.server.indices.get_alias(name=f"{held.alias}-before")))
    held.server.indices.put_alias(index=before, name=held.alias)


def mapping_changed(held: Held) -> None:
    """Somebody restored the name from elsewhere: the fields are what the cluster guesses."""
    name = held.name
    held.server.indices.delete(index=name)
    held.server.indices.create(index=name, aliases={held.alias: {}, writing_alias(name): {}})
    held.server.index(index=name, document={"employer": "somebody", "by_newest": "today"}, refresh=True)


def no_primary(held: Held) -> None:
    """As where a node's data can no longer be read: no node may hold the live index's only shard."""
    before, generation = held.name, generation_name("red")
    name = f"{read_address(held.url).prefix}{generation.lower()}"
    held.server.indices.create(
        index=name,
        mappings=mapping(generation),
        settings=settings(Layout()) | {"index.routing.allocation.require._name": "nobody"},
        aliases={writing_alias(name): {}},
        wait_for_active_shards="0",
    )
    live = [{"remove": {"index": before, "alias": held.alias}}, {"add": {"index": name, "alias": held.alias}}]
    held.server.indices.update_aliases(actions=live)


FAULTS: tuple[Callable[[Held], None], ...] = (
    index_deleted,
    closed,
    alias_gone,
    alias_for_changes_gone,
    two_behind_the_alias,
    mapping_changed,
)


@pytest.mark.parametrize("fault", (*FAULTS, no_primary))
def test_a_fault_is_told_and_a_rebuild_heals_it(held: Held, fault: Callable[[Held], None]) -> None:
    fault(held)
    still = fault is alias_for_changes_gone
    assert set(held.statuses().values()) == {200 if still else 503}
    for words in (("index", "status"), ("doctor",), ("index", "prune")):
        assert held.run(*words)[1]
    code, said = held.run("index", "rebuild")
    assert code == 0, said
    assert set(held.statuses().values()) == {200}
    assert ElasticEngine(held.url).active().search(OPEN).total == 18
    assert held.run("index", "verify")[0] == held.run("index", "prune")[0] == 0


@pytest.mark.parametrize("fault", FAULTS)
def test_whoever_drains_heals_it(held: Held, fault: Callable[[Held], None]) -> None:
    fault(held)
    keep(held.store, 21, 21)
    with following(held):
        until = time.monotonic() + 40
        while not has(held, 19):
            assert time.monotonic() < until
            time.sleep(0.1)
    assert held.run("index", "verify")[0] == 0


def test_a_read_only_index_is_searched_and_named_and_follows_afterwards(held: Held) -> None:
    name = held.name
    held.server.indices.put_settings(index=name, settings={"index.blocks.read_only_allow_delete": True})
    keep(held.store, 21, 21)
    assert set(held.statuses().values()) == {200}
    assert "disk is full" in held.run("index", "drain")[1]
    assert "active, read-only" in held.run("index", "status")[1]
    code, said = held.run("doctor")
    assert (code, "takes no changes" in said) == (1, True)
    held.server.indices.put_settings(index=name, settings={"index.blocks.read_only_allow_delete": None})
    assert held.run("index", "drain")[0] == 0
    assert ElasticEngine(held.url).active().search(OPEN).total == 19


@pytest.mark.parametrize("fault", (index_deleted, closed, alias_gone, mapping_changed, no_primary))
def test_the_stand_by_answers_meanwhile(held: Held, fault: Callable[[Held], None]) -> None:
    standby = Standby(held.home / "standby", lambda: NOW)
    drain(held.store, standby.engine, clock=lambda: NOW, how=standby.following)
    engine = StandbyEngine(ElasticEngine(held.url), standby)
    assert not engine.active().search(OPEN).degraded
    fault(held)
    time.sleep(0.6)
    found = engine.active().search(OPEN)
    assert (found.total, found.degraded) == (18, True)


def test_the_stand_by_answers_while_the_clusters_index_is_filled(held: Held) -> None:
    standby = Standby(held.home / "standby", lambda: NOW)
    drain(held.store, standby.engine, clock=lambda: NOW, how=standby.following)
    ElasticEngine(held.url).active().note_filling(True)
    assert StandbyEngine(ElasticEngine(held.url), standby).active().search(OPEN).degraded
    assert held.statuses() == {LIST: 200, "/": 200, "/readyz": 503}


def has(held: Held, total: int) -> bool:
    try:
        found = ElasticEngine(held.url).active().search(OPEN)
    except IndexUnavailable:
        return False
    return found.total == total and not found.incomplete


@contextmanager
def following(held: Held) -> Iterator[None]:
    stop = threading.Event()
    thread = threading.Thread(
        target=follow, args=(held.store, ElasticEngine(held.url)), kwargs={"stop": stop}
    )
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(30)
