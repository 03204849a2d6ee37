"""New references of a source in its store: what waits until a run has ended, and what then is an advert that was known.

A sighting keeps its row, and with it its id, its first sight, its opportunity and all that people decided of it, when
its source gives it another reference: only the reference in the row changes.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import count
from typing import Any

import orjson
from sqlalchemy import Connection, RowMapping, bindparam, delete, select, update

from foothold.duplicates.candidate import Claim
from foothold.duplicates.renamed import Entry, addresses_of, renamed
from foothold.duplicates.verdict import REPOST_WITHIN
from foothold.model.identity import opportunity_id
from foothold.model.opportunity import Status
from foothold.store.open_store import Store
from foothold.store.tables import checks
from foothold.store.tables import sightings as s
from foothold.store.upserts import batches

Row = Mapping[str, Any] | RowMapping
Block = tuple[Any, ...]
MOST_WAITING = 20_000
"""So many adverts of a run wait in memory at most; those after them are new at once."""
_NUMBERS = ("by_title", "by_text", "by_place")
_KNOWN = (s.c.external_id, s.c.url, s.c.kind, s.c.level, s.c.boroughs, *(s.c[name] for name in _NUMBERS))


class Unseen:
    """The live adverts of a source that a run has not shown, and which of those that it shows may be one of them."""

    def __init__(self, store: Store, source: str, since: datetime) -> None:
        self.store = store
        self.source = source
        self.since = since
        self.waiting: set[str] = set()
        self._blocks: Counter[Block] | None = None
        self._addresses: Counter[str] = Counter()

    def held_back(self, rows: Mapping[str, Row], before: Mapping[str, RowMapping]) -> set[str]:
        """The references of these rows that are to wait for the end of the run. `before` are the rows as stored."""
        found = {ref for ref, row in rows.items() if self._waits(row, before.get(ref))}
        if len(self.waiting) + len(found) > MOST_WAITING:
            return set()
        self.waiting |= found
        return found

    def _waits(self, row: Row, before: RowMapping | None) -> bool:
        """A new reference that looks like an advert that was not shown yet, and a known one that tells another advert
        than before: a place in a list is the reference of one advert today and of the next tomorrow."""
        if before is None:
            return self._like_another(row) or self._at_an_address(row)
        if before["status"] == Status.WITHDRAWN or before["content_hash"] == row["content_hash"]:
            return False
        another = block_of(row) != block_of(before)
        return another and (row["external_id"].startswith("http") or self._like_another(row))

    def _like_another(self, row: Row) -> bool:
        return block_of(row) in self._known()

    def _at_an_address(self, row: Row) -> bool:
        self._known()
        return bool(self._addresses) and any(
            address in self._addresses for address in addresses_of(row["url"])
        )

    def _known(self) -> Mapping[Block, int]:
        """The blocks of what was not shown when this is first asked: a run that shows what was known never asks."""
        if self._blocks is None:
            self._blocks = self._look_up()
        return self._blocks

    def _look_up(self) -> Counter[Block]:
        with self.store.read() as connection:
            rows = connection.execute(_unseen(self.source, self.since, _KNOWN)).mappings().all()
        self._addresses.update(address for row in rows for address in addresses_of(row["url"]))
        return Counter(block for row in rows if (block := block_of(row)))

    def renamed(self, rows: Sequence[Row], unknown: Collection[str]) -> dict[str, str]:
        """Of rows that waited those that are adverts which the run did not show otherwise: the old reference by the new
        one. `unknown` are own ids of sightings of which the run can say nothing."""
        with self.store.read() as connection:
            gone = self._alike(connection, rows, unknown)
            addresses = _own_addresses(connection, self.source, rows)
        return renamed([_entry(row, addresses) for row in rows], [_entry(row, addresses) for row in gone])

    def _alike(
        self, connection: Connection, rows: Sequence[Row], unknown: Collection[str]
    ) -> list[RowMapping]:
        """Those not shown that share a block or an address with one of the rows, the first seen first."""
        blocks = {block for row in rows if (block := block_of(row))}
        addresses = {address for row in rows for address in addresses_of(row["url"])}
        unseen = connection.execute(_unseen(self.source, self.since, (*_KNOWN, s.c.own_id))).mappings().all()
        owns = [
            row["own_id"]
            for row in unseen
            if block_of(row) in blocks or any(address in addresses for address in addresses_of(row["url"]))
        ]
        found: list[RowMapping] = []
        for some in batches([own for own in owns if own not in unknown]):
            found += connection.execute(select(s).where(s.c.own_id.in_(some))).mappings().all()
        return sorted(found, key=lambda row: (row["first_seen"], row["own_id"]))


def block_of(row: Row) -> Block | None:
    """What an advert shares with itself under another reference: kind, level and boroughs, and employer and work, or
    work and first words or closing date where no employer is named. None where it says too little."""
    number = next((row[name] for name in _NUMBERS if row[name] is not None), None)
    return None if number is None else (row["kind"], row["level"], row["boroughs"], number)


def _unseen(source: str, since: datetime, columns: Iterable[Any]) -> Any:
    """After a longer pause an advert is a new intake, whatever it says."""
    lately = (s.c.last_seen < since, s.c.last_seen > since - REPOST_WITHIN)
    return select(*columns).where(s.c.source == source, *lately, s.c.status != Status.WITHDRAWN)


def _own_addresses(connection: Connection, source: str, rows: Sequence[Row]) -> set[str]:
    """Addresses that one live advert of the source has, and one of the new rows: no form or list for several."""
    live = select(s.c.url).where(s.c.source == source, s.c.status != Status.WITHDRAWN)
    stored = Counter(address for url in connection.scalars(live) for address in addresses_of(url))
    new = Counter(address for row in rows for address in addresses_of(row["url"]))
    return {address for address, count in new.items() if count == 1 and stored[address] == 1}


def _entry(row: Row, addresses: Collection[str]) -> Entry:
    own = tuple(address for address in addresses_of(row["url"]) if address in addresses)
    return Entry(row["external_id"], _claim(row), own, block_of(row))


def _claim(row: Row) -> Claim:
    return Claim(
        own_id=row["own_id"],
        source=row["source"],
        first_seen=row["first_seen"],
        last_seen=row["last_seen"],
        withdrawn=False,
        keys=frozenset(),
        blocks=frozenset(),
        kind=row["kind"],
        level=row["level"],
        boroughs=frozenset(row["boroughs"].split()),
        read=lambda: orjson.loads(row["content"]),
    )


def rename(store: Store, source: str, references: Mapping[str, str]) -> None:
    """Give sightings the references under which they come now, by the old ones; all at once, for references may have
    changed hands. A sighting whose reference goes to another, and that has no new one itself, is left without any."""
    changing = {old: new for new, old in references.items()}
    with store.write() as connection:
        owns = _owns(connection, source, {*changing, *references})
        _give(connection, source, {old: f"was:{own}" for old, own in owns.items()})
        _give(connection, source, {f"was:{owns[old]}": new for old, new in changing.items() if old in owns})
        for some in batches(list(owns)):
            connection.execute(
                delete(checks).where(checks.c.source == source, checks.c.external_id.in_(some))
            )


def free_ids(connection: Connection, source: str, rows: Mapping[str, dict[str, Any]]) -> None:
    """Give these rows of new references ids that nobody has: a sighting that was renamed keeps the id of its first
    reference, which may come back for another advert."""
    taken = _taken(connection, [row["own_id"] for row in rows.values()])
    for reference, row in rows.items():
        if row["own_id"] in taken:
            others = (opportunity_id(source, f"{reference}#{n}") for n in count(2))
            row["own_id"] = next(own for own in others if not _taken(connection, [own]))
            row["opportunity_id"] = row["own_id"]


def _taken(connection: Connection, owns: Sequence[str]) -> set[str]:
    return set(connection.scalars(select(s.c.own_id).where(s.c.own_id.in_(owns)))) if owns else set()


def _owns(connection: Connection, source: str, references: Collection[str]) -> dict[str, str]:
    found = dict[str, str]()
    for some in batches(list(references)):
        rows = select(s.c.external_id, s.c.own_id).where(s.c.source == source, s.c.external_id.in_(some))
        found |= {row.external_id: row.own_id for row in connection.execute(rows)}
    return found


def _give(connection: Connection, source: str, references: Mapping[str, str]) -> None:
    """New references by the old ones."""
    if references:
        theirs = (s.c.source == source, s.c.external_id == bindparam("old"))
        changes = [{"old": old, "new": new} for old, new in references.items()]
        connection.execute(update(s).where(*theirs).values(external_id=bindparam("new")), changes)
