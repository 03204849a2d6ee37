"""What the jobs of the schedule did: one row a job and slot, written only by the holder of the job's lease."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import RowMapping, case, delete, func, or_, select, tuple_, update

from foothold.store.leases import AHEAD
from foothold.store.open_store import Store
from foothold.store.tables import job_runs as t
from foothold.store.upserts import insert_into


class Result(StrEnum):
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class JobRun:
    """`said` is a sentence for a person. One that was cut short has no result until its slot is taken over; what
    takes it over goes on with the same try. `again` is when one that failed is tried once more."""

    job: str
    slot: datetime
    fence: int
    started: datetime
    finished: datetime | None
    result: Result | None
    said: str | None
    tries: int
    again: datetime | None


def begin(store: Store, job: str, slot: datetime, fence: int, at: datetime) -> bool:
    """Put a run on record; False where the slot is done or its next try not due, or a later holder of the lease has
    begun it."""
    row = {"job": job, "slot": slot, "fence": fence, "started": at}
    failed = t.c.finished.is_not(None)
    with store.write() as connection:
        insert = insert_into(connection, t).values(row)
        statement = insert.on_conflict_do_update(
            index_elements=["job", "slot"],
            set_={
                "fence": fence,
                "started": at,
                "tries": t.c.tries + case((failed, 1), else_=0),
                **dict.fromkeys(("finished", "result", "said", "again")),
            },
            where=or_(t.c.finished.is_(None), t.c.again <= at) & (t.c.fence < fence),
        )
        return connection.execute(statement.returning(t.c.fence)).scalar() is not None


def finish(
    store: Store,
    job: str,
    slot: datetime,
    fence: int,
    result: Result,
    said: str,
    at: datetime,
    again: datetime | None = None,
) -> bool:
    """End it; False, and nothing written, where another has begun the slot since: this one lost its lease. `again` is
    when it may be tried once more."""
    ended = {"finished": at, "result": result, "said": said, "again": again}
    mine = (t.c.job == job, t.c.slot == slot, t.c.fence == fence, t.c.finished.is_(None))
    with store.write() as connection:
        return bool(connection.execute(update(t).where(*mine).values(ended)).rowcount)


def since(store: Store, job: str, slot: datetime, at: datetime) -> JobRun | None:
    """The run of this slot, or of a later one: another's clock may be a little ahead. One that began further in the
    future was begun by a clock that was wrong, and counts for nothing until then."""
    known = (t.c.job == job, t.c.slot >= slot, t.c.started <= at + AHEAD)
    newest = select(t).where(*known).order_by(t.c.slot.desc()).limit(1)
    with store.read() as connection:
        row = connection.execute(newest).mappings().first()
    return _run(row) if row else None


def latest(store: Store, at: datetime) -> dict[str, JobRun]:
    """Each job's last run, finished or not; none that a wrong clock began in the future."""
    newest = select(t.c.job, func.max(t.c.slot)).where(t.c.started <= at + AHEAD).group_by(t.c.job)
    with store.read() as connection:
        rows = connection.execute(select(t).where(tuple_(t.c.job, t.c.slot).in_(newest))).mappings()
        return {row["job"]: _run(row) for row in rows}


def forget(store: Store, before: datetime) -> int:
    """Drop the runs of slots before that instant but each job's last; how many."""
    newer = t.alias("newer")
    later = select(newer.c.job).where(newer.c.job == t.c.job, newer.c.slot > t.c.slot)
    with store.write() as connection:
        return connection.execute(delete(t).where(t.c.slot < before, later.exists())).rowcount


def _run(row: RowMapping) -> JobRun:
    return JobRun(
        row["job"],
        row["slot"],
        row["fence"],
        row["started"],
        row["finished"],
        Result(row["result"]) if row["result"] else None,
        row["said"],
        row["tries"],
        row["again"],
    )
