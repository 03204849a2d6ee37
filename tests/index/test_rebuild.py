"""A rebuild ends in a checked switch or changes nothing."""

import itertools
import multiprocessing
import time
from datetime import timedelta

import orjson
import pytest
from click.testing import CliRunner
from sqlalchemy import update

from foothold.cli.index import index as command
from foothold.errors import IndexUnavailable, WrongUse
from foothold.index import rebuild as module
from foothold.index.audit import audit
from foothold.index.contract import GenerationState, SearchEngine
from foothold.index.embedded.engine import EmbeddedEngine
from foothold.index.lease import holding
from foothold.index.query import SearchQuery
from foothold.index.rebuild import prune, rebuild, rollback
from foothold.index.sync import drain
from foothold.store.open_store import Store
from foothold.store.records import head_revision, withdraw
from foothold.store.tables import opportunities
from tests.index.adverts import advert
from tests.index.stored import NOW, keep

OPEN = SearchQuery(at=NOW, size=100)
PUBLIC_OF_ANOTHER = orjson.dumps(advert("ID", "Another")).decode()


def clock():
    return NOW


def states(engine: SearchEngine) -> list[str]:
    return [generation.state for generation in engine.generations()]


def test_a_rebuild_holds_what_the_store_holds_and_drops_stubs(store: Store, engine: SearchEngine) -> None:
    ids = keep(store, 1, 20)
    withdraw(store, ids[:2], NOW)
    done = rebuild(store, engine)
    assert (done.documents, done.refused, done.applied) == (18, 0, head_revision(store))
    assert len(list(engine.active().revisions())) == 18
    # Numbers 9 and 18 have closed.
    assert engine.active().search(OPEN).total == 16


def test_the_previous_generation_is_kept_for_a_rollback_and_catches_up(store, engine) -> None:
    keep(store, 1, 3)
    first = rebuild(store, engine)
    second = rebuild(store, engine)
    third = rebuild(store, engine)
    assert [g.name for g in engine.generations()] == [second.generation, third.generation]
    assert states(engine) == [GenerationState.PREVIOUS, GenerationState.ACTIVE]
    assert first.generation not in {g.name for g in engine.generations()}
    keep(store, 4, 4)
    drain(store, engine)
    assert rollback(engine) == second.generation
    assert engine.active().search(OPEN).total == 3
    drain(store, engine)
    assert engine.active().search(OPEN).total == 4


class Busy(EmbeddedEngine):
    """Its new generation answers no search at first, as a cluster that still sorts what it was given."""

    unanswered = 0

    def create(self, stamp: str):
        made = super().create(stamp)
        answer, left = made.search, iter(range(self.unanswered))

        def search(query: SearchQuery):
            if next(left, None) is not None:
                raise IndexUnavailable("The search cluster does not answer.")
            return answer(query)

        made.search = search
        return made


@pytest.mark.parametrize(("unanswered", "goes_live"), [(4, True), (5, False)])
def test_a_new_generation_is_given_time_to_answer_before_it_is_given_up(
    store: Store, tmp_path, monkeypatch: pytest.MonkeyPatch, unanswered: int, goes_live: bool
) -> None:
    monkeypatch.setattr("foothold.index.audit._PAUSES", (0.0,) * 4)
    keep(store, 1, 3)
    engine = Busy(tmp_path / "index")
    engine.unanswered = unanswered
    if goes_live:
        rebuild(store, engine)
        assert engine.active().search(OPEN).total == 3
        return
    with pytest.raises(IndexUnavailable, match="does not answer"):
        rebuild(store, engine)
    assert engine.generations() == ()


def test_a_generation_that_does_not_agree_never_goes_live(store: Store, engine: SearchEngine) -> None:
    ids = keep(store, 1, 3)
    live = rebuild(store, engine, clock=clock).generation

    def meanwhile():
        """Something edits a row behind the store's back, without a revision, once it has been read."""
        if len(engine.generations()) > 1 and engine.generations()[-1].applied_revision:
            with store.write() as connection:
                row = update(opportunities).where(opportunities.c.id == ids[0])
                connection.execute(row.values(public=PUBLIC_OF_ANOTHER.replace("ID", ids[0])))
        return NOW + timedelta(seconds=1)

    with pytest.raises(IndexUnavailable, match="does not agree with the store") as told:
        rebuild(store, engine, clock=meanwhile)
    assert f"{ids[0]} differs from revision 1" in str(told.value)
    assert [g.name for g in engine.generations()] == [live]
    assert engine.active().search(OPEN).total == 3


def test_a_rebuild_ends_though_the_store_never_rests(store: Store, engine: SearchEngine) -> None:
    keep(store, 1, 3)
    numbers = itertools.count(4)

    def while_something_is_saved():
        number = next(numbers)
        assert number < 100
        keep(store, number, number)
        return NOW

    done = rebuild(store, engine, clock=while_something_is_saved)
    assert 3 < done.applied < head_revision(store)
    drain(store, engine, clock=clock)
    assert audit(store, engine.active(), NOW).differences == ()
    assert engine.active().count() == head_revision(store)


def test_two_rebuilds_at_once_are_refused(store: Store, engine: SearchEngine) -> None:
    with holding(store, module.REBUILD_LEASE, clock), pytest.raises(WrongUse, match="Another process"):
        rebuild(store, engine, clock=clock)
    with holding(store, module.REBUILD_LEASE, clock), pytest.raises(WrongUse, match="Another process"):
        prune(store, engine, clock=clock)


def test_prune_discards_what_a_crash_left_and_keeps_the_rest(store: Store, engine: SearchEngine) -> None:
    keep(store, 1, 3)
    rebuild(store, engine)
    rebuild(store, engine)
    left = engine.create("20260101T000000")
    assert prune(store, engine) == (left.generation,)
    assert states(engine) == [GenerationState.PREVIOUS, GenerationState.ACTIVE]


def test_without_a_previous_generation_a_rollback_says_so(store: Store, engine: SearchEngine) -> None:
    rebuild(store, engine)
    with pytest.raises(WrongUse, match="no previous generation"):
        rollback(engine)


def test_an_audit_names_what_is_missing_changed_and_too_much(store: Store, engine: SearchEngine) -> None:
    ids = keep(store, 1, 4)
    drain(store, engine, clock=clock)
    with store.write() as connection:
        connection.execute(
            update(opportunities).where(opportunities.c.id == ids[0]).values(status="withdrawn")
        )
        changed = update(opportunities).where(opportunities.c.id == ids[1])
        public = '{"id":"x"}'
        connection.execute(changed.values(revision=-1, public=public))
    found = audit(store, engine.active(), NOW)
    assert f"{ids[0]} is not open and the index shows it" in found.differences
    assert any(ids[1] in difference for difference in found.differences)


def test_an_audit_counts_what_is_still_to_be_drained(store: Store, engine: SearchEngine) -> None:
    keep(store, 1, 4)
    drain(store, engine, clock=clock)
    keep(store, 4, 6, "Changed")
    found = audit(store, engine.active(), NOW)
    assert (found.behind, found.differences) == (3, ())


def test_the_commands_tell_what_they_did_and_exit_by_the_table(store, engine, tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("FOOTHOLD_HOME", str(tmp_path))
    monkeypatch.delenv("FOOTHOLD_DATABASE_URL", raising=False)
    monkeypatch.delenv("FOOTHOLD_SEARCH_URL", raising=False)

    def run(*words: str) -> tuple[int, str]:
        answer = CliRunner().invoke(command, words)
        return answer.exit_code, answer.output

    keep(store, 1, 5)
    assert run("verify")[0] == 1
    assert run("rollback")[0] == 2
    code, said = run("rebuild")
    assert code == 0
    assert "5 adverts up to revision 5" in said
    keep(store, 6, 7)
    code, said = run("drain")
    assert (code, said) == (0, "2 changes applied; the index is at revision 7.\n")
    code, said = run("status")
    assert code == 0
    assert "active" in said
    assert "The record store is at revision 7." in said
    code, said = run("verify")
    assert (code, "7 adverts, 7 in the record store, 0 changes behind" in said) == (0, True)
    assert run("rebuild")[0] == 0
    assert run("rollback")[0] == 0
    assert run("prune") == (0, "Nothing to discard.\n")
    monkeypatch.setenv("FOOTHOLD_SEARCH_URL", "http://127.0.0.1:9")
    assert run("status")[0] == 1


@pytest.mark.parametrize("seconds", [0.02, 0.06, 0.12, 0.2])
def test_a_rebuild_killed_at_any_point_leaves_the_live_index_serving(store, engine, seconds: float) -> None:
    keep(store, 1, 300)
    rebuild(store, engine, clock=clock)
    store.close()
    later = NOW + timedelta(hours=1)
    builder = multiprocessing.get_context("fork").Process(
        target=rebuild, args=(store, engine), kwargs={"clock": lambda: later}
    )
    builder.start()
    time.sleep(seconds)
    builder.kill()
    builder.join(10)
    # Numbers 9, 18, … have closed. The switch may have been made already: then the new one serves.
    assert engine.active().search(OPEN).total == 267
    again = rebuild(store, engine, clock=lambda: later + timedelta(hours=1))
    assert engine.active().generation == again.generation
    assert engine.active().search(OPEN).total == 267
    assert len(states(engine)) == 2
