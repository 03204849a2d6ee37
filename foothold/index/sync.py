"""The index follows the store by revision: nothing else queues, so nothing is lost between the two."""

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

import structlog

from foothold.clock import Clock, system_clock
from foothold.errors import FootholdError, IndexDamaged, IndexUnavailable
from foothold.index.apply_changes import TOGETHER, Drained, fill, revisions_ahead, stamp
from foothold.index.contract import GenerationState, SearchEngine, SearchIndex
from foothold.index.fields import fingerprint
from foothold.index.lease import Lease, holding
from foothold.index.query import SearchQuery
from foothold.index.rebuild import REBUILD_LEASE, rebuild
from foothold.store.open_store import Store
from foothold.store.records import head_revision

DRAIN_LEASE = "index drain"
POLL_SECONDS = 0.2
_BETWEEN_REBUILDS_SECONDS = 30.0
_PAGES_BETWEEN_LOOKS = 4
"""However fast others save, the lease is renewed and a stop is noticed."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Following:
    """How one index follows the store. A `whole` one is built apart and checked before it first serves, and
    again where it cannot be read. `caught_up` is told each time when all that the store holds is in."""

    drain_lease: str = DRAIN_LEASE
    rebuild_lease: str = REBUILD_LEASE
    whole: bool = False
    caught_up: Callable[[datetime], None] = lambda _: None


THE_INDEX = Following()


def drain(
    store: Store,
    engine: SearchEngine,
    *,
    limit: int = TOGETHER,
    clock: Clock = system_clock,
    how: Following = THE_INDEX,
) -> Drained:
    """Apply all changes that the live generation lacks, `limit` at a time; where there is no generation at
    all, begin one; where it is ahead of the store or damaged, build it again. One process at a time may: raises
    IndexUnavailable where another is writing."""
    if (how.whole and not _readable(engine)) or is_damaged(engine, clock) or is_ahead(store, engine):
        rebuild(store, engine, clock=clock, lease_name=how.rebuild_lease)
    index = _live(engine, clock)
    done = fill(store, index, clock=clock, limit=limit)
    _caught_up(index, how, clock)
    return done


def follow(
    store: Store,
    engine: SearchEngine,
    *,
    stop: threading.Event,
    clock: Clock = system_clock,
    poll_seconds: float = POLL_SECONDS,
    how: Following = THE_INDEX,
) -> None:
    """Drain until `stop` is set: what is saved can be found within a second. Of several processes that
    follow, one drains and the others wait for its lease. A store or an index that does not answer is
    logged and tried again; an index that was built for other fields, is damaged, or is ahead of the store, is
    rebuilt."""
    damaged, not_before = False, 0.0
    while not stop.is_set():
        try:
            with holding(store, how.drain_lease, clock) as lease:
                if lease:
                    damaged = damaged or _needs_rebuild(store, engine, how, clock)
                    if damaged and time.monotonic() >= not_before:
                        # What damages each new one must not keep the disk busy.
                        not_before = time.monotonic() + _BETWEEN_REBUILDS_SECONDS
                        built = rebuild(store, engine, clock=clock, lease_name=how.rebuild_lease)
                        log.info("index built", generation=built.generation)
                        damaged = False
                    _drain_while_held(store, engine, lease, stop, clock, poll_seconds, how)
        except FootholdError as error:
            # A put may be what finds it out: then nothing that is asked before shows it.
            damaged = damaged or isinstance(error, IndexDamaged)
            log.warning("index does not follow the store", why=str(error))
        stop.wait(1.0)


def _drain_while_held(
    store: Store,
    engine: SearchEngine,
    lease: Lease,
    stop: threading.Event,
    clock: Clock,
    poll: float,
    how: Following,
) -> None:
    try:
        while not stop.is_set() and lease.renewed():
            index = _live(engine, clock)
            # In this order: the head grows meanwhile, and must not then seem to lie behind.
            applied, head = index.applied_revision(), head_revision(store)
            if applied > head:
                log.warning("index is ahead of the store", applied=applied, head=head)
                return
            if head > applied:
                done = fill(store, index, clock=clock, pages=_PAGES_BETWEEN_LOOKS)
                log.info("index drained", put=done.put, refused=len(done.refused), applied=done.applied)
                applied = done.applied
            if applied >= head:
                _caught_up(index, how, clock)
                stop.wait(poll)
    finally:
        # Whoever drains next must be able to write, whatever ended it here.
        with suppress(IndexUnavailable):
            engine.active().close()


def _caught_up(index: SearchIndex, how: Following, clock: Clock) -> None:
    if index.filling():
        index.note_filling(False)
        log.info("index filled", generation=index.generation)
    how.caught_up(clock())


def _needs_rebuild(store: Store, engine: SearchEngine, how: Following, clock: Clock) -> bool:
    if (how.whole and not _readable(engine)) or is_damaged(engine, clock):
        return True
    live = [g for g in engine.generations() if g.state is GenerationState.ACTIVE]
    if not how.whole and live and live[0].fingerprint != fingerprint():
        return True
    return is_ahead(store, engine)


def is_damaged(engine: SearchEngine, clock: Clock = system_clock) -> bool:
    """Whether only a new generation helps; False for one that is not there or does not answer."""
    return why_damaged(engine, clock) is not None


def why_damaged(engine: SearchEngine, clock: Clock = system_clock) -> str | None:
    try:
        index = engine.active()
        index.applied_revision()
        index.search(SearchQuery(at=clock(), size=1))
    except IndexDamaged as error:
        return str(error)
    except IndexUnavailable:
        return None
    return None


def is_ahead(store: Store, engine: SearchEngine) -> bool:
    """Whether the live generation is ahead of the store, as after a restore; False where there is none."""
    try:
        return revisions_ahead(store, engine.active()) > 0
    except IndexUnavailable:
        return False


def is_filling(engine: SearchEngine) -> bool:
    try:
        return engine.active().filling()
    except IndexUnavailable:
        return False


def _readable(engine: SearchEngine) -> bool:
    try:
        engine.active().applied_revision()
    except IndexUnavailable:
        return False
    return True


def _live(engine: SearchEngine, clock: Clock) -> SearchIndex:
    try:
        return engine.active()
    except IndexDamaged:
        raise
    except IndexUnavailable:
        if any(g.state is GenerationState.ACTIVE for g in engine.generations()):
            raise
        first = engine.create(stamp(clock()))
        # Searches are answered from it at once, and say that they lack something until it is full.
        first.note_filling(True)
        engine.activate(first.generation)
        return engine.active()
