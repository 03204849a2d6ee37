"""What each page answered last, so that the next request can ask only for a change."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select

from foothold.store.open_store import Store
from foothold.store.tables import pages as t
from foothold.store.upserts import upsert


@dataclass(frozen=True, slots=True)
class Validators:
    """The headers of the last whole answer, as they were sent."""

    etag: str | None
    last_modified: str | None


def get_validators(store: Store, source: str, url: str) -> Validators | None:
    with store.read() as connection:
        row = connection.execute(
            select(t.c.etag, t.c.last_modified).where(t.c.source == source, t.c.url == url)
        ).first()
    return Validators(row.etag, row.last_modified) if row else None


def remember(
    store: Store, source: str, url: str, etag: str | None, last_modified: str | None, at: datetime
) -> None:
    """Call it after the page's postings are saved: a 304 then counts them as seen."""
    row = {"source": source, "url": url, "etag": etag, "last_modified": last_modified, "at": at}
    with store.write() as connection:
        upsert(connection, t, [row])


def forget(store: Store, source: str) -> None:
    """Ask for every page anew: what a source's changed values or a repaired reader needs."""
    with store.write() as connection:
        connection.execute(delete(t).where(t.c.source == source))
