"""Holds: adverts that wait hidden until somebody of the staff has looked at them, whoever shows them.

A hold is put on the ids that the sightings of a record have alone, and keeps back whatever record one of these belongs
to. So it goes along when records merge, stays with its own when a merge is undone, and no crawl, upload or withdrawal
touches it. `compose_record` asks here for each record that it composes.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Connection, delete, func, select

from foothold.errors import WrongUse
from foothold.model.opportunity import Status
from foothold.store.open_store import Store
from foothold.store.tables import holds as t
from foothold.store.tables import opportunities
from foothold.store.tables import sightings as s
from foothold.store.upserts import upsert

CLEARED_FOR = timedelta(days=30)
"""So long after somebody has looked at an advert reports do not hide it again."""


class HoldState(StrEnum):
    STANDING = "standing"
    CLEARED = "cleared"


@dataclass(frozen=True, slots=True)
class Hidden:
    """A record that waits: since when, and why."""

    id: str
    title: str
    why: str
    since: datetime


def held_back(connection: Connection, ids: Collection[str]) -> set[str]:
    """Those of these records that a hold keeps back."""
    joined = s.join(t, t.c.opportunity_id == s.c.own_id)
    standing = s.c.opportunity_id.in_(ids), t.c.state == HoldState.STANDING
    return set(connection.scalars(select(s.c.opportunity_id).select_from(joined).where(*standing)))


def record_of(connection: Connection, id: str) -> tuple[str, list[str]]:  # noqa: A002 - the public key is `id`
    """The record of an id that it has, or had before a merge, and the ids that its sightings have alone.
    Raises WrongUse where there is none."""
    home = connection.scalar(select(s.c.opportunity_id).where(s.c.own_id == id))
    if home is None:
        raise WrongUse(f"There is no opportunity {id}.")
    owns = select(s.c.own_id).where(s.c.opportunity_id == home).order_by(s.c.own_id)
    return home, list(connection.scalars(owns))


def put(connection: Connection, owns: Sequence[str], state: HoldState, why: str, at: datetime) -> None:
    rows = [{"opportunity_id": own, "state": state, "why": why, "at": at} for own in owns]
    upsert(connection, t, rows)


def is_held(connection: Connection, owns: Collection[str]) -> bool:
    """Whether all of it is held: a copy that joined since then is not."""
    standing = t.c.opportunity_id.in_(owns), t.c.state == HoldState.STANDING
    return connection.scalar(select(func.count()).where(*standing)) == len(set(owns))


def is_cleared(connection: Connection, owns: Collection[str], at: datetime) -> bool:
    """Whether somebody has looked at all of it lately. A copy that joined since then was not looked at."""
    looked_at = t.c.opportunity_id.in_(owns), t.c.state == HoldState.CLEARED, t.c.at > at - CLEARED_FOR
    counted = connection.scalar(select(func.count()).where(*looked_at))
    return counted == len(set(owns))


def hidden(store: Store) -> list[Hidden]:
    """The records that wait because of a hold, those that have waited longest first."""
    joined = t.join(s, s.c.own_id == t.c.opportunity_id).join(
        opportunities, opportunities.c.id == s.c.opportunity_id
    )
    columns = opportunities.c.id, opportunities.c.title, t.c.why, t.c.at
    waiting = t.c.state == HoldState.STANDING, opportunities.c.status == Status.PENDING
    found: dict[str, Hidden] = {}
    with store.read() as connection:
        rows = connection.execute(select(*columns).select_from(joined).where(*waiting).order_by(t.c.at))
        for row in rows:
            # A record of several sightings has a hold on each.
            found.setdefault(row.id, Hidden(row.id, row.title, row.why, row.at))
    return list(found.values())


def forget(store: Store, at: datetime) -> int:
    """Drop what was cleared so long ago that it keeps nothing off any more; how many."""
    over = t.c.state == HoldState.CLEARED, t.c.at <= at - CLEARED_FOR
    with store.write() as connection:
        return connection.execute(delete(t).where(*over)).rowcount
