"""A rebuild on a cluster is killed at any point: the live generation serves all along, and the next rebuild
makes whole what was left."""

import ctypes
import hashlib
import multiprocessing
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from multiprocessing.process import BaseProcess

import pytest
from sqlalchemy import select, text, update

from foothold.index.audit import audit
from foothold.index.contract import GenerationState
from foothold.index.elastic.engine import ElasticEngine
from foothold.index.elastic.index import ElasticIndex
from foothold.index.lease import LEASE_SECONDS
from foothold.index.query import SearchQuery
from foothold.index.rebuild import prune, rebuild
from foothold.store.open_store import Store
from foothold.store.records import head_revision
from foothold.store.tables import opportunities, refused
from tests.index.stored import NOW, keep

RECORDS, KILLS, KILLS_BETWEEN_RESTARTS = 2_000, 50, 5
SEED = 20_260_920
OPEN = SearchQuery(at=NOW, text="advert", facets=("borough", "level"))
SHOWN = RECORDS - RECORDS // 9 - 1
"""Every ninth has closed, and one is refused."""

FORK = multiprocessing.get_context("fork")
BEGUN, FILLING, SWITCHING, DISCARDING = range(4)


class Seen(ElasticEngine):
    """Tells, through memory that outlives its process, how far a rebuild has come."""

    def __init__(self, url: str, reached: ctypes.c_int) -> None:
        super().__init__(url)
        self.reached = reached

    def create(self, stamp: str) -> ElasticIndex:
        self.reached.value = FILLING
        return super().create(stamp)

    def activate(self, generation: str) -> None:
        self.reached.value = SWITCHING
        super().activate(generation)
        self.reached.value = DISCARDING


class Rebuilder:
    """Rebuilds one after another in processes of their own, each begun when the lease of the one before has
    run out: nobody waits for it, as the clock is passed in."""

    def __init__(self, store: Store, url: str) -> None:
        self._store, self._url = store, url
        self._reached = FORK.Value(ctypes.c_int, BEGUN, lock=False)
        self._now = NOW

    def to_the_end(self) -> float:
        """How long it took."""
        begun = time.monotonic()
        builder = self._begin()
        builder.join(60)
        assert builder.exitcode == 0
        return time.monotonic() - begun

    def killed_after(self, seconds: float) -> str | None:
        """The phase in which kill -9 met it; None where it had ended before."""
        builder = self._begin()
        builder.join(seconds)
        builder.kill()
        builder.join()
        return self._phase() if builder.exitcode == -signal.SIGKILL else None

    def _begin(self) -> BaseProcess:
        self._now += timedelta(seconds=LEASE_SECONDS + 1)
        self._reached.value = BEGUN
        builder = FORK.Process(target=self._rebuild)
        builder.start()
        return builder

    def _rebuild(self) -> None:
        rebuild(self._store, Seen(self._url, self._reached), clock=lambda: self._now)

    def _phase(self) -> str:
        if self._reached.value != FILLING:
            return {BEGUN: "beginning", SWITCHING: "switching", DISCARDING: "discarding"}[self._reached.value]
        building = [g for g in ElasticEngine(self._url).generations() if g.state is GenerationState.BUILDING]
        filled = building and building[-1].applied_revision == head_revision(self._store)
        return "verifying" if filled else "filling"


@pytest.mark.timeout(900)
def test_wherever_a_rebuild_is_killed_the_live_index_serves_and_the_next_one_makes_it_whole(
    store: Store, elasticsearch_url: str, record_property: Callable[[str, object], None]
) -> None:
    record_property("seed", SEED)
    spoil(store, keep(store, 1, RECORDS)[0])
    kept = content(store)
    rebuilder = Rebuilder(store, elasticsearch_url)
    for _ in range(2):
        takes = rebuilder.to_the_end()
    chance = random.Random(SEED)
    # One in each fiftieth of a rebuild, so that every phase of some length is met.
    points = chance.sample([(n + chance.random()) / KILLS for n in range(KILLS)], KILLS)
    phases: Counter[str] = Counter()
    with visitor(elasticsearch_url) as visited:
        for number, point in enumerate(points, 1):
            while (phase := rebuilder.killed_after(point * takes)) is None:
                point *= 0.9
            phases[phase] += 1
            assert ElasticEngine(elasticsearch_url).active().search(OPEN).total == SHOWN
            assert content(store) == kept
            if number % KILLS_BETWEEN_RESTARTS == 0:
                takes = rebuilder.to_the_end()
                assert_whole(store, elasticsearch_url)
    record_property("killed while", dict(phases))
    assert visited.value > KILLS
    assert {"filling", "verifying"} <= phases.keys()


def spoil(store: Store, id_: str) -> None:
    """The index will not take it, so that each generation has one set aside."""
    with store.write() as connection:
        connection.execute(
            update(opportunities).where(opportunities.c.id == id_).values(public='{"title": null}')
        )


def content(store: Store) -> str:
    """The records as they lie, of a file that is whole."""
    with store.read() as connection:
        assert connection.execute(text("PRAGMA integrity_check")).scalar() == "ok"
        rows = connection.execute(select(opportunities).order_by(opportunities.c.id)).all()
    return hashlib.sha256(repr(rows).encode()).hexdigest()


def assert_whole(store: Store, url: str) -> None:
    """The live generation is that of before or the new one, agrees with the store, and nothing is left over."""
    engine = ElasticEngine(url)
    prune(store, engine, clock=lambda: NOW + timedelta(days=1))
    generations = {g.name: g.state for g in engine.generations()}
    assert list(generations.values()) == [GenerationState.PREVIOUS, GenerationState.ACTIVE]
    found = audit(store, engine.active(), NOW)
    assert (found.documents, found.behind, found.refused, found.differences) == (RECORDS - 1, 0, 1, ())
    with store.read() as connection:
        aside = set(connection.execute(select(refused.c.generation)).scalars())
    assert aside == generations.keys()


@contextmanager
def visitor(url: str) -> Iterator["ctypes.c_int"]:
    """Searches all the while, in a process of its own; how often. Fails where one answer was wrong or none."""
    answered, stop, tests = FORK.Value(ctypes.c_int, 0, lock=False), FORK.Event(), os.getpid()

    def visit() -> None:
        engine = ElasticEngine(url)
        while os.getppid() == tests and not stop.wait(0.1):
            assert engine.active().search(OPEN).total == SHOWN
            answered.value += 1

    process = FORK.Process(target=visit)
    process.start()
    try:
        yield answered
    finally:
        stop.set()
        process.join(10)
        process.kill()
    assert process.exitcode == 0
