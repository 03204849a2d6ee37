"""Records that are copies of each other and have different owners: which they are, and which one a search shows."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, or_, select

from foothold.duplicates.verdict import PairVerdict
from foothold.model.authority import Standing, owner_of, precedence
from foothold.model.opportunity import Status
from foothold.model.public import PublicOpportunity, shown_until
from foothold.store.tables import pairs
from foothold.store.tables import sightings as s

Links = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Linked:
    """`copies` are the open ones, by id. A search leaves the record out until `hidden_until`, while the copy of a
    nearer owner is shown; None where it is the one to show."""

    copies: tuple[str, ...] = ()
    hidden_until: datetime | None = None


def links_of(connection: Connection, ids: Iterable[str]) -> Links:
    """The copies of these records, by the ids of records; those without any are left out."""
    homes = _homes(connection, s.c.opportunity_id.in_(list(ids)))
    if not homes:
        return {}
    found = _pairs(connection, list(homes))
    others = {own for pair in found for own in pair} - homes.keys()
    homes |= _homes(connection, s.c.own_id.in_(others)) if others else {}
    links = defaultdict[str, set[str]](set)
    for a, b in found:
        if a in homes and b in homes and owner_of(homes[a].source) != owner_of(homes[b].source):
            links[homes[a].opportunity_id].add(homes[b].opportunity_id)
            links[homes[b].opportunity_id].add(homes[a].opportunity_id)
    return {id_: frozenset(copies) for id_, copies in links.items()}


def _homes(connection: Connection, which: Any) -> dict[str, Any]:
    rows = connection.execute(select(s.c.own_id, s.c.opportunity_id, s.c.source).where(which))
    return {row.own_id: row for row in rows}


def _pairs(connection: Connection, owns: Sequence[str]) -> list[tuple[str, str]]:
    p = pairs.c
    one = p.verdict.in_((PairVerdict.COPY, PairVerdict.ONE))
    rows = connection.execute(
        select(p.own_id, p.other_id).where(one, or_(p.own_id.in_(owns), p.other_id.in_(owns)))
    )
    return [(row.own_id, row.other_id) for row in rows]


def linked(
    id_: str, links: Links, seen: Mapping[str, Sequence[RowMapping]], public: Mapping[str, PublicOpportunity]
) -> Linked:
    """`seen` and `public` are the sightings that each record shows and its public shape, by id: the record itself
    and those it is linked with."""
    copies = sorted(other for other in links.get(id_, ()) if _is_open(public.get(other)))
    if not copies or not _is_open(public[id_]):
        return Linked()
    best = min((id_, *copies), key=lambda one: _place(one, seen[one]))
    return Linked(tuple(copies), None if best == id_ else shown_until(public[best]))


def _is_open(public: PublicOpportunity | None) -> bool:
    return public is not None and public["status"] == Status.OPEN


def _place(id_: str, seen: Sequence[RowMapping]) -> tuple[int, datetime, str]:
    """The nearest owner's first, then the one that was seen first."""
    nearest = min(precedence(row["source"], Standing(row["standing"])) for row in seen)
    return nearest, min(row["first_seen"] for row in seen), id_
