"""Reports by visitors that something is wrong with an advert: what, in which words, and when; never by whom."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import RowMapping, delete, func, insert, select, update

from foothold.errors import WrongUse
from foothold.store.open_store import Store
from foothold.store.tables import opportunities
from foothold.store.tables import reports as t

KEPT = timedelta(days=180)
"""Told to visitors on the privacy page."""
LONGEST_TEXT = 1_000
MOST_OPEN = 50
"""Open reports of one advert: more tell nobody anything new."""


class Reason(StrEnum):
    GONE = "gone"
    WRONG = "wrong"
    PAY = "pay"
    MONEY = "money"
    UNSAFE = "unsafe"
    TWICE = "twice"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Report:
    """`title` is the advert's, None where its record is no longer there; `closed` when somebody was done with it."""

    number: int
    opportunity: str
    title: str | None
    reason: Reason
    said: str | None
    at: datetime
    closed: datetime | None


def add(store: Store, opportunity: str, reason: Reason, said: str | None, at: datetime) -> bool:
    """Keep it; False where so many of this advert are open that it was let go."""
    row = {"opportunity_id": opportunity, "reason": reason, "said": said, "at": at}
    waiting = select(func.count()).where(t.c.opportunity_id == opportunity, t.c.closed.is_(None))
    with store.write() as connection:
        if connection.execute(waiting).scalar_one() >= MOST_OPEN:
            return False
        connection.execute(insert(t).values(row))
    return True


def newest(store: Store, limit: int, *, closed_too: bool = False) -> list[Report]:
    """Those that wait for somebody (or all), the newest first."""
    joined = t.outerjoin(opportunities, opportunities.c.id == t.c.opportunity_id)
    found = select(t, opportunities.c.title).select_from(joined).order_by(t.c.id.desc()).limit(limit)
    if not closed_too:
        found = found.where(t.c.closed.is_(None))
    with store.read() as connection:
        return [_report(row) for row in connection.execute(found).mappings()]


def count_open(store: Store) -> int:
    with store.read() as connection:
        return connection.execute(select(func.count()).where(t.c.closed.is_(None))).scalar_one()


def close(store: Store, number: int, at: datetime) -> None:
    """Somebody is done with it. Raises WrongUse where none of that number is open."""
    with store.write() as connection:
        mine = t.c.id == number, t.c.closed.is_(None)
        if not connection.execute(update(t).where(*mine).values(closed=at)).rowcount:
            raise WrongUse(f"No report {number} is open. `foothold reports list` shows those that are.")


def forget(store: Store, before: datetime) -> int:
    """Drop those from before that instant, also open ones; how many."""
    with store.write() as connection:
        return connection.execute(delete(t).where(t.c.at < before)).rowcount


def _report(row: RowMapping) -> Report:
    return Report(
        number=row["id"],
        opportunity=row["opportunity_id"],
        title=row["title"],
        reason=Reason(row["reason"]),
        said=row["said"],
        at=row["at"],
        closed=row["closed"],
    )
