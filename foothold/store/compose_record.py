"""An opportunity's row from its sightings: each fact from the best of the live ones, the sources of all."""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import groupby
from typing import Any

import orjson
from sqlalchemy import Connection, RowMapping, delete, or_, select

from foothold.clock import london_date
from foothold.duplicates.merge import Composition, SourceView, compose
from foothold.model.authority import Standing
from foothold.model.opportunity import Status
from foothold.model.public import PublicOpportunity, source_entry
from foothold.reading.wage.reading import pence
from foothold.store import holds, revisions
from foothold.store.copy_links import Linked, Links, linked, links_of
from foothold.store.json_text import json_text
from foothold.store.record import MOVED
from foothold.store.tables import aliases, opportunities, sightings
from foothold.store.upserts import insert_into, upsert

CONFIRMED_STEP = timedelta(days=7)
"""`last_confirmed` counts as a change only when it moves by this much."""


def recompose(connection: Connection, head: int, ids: Iterable[str], at: datetime) -> None:
    """Compose these opportunities anew, in this order, then their copies, and write those whose content changed with
    the next revisions after `head`. The caller holds the counter's lock."""
    ordered = list(dict.fromkeys(ids))
    if not ordered:
        return
    links = links_of(connection, ordered)
    if links:
        ordered += sorted(frozenset().union(*links.values()) - set(ordered))
        links = links_of(connection, ordered)
    before = _stored(connection, ordered)
    drafts = _drafts(connection, {*ordered, *links}, links)
    shown = {id_: draft.shown for id_, draft in drafts.items()}
    public = {id_: draft.public for id_, draft in drafts.items() if id_ in links}
    rows: list[dict[str, Any]] = []
    for id in ordered:  # noqa: A001 - the public key is `id`
        near = linked(id, links, shown, public) if id in links else Linked()
        row = _row(drafts.get(id), near, before.get(id), head + len(rows) + 1, at)
        if row:
            rows.append(row)
    if rows:
        _write(connection, rows)
        revisions.advance(connection, head + len(rows))


def keep_aliases(connection: Connection, ids: Iterable[str], at: datetime) -> None:
    """Make the aliases of these opportunities say where their sightings belong now."""
    wanted = list(ids)
    rows = connection.execute(
        select(sightings.c.own_id, sightings.c.opportunity_id).where(
            or_(sightings.c.own_id.in_(wanted), sightings.c.opportunity_id.in_(wanted))
        )
    ).all()
    home = [row.own_id for row in rows if row.own_id == row.opportunity_id]
    moved = [
        {"id": r.own_id, "opportunity_id": r.opportunity_id, "at": at} for r in rows if r.own_id not in home
    ]
    connection.execute(delete(aliases).where(aliases.c.id.in_(home)))
    upsert(connection, aliases, moved)


def _stored(connection: Connection, ids: Sequence[str]) -> dict[str, RowMapping]:
    o = opportunities.c
    columns = (o.id, o.status, o.content_hash, o.last_confirmed, o.public)
    rows = connection.execute(select(*columns).where(o.id.in_(ids)))
    return {row["id"]: row for row in rows.mappings()}


def _sightings(connection: Connection, ids: Sequence[str]) -> dict[str, list[RowMapping]]:
    s = sightings.c
    columns = (
        s.opportunity_id,
        s.own_id,
        s.source,
        s.url,
        s.status,
        s.first_seen,
        s.last_seen,
        s.content_hash,
        s.content,
        s.standing,
    )
    rows = connection.execute(
        select(*columns).where(s.opportunity_id.in_(ids)).order_by(s.opportunity_id, s.first_seen, s.own_id)
    ).mappings()
    return {home: list(group) for home, group in groupby(rows, key=lambda row: str(row["opportunity_id"]))}


@dataclass(frozen=True)
class _Draft:
    """A record as its sightings tell of it: `shown` are those that it shows, `seen` are all."""

    id: str
    seen: Sequence[RowMapping]
    status: Status
    shown: Sequence[RowMapping]

    @cached_property
    def composed(self) -> Composition | None:
        return composed_of(self.shown) if len(self.shown) > 1 else None

    @cached_property
    def confirmed(self) -> date:
        return london_date(max(row["last_seen"] for row in self.shown))

    @cached_property
    def public(self) -> PublicOpportunity:
        """Without its revision and its copies."""
        since = _first_seen(self.seen)
        said = [source_entry(r["source"], r["url"], since[r["source"]], r["last_seen"]) for r in self.shown]
        content: PublicOpportunity = (
            self.composed.content if self.composed else orjson.loads(self.shown[0]["content"])
        )
        return {
            **content,
            "id": self.id,
            "status": self.status,
            "sources": said,
            "last_confirmed": self.confirmed.isoformat(),
        }


def _drafts(connection: Connection, ids: Collection[str], links: Links) -> dict[str, _Draft]:
    """By id; a record that has lost its sightings to another has none. What is held back keeps its copies back too."""
    seen = _sightings(connection, sorted(ids))
    held = holds.held_back(connection, sorted(ids))
    drafts = {id_: _Draft(id_, rows, *_shown(rows)) for id_, rows in seen.items()}
    return {
        id_: replace(draft, status=Status.PENDING)
        if draft.status is Status.OPEN and held & {id_, *links.get(id_, ())}
        else draft
        for id_, draft in drafts.items()
    }


def _row(
    draft: _Draft | None, near: Linked, before: RowMapping | None, revision: int, at: datetime
) -> dict[str, Any] | None:
    """The new row, or None where nothing changed."""
    if draft is None:
        return _emptied(before, revision, at)
    content_hash = _hash(draft, near)
    anew = before and _confirmed_anew(draft.status, draft.confirmed, before)
    if before and before["content_hash"] == content_hash and not anew:
        return None
    public: PublicOpportunity = {**draft.public, "copies": list(near.copies), "revision": revision}
    return _columns(public, content_hash, at) | {
        "provenance": json_text(draft.composed.provenance) if draft.composed else None,
        "hidden_until": near.hidden_until,
    }


def composed_of(shown: Sequence[RowMapping]) -> Composition:
    return compose(
        [SourceView(r["source"], Standing(r["standing"]), orjson.loads(r["content"])) for r in shown]
    )


def _first_seen(seen: Sequence[RowMapping]) -> dict[str, datetime]:
    """Since when each source has shown it, under whatever reference."""
    since: dict[str, datetime] = {}
    for row in seen:
        since.setdefault(row["source"], row["first_seen"])
    return since


def _shown(seen: Sequence[RowMapping]) -> tuple[Status, Sequence[RowMapping]]:
    """The sightings that the record shows: the open ones, else those that wait, else all, withdrawn."""
    for status in (Status.OPEN, Status.PENDING):
        rows = [row for row in seen if row["status"] == status]
        if rows:
            return status, _latest(rows)
    return Status.WITHDRAWN, _latest(seen)


def _latest(rows: Sequence[RowMapping]) -> Sequence[RowMapping]:
    """Of an advert that a source put up again, what it says now."""
    latest = {row["source"]: row["own_id"] for row in rows}
    return (
        rows if len(latest) == len(rows) else [row for row in rows if row["own_id"] == latest[row["source"]]]
    )


def _emptied(before: RowMapping | None, revision: int, at: datetime) -> dict[str, Any] | None:
    """All sightings moved to another record: this one stays as a withdrawn stub for the index to follow."""
    if before is None or before["content_hash"] == MOVED:
        return None
    public = orjson.loads(before["public"]) | {"status": Status.WITHDRAWN, "revision": revision}
    return _columns(public, MOVED, at) | {"provenance": None, "hidden_until": None}


def _hash(draft: _Draft, near: Linked) -> str:
    composed = draft.composed
    said = orjson.dumps([composed.content, composed.provenance]) if composed else b""
    content = hashlib.sha256(said).hexdigest() if composed else draft.shown[0]["content_hash"]
    parts = [draft.status, content, *(f"{row['source']} {row['url']}" for row in draft.shown)]
    if near.copies:
        parts += [*near.copies, str(near.hidden_until)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _confirmed_anew(status: Status, confirmed: date, before: RowMapping) -> bool:
    return status is not Status.WITHDRAWN and confirmed - before["last_confirmed"] >= CONFIRMED_STEP


def _columns(public: PublicOpportunity, content_hash: str, at: datetime) -> dict[str, Any]:
    wage, employer = public["wage"], public["employer"]
    boroughs = {place["borough"]["code"] for place in public["places"] if place["borough"]}
    return {
        "id": public["id"],
        "status": public["status"],
        "revision": public["revision"],
        "content_hash": content_hash,
        "changed_at": at,
        "last_confirmed": _day(public["last_confirmed"]),
        "title": public["title"],
        "kind": public["kind"],
        "level": public["level"],
        "employer": employer["slug"] if employer else None,
        "boroughs": " ".join(sorted(boroughs)),
        "posted_date": _day(public["posted_date"]),
        "closing_date": _day(public["closing_date"]),
        "hourly_low_pence": _pence(wage["hourly_low"]) if wage else None,
        "hourly_high_pence": _pence(wage["hourly_high"]) if wage else None,
        "public": json_text(public),
    }


def _write(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    statement = insert_into(connection, opportunities)
    new, old = statement.excluded, opportunities.c
    changes = {name: new[name] for name in rows[0] if name != "id"}
    changed = or_(old.content_hash != new.content_hash, old.last_confirmed != new.last_confirmed)
    connection.execute(
        statement.on_conflict_do_update(index_elements=["id"], set_=changes, where=changed), rows
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _pence(pounds: float | None) -> int | None:
    return None if pounds is None else pence(pounds)
