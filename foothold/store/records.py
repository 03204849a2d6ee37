"""The records: saving and withdrawing them, finding them, and what changed since a revision."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

import orjson
from sqlalchemy import RowMapping, func, select

from foothold.model.opportunity import Status
from foothold.model.run_counts import CrawlRun, Verdict
from foothold.reading.intake import Reading
from foothold.store import crawled_pages, revisions
from foothold.store.open_store import Store
from foothold.store.record import MOVED, Moved, Record, Saved
from foothold.store.saving import (
    HoldBack,
    approve,
    refuse,
    save,
    seen_again,
    undo_merge,
    withdraw,
    withdraw_sightings,
)
from foothold.store.tables import aliases, opportunities
from foothold.store.tables import sightings as s

__all__ = [
    "HoldBack",
    "Moved",
    "Reading",
    "Record",
    "Saved",
    "approve",
    "changed_at",
    "changed_since",
    "count_by_status",
    "count_shown_since",
    "every_public",
    "find",
    "find_each",
    "head_revision",
    "not_seen_since",
    "refuse",
    "save",
    "seen_again",
    "undo_merge",
    "withdraw",
    "withdraw_missing",
    "withdraw_sightings",
]  # fmt: skip

_o = opportunities.c
_RECORD = (_o.id, _o.status, _o.revision, _o.public, _o.hidden_until)


def find(store: Store, id: str) -> Record | Moved | None:  # noqa: A002 - the public key is `id`
    """The record of that id, pending and withdrawn ones too, or where it moved."""
    with store.read() as connection:
        moved = connection.execute(select(aliases.c.opportunity_id).where(aliases.c.id == id)).scalar()
        if moved:
            return Moved(moved)
        row = connection.execute(select(*_RECORD).where(_o.id == id)).mappings().first()
    return _record(row) if row else None


def find_each(store: Store, ids: Sequence[str]) -> dict[str, Record | Moved]:
    """What `find` says of each id that is known; the records that others moved to are among them."""
    with store.read() as connection:
        moves = select(aliases.c.id, aliases.c.opportunity_id).where(aliases.c.id.in_(ids))
        moved = {old: Moved(new) for old, new in connection.execute(moves)}
        wanted = {*ids, *(one.id for one in moved.values())} - set(moved)
        rows = connection.execute(select(*_RECORD).where(_o.id.in_(wanted))).mappings()
        return {row["id"]: _record(row) for row in rows} | moved


def changed_since(store: Store, revision: int, limit: int) -> list[Record]:
    """Records with a higher revision, lowest first: withdrawn, pending and merged-away ones too."""
    with store.read() as connection:
        rows = connection.execute(
            select(*_RECORD).where(_o.revision > revision).order_by(_o.revision).limit(limit)
        ).mappings()
        return [_record(row) for row in rows]


def every_public(store: Store, page: int = 500) -> Iterator[Record]:
    """All open records by revision, closed ones (by their date) among them. Memory holds one page."""
    after = 0
    while True:
        with store.read() as connection:
            statement = select(*_RECORD).where(_o.status == Status.OPEN, _o.revision > after)
            rows = connection.execute(statement.order_by(_o.revision).limit(page)).mappings().all()
        yield from map(_record, rows)
        if len(rows) < page:
            return
        after = rows[-1]["revision"]


def head_revision(store: Store) -> int:
    with store.read() as connection:
        return revisions.head(connection)


def waiting_since(store: Store, revision: int) -> datetime | None:
    """When the oldest change above this revision was made; None where there is none."""
    with store.read() as connection:
        since: datetime | None = connection.execute(
            select(_o.changed_at).where(_o.revision > revision).order_by(_o.revision).limit(1)
        ).scalar()
    return since


def changed_at(store: Store, ids: Collection[str]) -> dict[str, datetime]:
    """When each of these was last changed, those that are open alone."""
    wanted = select(_o.id, _o.changed_at).where(_o.id.in_(ids), _o.status == Status.OPEN)
    with store.read() as connection:
        return {row.id: row.changed_at for row in connection.execute(wanted)}


def count_by_status(store: Store) -> dict[Status, int]:
    """Merged-away ids are not counted; `open` counts those that are closed by their date."""
    counted = select(_o.status, func.count()).where(_o.content_hash != MOVED).group_by(_o.status)
    with store.read() as connection:
        found = {Status(status): number for status, number in connection.execute(counted)}
    return {status: found.get(status, 0) for status in (Status.PENDING, Status.OPEN, Status.WITHDRAWN)}


def withdraw_missing(
    store: Store,
    source: str,
    earlier: Sequence[CrawlRun],
    at: datetime,
    *,
    gone: Collection[str] = (),
    not_had: Collection[str] = (),
) -> int:
    """The rule of withdrawal, for the end of a healthy run: what neither it nor the run just before it has seen is
    withdrawn where that one (the newest of `earlier`, finished runs of this source) was healthy too. How many.

    `gone` are own ids whose pages answered that they are no more: they are withdrawn at once. What stands on a page
    that this run could not have (addresses in `not_had`) is not known to be missing.
    """
    missing = list(gone)
    before = max(earlier, key=lambda run: run.started, default=None)
    if before and before.verdict is Verdict.HEALTHY:
        unknown = crawled_pages.shown_on(store, source, not_had)
        missing += [own for own in not_seen_since(store, source, before.started) if own not in unknown]
    return withdraw_sightings(store, missing, at)


def not_seen_since(store: Store, source: str, since: datetime) -> list[str]:
    """Own ids of the live sightings that this source has not shown since that instant."""
    gone = (
        select(s.c.own_id)
        .where(s.c.source == source, s.c.last_seen < since, s.c.status != Status.WITHDRAWN)
        .order_by(s.c.own_id)
    )
    with store.read() as connection:
        return list(connection.execute(gone).scalars())


def count_shown_since(store: Store, source: str, since: datetime) -> int:
    """How many live adverts this source has shown since that instant."""
    shown = (s.c.source == source, s.c.last_seen >= since, s.c.status != Status.WITHDRAWN)
    with store.read() as connection:
        return connection.execute(select(func.count()).select_from(s).where(*shown)).scalar_one()


def _record(row: RowMapping) -> Record:
    public = orjson.loads(row["public"])
    return Record(row["id"], Status(row["status"]), row["revision"], public, row["hidden_until"])
