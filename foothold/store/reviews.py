"""Adverts that wait for a member of staff, and what was decided of each: the decision stays with what it said then."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import orjson
from sqlalchemy import Connection, RowMapping, func, insert, select

from foothold.model.authority import uploader
from foothold.model.opportunity import Status
from foothold.store.open_store import Store
from foothold.store.tables import reviews as t
from foothold.store.tables import sightings as s


class Decision(StrEnum):
    APPROVED = "approved"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Review:
    decision: Decision
    content_hash: str
    why: str | None


@dataclass(frozen=True, slots=True)
class WaitingAdvert:
    """An advert that nobody sees yet. `account` is the slug of who sent it, None where a site shows it; `since` is
    when it was last sent."""

    id: str
    account: str | None
    title: str
    employer: str | None
    url: str | None
    since: datetime


def waiting(store: Store, limit: int | None = None) -> list[WaitingAdvert]:
    """Those that wait, the longest first."""
    columns = (s.c.own_id, s.c.source, s.c.url, s.c.content, s.c.last_seen)
    pending = select(*columns).where(s.c.status == Status.PENDING).order_by(s.c.last_seen, s.c.own_id)
    with store.read() as connection:
        return [_waiting(row) for row in connection.execute(pending.limit(limit)).mappings()]


def count_waiting(store: Store) -> int:
    with store.read() as connection:
        return connection.execute(select(func.count()).where(s.c.status == Status.PENDING)).scalar_one()


def write(
    connection: Connection, rows: Iterable[RowMapping], decision: Decision, why: str | None, at: datetime
) -> None:
    """Put it on record of these sightings, as they are now."""
    noted = [
        {
            "own_id": row["own_id"],
            "content_hash": row["content_hash"],
            "decision": decision,
            "why": why,
            "at": at,
        }
        for row in rows
    ]
    if noted:
        connection.execute(insert(t), noted)


def latest(connection: Connection, owns: Collection[str]) -> Mapping[tuple[str, str], Review]:
    """What was last decided of these sightings, by own id and by the hash of what they said."""
    if not owns:
        return {}
    rows = connection.execute(select(t).where(t.c.own_id.in_(owns)).order_by(t.c.id)).mappings()
    return {
        (row["own_id"], row["content_hash"]): Review(
            Decision(row["decision"]), row["content_hash"], row["why"]
        )
        for row in rows
    }


def _waiting(row: RowMapping) -> WaitingAdvert:
    content = orjson.loads(row["content"])
    employer = content["employer"]["name"] if content["employer"] else None
    account = uploader(row["source"])
    return WaitingAdvert(row["own_id"], account, content["title"], employer, row["url"], row["last_seen"])
