"""A job's slot is done once, by the latest holder of its lease."""

from datetime import UTC, datetime, timedelta

import pytest

from foothold.store import job_runs
from foothold.store.job_runs import Result
from foothold.store.open_store import Store
from tests.store.conftest import store, store_url

__all__ = ["store", "store_url"]

SLOT = datetime(2026, 11, 22, 3, 10, tzinfo=UTC)


def minutes(n: int) -> datetime:
    return SLOT + timedelta(minutes=n)


def test_who_lost_the_lease_writes_no_result(store: Store) -> None:
    assert job_runs.begin(store, "audit", SLOT, 1, minutes(0))
    assert job_runs.begin(store, "audit", SLOT, 2, minutes(1))
    assert not job_runs.finish(store, "audit", SLOT, 1, Result.DONE, "late", minutes(2))
    assert not job_runs.is_done(store, "audit", SLOT)
    assert job_runs.finish(store, "audit", SLOT, 2, Result.FAILED, "in time", minutes(3))
    run = job_runs.latest(store)["audit"]
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
    assert {name: run.slot for name, run in job_runs.latest(store).items()} == {
        "audit": SLOT + timedelta(days=2),
        "backup": SLOT,
    }
    assert len(job_runs.history(store, "audit")) == 1
