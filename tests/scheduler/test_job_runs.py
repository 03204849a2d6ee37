"""A job's slot is done once, by the latest holder of its lease."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from foothold.store import job_runs, runs
from foothold.store.job_runs import Result
from foothold.store.open_store import Store
from foothold.store.tables import job_runs as table
from tests.store.conftest import store, store_url

__all__ = ["store", "store_url"]

SLOT = datetime(2026, 11, 22, 3, 10, tzinfo=UTC)


def minutes(n: int) -> datetime:
    return SLOT + timedelta(minutes=n)


def test_who_lost_the_lease_writes_no_result(store: Store) -> None:
    assert job_runs.begin(store, "audit", SLOT, 1, minutes(0))
    assert job_runs.begin(store, "audit", SLOT, 2, minutes(1))
    assert not job_runs.finish(store, "audit", SLOT, 1, Result.DONE, "late", minutes(2))
    begun = job_runs.since(store, "audit", SLOT, minutes(60))
    assert begun and begun.finished is None
    assert job_runs.finish(store, "audit", SLOT, 2, Result.FAILED, "in time", minutes(3))
    run = job_runs.latest(store, minutes(60))["audit"]
    assert (run.result, run.said, run.started, run.finished) == (
        Result.FAILED,
        "in time",
        minutes(1),
        minutes(3),
    )


@pytest.mark.parametrize("fence", [1, 2], ids=["the same holder", "a later holder"])
def test_a_slot_that_is_done_is_not_begun_again(store: Store, fence: int) -> None:
    job_runs.begin(store, "audit", SLOT, 1, minutes(0))
    job_runs.finish(store, "audit", SLOT, 1, Result.DONE, "", minutes(1))
    assert not job_runs.begin(store, "audit", SLOT, fence, minutes(2))


def test_an_earlier_holder_cannot_begin_what_a_later_one_began(store: Store) -> None:
    assert job_runs.begin(store, "audit", SLOT, 5, minutes(0))
    assert not job_runs.begin(store, "audit", SLOT, 4, minutes(1))


def test_old_runs_are_forgotten_but_each_jobs_last(store: Store) -> None:
    for job, days in (("audit", (0, 1, 2)), ("backup", (0,))):
        for day in days:
            job_runs.begin(store, job, SLOT + timedelta(days=day), day + 1, minutes(0))
    assert job_runs.forget(store, SLOT + timedelta(days=30)) == 2
    assert {name: run.slot for name, run in job_runs.latest(store, minutes(60)).items()} == {
        "audit": SLOT + timedelta(days=2),
        "backup": SLOT,
    }
    with store.read() as connection:
        kept = connection.execute(select(table.c.job, table.c.slot).where(table.c.job == "audit")).all()
    assert [tuple(row) for row in kept] == [("audit", SLOT + timedelta(days=2))]


def fails(store: Store, fence: int, at: datetime, again: datetime | None) -> bool:
    return job_runs.finish(store, "audit", SLOT, fence, Result.FAILED, "It failed.", at, again)


def test_a_slot_that_failed_is_begun_again_when_its_pause_is_over_and_its_tries_are_counted(
    store: Store,
) -> None:
    job_runs.begin(store, "audit", SLOT, 1, minutes(0))
    assert fails(store, 1, minutes(1), again=minutes(6))
    assert not job_runs.begin(store, "audit", SLOT, 2, minutes(5))
    assert job_runs.begin(store, "audit", SLOT, 2, minutes(6))
    second = job_runs.since(store, "audit", SLOT, minutes(60))
    assert second and (second.tries, second.finished, second.result, second.again) == (2, None, None, None)
    assert fails(store, 2, minutes(7), again=None)
    assert not job_runs.begin(store, "audit", SLOT, 3, minutes(60))


def test_an_earlier_holder_takes_no_try_from_a_later_one(store: Store) -> None:
    job_runs.begin(store, "audit", SLOT, 5, minutes(0))
    fails(store, 5, minutes(1), again=minutes(2))
    assert not job_runs.begin(store, "audit", SLOT, 4, minutes(3))
    assert job_runs.begin(store, "audit", SLOT, 6, minutes(3))


def test_a_try_that_was_cut_short_is_taken_over_as_the_same_try(store: Store) -> None:
    job_runs.begin(store, "audit", SLOT, 1, minutes(0))
    fails(store, 1, minutes(1), again=minutes(2))
    for fence in (2, 3):
        assert job_runs.begin(store, "audit", SLOT, fence, minutes(fence))
    run = job_runs.since(store, "audit", SLOT, minutes(60))
    assert run and run.tries == 2


def test_a_run_that_a_clock_from_the_future_began_holds_nobody_up(store: Store) -> None:
    tomorrow = SLOT + timedelta(days=1)
    job_runs.begin(store, "audit", tomorrow, 1, tomorrow)
    job_runs.finish(store, "audit", tomorrow, 1, Result.DONE, "", tomorrow)
    assert job_runs.since(store, "audit", SLOT, minutes(0)) is None
    assert job_runs.latest(store, minutes(0)) == {}
    assert job_runs.begin(store, "audit", SLOT, 2, minutes(0))
    assert job_runs.since(store, "audit", tomorrow, tomorrow) is not None


def test_a_clock_that_is_a_little_ahead_is_believed(store: Store) -> None:
    job_runs.begin(store, "audit", SLOT, 1, minutes(0))
    assert job_runs.since(store, "audit", SLOT, SLOT - timedelta(seconds=50)) is not None


def test_a_crawl_that_a_clock_from_the_future_began_holds_nobody_up(store: Store) -> None:
    runs.start(store, "board", SLOT + timedelta(days=1))
    assert runs.since(store, "board", SLOT, minutes(0)) == []
    runs.start(store, "board", minutes(1))
    assert [run.started for run in runs.since(store, "board", SLOT, minutes(1))] == [minutes(1)]
