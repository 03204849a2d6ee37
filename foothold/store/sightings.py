"""Sightings: each source's own stored view of an opportunity, one row by (source, external id)."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import orjson
from sqlalchemy import Connection, RowMapping, select, tuple_, update

from foothold.duplicates.candidate import BLOCKS, apply_key, blocks_of, vacancy_reference
from foothold.model.authority import Standing
from foothold.model.identity import external_id, opportunity_id
from foothold.model.opportunity import Opportunity, Status
from foothold.model.posting import RawPosting
from foothold.model.public import public_shape
from foothold.store.json_text import json_text
from foothold.store.open_store import Store
from foothold.store.tables import index_key, storable
from foothold.store.tables import sightings as s
from foothold.store.upserts import upsert

_RELATIVE = re.compile(r"\b(ago|today|yesterday|just)\b", re.I)


@dataclass(frozen=True, slots=True)
class Sighting:
    """One source's view. `id` is the opportunity it belongs to, `own_id` the id that it has alone."""

    source: str
    external_id: str
    id: str
    own_id: str
    status: Status
    posting: RawPosting
    page_url: str | None
    first_seen: datetime
    last_seen: datetime
    notes: tuple[dict[str, str], ...]


def own_page(store: Store, id: str) -> str | None:  # noqa: A002
    """The address at which the employer or provider itself shows it; None where only others do."""
    shown = s.c.opportunity_id == id, s.c.standing == Standing.OWN, s.c.status != Status.WITHDRAWN
    found = select(s.c.url).where(*shown, s.c.url.is_not(None)).order_by(s.c.first_seen, s.c.own_id)
    with store.read() as connection:
        return connection.execute(found.limit(1)).scalar()


def every_sighting(store: Store, source: str | None = None, page: int = 500) -> Iterator[Sighting]:
    """All stored sightings (of one source) that are not withdrawn, for reading them again by today's rules."""
    after = ("", "")
    while True:
        statement = select(s).where(
            tuple_(s.c.source, s.c.external_id) > after, s.c.status != Status.WITHDRAWN
        )
        if source:
            statement = statement.where(s.c.source == source)
        with store.read() as connection:
            rows = connection.execute(
                statement.order_by(s.c.source, s.c.external_id).limit(page)
            ).mappings().all()  # fmt: skip
        yield from map(_sighting, rows)
        if len(rows) < page:
            return
        after = (rows[-1]["source"], rows[-1]["external_id"])


def stored(connection: Connection, source: str, references: Sequence[str]) -> dict[str, RowMapping]:
    """The rows of a source by external id."""
    rows = connection.execute(select(s).where(s.c.source == source, s.c.external_id.in_(references)))
    return {row["external_id"]: row for row in rows.mappings()}


def of_ids(connection: Connection, ids: Iterable[str]) -> Sequence[RowMapping]:
    """The rows of these opportunities."""
    return connection.execute(select(s).where(s.c.opportunity_id.in_(list(ids)))).mappings().all()


def row_of(
    source: str,
    posting: RawPosting,
    opportunity: Opportunity,
    page_url: str | None,
    before: RowMapping | None,
    standing: Standing,
) -> dict[str, Any]:
    """The columns that come from a reading; when it was seen and what it belongs to are the caller's."""
    opportunity = _with_first_posted_date(opportunity, posting, before)
    reference = external_id(posting)
    shape = public_shape(opportunity)
    # Its copies are the record's, and come with what the others say.
    content = json_text({name: value for name, value in shape.items() if name != "copies"})
    content_hash = hashlib.sha256(content.encode()).hexdigest()
    boroughs = " ".join(sorted({place.borough.code for place in opportunity.places if place.borough}))
    notes = [{"field": n.field, "text": n.text, "reason": n.reason} for n in opportunity.notes]
    return {
        "source": source,
        "external_id": index_key(reference),
        "own_id": opportunity_id(source, storable(reference)),
        "url": storable(opportunity.url) if opportunity.url else None,
        "page_url": _key(page_url or posting.url),
        "reference": vacancy_reference(posting),
        "apply_key": _key(apply_key(posting)),
        "kind": opportunity.kind,
        "level": opportunity.level,
        "boroughs": boroughs,
        "standing": standing,
        **(
            blocks_of(shape, boroughs)
            if before is None or before["content_hash"] != content_hash
            else {name: before[name] for name in BLOCKS}
        ),
        "content_hash": content_hash,
        "content": content,
        "raw": json_text(posting.texts()),
        "notes": json_text(notes),
    }


def write(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    upsert(connection, s, rows)


def touch(
    connection: Connection, source: str, references: Sequence[str], at: datetime, run: int | None
) -> None:
    """Seen is not changed: only the time and the run are noted, and a late report sets no clock back."""
    connection.execute(
        update(s)
        .where(s.c.source == source, s.c.external_id.in_(references), s.c.last_seen <= at)
        .values(last_seen=at, **({"run": run} if run else {}))
    )


def _with_first_posted_date(
    opportunity: Opportunity, posting: RawPosting, before: RowMapping | None
) -> Opportunity:
    """“2 days ago” keeps its first reading, because tomorrow's reading of it would be a day off."""
    if before is None or not posting.posted or not _RELATIVE.search(posting.posted):
        return opportunity
    first = orjson.loads(before["content"])["posted_date"]
    return replace(opportunity, posted_date=date.fromisoformat(first)) if first else opportunity


def _key(text: str | None) -> str | None:
    return index_key(text) if text else None


def _sighting(row: RowMapping) -> Sighting:
    return Sighting(
        source=row["source"],
        external_id=row["external_id"],
        id=row["opportunity_id"],
        own_id=row["own_id"],
        status=Status(row["status"]),
        posting=RawPosting.of_texts(orjson.loads(row["raw"]), row["last_seen"]),
        page_url=row["page_url"],
        first_seen=row["first_seen"],
        last_seen=row["last_seen"],
        notes=tuple(orjson.loads(row["notes"])),
    )
