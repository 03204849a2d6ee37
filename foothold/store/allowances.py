"""How much of an allowance is used. Counted in the store, so it holds over all workers and machines: for what is rare
and grave, since each count is a write."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, delete

from foothold.store.open_store import Store
from foothold.store.tables import allowances as t
from foothold.store.upserts import insert_into

Mark = Callable[[str, datetime], str]
"""Whose allowance it is, as the store may know them: a hash for this use from that time on (`Network.mark`)."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """So many in so many seconds. The seconds are those of the clock: every window begins anew, for everybody at
    the same moment, so that the marks of two windows have nothing in common."""

    use: str
    most: int
    seconds: int

    def since(self, at: datetime) -> datetime:
        """When the window of that moment began."""
        return datetime.fromtimestamp(at.timestamp() // self.seconds * self.seconds, UTC)


def take(connection: Connection, allowance: Allowance, mark: Mark, at: datetime) -> int | None:
    """Use one; how many that makes, or None where all are used. Undone with the transaction."""
    since = allowance.since(at)
    row = {
        "mark": mark(f"{allowance.use} {allowance.seconds}", since),
        "used": 1,
        "ends": since + timedelta(seconds=allowance.seconds),
    }
    counted = insert_into(connection, t).values(row).on_conflict_do_update(
        index_elements=["mark"], set_={"used": t.c.used + 1}, where=t.c.used < allowance.most
    )  # fmt: skip
    used: int | None = connection.execute(counted.returning(t.c.used)).scalar()
    return used


def forget(store: Store, at: datetime) -> int:
    """Drop those whose window is over; how many."""
    with store.write() as connection:
        return connection.execute(delete(t).where(t.c.ends <= at)).rowcount
