"""A source's pages as a crawl asks for them: all validators at once, and what stood on a page."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, or_, select

from foothold.model.opportunity import Status
from foothold.store.open_store import Store
from foothold.store.tables import pages, sightings
from foothold.store.upserts import batches, upsert


@dataclass(frozen=True, slots=True)
class Validators:
    """The headers of the last whole answer, as they were sent."""

    etag: str | None
    last_modified: str | None


def every_validator(store: Store, source: str) -> dict[str, Validators]:
    """By the page's address."""
    with store.read() as connection:
        rows = connection.execute(select(pages).where(pages.c.source == source))
        return {row.url: Validators(row.etag, row.last_modified) for row in rows}


def remember_all(store: Store, source: str, found: Mapping[str, Validators], at: datetime) -> None:
    """Call it after the pages' postings are saved. `at` is when the run that read them began: only what was
    seen since then stood on the page in this version of it."""
    rows = [
        {"source": source, "url": url, "etag": said.etag, "last_modified": said.last_modified, "at": at}
        for url, said in found.items()
    ]
    for some in batches(rows):
        with store.write() as connection:
            upsert(connection, pages, some)


def read_at(store: Store, source: str, url: str) -> datetime | None:
    """When the run began that last read the page."""
    with store.read() as connection:
        at: datetime | None = connection.execute(
            select(pages.c.at).where(pages.c.source == source, pages.c.url == url)
        ).scalar()
    return at


def shown_on(store: Store, source: str, urls: Collection[str]) -> set[str]:
    """Own ids of the sightings that this source showed on these very pages."""
    s, found = sightings.c, set[str]()
    for some in batches(urls):
        on_it = or_(s.url.in_(some), s.page_url.in_(some))
        statement = select(s.own_id).where(s.source == source, on_it, s.status != Status.WITHDRAWN)
        with store.read() as connection:
            found.update(connection.scalars(statement))
    return found


def forget(store: Store, source: str) -> None:
    """Ask for every page anew: what a source's changed values or a repaired reader needs."""
    with store.write() as connection:
        connection.execute(delete(pages).where(pages.c.source == source))
