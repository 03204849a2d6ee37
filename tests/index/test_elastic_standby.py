"""A real cluster that falls away and comes back, and the stand-by that answers meanwhile."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from foothold.errors import SearchRefused
from foothold.index.elastic.engine import ElasticEngine
from foothold.index.query import Position, SearchQuery, Sort
from foothold.index.rebuild import rebuild
from foothold.index.standby import Standby, StandbyEngine
from foothold.index.sync import drain
from foothold.store.open_store import Store
from tests.index.line import Line
from tests.index.stored import NOW, keep

FIRST_SECONDS, LATER_SECONDS, RECOVERY_SECONDS = 3.0, 0.15, 20
OPEN = SearchQuery(at=NOW, text="advert", facets=("borough", "employer"))


def clock():
    return NOW


@dataclass
class Rescued:
    engine: StandbyEngine
    line: Line
    url: str

    def cut(self) -> None:
        self.line.cut()
        # Which generation is live is believed for half a second.
        time.sleep(0.6)

    def degraded(self) -> bool:
        return self.engine.active().search(OPEN).degraded


@pytest.fixture
def rescued(
    elasticsearch_url: str, elasticsearch_server: str, store: Store, tmp_path: Path
) -> Iterator[Rescued]:
    """Twenty adverts in a cluster behind a line, and in the stand-by."""
    keep(store, 1, 20)
    rebuild(store, ElasticEngine(elasticsearch_url), clock=clock)
    standby = Standby(tmp_path / "standby", clock)
    drain(store, standby.engine, how=standby.following, clock=clock)
    line = Line(elasticsearch_server)
    url = f"http://127.0.0.1:{line.port}/?{urlsplit(elasticsearch_url).query}"
    yield Rescued(StandbyEngine(ElasticEngine(url), standby), line, url)
    line.cut()


@pytest.mark.parametrize("trouble", ["silent", "cut"])
def test_searches_go_on_while_the_cluster_is_away_and_are_its_own_again(
    rescued: Rescued, trouble: str
) -> None:
    true = rescued.engine.active().search(OPEN)
    assert (true.degraded, true.total) == (False, 18)
    if trouble == "cut":
        rescued.cut()
    else:
        rescued.line.silent = True
        time.sleep(0.6)
    begun = time.monotonic()
    found = rescued.engine.active().search(OPEN)
    assert time.monotonic() - begun < FIRST_SECONDS
    assert (found.degraded, found.total, found.facets) == (True, true.total, true.facets)
    for _ in range(20):
        begun = time.monotonic()
        assert rescued.degraded()
        assert time.monotonic() - begun < LATER_SECONDS
    rescued.line.silent = False
    if trouble == "cut":
        rescued.line.join()
    restored = time.monotonic()
    while rescued.degraded():
        assert time.monotonic() - restored < RECOVERY_SECONDS
        time.sleep(0.1)


@pytest.mark.parametrize(
    "query",
    [
        SearchQuery(at=NOW, sort=Sort.CLOSING, size=5),
        SearchQuery(at=NOW, sort=Sort.NEWEST, size=5, filters={"level": ("3",)}),
        SearchQuery(at=NOW, text="advert", size=5),
    ],
    ids=["by day", "filtered", "by words"],
)
def test_a_search_that_began_on_the_cluster_pages_on_in_the_stand_by(
    rescued: Rescued, query: SearchQuery
) -> None:
    wanted = paged(rescued, query, None)
    first = rescued.engine.active().search(query)
    assert not first.degraded
    rescued.cut()
    rest = paged(rescued, query, first.next_position)
    seen = [hit.id for hit in first.hits] + rest
    assert len(seen) == len(set(seen))
    assert set(seen) == set(wanted)
    if query.sort is not Sort.RELEVANCE:
        assert seen == wanted
    rescued.line.join()


def paged(rescued: Rescued, query: SearchQuery, after: Position | None) -> list[str]:
    ids: list[str] = []
    while True:
        found = rescued.engine.active().search(replace(query, after=after))
        ids += [hit.id for hit in found.hits]
        after = found.next_position
        if after is None:
            return ids


def test_a_process_that_starts_while_the_cluster_is_away_answers_from_the_stand_by(rescued: Rescued) -> None:
    rescued.line.cut()
    started = StandbyEngine(ElasticEngine(rescued.url), rescued.engine.standby)
    assert started.active().search(OPEN).degraded
    rescued.line.join()
    restored = time.monotonic()
    while started.active().search(OPEN).degraded:
        assert time.monotonic() - restored < RECOVERY_SECONDS
        time.sleep(0.1)


def test_a_search_that_no_cluster_would_take_is_not_rescued(rescued: Rescued) -> None:
    too_many = {"employer": tuple(str(number) for number in range(70_000))}
    with pytest.raises(SearchRefused):
        rescued.engine.active().search(SearchQuery(at=NOW, filters=too_many))
    assert not rescued.degraded()


def test_a_cluster_that_lost_its_index_is_stood_in_for(
    rescued: Rescued, store: Store, elasticsearch_url: str
) -> None:
    assert not rescued.degraded()
    empty = f"{elasticsearch_url}empty-"
    assert StandbyEngine(ElasticEngine(empty), rescued.engine.standby).active().search(OPEN).degraded
