"""The adverts that are open, one row each, for the lists that search engines read."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from foothold.clock import london_date
from foothold.store.open_on import open_on
from foothold.store.open_store import Store
from foothold.store.tables import opportunities

_o = opportunities.c


@dataclass(frozen=True, slots=True)
class Listed:
    """`changed` is the day in London on which its content changed last."""

    id: str
    changed: date


def count_listed(store: Store, today: date) -> int:
    with store.read() as connection:
        return connection.execute(select(func.count()).where(open_on(today))).scalar_one()


def listed(store: Store, today: date, start: int, most: int) -> list[Listed]:
    """In the order of the ids. One that closes at an hour of today is among them until the day ends."""
    found = select(_o.id, _o.changed_at).where(open_on(today)).order_by(_o.id).offset(start).limit(most)
    with store.read() as connection:
        return [Listed(id, london_date(changed)) for id, changed in connection.execute(found)]  # noqa: A001
