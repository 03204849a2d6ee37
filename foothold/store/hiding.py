"""Hiding an advert until somebody has looked at it, and showing it again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, update

from foothold.model.opportunity import Status
from foothold.model.reporting import GRAVE
from foothold.store import holds, notices, revisions
from foothold.store.compose_record import recompose
from foothold.store.holds import HoldState
from foothold.store.open_store import Store
from foothold.store.tables import opportunities, reports

LOOKED_AT = "Somebody has looked at it."


@dataclass(frozen=True, slots=True)
class Cleared:
    """What became of a record: `status` is what it has now, which another reason may keep from being open, and
    `reports` the numbers of its grave reports that are closed with this."""

    id: str
    status: Status
    reports: tuple[int, ...] = ()


def hide(connection: Connection, head: int, home: str, owns: Sequence[str], why: str, at: datetime) -> None:
    """The caller holds the counter's lock, whose number `head` is."""
    holds.put(connection, owns, HoldState.STANDING, why, at)
    recompose(connection, head, [home], at)


def clear(store: Store, id: str, at: datetime, why: str | None = None) -> Cleared:  # noqa: A002 - the public key is `id`
    """Show it again; for a while no report hides it. Its grave reports were looked at, and are closed. Raises WrongUse
    where there is no such record."""
    with store.write() as connection:
        head = revisions.lock(connection)
        home, owns = holds.record_of(connection, id)
        holds.put(connection, owns, HoldState.CLEARED, why or LOOKED_AT, at)
        recompose(connection, head, [home], at)
        closed = _close_reports(connection, owns, at)
        status = connection.execute(
            select(opportunities.c.status).where(opportunities.c.id == home)
        ).scalar_one()
    return Cleared(home, Status(status), closed)


def _close_reports(connection: Connection, owns: Sequence[str], at: datetime) -> tuple[int, ...]:
    r = reports.c
    mine = r.opportunity_id.in_(owns), r.reason.in_(GRAVE), r.closed.is_(None)
    notices.drop(connection, owns)
    return tuple(sorted(connection.scalars(update(reports).where(*mine).values(closed=at).returning(r.id))))
