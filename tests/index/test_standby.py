"""Searches go on while the cluster does not answer: an embedded index of this machine stands by.

Here the cluster is an address at which nobody listens; `test_elastic_standby` has a real one.
"""

import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from foothold.errors import IndexUnavailable, WrongUse
from foothold.index.document import Document
from foothold.index.elastic.engine import ElasticEngine
from foothold.index.embedded.engine import EmbeddedEngine
from foothold.index.open_index import open_engine, open_search, open_standby
from foothold.index.query import Position, SearchQuery, Sort
from foothold.index.standby import CAUGHT_UP, Standby, StandbyEngine, answering
from foothold.index.sync import drain, follow
from foothold.settings import Settings
from foothold.store.open_store import Store
from foothold.store.records import withdraw
from tests.index.generated import generated_advert, generated_query
from tests.index.stored import NOW, keep

NOBODY = "http://127.0.0.1:9"
OPEN = SearchQuery(at=NOW, size=100)


def clock():
    return NOW


@pytest.fixture
def standby(tmp_path: Path) -> Standby:
    return Standby(tmp_path / "standby", clock)


@pytest.fixture
def engine(standby: Standby) -> StandbyEngine:
    return StandbyEngine(ElasticEngine(NOBODY), standby)


def fill(store: Store, standby: Standby, at=clock) -> None:
    drain(store, standby.engine, how=standby.following, clock=at)
    standby.engine.active().close()


def test_a_search_is_answered_by_the_stand_by_and_marked(store: Store, standby, engine) -> None:
    keep(store, 1, 8)
    fill(store, standby)
    found = engine.active().search(replace(OPEN, facets=("borough",)))
    assert (found.degraded, found.total) == (True, 8)
    assert found == replace(standby.engine.active().search(replace(OPEN, facets=("borough",))), degraded=True)


def test_a_cluster_that_is_gone_costs_no_search_two_seconds(store: Store, standby, engine) -> None:
    keep(store, 1, 2)
    fill(store, standby)
    for _ in range(12):
        begun = time.monotonic()
        assert engine.active().search(OPEN).total == 2
        assert time.monotonic() - begun < 0.5


def test_pages_go_on_to_the_end(store: Store, standby, engine) -> None:
    keep(store, 1, 8)
    fill(store, standby)
    query, seen = SearchQuery(at=NOW, sort=Sort.CLOSING, size=3), []
    after: Position | None = None
    while True:
        found = engine.active().search(replace(query, after=after))
        seen += [hit.id for hit in found.hits]
        after = found.next_position
        if after is None:
            break
    assert len(seen) == len(set(seen)) == 8


@pytest.mark.parametrize(
    "wrong",
    [
        SearchQuery(at=NOW, sort=Sort.DISTANCE),
        SearchQuery(at=NOW, after=Position(offset=3)),
        SearchQuery(at=NOW, facets=("title",)),
    ],
    ids=["a distance to nothing", "another order's position", "no facet"],
)
def test_a_wrong_search_stays_wrong(store: Store, standby, engine, wrong: SearchQuery) -> None:
    keep(store, 1, 1)
    fill(store, standby)
    with pytest.raises(WrongUse):
        engine.active().search(wrong)


def no_index(store: Store, standby: Standby) -> None:
    pass


def no_folder(store: Store, standby: Standby) -> None:
    standby.folder.write_text("a file")


def other_fields(store: Store, standby: Standby) -> None:
    fill(store, standby)
    older = standby.folder / "opportunities-00000000-1"
    (standby.folder / standby.engine.active().generation).rename(older)
    (standby.folder / "CURRENT").write_text(f"{older.name}\n\n")


def half_filled(store: Store, standby: Standby) -> None:
    """As the embedded engine begins: live at once, while it fills."""
    drain(store, standby.engine, clock=clock)


def left_alone(store: Store, standby: Standby) -> None:
    fill(store, standby, lambda: NOW - timedelta(hours=25))


def damaged(store: Store, standby: Standby) -> None:
    fill(store, standby)
    (standby.folder / standby.engine.active().generation / "meta.json").write_text("{")


def ahead(store: Store, standby: Standby) -> None:
    """As after the store was restored from a backup."""
    fill(store, standby)
    standby.engine.active().put([], 999)
    standby.engine.active().close()


@pytest.mark.parametrize(
    ("unfit", "why"),
    [
        (no_index, "not built for this version yet"),
        (no_folder, "not built for this version yet"),
        (other_fields, "not built for this version yet"),
        (half_filled, "has not caught up with the record store yet"),
        (left_alone, "has not caught up with the record store since 2026-09-19T11:00:00Z"),
    ],
    ids=lambda value: value.__name__ if callable(value) else "",
)
def test_a_stand_by_that_would_mislead_does_not_answer(store: Store, tmp_path, unfit, why: str) -> None:
    keep(store, 1, 3)
    unfit(store, Standby(tmp_path / "standby", clock))
    standby = Standby(tmp_path / "standby", clock)
    with pytest.raises(IndexUnavailable, match=why):
        standby.index()
    with pytest.raises(IndexUnavailable, match="The search cluster does not answer"):
        StandbyEngine(ElasticEngine(NOBODY), standby).active()


@pytest.mark.parametrize("unfit", [no_index, other_fields, damaged, ahead], ids=lambda unfit: unfit.__name__)
def test_whoever_follows_builds_it_whole_and_again_where_it_cannot_serve(
    store: Store, tmp_path, unfit
) -> None:
    keep(store, 1, 4)
    unfit(store, Standby(tmp_path / "standby", clock))
    with followed(store, Standby(tmp_path / "standby")):
        reader = StandbyEngine(ElasticEngine(NOBODY), Standby(tmp_path / "standby"))
        wait_for(lambda: total(reader) == 4)
        keep(store, 5, 6)
        wait_for(lambda: total(reader) == 6)


def test_what_is_withdrawn_leaves_the_stand_by_within_two_seconds(store: Store, tmp_path) -> None:
    ids = keep(store, 1, 4)
    with followed(store, Standby(tmp_path / "standby")):
        reader = StandbyEngine(ElasticEngine(NOBODY), Standby(tmp_path / "standby"))
        wait_for(lambda: total(reader) == 4)
        withdraw(store, ids[:1], NOW)
        wait_for(lambda: total(reader) == 3, 2)


def test_stand_bys_of_several_machines_follow_side_by_side(store: Store, tmp_path) -> None:
    keep(store, 1, 4)
    with followed(store, Standby(tmp_path / "one")), followed(store, Standby(tmp_path / "two")):
        for name in ("one", "two"):
            reader = StandbyEngine(ElasticEngine(NOBODY), Standby(tmp_path / name))
            wait_for(lambda reader=reader: total(reader) == 4)


def test_while_the_main_index_answers_the_stand_by_is_not_asked(store: Store, tmp_path, standby) -> None:
    keep(store, 1, 4)
    main = EmbeddedEngine(tmp_path / "index")
    drain(store, main, clock=clock)
    keep(store, 5, 6)
    fill(store, standby)
    engine = StandbyEngine(main, standby)
    found = engine.active().search(OPEN)
    assert (found.degraded, found.total) == (False, 4)
    assert answering(engine, NOW)[0].applied_revision() == 4
    assert [g.applied_revision for g in engine.generations()] == [4]


def test_nothing_but_searches_is_the_stand_bys(store: Store, standby, engine) -> None:
    keep(store, 1, 4)
    fill(store, standby)
    index = engine.active()
    for ask in (index.applied_revision, index.count, index.revisions, engine.generations):
        with pytest.raises(IndexUnavailable, match="The search cluster does not answer"):
            ask()
    with pytest.raises(IndexUnavailable):
        index.put([], 9)
    assert standby.engine.active().applied_revision() == 4
    index.close()


def test_generated_searches_are_answered_as_by_the_embedded_engine(tmp_path) -> None:
    pick = random.Random(7)
    adverts = [generated_advert(pick, number) for number in range(200)]
    standby = Standby(tmp_path / "standby", clock)
    index = standby.engine.create("1")
    index.put([Document(public["id"], n, public) for n, public in enumerate(adverts, 1)], 200)
    standby.engine.activate(index.generation)
    standby.note(NOW)
    engine = StandbyEngine(ElasticEngine(NOBODY), standby)
    for _ in range(60):
        query = generated_query(pick, adverts)
        assert engine.active().search(query) == replace(index.search(query), degraded=True)


def test_the_settings_name_the_stand_by_of_a_cluster_alone(tmp_path) -> None:
    folder = tmp_path / "standby"
    both = Settings(home=tmp_path, search_url=NOBODY, search_standby=folder)
    assert isinstance(open_search(both), StandbyEngine)
    assert isinstance(open_engine(both), ElasticEngine)
    for one in ({"search_url": NOBODY}, {"search_standby": folder}):
        settings = Settings(home=tmp_path, **one)
        assert open_standby(settings) is None
        assert not isinstance(open_search(settings), StandbyEngine)
    assert list(tmp_path.iterdir()) == []


def test_the_note_of_when_it_caught_up_is_not_written_at_each_look(store: Store, standby) -> None:
    fill(store, standby)
    (standby.folder / CAUGHT_UP).write_text("")
    standby.note(NOW + timedelta(seconds=4))
    assert standby.caught_up() is None
    standby.note(NOW + timedelta(seconds=5))
    assert standby.caught_up() == NOW + timedelta(seconds=5)


@contextmanager
def followed(store: Store, standby: Standby) -> Iterator[None]:
    """The stand-by follows the store in a thread until the block ends."""
    stop = threading.Event()
    how = {"stop": stop, "how": standby.following}
    thread = threading.Thread(target=follow, args=(store, standby.engine), kwargs=how)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(5)


def total(engine: StandbyEngine) -> int | None:
    try:
        return engine.active().search(OPEN).total
    except IndexUnavailable:
        return None


def wait_for(holds, seconds: float = 5) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)
