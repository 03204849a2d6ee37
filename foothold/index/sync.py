"""The index follows the store by revision: nothing else queues, so nothing is lost between the two."""

import itertools
import os
import secrets
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime

import structlog

from foothold.clock import Clock, system_clock
from foothold.errors import FootholdError, IndexUnavailable
from foothold.index.contract import GenerationState, Refused, SearchEngine, SearchIndex
from foothold.index.document import Document
from foothold.index.fields import fingerprint
from foothold.opportunity import Status
from foothold.store import leases, refused
from foothold.store.open_store import Store
from foothold.store.record import Record
from foothold.store.records import changed_since, head_revision

DRAIN_LEASE = "index drain"
LEASE_SECONDS = 20.0
POLL_SECONDS = 0.2
TOGETHER = 500

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Drained:
    """`put` counts records taken from the store; `applied` is the revision that the index has reached."""

    put: int
    refused: tuple[Refused, ...]
    applied: int


def drain(
    store: Store, engine: SearchEngine, *, limit: int = TOGETHER, clock: Clock = system_clock
) -> Drained:
    """Apply all changes that the live generation lacks, `limit` at a time; where there is no generation at
    all, begin one. One process at a time may: raises IndexUnavailable where another is writing."""
    index = _live(engine, clock)
    return fill(store, index, clock=clock, limit=limit)


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
        some = index.put(kept, applied)
        _note_refused(store, index.generation, documents, some, clock())
        rejected += some
        count += len(records)
    return Drained(count, tuple(rejected), applied)


def follow(
    store: Store,
    engine: SearchEngine,
    *,
    stop: threading.Event,
    clock: Clock = system_clock,
    poll_seconds: float = POLL_SECONDS,
) -> None:
    """Drain until `stop` is set: what is saved can be found within a second. Of several processes that
    follow, one drains and the others wait for its lease. A store or an index that does not answer is
    logged and tried again; an index built for other fields is rebuilt."""
    while not stop.is_set():
        try:
            with holding(store, DRAIN_LEASE, clock) as lease:
                if lease:
                    _drain_while_held(store, engine, lease, stop, clock, poll_seconds)
        except FootholdError as error:
            log.warning("index does not follow the store", why=str(error))
        stop.wait(1.0)


def document_of(record: Record) -> Document:
    """Only open records are shown: a pending or withdrawn one is a stub."""
    shown = record.status is Status.OPEN
    return Document(record.id, record.revision, record.public if shown else None)


@dataclass(slots=True)
class Lease:
    """A lease that is held; `renewed` tells whether it still is, and asks the store only when half is over."""

    store: Store
    name: str
    holder: str
    clock: Clock
    taken: datetime

    def renewed(self) -> bool:
        now = self.clock()
        if (now - self.taken).total_seconds() < LEASE_SECONDS / 2:
            return True
        self.taken = now
        return leases.renew(self.store, self.name, self.holder, LEASE_SECONDS, now)


@contextmanager
def holding(store: Store, name: str, clock: Clock) -> Iterator[Lease | None]:
    """The lease, given back at the end; None while another process holds it."""
    holder = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
    now = clock()
    if leases.take(store, name, holder, LEASE_SECONDS, now) is None:
        yield None
        return
    try:
        yield Lease(store, name, holder, clock, now)
    finally:
        leases.release(store, name, holder)


def _drain_while_held(
    store: Store, engine: SearchEngine, lease: Lease, stop: threading.Event, clock: Clock, poll: float
) -> None:
    if _needs_rebuild(engine):
        from foothold.index.rebuild import rebuild  # It drains by this module's code.

        log.info("index rebuilt for new fields", generation=rebuild(store, engine, clock=clock).generation)
    try:
        while not stop.is_set() and lease.renewed():
            index = _live(engine, clock)
            if head_revision(store) > index.applied_revision():
                done = fill(store, index, clock=clock)
                log.info("index drained", put=done.put, refused=len(done.refused), applied=done.applied)
            stop.wait(poll)
    finally:
        # Whoever drains next must be able to write, whatever ended it here.
        with suppress(IndexUnavailable):
            engine.active().close()


def _needs_rebuild(engine: SearchEngine) -> bool:
    live = [g for g in engine.generations() if g.state is GenerationState.ACTIVE]
    return bool(live) and live[0].fingerprint != fingerprint()


def _live(engine: SearchEngine, clock: Clock) -> SearchIndex:
    try:
        return engine.active()
    except IndexUnavailable:
        if any(g.state is GenerationState.ACTIVE for g in engine.generations()):
            raise
        first = engine.create(stamp(clock()))
        engine.activate(first.generation)
        return engine.active()


def stamp(at: datetime) -> str:
    """When a generation was begun, to the microsecond, in an order that sorts."""
    return at.strftime("%Y%m%dT%H%M%S%f")


def _note_refused(
    store: Store, generation: str, documents: list[Document], some: tuple[Refused, ...], at: datetime
) -> None:
    refused.set_aside(store, generation, some, at)
    missing = {r.id for r in some}
    before = {r.id for r in refused.of_generation(store, generation)} - missing
    refused.taken(store, generation, [d.id for d in documents if d.id in before])
