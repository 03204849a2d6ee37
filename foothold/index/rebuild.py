"""A new generation from the store, checked before it goes live; the previous one is kept for a rollback."""

from contextlib import suppress
from dataclasses import dataclass

from foothold.clock import Clock, system_clock
from foothold.errors import FootholdError, IndexUnavailable, WrongUse
from foothold.index import set_aside
from foothold.index.apply_changes import fill, stamp
from foothold.index.audit import audit
from foothold.index.contract import Generation, GenerationState, SearchEngine, SearchIndex
from foothold.index.fields import fingerprint
from foothold.index.lease import Lease, holding
from foothold.store.open_store import Store
from foothold.store.records import head_revision

REBUILD_LEASE = "index rebuild"
_PAGES_BETWEEN_RENEWALS = 4
_HEADS = 3
"""How often the head that the store has meanwhile is caught up with: where sources save all the time there is
always a newer one, and what is left is the drain's."""

_TOGETHER = 2_500
"""A commit costs the same whatever its size, and nobody waits for one of these."""


@dataclass(frozen=True, slots=True)
class Rebuilt:
    generation: str
    documents: int
    refused: int
    applied: int
    seconds: float


def rebuild(
    store: Store, engine: SearchEngine, *, clock: Clock = system_clock, lease_name: str = REBUILD_LEASE
) -> Rebuilt:
    """The live generation serves until the switch, and goes on serving whatever happens before it.

    Raises WrongUse where another process rebuilds, IndexUnavailable where the new generation does not
    agree with the store; it is discarded then.
    """
    with holding(store, lease_name, clock) as lease:
        if lease is None:
            raise WrongUse("Another process is rebuilding the search index; wait until it is done.")
        begun = clock()
        index = engine.create(stamp(begun))
        try:
            _fill_and_check(store, index, lease, clock)
        except BaseException:
            index.close()
            with suppress(FootholdError):
                _discard(store, engine, index.generation)
            raise
        engine.activate(index.generation)
        done = Rebuilt(
            index.generation,
            index.count(),
            len(set_aside.of_generation(store, index.generation)),
            index.applied_revision(),
            (clock() - begun).total_seconds(),
        )
        # It is live: what cannot be discarded waits for the next time.
        with suppress(IndexUnavailable):
            _discard_all(store, engine, _unused(engine))
        return done


def rollback(engine: SearchEngine) -> str:
    """Serve the previous generation again; it then catches up with the store by itself. Its name."""
    previous = [g for g in engine.generations() if g.state is GenerationState.PREVIOUS]
    if not previous:
        raise WrongUse("There is no previous generation to go back to.")
    if previous[0].fingerprint != fingerprint():
        raise WrongUse(f"{previous[0].name} was built for other fields: this version cannot search it.")
    if previous[0].damaged:
        raise WrongUse(f"{previous[0].name} cannot be read: run `foothold index rebuild` instead.")
    engine.activate(previous[0].name)
    return previous[0].name


def prune(store: Store, engine: SearchEngine, *, clock: Clock = system_clock) -> tuple[str, ...]:
    """Discard what neither serves nor could be gone back to: half-built generations, older and damaged ones."""
    with holding(store, REBUILD_LEASE, clock) as lease:
        if lease is None:
            raise WrongUse("Another process is rebuilding the search index; prune when it is done.")
        held = engine.generations()
        broken = [g for g in held if g.state is GenerationState.PREVIOUS and g.damaged]
        return _discard_all(store, engine, _unused(engine) + broken)


def _fill_and_check(store: Store, index: SearchIndex, lease: Lease, clock: Clock) -> None:
    begun = head_revision(store)
    for _ in range(_HEADS):
        head = head_revision(store)
        while index.applied_revision() < head:
            _keep(lease)
            fill(store, index, clock=clock, limit=_TOGETHER, stubs_above=begun, pages=_PAGES_BETWEEN_RENEWALS)
    # From here on another process may write it: the one that drains, once the switch is made.
    index.close()
    found = audit(store, index, clock())
    _keep(lease)
    if found.differences:
        raise IndexUnavailable(
            f"The new generation does not agree with the store, so the switch was not made:"
            f" {'; '.join(found.differences)}."
        )


def _keep(lease: Lease) -> None:
    if not lease.renewed():
        raise IndexUnavailable("The rebuild took longer than its lease; another process may rebuild now.")


def _unused(engine: SearchEngine) -> list[Generation]:
    return [g for g in engine.generations() if g.state is GenerationState.BUILDING]


def _discard_all(store: Store, engine: SearchEngine, generations: list[Generation]) -> tuple[str, ...]:
    for generation in generations:
        _discard(store, engine, generation.name)
    return tuple(generation.name for generation in generations)


def _discard(store: Store, engine: SearchEngine, generation: str) -> None:
    # In this order, so that one who dies in between leaves a generation that the next will find.
    set_aside.forget(store, generation)
    engine.discard(generation)
