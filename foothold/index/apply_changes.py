"""A generation takes the store's changes in the order of their revisions: the one code for every drain."""

import itertools
from dataclasses import dataclass
from datetime import datetime

from foothold.clock import Clock, system_clock
from foothold.index import set_aside
from foothold.index.contract import Refused, SearchIndex
from foothold.index.document import Document
from foothold.model.opportunity import Status
from foothold.store.open_store import Store
from foothold.store.record import Record
from foothold.store.records import changed_since, head_revision

TOGETHER = 500


@dataclass(frozen=True, slots=True)
class Drained:
    """`put` counts records taken from the store; `applied` is the revision that the index has reached."""

    put: int
    refused: tuple[Refused, ...]
    applied: int


def fill(
    store: Store,
    index: SearchIndex,
    *,
    clock: Clock = system_clock,
    limit: int = TOGETHER,
    stubs_above: int = 0,
    pages: int | None = None,
) -> Drained:
    """Apply the store's changes to this generation up to the head, or so many pages of them. Withdrawn
    records up to `stubs_above` need no stub: a new generation never held them."""
    count, rejected, applied = 0, list[Refused](), index.applied_revision()
    for _ in itertools.count() if pages is None else range(pages):
        records = changed_since(store, applied, limit)
        if not records:
            break
        documents = [document_of(record) for record in records]
        kept = [d for d in documents if d.public is not None or d.revision > stubs_above]
        applied = records[-1].revision
        refusals = index.put(kept, applied)
        _note_refused(store, index.generation, documents, refusals, clock())
        rejected += refusals
        count += len(records)
    return Drained(count, tuple(rejected), applied)


def revisions_ahead(store: Store, index: SearchIndex) -> int:
    """How far the index is ahead of the store: it holds what the store has lost, by being restored from an older
    backup. No change would ever reach it, as they seem old to it; only a rebuild helps."""
    # In this order: the store's head grows meanwhile, and must not then seem to lie behind.
    applied = index.applied_revision()
    return max(0, applied - head_revision(store))


def document_of(record: Record) -> Document:
    """Only open records are shown: a pending or withdrawn one is a stub."""
    shown = record.status is Status.OPEN
    later = int(record.hidden_until.timestamp()) if record.hidden_until else None
    return Document(record.id, record.revision, record.public if shown else None, later)


def stamp(at: datetime) -> str:
    """When a generation was begun, to the microsecond, in an order that sorts."""
    return at.strftime("%Y%m%dT%H%M%S%f")


def _note_refused(
    store: Store, generation: str, documents: list[Document], refusals: tuple[Refused, ...], at: datetime
) -> None:
    set_aside.set_aside(store, generation, refusals, at)
    missing = {r.id for r in refusals}
    before = {r.id for r in set_aside.of_generation(store, generation)} - missing
    set_aside.taken(store, generation, [d.id for d in documents if d.id in before])
