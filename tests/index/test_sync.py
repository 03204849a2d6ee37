"""How the index follows the record store."""

import threading
import time
from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from foothold.errors import IndexUnavailable
from foothold.index import set_aside
from foothold.index.audit import audit
from foothold.index.contract import Refused, SearchEngine
from foothold.index.embedded.engine import EmbeddedEngine
from foothold.index.lease import LEASE_SECONDS, holding
from foothold.index.query import SearchQuery
from foothold.index.sync import DRAIN_LEASE, drain, follow
from foothold.model.opportunity import Status
from foothold.store.open_store import Store
from foothold.store.records import head_revision, withdraw
from foothold.store.tables import opportunities
from tests.index.stored import NOW, keep

OPEN = SearchQuery(at=NOW, size=100)


def clock():
    return NOW


def test_what_is_saved_can_be_found_after_a_drain(store: Store, engine: SearchEngine) -> None:
    keep(store, 1, 8)
    done = drain(store, engine, clock=clock)
    assert (done.put, done.refused, done.applied) == (8, (), head_revision(store))
    assert engine.active().search(OPEN).total == 8
    assert drain(store, engine, clock=clock).put == 0


def test_a_changed_advert_is_found_by_its_new_words_only(store: Store, engine: SearchEngine) -> None:
    keep(store, 1, 3, "Plumber")
    drain(store, engine, clock=clock)
    keep(store, 2, 2, "Baker")
    assert drain(store, engine, clock=clock).put == 1
    found = engine.active().search(SearchQuery(at=NOW, text="baker"))
    assert [hit.public["title"] for hit in found.hits] == ["Baker 2"]
    assert engine.active().search(SearchQuery(at=NOW, text="plumber")).total == 2


def test_a_withdrawn_advert_goes_with_the_next_drain(store: Store, engine: SearchEngine) -> None:
    ids = keep(store, 1, 3)
    drain(store, engine, clock=clock)
    withdraw(store, ids[:1], NOW)
    drain(store, engine, clock=clock)
    assert engine.active().search(OPEN).total == 2


def test_a_pending_advert_is_not_shown(store: Store, engine: SearchEngine) -> None:
    keep(store, 1, 1, status=Status.PENDING)
    drain(store, engine, clock=clock)
    assert engine.active().count() == 0


@pytest.mark.parametrize("limit", [1, 2, 7, 500])
def test_pages_of_any_size_bring_everything(store: Store, engine: SearchEngine, limit: int) -> None:
    keep(store, 1, 8)
    drain(store, engine, limit=limit, clock=clock)
    found = audit(store, engine.active(), NOW)
    assert (found.documents, found.behind, found.differences) == (8, 0, ())


def test_one_that_is_told_to_stop_does_not_go_on_to_the_head(store: Store, engine: SearchEngine) -> None:
    keep(store, 1, 2_100)
    stop = threading.Event()

    def stopping_clock() -> datetime:
        if engine.generations():
            stop.set()
        return NOW

    follow(store, engine, stop=stop, clock=stopping_clock)
    assert 0 < engine.active().applied_revision() < head_revision(store)


def test_a_document_that_is_refused_is_set_aside_and_stops_no_other(store, engine) -> None:
    ids = keep(store, 1, 4)
    _spoil(store, ids[1])
    done = drain(store, engine, clock=clock)
    assert [r.id for r in done.refused] == [ids[1]]
    assert engine.active().search(OPEN).total == 3
    generation = engine.active().generation
    (aside,) = set_aside.of_generation(store, generation)
    assert isinstance(aside, Refused)
    assert audit(store, engine.active(), NOW).differences == ()
    keep(store, 2, 2, "Mended")
    drain(store, engine, clock=clock)
    assert set_aside.of_generation(store, generation) == []
    assert engine.active().search(OPEN).total == 4


def test_a_second_writer_is_told_so(store: Store, engine: SearchEngine, tmp_path) -> None:
    keep(store, 1, 1)
    drain(store, engine, clock=clock)
    keep(store, 2, 2)
    with pytest.raises(IndexUnavailable, match="Another process is writing"):
        drain(store, EmbeddedEngine(tmp_path / "index"), clock=clock)


def test_of_two_that_follow_one_drains_and_the_other_takes_over(store: Store, tmp_path) -> None:
    stops = [threading.Event(), threading.Event()]
    engines = [EmbeddedEngine(tmp_path / "index") for _ in stops]
    threads = [
        threading.Thread(target=follow, args=(store, engine), kwargs={"stop": stop})
        for engine, stop in zip(engines, stops, strict=True)
    ]
    for thread in threads:
        thread.start()
    try:
        keep(store, 1, 4)
        _wait_for(lambda: _total(engines[0]) == 4, 3)
        stops[0].set()
        threads[0].join(5)
        keep(store, 5, 8)
        _wait_for(lambda: _total(engines[1]) == 8, 5)
    finally:
        for stop, thread in zip(stops, threads, strict=True):
            stop.set()
            thread.join(5)


def test_saved_is_searchable_within_two_seconds(store: Store, tmp_path) -> None:
    stop = threading.Event()
    thread = threading.Thread(
        target=follow, args=(store, EmbeddedEngine(tmp_path / "index")), kwargs={"stop": stop}
    )
    thread.start()
    reader = EmbeddedEngine(tmp_path / "index")
    waits = []
    try:
        _wait_for(lambda: _total(reader) == 0, 3)
        for number in (1, 2, 3, 4, 5):
            keep(store, number, number, f"Word{number}")
            saved = time.monotonic()
            _wait_for(lambda n=number: _total(reader, f"word{n}") == 1, 3)
            waits.append(time.monotonic() - saved)
    finally:
        stop.set()
        thread.join(5)
    assert max(waits) < 2


def test_an_index_of_other_fields_says_so_and_is_rebuilt_by_whoever_follows(store, engine, tmp_path) -> None:
    keep(store, 1, 4)
    drain(store, engine, clock=clock)
    engine.active().close()
    older = tmp_path / "index" / "opportunities-00000000-1"
    (tmp_path / "index" / engine.active().generation).rename(older)
    (tmp_path / "index" / "CURRENT").write_text(f"{older.name}\n\n")
    upgraded = EmbeddedEngine(tmp_path / "index")
    with pytest.raises(IndexUnavailable, match="built for other fields: run `foothold index rebuild`"):
        drain(store, upgraded, clock=clock)
    stop = threading.Event()
    thread = threading.Thread(target=follow, args=(store, upgraded), kwargs={"stop": stop})
    thread.start()
    try:
        _wait_for(lambda: _total(upgraded) == 4, 5)
    finally:
        stop.set()
        thread.join(5)


def test_a_lease_that_is_held_keeps_others_out_until_it_is_given_back(store: Store) -> None:
    with holding(store, DRAIN_LEASE, clock) as lease:
        assert lease
        assert lease.renewed()
        with holding(store, DRAIN_LEASE, clock) as other:
            assert other is None
        lease.clock = lambda: NOW + timedelta(hours=1)
        assert not lease.renewed(), "it ran out, so another may hold it by now"
    with holding(store, DRAIN_LEASE, clock) as again:
        assert again


def test_a_lease_is_kept_while_its_holder_is_busy_for_longer_than_it_lasts(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("foothold.index.lease._LOOK_SECONDS", 0.02)
    passed = 0.0

    def later() -> datetime:
        return NOW + timedelta(seconds=passed)

    with holding(store, DRAIN_LEASE, later) as lease:
        assert lease
        for _ in range(4):
            passed += LEASE_SECONDS * 0.75
            _wait_for(lambda: lease.taken == later(), 5)
        with holding(store, DRAIN_LEASE, later) as other:
            assert other is None
        passed += LEASE_SECONDS * 2
        _wait_for(lambda: lease.taken == later(), 5)
        assert not lease.renewed(), "a process that stood still for so long must stop"


def _total(engine: EmbeddedEngine, text: str = "") -> int | None:
    try:
        return engine.active().search(SearchQuery(at=NOW, text=text)).total
    except IndexUnavailable:
        return None


def _wait_for(holds, seconds: float) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


def _spoil(store: Store, id_: str) -> None:
    """What a damaged row or an older version's shape would look like."""
    with store.write() as connection:
        connection.execute(
            update(opportunities).where(opportunities.c.id == id_).values(public='{"title": null}')
        )
