"""Adverts that the operators are to be mailed about, or were: once, until somebody has dealt with what was reported."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, delete, func, select, update

from foothold.store.open_store import Store
from foothold.store.tables import notices as t
from foothold.store.upserts import insert_into


def put(connection: Connection, opportunity: str, at: datetime) -> None:
    """One for an advert, however often it is put."""
    row = {"opportunity_id": opportunity, "at": at, "not_before": at}
    connection.execute(insert_into(connection, t).values(row).on_conflict_do_nothing())


def drop(connection: Connection, opportunities: Collection[str]) -> None:
    """Somebody has dealt with it: what is reported from now on is mailed anew."""
    connection.execute(delete(t).where(t.c.opportunity_id.in_(opportunities)))


def due(store: Store, at: datetime, limit: int) -> list[str]:
    """The adverts to mail about now, the oldest first."""
    waiting = select(t.c.opportunity_id).where(t.c.sent.is_(None), t.c.not_before <= at)
    with store.read() as connection:
        return list(connection.scalars(waiting.order_by(t.c.at, t.c.opportunity_id).limit(limit)))


def claim(store: Store, opportunities: Collection[str], at: datetime, until: datetime) -> list[str]:
    """Those that nobody else is at. Whoever claims them and does not say `sent` leaves them to be tried after `until`:
    better a mail twice than none."""
    mine = t.c.opportunity_id.in_(opportunities), t.c.sent.is_(None), t.c.not_before <= at
    with store.write() as connection:
        taken = update(t).where(*mine).values(not_before=until).returning(t.c.opportunity_id)
        return sorted(connection.scalars(taken))


def sent(store: Store, opportunities: Collection[str], at: datetime) -> None:
    with store.write() as connection:
        connection.execute(update(t).where(t.c.opportunity_id.in_(opportunities)).values(sent=at))


def put_off(store: Store, at: datetime, until: datetime) -> None:
    """All that are due wait so long."""
    with store.write() as connection:
        connection.execute(update(t).where(t.c.sent.is_(None), t.c.not_before <= at).values(not_before=until))


def count_waiting(store: Store) -> int:
    with store.read() as connection:
        return connection.execute(select(func.count()).where(t.c.sent.is_(None))).scalar_one()
