"""What the store says at the end, beside what was acknowledged, what the city's sites show, and what was copied."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import func, select

from benchmarks.soak.uploads import Employer, said
from foothold.model.authority import upload_source
from foothold.model.opportunity import Status
from foothold.store.open_store import Store
from foothold.store.records import MOVED
from foothold.store.tables import holds, mails, opportunities, reports
from foothold.store.tables import sightings as s

Content = dict[tuple[str, str], dict[str, Any]]


def uploads_amiss(store: Store, employer: Employer) -> Iterator[str]:
    """Rows that were acknowledged and are not there once, open, with what was said last; rows that nobody sent."""
    source = upload_source(employer.slug)
    with store.read() as connection:
        found = connection.execute(
            select(s.c.external_id, s.c.own_id, s.c.status, s.c.content, opportunities.c.status.label("shown"), opportunities.c.public)
            .select_from(s.join(opportunities, opportunities.c.id == s.c.opportunity_id))
            .where(s.c.source == source)
        ).all()  # fmt: skip
        hidden = set(connection.scalars(select(holds.c.opportunity_id)))
    stored = {row.external_id: row for row in found}
    yield from (f"{reference} is lost" for reference in sorted(employer.acknowledged() - stored.keys()))
    yield from (
        f"{reference} was never sent"
        for reference in sorted(stored.keys() - {r.reference for r in employer.sent})
    )
    for reference, row in stored.items():
        versions = {said(version) for version in employer.may_be(reference)}
        for summary in {json.loads(row.content)["summary"], json.loads(row.public)["summary"]} - versions:
            yield f"{reference} says “{summary}”, not one of {len(versions)} that may be last"
        if row.status != Status.OPEN or (row.shown != Status.OPEN and row.own_id not in hidden):
            yield f"{reference} is {row.status}, shown as {row.shown}"


def doubled(store: Store) -> Iterator[str]:
    """Open records that no sighting carries, a sighting in two of them, and one address of a source in two of them."""
    with store.read() as connection:
        open_ids = {row.id: json.loads(row.public) for row in connection.execute(
            select(opportunities.c.id, opportunities.c.public).where(opportunities.c.status == Status.OPEN))}  # fmt: skip
        carried = set(connection.scalars(select(s.c.opportunity_id).where(s.c.status == Status.OPEN)))
        references = connection.execute(
            select(s.c.source, s.c.external_id, func.count()).group_by(s.c.source, s.c.external_id).having(func.count() > 1)
        ).all()  # fmt: skip
    yield from (f"{id_} is open and no source carries it" for id_ in sorted(open_ids.keys() - carried))
    yield from (f"{row[0]} {row[1]} is there {row[2]} times" for row in references)
    places = Counter(
        (said_by["source"], said_by["url"], public["title"], str(public["places"]))
        for public in open_ids.values()
        for said_by in public["sources"]
        if said_by["url"]
    )
    yield from (f"{key[0]} {key[1]} is in {n} open records" for key, n in places.items() if n > 1)


def crawled(store: Store, sources: Sequence[str]) -> Content:
    """What the sources' open sightings say, by source and reference."""
    chosen = select(s.c.source, s.c.external_id, s.c.content).where(
        s.c.source.in_(sources), s.c.status == Status.OPEN
    )
    with store.read() as connection:
        return {(row.source, row.external_id): json.loads(row.content) for row in connection.execute(chosen)}


def unlike(found: Content, expected: Content) -> Iterator[str]:
    yield from (f"{key} is missing" for key in sorted(expected.keys() - found.keys()))
    yield from (f"{key} is not on its site any more" for key in sorted(found.keys() - expected.keys()))
    for key in sorted(found.keys() & expected.keys()):
        if found[key] != expected[key]:
            yield f"{key} differs in {[name for name in expected[key] if found[key].get(name) != expected[key][name]]}"


def unlike_copy(store: Store, copy: dict[str, int]) -> Iterator[str]:
    """Where a follower's copy is not what is open."""
    chosen = select(opportunities.c.id, opportunities.c.revision)
    with store.read() as connection:
        shown = connection.execute(
            chosen.where(opportunities.c.status == Status.OPEN, opportunities.c.content_hash != MOVED)
        )
        stored = {row.id: row.revision for row in shown}
    for id_ in sorted(stored.keys() | copy.keys()):
        if stored.get(id_) != copy.get(id_):
            yield f"{id_}: {copy.get(id_)} in the copy, {stored.get(id_)} in the store"


def unheard(store: Store, thanked: Sequence[str]) -> list[str]:
    """Grave reports that were thanked for, and that no report holds."""
    with store.read() as connection:
        words = "\n".join(filter(None, connection.scalars(select(reports.c.said))))
    return [text for text in thanked if text not in words]


def mail_states(store: Store) -> Counter[str]:
    with store.read() as connection:
        return Counter(connection.scalars(select(mails.c.state)))
