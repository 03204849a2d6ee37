"""Postings that were not taken, with what decided it: shown to the person who looks after the source."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import orjson
from sqlalchemy import Connection, RowMapping, delete, insert, select

from foothold.model.posting import Reason, Rejected
from foothold.reading.intake import Reading
from foothold.store.json_text import json_text
from foothold.store.open_store import Store
from foothold.store.tables import rejected as t
from foothold.store.tables import runs


@dataclass(frozen=True, slots=True)
class RejectedPosting:
    """`raw` is what the source said, by field; None where no posting could be made of it."""

    source: str
    run: int | None
    rejected: Rejected
    raw: dict[str, str | list[str]] | None
    at: datetime


def write(
    connection: Connection, source: str, readings: Sequence[Reading], run: int | None, at: datetime
) -> None:
    rows = [
        {
            "source": source,
            "run": run,
            "reason": reading.result.reason,
            "field": reading.result.field,
            "text": reading.result.text,
            "title": reading.result.title,
            "url": reading.result.url,
            "raw": json_text(reading.posting.texts()) if reading.posting else None,
            "at": at,
        }
        for reading in readings
        if isinstance(reading.result, Rejected)
    ]
    if rows:
        connection.execute(insert(t), rows)


def latest(store: Store, source: str, limit: int = 100) -> list[RejectedPosting]:
    """The newest first."""
    with store.read() as connection:
        rows = connection.execute(select(t).where(t.c.source == source).order_by(t.c.id.desc()).limit(limit))
        return [_posting(row) for row in rows.mappings()]


def newest(store: Store, limit: int) -> list[RejectedPosting]:
    """Of all sources, the newest first."""
    with store.read() as connection:
        rows = connection.execute(select(t).order_by(t.c.id.desc()).limit(limit))
        return [_posting(row) for row in rows.mappings()]


def forget(store: Store, before: datetime) -> int:
    """Drop what was rejected before that instant; how many."""
    with store.write() as connection:
        return connection.execute(delete(t).where(t.c.at < before)).rowcount


def forget_runs(store: Store, source: str, keep: int) -> int:
    """Drop what this source's runs before its last `keep` rejected; how many. Uploads belong to no run."""
    kept = (
        select(runs.c.id)
        .where(runs.c.source == source)
        .order_by(runs.c.started.desc(), runs.c.id.desc())
        .limit(keep)
    )
    of_earlier = delete(t).where(t.c.source == source, t.c.run.is_not(None), t.c.run.not_in(kept))
    with store.write() as connection:
        return connection.execute(of_earlier).rowcount


def _posting(row: RowMapping) -> RejectedPosting:
    said = Rejected(Reason(row["reason"]), row["field"], row["text"], row["title"], row["url"])
    raw = orjson.loads(row["raw"]) if row["raw"] else None
    return RejectedPosting(row["source"], row["run"], said, raw, row["at"])
