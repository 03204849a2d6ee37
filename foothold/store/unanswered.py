"""Words that found nothing, with how often and on how many days: what the synonyms lack."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, case, delete, func, select

from foothold.store.open_store import Store
from foothold.store.tables import unanswered as t
from foothold.store.upserts import insert_into

SHOWN_TIMES, SHOWN_DAYS = 5, 3
"""A person sees words only once they were searched for so often, on so many days: a trade, and no one's name."""
MOST_KEPT = 20_000
"""Further words are not taken: whoever sends nonsense fills no disk."""


@dataclass(frozen=True, slots=True)
class Unanswered:
    words: str
    times: int
    days: int
    first_day: date
    last_day: date


def add(store: Store, counts: Mapping[tuple[str, date], int]) -> None:
    """`counts` are times by words and day."""
    with store.write() as connection:
        room = MOST_KEPT - (connection.execute(select(func.count()).select_from(t)).scalar() or 0)
        for (words, day), times in sorted(counts.items()):
            known = connection.execute(select(t.c.words).where(t.c.words == words)).first()
            if known or room > 0:
                _add(connection, words, day, times)
                room -= not known


def frequent(
    store: Store, times: int = SHOWN_TIMES, days: int = SHOWN_DAYS, limit: int = 100
) -> list[Unanswered]:
    """The most frequent first; none that fewer searches or days than those hold."""
    often = select(t).where(t.c.times >= times, t.c.days >= days)
    with store.read() as connection:
        rows = connection.execute(often.order_by(t.c.times.desc(), t.c.words).limit(limit)).mappings()
        return [Unanswered(**row) for row in rows]


def forget(store: Store, before: date) -> int:
    """Drop what nobody searched for since that day; how many."""
    with store.write() as connection:
        return connection.execute(delete(t).where(t.c.last_day < before)).rowcount


def _add(connection: Connection, words: str, day: date, times: int) -> None:
    row = {"words": words, "times": times, "days": 1, "first_day": day, "last_day": day}
    insert = insert_into(connection, t).values(row)
    changes = {
        "times": t.c.times + times,
        "days": t.c.days + case((t.c.last_day < day, 1), else_=0),
        "last_day": case((t.c.last_day < day, day), else_=t.c.last_day),
    }
    connection.execute(insert.on_conflict_do_update(index_elements=["words"], set_=changes))
