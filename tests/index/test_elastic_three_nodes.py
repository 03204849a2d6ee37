"""Of three nodes one dies: nobody who searches notices, and nothing that was saved is lost."""

import itertools
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from foothold.errors import FootholdError, IndexUnavailable
from foothold.index.audit import audit
from foothold.index.contract import GenerationState
from foothold.index.elastic.engine import ElasticEngine
from foothold.index.fields import FACETS
from foothold.index.query import Near, SearchQuery
from foothold.index.rebuild import rebuild
from foothold.index.sync import follow
from foothold.model.opportunity import Status
from foothold.store.open_store import Store
from foothold.store.records import count_by_status, head_revision, withdraw
from tests.elasticsearch_nodes import ThreeNodes, three_nodes
from tests.elasticsearch_server import named
from tests.index.stored import NOW, keep

# Nodes start and come back within a test: a slow machine needs its time.
pytestmark = [pytest.mark.elasticsearch, pytest.mark.timeout(900)]

FIRST_ADVERTS = 1_000
VISITORS, SEARCHES_A_SECOND, WRITES_A_SECOND = 4, 20, 50
BEFORE_SECONDS, AWAY_SECONDS = 3, 12
CAUGHT_UP_SECONDS = 60
BEGAN = time.monotonic()
ASKED = (
    SearchQuery(at=NOW, text="advert", facets=FACETS),
    SearchQuery(at=NOW, text="advrt", filters={"level": ("2",)}, facets=("borough", "kind", "employer")),
    SearchQuery(at=NOW, filters={"borough": ("E09000012",)}, facets=("borough", "level")),
    SearchQuery(at=NOW, near=Near(51.5, -0.1), filters={"kind": ("apprenticeship",)}, size=50),
)


@pytest.fixture(scope="module")
def cluster() -> Iterator[ThreeNodes]:
    if named():
        pytest.skip("elasticsearch: the server that is named is not ours to kill")
    # The second compiler of Java would take as much time from two cores as the nodes themselves.
    with three_nodes("-XX:TieredStopAtLevel=1") as made:
        yield made


@pytest.fixture
def prefix() -> str:
    return f"test-{uuid.uuid4().hex[:12]}-"


def clock() -> datetime:
    """From a day on which adverts are open."""
    return NOW + timedelta(seconds=time.monotonic() - BEGAN)


@dataclass
class Load:
    """Visitors search and sources save, and the index follows, until the block ends. `failed` says when and
    why a visitor got no answer, `short` when an answer lacked what was there from the beginning."""

    store: Store
    url: str
    answered: int = 0
    written: int = 0
    slowest: float = 0.0
    failed: list[str] = field(default_factory=list)
    short: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    began: float = field(default_factory=time.monotonic)
    lasted: float = 0.0

    def __enter__(self) -> "Load":
        self._stop, self._engine = threading.Event(), ElasticEngine(self.url)
        self._least = [self._engine.active().search(query).total for query in ASKED]
        assert min(self._least) > 0
        works = [self._write, self._follow, *(lambda n=n: self._visit(n) for n in range(VISITORS))]
        self._threads = [threading.Thread(target=self._guarded, args=(work,)) for work in works]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(60)
        self.lasted = time.monotonic() - self.began

    def _guarded(self, work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as error:
            self.broken.append(repr(error))

    def _ticks(self, seconds: float) -> Iterator[int]:
        """Numbers at that pace, or slower where what is done between them takes longer."""
        due = time.monotonic()
        for number in itertools.count():
            yield number
            due = max(due + seconds, time.monotonic())
            if self._stop.wait(due - time.monotonic()):
                return

    def _visit(self, visitor: int) -> None:
        for number in self._ticks(VISITORS / SEARCHES_A_SECOND):
            which = (visitor + number) % len(ASKED)
            begun = time.monotonic()
            try:
                total = self._engine.active().search(ASKED[which]).total
            except FootholdError as error:
                self.failed.append(f"{self._since(begun)} search {which}: {error!r} by {error.__cause__!r}")
                continue
            finally:
                self.slowest = max(self.slowest, time.monotonic() - begun)
            self.answered += 1
            if total < self._least[which]:
                self.short.append(f"{self._since(begun)} search {which}: {total} of {self._least[which]}")

    def _write(self) -> None:
        """Of each five writes three are new, one changes an advert, one withdraws one."""
        for number in self._ticks(5 / WRITES_A_SECOND):
            first = FIRST_ADVERTS + 1 + 3 * number
            ids = keep(self.store, first, first + 2)
            keep(self.store, first, first, "Changed advert")
            withdraw(self.store, ids[1:2], NOW)
            self.written += 5

    def _follow(self) -> None:
        follow(self.store, ElasticEngine(self.url), stop=self._stop)

    def _since(self, begun: float) -> str:
        return f"{begun - self.began:.2f} s (took {time.monotonic() - begun:.2f} s)"


@pytest.mark.parametrize("whose", ["the primary", "the master"])
def test_a_node_that_dies_costs_no_search_and_no_write(
    store: Store, cluster: ThreeNodes, prefix: str, whose: str
) -> None:
    url = f"{cluster.url}/?prefix={prefix}"
    live = first_generation(store, cluster, url)
    with Load(store, url) as load:
        time.sleep(BEFORE_SECONDS)
        victim = cluster.master() if whose == "the master" else cluster.primary_of(f"{prefix}opportunities")
        cluster.kill(victim)
        time.sleep(AWAY_SECONDS)
    comes_back(cluster, victim)
    assert_nobody_noticed(load)
    assert_nothing_was_lost(store, url)
    assert [g.name for g in ElasticEngine(url).generations()] == [live]


def test_a_node_that_dies_in_a_rebuild_costs_at_most_that_rebuild(
    store: Store, cluster: ThreeNodes, prefix: str
) -> None:
    url = f"{cluster.url}/?prefix={prefix}"
    live = first_generation(store, cluster, url)
    with Load(store, url) as load, ThreadPoolExecutor(1) as apart:
        time.sleep(BEFORE_SECONDS)
        first = apart.submit(rebuild, store, ElasticEngine(url), clock=clock)
        while len(building := [g for g in ElasticEngine(url).generations() if g.name != live]) == 0:
            assert not first.done()
        victim = cluster.primary_of(f"{prefix}{building[0].name.lower()}")
        cluster.kill(victim)
        assert not first.done()
        error = first.exception(CAUGHT_UP_SECONDS)
        if error:
            assert isinstance(error, IndexUnavailable)
            assert ElasticEngine(url).active().generation == live
    comes_back(cluster, victim)
    second = rebuild(store, ElasticEngine(url), clock=clock)
    assert_nobody_noticed(load)
    assert_nothing_was_lost(store, url)
    before = live if error else first.result().generation
    kept = [(before, GenerationState.PREVIOUS), (second.generation, GenerationState.ACTIVE)]
    assert [(g.name, g.state) for g in ElasticEngine(url).generations()] == kept


def first_generation(store: Store, cluster: ThreeNodes, url: str) -> str:
    keep(store, 1, FIRST_ADVERTS)
    made = rebuild(store, ElasticEngine(url), clock=clock)
    cluster.wait_for_green()
    return made.generation


def comes_back(cluster: ThreeNodes, name: str) -> None:
    """After the load: on two cores a server that starts takes the time of those that answer."""
    cluster.start(name)
    cluster.wait_for_green()


def assert_nobody_noticed(load: Load) -> None:
    told = (
        f"{load.answered} searches answered in {load.lasted:.1f} s, the slowest in {load.slowest:.2f} s, "
        f"{load.written} writes"
    )
    assert load.broken == []
    assert (load.failed, load.short) == ([], []), told
    assert load.answered > SEARCHES_A_SECOND * load.lasted / 2, told


def assert_nothing_was_lost(store: Store, url: str) -> None:
    engine, stop = ElasticEngine(url), threading.Event()
    with ThreadPoolExecutor(1) as apart:
        apart.submit(follow, store, engine, stop=stop)
        until = time.monotonic() + CAUGHT_UP_SECONDS
        while engine.active().applied_revision() < head_revision(store) and time.monotonic() < until:
            time.sleep(0.2)
        stop.set()
    found = audit(store, engine.active(), NOW)
    assert (found.behind, found.refused, found.differences) == (0, 0, ())
    assert engine.active().count() == count_by_status(store)[Status.OPEN]
