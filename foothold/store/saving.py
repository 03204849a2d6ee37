"""What changes records: saving readings, seeing again, withdrawing, approving, undoing a merge."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection, RowMapping, and_, or_, select, update

from foothold.clock import london_date
from foothold.duplicates.candidate import BLOCKS
from foothold.errors import FootholdError, WrongUse
from foothold.model.authority import Standing
from foothold.model.identity import external_id
from foothold.model.opportunity import Status
from foothold.model.posting import Reason, Rejected
from foothold.reading.faults import Faults, refusal
from foothold.reading.intake import Reading
from foothold.store import rejected, renamed, reviews, revisions, sightings
from foothold.store.compose_record import CONFIRMED_STEP, keep_aliases, recompose
from foothold.store.open_store import Store
from foothold.store.record import Saved, SavedStatus
from foothold.store.regroup import Moves, settle
from foothold.store.reviews import Decision, Review
from foothold.store.tables import index_key, opportunities
from foothold.store.tables import sightings as s
from foothold.store.upserts import batches

"""Readings a transaction: larger ones keep other writers waiting, smaller ones pay more for each commit."""

HoldBack = Callable[[Mapping[str, dict[str, Any]], Mapping[str, RowMapping]], Collection[str]]
"""Which of these rows are not to be saved yet, by reference: the rows, and what is stored of them."""

_SHOWN = ("content_hash", "url", "status")
_JOINING = ("reference", "apply_key")
_KEPT = ("raw", "page_url", "notes", "standing", *BLOCKS)


def save(
    store: Store,
    source: str,
    readings: Sequence[Reading],
    *,
    at: datetime,
    status: Status = Status.OPEN,
    run: int | None = None,
    reread: bool = False,
    standing: Standing = Standing.BOARD,
    hold_back: HoldBack | None = None,
    faults: Faults | None = None,
) -> list[Saved]:
    """One outcome a reading, in order. A reading whose content is stored already writes no record. One that the
    database will not take is rejected, counted among `faults`, and costs no other.

    A reading that `waits`, or all with `status` PENDING, is kept back until `approve`, as often as it says something
    new; what was refused is not saved again. `reread` takes the same words through today's rules: nothing counts as
    seen, nothing reopens. `standing` is the source's: whose word counts first where several tell of one advert. What
    `hold_back` names is `held`, and not saved. Raises StoreUnavailable; the batches of 100 that were committed before
    it stay, and saving again is safe.
    """
    batch = _Batch(source, at, status, run, reread, standing, hold_back)
    faults = Faults(source) if faults is None else faults
    saved: list[Saved] = []
    for some in batches(readings):
        saved += _saved(store, batch, some, faults)
    return saved


def _saved(store: Store, batch: "_Batch", readings: Sequence[Reading], faults: Faults) -> list[Saved]:
    """Where some reading of a batch has a fault, its halves are saved alone, down to the one that has it."""
    try:
        with store.write() as connection:
            return batch.save(connection, readings)
    except FootholdError:
        raise
    except Exception as error:
        if len(readings) > 1:
            middle = len(readings) // 2
            halves = (readings[:middle], readings[middle:])
            return [saved for half in halves for saved in _saved(store, batch, half, faults)]
        return _refused(store, batch, readings[0], refusal(faults, error, readings[0].posting, None))


def _refused(store: Store, batch: "_Batch", faulty: Reading, why: Rejected) -> list[Saved]:
    """The rejection with the words that were rejected, and without them where not even they can be kept."""
    try:
        with store.write() as connection:
            return batch.save(connection, [Reading(faulty.posting, why)])
    except FootholdError:
        raise
    except Exception:
        with store.write() as connection:
            return batch.save(connection, [Reading(None, why)])


def seen_again(
    store: Store,
    source: str,
    page_url: str,
    at: datetime,
    run: int | None = None,
    *,
    since: datetime | None = None,
) -> int:
    """A page answered that it has not changed (304): everything last read from it counts as seen. How many.

    `since` leaves out what was read from an earlier version of the page and not seen since then.
    """
    page = (s.c.source == source, s.c.page_url == page_url, s.c.status != Status.WITHDRAWN)
    stood_there = page if since is None else (*page, s.c.last_seen >= since)
    with store.write() as connection:
        head = revisions.lock(connection)
        rows = connection.execute(select(s.c.external_id, s.c.opportunity_id).where(*stood_there)).all()
        for some in batches(rows):
            sightings.touch(connection, source, [row.external_id for row in some], at, run)
        recompose(connection, head, _long_unconfirmed(connection, [r.opportunity_id for r in rows], at), at)
    return len(rows)


def withdraw(store: Store, ids: Iterable[str], at: datetime) -> int:
    """Withdraw these opportunities, whoever shows them; how many sightings there were to withdraw."""
    return _set_status(store, ids, at, Status.WITHDRAWN, s.c.status != Status.WITHDRAWN)


def withdraw_sightings(
    store: Store, owns: Iterable[str], at: datetime, *, seen: datetime | None = None
) -> int:
    """Withdraw these sightings alone, by the ids that they have alone; those seen after `seen` stay. How many.

    A record stays open, with the words of the others, while any other of its sightings is live: another source's,
    or one of the same source that a person made one with it.
    """
    live = s.c.status != Status.WITHDRAWN
    which = live if seen is None else and_(live, s.c.last_seen <= seen)
    return _set_status(store, owns, at, Status.WITHDRAWN, which, alone=True)


def approve(store: Store, ids: Iterable[str], at: datetime, why: str | None = None) -> int:
    """Open what waits for review, now and when it is sent again; how many there were."""
    approved = partial(reviews.write, decision=Decision.APPROVED, why=why, at=at)
    return _set_status(store, ids, at, Status.OPEN, s.c.status == Status.PENDING, note=approved)


def refuse(store: Store, ids: Iterable[str], at: datetime, why: str) -> int:
    """Withdraw what waits for review, and take it no more as long as it says the same; how many there were."""
    refused = partial(reviews.write, decision=Decision.REFUSED, why=why, at=at)
    return _set_status(store, ids, at, Status.WITHDRAWN, s.c.status == Status.PENDING, note=refused)


def undo_merge(store: Store, id: str, at: datetime) -> None:  # noqa: A002 - the public key is `id`
    """Bring a merged record's own id back, for good. Raises WrongUse if the id is no merged one."""
    with store.write() as connection:
        head = revisions.lock(connection)
        merged_into = connection.execute(
            select(s.c.opportunity_id).where(s.c.own_id == id, s.c.opportunity_id != id)
        ).scalar()
        if merged_into is None:
            raise WrongUse(f"{id} is not merged with another opportunity.")
        connection.execute(update(s).where(s.c.own_id == id).values(kept_apart=True))
        moves = settle(connection, sightings.of_ids(connection, {merged_into}), at)
        recompose(connection, head, sorted(moves.touched), at)
        keep_aliases(connection, moves.touched, at)


@dataclass(frozen=True, slots=True)
class _Batch:
    source: str
    at: datetime
    status: Status
    run: int | None
    reread: bool
    standing: Standing
    hold_back: HoldBack | None = None

    def save(self, connection: Connection, readings: Sequence[Reading]) -> list[Saved]:
        head = revisions.lock(connection)
        rejected.write(connection, self.source, readings, self.run, self.at)
        self._see_unreadable(connection, readings)
        taken = {_reference(r): r for r in readings if r.posting and not isinstance(r.result, Rejected)}
        before = sightings.stored(connection, self.source, list(taken))
        rows = {reference: self._row(r, before.get(reference)) for reference, r in taken.items()}
        refused = self._review(connection, taken, rows)
        rows = {reference: row for reference, row in rows.items() if reference not in refused}
        for reference in self.hold_back(rows, before) if self.hold_back else ():
            del rows[reference]
        if self.run is not None:
            new = {reference: row for reference, row in rows.items() if reference not in before}
            renamed.free_ids(connection, self.source, new)
        outcomes = {reference: _outcome(row, before.get(reference)) for reference, row in rows.items()}
        self._write_sightings(connection, rows, before)
        homes = self._recompose(connection, head, rows, before, outcomes)
        numbers = _revisions(connection, set(homes.values()))
        known = {
            ref: Saved(outcomes[ref], homes[ref], numbers[homes[ref]], row["status"] == Status.PENDING)
            for ref, row in rows.items()
        } | {ref: Saved("refused", None, None, why=review.why) for ref, review in refused.items()}
        held = Saved("held", None, None)
        return [
            known.get(_reference(r), held)
            if r.posting and not isinstance(r.result, Rejected)
            else Saved("rejected", None, None)
            for r in readings
        ]

    def _see_unreadable(self, connection: Connection, readings: Sequence[Reading]) -> None:
        """What we cannot read its source still shows: an earlier version of it stays, and counts as seen."""
        shown = [
            _reference(r)
            for r in readings
            if r.posting and isinstance(r.result, Rejected) and r.result.reason is Reason.UNREADABLE_VALUE
        ]
        if shown and not self.reread:
            sightings.touch(connection, self.source, shown, self.at, self.run)

    def _row(self, reading: Reading, before: RowMapping | None) -> dict[str, Any]:
        assert reading.posting is not None
        assert not isinstance(reading.result, Rejected)
        row = sightings.row_of(
            self.source,
            reading.posting,
            reading.result,
            reading.page_url,
            before,
            reading.standing or self.standing,
        )
        status = Status.PENDING if reading.waits else self.status
        row |= {"status": status, "first_seen": self.at, "last_seen": self.at, "run": self.run}
        row |= {"opportunity_id": row["own_id"], "kept_apart": False, "external_id": _reference(reading)}
        if before is None:
            return row
        # A sighting keeps its id under whatever reference it comes.
        row |= {name: before[name] for name in ("own_id", "first_seen", "opportunity_id", "kept_apart")}
        row["last_seen"] = max(self.at, before["last_seen"])
        if self.reread:
            row |= {name: before[name] for name in ("status", "last_seen", "run", "page_url")}
        elif before["status"] == Status.OPEN and before["content_hash"] == row["content_hash"]:
            # What was approved and says the same needs no second review.
            row["status"] = Status.OPEN
        return row

    def _review(
        self,
        connection: Connection,
        taken: Mapping[str, Reading],
        rows: Mapping[str, dict[str, Any]],
    ) -> dict[str, Review]:
        """Open what waits and was approved; what was refused, by reference."""
        waiting = {ref: row for ref, row in rows.items() if taken[ref].waits and not self.reread}
        decided = reviews.latest(connection, [row["own_id"] for row in waiting.values()])
        refused = {}
        for ref, row in waiting.items():
            review = decided.get((row["own_id"], row["content_hash"]))
            if review and review.decision is Decision.APPROVED:
                row["status"] = Status.OPEN
            elif review:
                refused[ref] = review
        return refused

    def _write_sightings(
        self, connection: Connection, rows: Mapping[str, dict[str, Any]], before: Mapping[str, RowMapping]
    ) -> None:
        changed = [
            row for ref, row in rows.items() if _differs(row, before.get(ref), _SHOWN + _JOINING + _KEPT)
        ]
        sightings.write(connection, changed)
        if not self.reread:
            written = {row["external_id"] for row in changed}
            same = [reference for reference in rows if reference not in written]
            sightings.touch(connection, self.source, same, self.at, self.run)

    def _recompose(
        self,
        connection: Connection,
        head: int,
        rows: Mapping[str, dict[str, Any]],
        before: Mapping[str, RowMapping],
        outcomes: Mapping[str, SavedStatus],
    ) -> dict[str, str]:
        """The opportunity that each reference belongs to in the end."""
        joining = [ref for ref, row in rows.items() if _differs(row, before.get(ref), _SHOWN + _JOINING)]
        moves = Moves()
        if joining:
            views = [view for ref in joining for view in (rows[ref], before.get(ref)) if view]
            moves = settle(connection, views, self.at)
        homes = {ref: moves.homes.get(row["own_id"], row["opportunity_id"]) for ref, row in rows.items()}
        written = (*_SHOWN, "standing")
        changed = [homes[ref] for ref, row in rows.items() if _differs(row, before.get(ref), written)]
        same = [homes[ref] for ref in rows if outcomes[ref] == "unchanged"]
        stale = _long_unconfirmed(connection, same, self.at)
        recompose(connection, head, [*changed, *sorted(moves.touched), *stale], self.at)
        if moves.homes:
            keep_aliases(connection, moves.touched, self.at)
        return homes


def _reference(reading: Reading) -> str:
    assert reading.posting is not None
    return reading.reference or index_key(external_id(reading.posting))


def _outcome(row: Mapping[str, Any], before: RowMapping | None) -> SavedStatus:
    if before is None:
        return "new"
    return "changed" if _differs(row, before, _SHOWN) else "unchanged"


def _differs(row: Mapping[str, Any], before: RowMapping | None, names: Iterable[str]) -> bool:
    return before is None or any(row[name] != before[name] for name in names)


def _revisions(connection: Connection, ids: set[str]) -> dict[str, int]:
    o = opportunities.c
    rows = connection.execute(select(o.id, o.revision).where(o.id.in_(ids)))
    return {row.id: row.revision for row in rows}


def _long_unconfirmed(connection: Connection, ids: Sequence[str], at: datetime) -> list[str]:
    """Those that were last confirmed so long ago that being seen again is a change."""
    if not ids:
        return []
    o = opportunities.c
    due = select(o.id).where(o.id.in_(ids), o.last_confirmed <= london_date(at) - CONFIRMED_STEP)
    return list(connection.execute(due.order_by(o.id)).scalars())


def _set_status(
    store: Store,
    ids: Iterable[str],
    at: datetime,
    status: Status,
    which: Any,
    *,
    alone: bool = False,
    note: Callable[[Connection, Sequence[RowMapping]], None] | None = None,
) -> int:
    count = 0
    for batch in batches(dict.fromkeys(ids)):
        own = s.c.own_id.in_(batch)
        named = own if alone else or_(s.c.opportunity_id.in_(batch), own)
        with store.write() as connection:
            head = revisions.lock(connection)
            columns = (s.c.own_id, s.c.opportunity_id, s.c.content_hash)
            rows = connection.execute(select(*columns).where(named, which)).mappings().all()
            owns = [row["own_id"] for row in rows]
            connection.execute(update(s).where(s.c.own_id.in_(owns)).values(status=status))
            if note:
                note(connection, rows)
            ids = {row["opportunity_id"] for row in rows}
            moves = settle(connection, sightings.of_ids(connection, ids), at) if ids else Moves()
            recompose(connection, head, sorted(ids | moves.touched), at)
            if moves.homes:
                keep_aliases(connection, moves.touched, at)
            count += len(rows)
    return count
