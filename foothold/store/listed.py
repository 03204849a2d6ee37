"""The adverts that are open, one row each, for the lists that search engines read."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, or_, select

from foothold.clock import london_date
from foothold.opportunity import Status
from foothold.public import SHOWN_UNCONFIRMED
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
        return connection.execute(select(func.count()).where(*_open_on(today))).scalar_one()


def listed(store: Store, today: date, start: int, most: int) -> list[Listed]:
    """In the order of the ids. One that closes at an hour of today is among them until the day ends."""
    found = select(_o.id, _o.changed_at).where(*_open_on(today)).order_by(_o.id).offset(start).limit(most)
    with store.read() as connection:
        return [Listed(id, london_date(changed)) for id, changed in connection.execute(found)]  # noqa: A001


def _open_on(today: date) -> tuple[ColumnElement[bool], ...]:
    confirmed_since = today - SHOWN_UNCONFIRMED
    undated = _o.closing_date.is_(None) & or_(
        _o.last_confirmed.is_(None), _o.last_confirmed >= confirmed_since
    )
    return (_o.status == Status.OPEN, or_(_o.closing_date >= today, undated))
