"""Adverts whose own page should be asked whether they are still there, and what it said when it was last asked."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

import orjson
from sqlalchemy import RowMapping, and_, func, or_, select

from foothold.clock import london_date
from foothold.model.opportunity import Status
from foothold.store import revisions
from foothold.store.compose_record import CONFIRMED_STEP
from foothold.store.json_text import json_text
from foothold.store.open_store import Store
from foothold.store.tables import checks as t
from foothold.store.tables import opportunities
from foothold.store.tables import sightings as s
from foothold.store.upserts import upsert

FORGOTTEN = timedelta(days=60)
"""What was not seen for so long is shown to nobody any more unless it names a closing date."""


class PageAnswer(StrEnum):
    """`closed` is what a page says in words or by leading elsewhere: no proof by itself."""

    SHOWN = "shown"
    CHANGED = "changed"
    GONE = "gone"
    CLOSED = "closed"
    UNCLEAR = "unclear"
    UNANSWERED = "unanswered"


@dataclass(frozen=True, slots=True)
class Advert:
    """One source's advert, and its own page. `closed_since` is when the page began to say that it is over."""

    source: str
    external_id: str
    id: str
    own_id: str
    url: str
    title: str
    closing_date: date | None
    last_seen: datetime
    closed_since: datetime | None


@dataclass(frozen=True, slots=True)
class Check:
    """What a page said, for a person."""

    source: str
    id: str
    title: str
    url: str | None
    at: datetime
    since: datetime
    answer: PageAnswer
    why: str


def to_ask(
    store: Store,
    source: str,
    *,
    seen_before: datetime,
    asked_before: datetime,
    at: datetime,
    limit: int,
) -> list[Advert]:
    """Open adverts that this source has not shown since, those first that were never asked or longest ago."""
    o = opportunities.c
    known = and_(t.c.source == s.c.source, t.c.external_id == s.c.external_id)
    statement = (
        select(s.c.source, s.c.external_id, s.c.opportunity_id, s.c.own_id, s.c.url, s.c.last_seen, s.c.content,
               t.c.answer, t.c.since)
        .join(opportunities, o.id == s.c.opportunity_id)
        .outerjoin(t, known)
        .where(
            s.c.source == source,
            s.c.status == Status.OPEN,
            s.c.url.is_not(None),
            s.c.last_seen < seen_before,
            or_(o.closing_date >= london_date(at), and_(o.closing_date.is_(None), s.c.last_seen > at - FORGOTTEN)),
            or_(t.c.at.is_(None), t.c.at < asked_before),
        )
        .order_by(func.coalesce(t.c.at, s.c.first_seen), s.c.external_id)
        .limit(limit)
    )  # fmt: skip
    with store.read() as connection:
        return [_advert(row) for row in connection.execute(statement).mappings()]


def shared_addresses(store: Store, source: str) -> set[str]:
    """Addresses under which this source shows several adverts: no advert's own page."""
    counted = (
        select(s.c.url)
        .where(s.c.source == source, s.c.status == Status.OPEN)
        .group_by(s.c.url)
        .having(func.count() > 1)
    )
    with store.read() as connection:
        return {url for url in connection.scalars(counted) if url}


def note(store: Store, advert: Advert, answer: PageAnswer, why: str, at: datetime) -> None:
    """Put an answer on record; one that comes again keeps when it came first."""
    key = (t.c.source == advert.source, t.c.external_id == advert.external_id)
    with store.write() as connection:
        before = connection.execute(select(t.c.answer, t.c.since).where(*key)).first()
        since = before.since if before and before.answer == answer else at
        row = {"source": advert.source, "external_id": advert.external_id, "at": at}
        upsert(connection, t, [row | {"answer": answer, "since": since, "why": why}])


def confirm(store: Store, id: str, at: datetime) -> None:  # noqa: A002 - the public key is `id`
    """Its own page shows it. Seen is not changed: the record says so only where it was last confirmed long ago,
    and its source has shown it no more than before."""
    o = opportunities.c
    today = london_date(at)
    stale = select(o.public).where(
        o.id == id, o.status == Status.OPEN, o.last_confirmed <= today - CONFIRMED_STEP
    )
    with store.write() as connection:
        head = revisions.lock(connection)
        text = connection.execute(stale).scalar()
        if text is None:
            return
        public = orjson.loads(text) | {"last_confirmed": today.isoformat(), "revision": head + 1}
        changed = {
            "public": json_text(public),
            "last_confirmed": today,
            "revision": head + 1,
            "changed_at": at,
        }
        connection.execute(opportunities.update().where(o.id == id).values(changed))
        revisions.advance(connection, head + 1)


def for_review(store: Store, limit: int = 100) -> list[Check]:
    """Open adverts whose own page does not simply show them, the newest answer first."""
    known = and_(t.c.source == s.c.source, t.c.external_id == s.c.external_id)
    wanted = (PageAnswer.CLOSED, PageAnswer.UNCLEAR, PageAnswer.UNANSWERED)
    statement = (
        select(t, s.c.opportunity_id, s.c.url, s.c.content)
        .join(s, known)
        .where(s.c.status == Status.OPEN, t.c.answer.in_(wanted), s.c.last_seen < t.c.at)
        .order_by(t.c.at.desc(), t.c.external_id)
        .limit(limit)
    )
    with store.read() as connection:
        return [_check(row) for row in connection.execute(statement).mappings()]


def _advert(row: RowMapping) -> Advert:
    content = orjson.loads(row["content"])
    closing = content["closing_date"]
    return Advert(
        source=row["source"],
        external_id=row["external_id"],
        id=row["opportunity_id"],
        own_id=row["own_id"],
        url=row["url"],
        title=content["title"],
        closing_date=date.fromisoformat(closing) if closing else None,
        last_seen=row["last_seen"],
        closed_since=row["since"] if row["answer"] == PageAnswer.CLOSED else None,
    )


def _check(row: RowMapping) -> Check:
    title = orjson.loads(row["content"])["title"]
    answer = PageAnswer(row["answer"])
    return Check(
        row["source"], row["opportunity_id"], title, row["url"], row["at"], row["since"], answer, row["why"]
    )
