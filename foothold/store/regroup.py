"""Which sightings belong together, decided anew around those that changed, and around nothing else."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection, RowMapping, and_, func, or_, select, union_all, update

from foothold.duplicates.candidate import BLOCKS, Claim
from foothold.duplicates.grouping import LARGEST_BLOCK, Pair, match
from foothold.duplicates.similarity import number_of
from foothold.duplicates.verdict import REPOST_PERHAPS_WITHIN, may_follow
from foothold.model.opportunity import Status
from foothold.model.public import PublicOpportunity
from foothold.store import pairs
from foothold.store.tables import sightings as s

Row = Mapping[str, Any] | RowMapping
_CLAIM = (s.c.source, s.c.own_id, s.c.opportunity_id, s.c.first_seen, s.c.last_seen, s.c.status, s.c.reference,
          s.c.apply_key, s.c.kind, s.c.level, s.c.boroughs, s.c.kept_apart, *(s.c[name] for name in BLOCKS))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Moves:
    """The new opportunity of each sighting that moved, by own id, the opportunities they left, and those that have
    other copies than before."""

    homes: Mapping[str, str] = field(default_factory=dict)
    left: frozenset[str] = frozenset()
    copied: frozenset[str] = frozenset()

    @property
    def touched(self) -> set[str]:
        return {*self.homes, *self.homes.values(), *self.left, *self.copied}


@dataclass(frozen=True, slots=True)
class _Around:
    """Every sighting within reach, those of its keys that join nothing, and the pairs on record."""

    rows: Mapping[str, RowMapping]
    generic: frozenset[str]
    blocks: frozenset[int]
    known: Mapping[Pair, RowMapping]


def settle(connection: Connection, views: Sequence[Row], at: datetime) -> Moves:
    """Decide again what belongs together around these rows of sightings, as they were and as they are.

    An apply address that two sightings of one source share is a form for everything, and joins nothing.
    """
    around = _around(connection, views, at)
    together = _in_company(around)
    contents: dict[str, str] = {}
    read = _reader(connection, contents)
    claims = [_claim(row, around.generic, around.blocks, read) for row in together]
    contents |= _contents(connection, _to_read(claims))
    matching = match(claims, pairs.decided(around.known), around.known)
    _withdraw_replaced(connection, claims, matching.homes)
    copied = pairs.keep_found(connection, around.known, {**matching.likely, **matching.copies}, at)
    moves = _moved(connection, together, matching.homes)
    return replace(moves, copied=frozenset(matching.homes[own] for own in copied if own in matching.homes))


def _in_company(around: _Around) -> list[RowMapping]:
    """Without the many that share nothing with another: they are at home."""
    paired = {own for pair in around.known for own in pair}
    sharing = Counter(what for row in around.rows.values() for what in _shared(row, around))
    return [
        row
        for own, row in around.rows.items()
        if own in paired
        or row["opportunity_id"] != own
        or any(sharing[what] > 1 for what in _shared(row, around))
    ]


def _shared(row: RowMapping, around: _Around) -> set[str | int]:
    keys = {row["opportunity_id"], row["reference"], row["apply_key"]} - {None} - around.generic
    return keys | {row[name] for name in BLOCKS} & around.blocks


def _withdraw_replaced(connection: Connection, claims: Sequence[Claim], homes: Mapping[str, str]) -> None:
    """Of an advert that its source put up again after it closed, only the later one is live."""
    latest: dict[tuple[str, str], Claim] = {}
    replaced: list[str] = []
    for claim in sorted(claims, key=lambda claim: (claim.first_seen, claim.own_id), reverse=True):
        successor = latest.setdefault((homes[claim.own_id], claim.source), claim)
        if successor is not claim and not claim.withdrawn and may_follow(claim, successor):
            replaced.append(claim.own_id)
    if replaced:
        connection.execute(update(s).where(s.c.own_id.in_(replaced)).values(status=Status.WITHDRAWN))


def _moved(connection: Connection, rows: Sequence[RowMapping], homes: Mapping[str, str]) -> Moves:
    moved = [row for row in rows if homes[row["own_id"]] != row["opportunity_id"]]
    for row in moved:
        home = homes[row["own_id"]]
        connection.execute(update(s).where(s.c.own_id == row["own_id"]).values(opportunity_id=home))
    return Moves(
        {row["own_id"]: homes[row["own_id"]] for row in moved},
        frozenset(row["opportunity_id"] for row in moved),
    )


def _around(connection: Connection, views: Sequence[Row], at: datetime) -> _Around:
    """What shares a block with these rows, and all that is reached from there over keys, opportunities and pairs."""
    rows: dict[str, RowMapping] = {}
    known: dict[Pair, RowMapping] = {}
    generic, known_keys, known_ids = set[str](), set[str](), set[str]()
    keys = {view[name] for view in views for name in ("reference", "apply_key") if view[name]}
    ids = {view["opportunity_id"] for view in views}
    blocks = _selective(connection, views, at)
    nearby = [and_(s.c[name].in_(numbers), s.c.last_seen > at - REPOST_PERHAPS_WITHIN)
              for name, numbers in blocks.items() if numbers]  # fmt: skip
    while keys or ids:
        generic |= _generic(connection, keys)
        joining = keys - generic
        same = or_(
            s.c.opportunity_id.in_(ids),
            s.c.own_id.in_(ids),
            s.c.reference.in_(joining),
            s.c.apply_key.in_(joining),
            and_(s.c.apply_key.in_(keys & generic), s.c.opportunity_id != s.c.own_id),
            *nearby,
        )
        found = connection.execute(select(*_CLAIM).where(same)).mappings().all()
        nearby = []
        known_keys |= keys
        known_ids |= ids
        new = {row["own_id"]: row for row in found if row["own_id"] not in rows}
        rows |= new
        paired = pairs.around(connection, new) if new else {}
        known |= paired
        keys = {key for row in found for key in (row["reference"], row["apply_key"]) if key} - known_keys
        ids = {row["opportunity_id"] for row in found if row["opportunity_id"] != row["own_id"]}
        ids = (ids | {own for pair in paired for own in pair if own not in rows}) - known_ids
    return _Around(rows, frozenset(generic), frozenset().union(*blocks.values()), known)


def _generic(connection: Connection, keys: set[str]) -> set[str]:
    if not keys:
        return set()
    counted = (
        select(s.c.apply_key)
        .where(s.c.apply_key.in_(keys))
        .group_by(s.c.apply_key, s.c.source)
        .having(func.count() > 1)
    )
    return set(connection.execute(counted).scalars())


def _selective(connection: Connection, views: Sequence[Row], at: datetime) -> dict[str, set[int]]:
    """The numbers of these rows that find something, and not too much."""
    wanted = {name: {view[name] for view in views if view[name] is not None} for name in BLOCKS}
    counted = [
        select(s.c[name], func.count())
        .where(s.c[name].in_(numbers), s.c.last_seen > at - REPOST_PERHAPS_WITHIN)
        .group_by(s.c[name])
        .having(func.count() > 1)
        for name, numbers in wanted.items()
        if numbers
    ]
    if not counted:
        return {}
    counts = {row[0]: row[1] for row in connection.execute(union_all(*counted))}
    return {
        name: {n for n in numbers if 1 < counts.get(n, 0) <= LARGEST_BLOCK}
        for name, numbers in wanted.items()
    }


def _to_read(claims: Sequence[Claim]) -> set[str]:
    """The own ids of those whose words decide: that meet another in a block and are not two for plain reasons."""
    sharing: dict[int, list[Claim]] = defaultdict(list)
    for claim in claims:
        for block in claim.blocks:
            sharing[block].append(claim)
    met = set[str]()
    for together in sharing.values():
        for n, a in enumerate(together):
            for b in together[n + 1 :]:
                if a.source != b.source or may_follow(a, b) or may_follow(b, a):
                    met |= {a.own_id, b.own_id}
    return met


def _contents(connection: Connection, owns: Iterable[str]) -> dict[str, str]:
    wanted = list(owns)
    if not wanted:
        return {}
    rows = connection.execute(select(s.c.own_id, s.c.content).where(s.c.own_id.in_(wanted)))
    return {row.own_id: row.content for row in rows}


def _reader(connection: Connection, contents: Mapping[str, str]) -> Callable[[str], PublicOpportunity]:
    def read(own_id: str) -> PublicOpportunity:
        text = contents.get(own_id)
        if text is None:
            text = connection.execute(select(s.c.content).where(s.c.own_id == own_id)).scalar_one()
        content: PublicOpportunity = orjson.loads(text)
        return content

    return read


def claim_alone(row: RowMapping) -> Claim:
    """The claim of a whole row, whatever is around it."""
    content: PublicOpportunity = orjson.loads(row["content"])
    return _claim(row, frozenset(), frozenset(), lambda _: content)


def _claim(
    row: RowMapping,
    generic: frozenset[str],
    finding: frozenset[int],
    read: Callable[[str], PublicOpportunity],
) -> Claim:
    """Its blocks are those by which it was found, and the opportunity that it belongs to as yet."""
    keys = {key for key in (row["reference"], row["apply_key"]) if key}
    blocks = {row[name] for name in BLOCKS} & finding
    own_id = row["own_id"]
    return Claim(
        own_id=own_id,
        source=row["source"],
        first_seen=row["first_seen"],
        last_seen=row["last_seen"],
        withdrawn=row["status"] == Status.WITHDRAWN,
        keys=frozenset(keys - generic),
        blocks=frozenset(blocks | {number_of("home", row["opportunity_id"])}),
        kind=row["kind"],
        level=row["level"],
        boroughs=frozenset(row["boroughs"].split()),
        read=lambda: read(own_id),
        kept_apart=row["kept_apart"],
    )
