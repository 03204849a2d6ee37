"""The cluster fails under a served site that fifty visitors use: what they see, for how long, and what is saved."""

import contextlib
import http.client
import itertools
import json
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from elasticsearch import Elasticsearch

from foothold.index.elastic.address import read_address
from foothold.index.elastic.index import writing_alias
from foothold.index.elastic.mapping import Layout, mapping, settings
from foothold.index.fields import generation_name
from tests.index.line import Line
from tests.search_api.test_serve import Site

pytestmark = pytest.mark.elasticsearch

VISITORS = 50
PAUSE_SECONDS = 2.0
TROUBLE_SECONDS = 5.5
FIRST_SECONDS, LATER_SECONDS, RECOVERY_SECONDS = 2.5, 0.1, 20.0
SEARCHES = ("?q=plumber", "?q=joiner&kind=apprenticeship", "?borough=hackney", "?near=E8+1EA&within=3")


@dataclass(frozen=True)
class Answered:
    """`began` by `time.monotonic`; from the visitor's call to the last byte."""

    began: float
    seconds: float
    status: int


@dataclass
class Crowd:
    """Visitors who each search every two seconds, from their own connections, until the block ends."""

    port: int
    answers: list[Answered] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    def __enter__(self) -> "Crowd":
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._visit, args=(n,)) for n in range(VISITORS)]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(30)

    def is_well(self) -> bool:
        """Whether all who asked in the last two seconds were answered, by whichever worker."""
        last = [answer.status for answer in self.answers if answer.began > time.monotonic() - PAUSE_SECONDS]
        return len(last) >= VISITORS / 3 and set(last) == {200}

    def _visit(self, number: int) -> None:
        self._stop.wait(PAUSE_SECONDS * number / VISITORS)
        for turn in itertools.count(number):
            try:
                answer = asked(self.port, f"/api/v1/opportunities{SEARCHES[turn % len(SEARCHES)]}")
                self.answers.append(Answered(answer.began, answer.seconds, answer.status))
            except OSError as error:
                self.broken.append(repr(error))
            if self._stop.wait(PAUSE_SECONDS):
                return


@dataclass(frozen=True)
class Answer(Answered):
    headers: dict[str, str]
    body: bytes


def asked(port: int, path: str) -> Answer:
    began = time.monotonic()
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        connection.request("GET", path)
        response = connection.getresponse()
        body = response.read()
    return Answer(began, time.monotonic() - began, response.status, dict(response.getheaders()), body)


@dataclass(frozen=True)
class Served:
    site: Site
    line: Line
    server: Elasticsearch
    prefix: str

    @property
    def live(self) -> str:
        return f"{self.prefix}opportunities"

    @property
    def port(self) -> int:
        return self.site.port

    def found(self, title: str) -> bool:
        answer = asked(self.port, f"/api/v1/opportunities?q={title}")
        return answer.status == 200 and json.loads(answer.body)["total"] > 0

    def fill_pools(self) -> None:
        """A worker makes its threads one by one, as they are first needed: more searches than it has threads."""
        self.line.slow_seconds = 0.3
        with ThreadPoolExecutor(VISITORS) as crowd:
            list(crowd.map(self.found, ["plumber"] * VISITORS))
        self.line.slow_seconds = 0.0

    def threads(self) -> int:
        return sum(len(list(Path(f"/proc/{pid}/task").iterdir())) for pid in self._workers())

    def workers(self) -> int:
        return len(self._workers())

    def _workers(self) -> set[int]:
        """The site's children but for its drain."""
        return set(self.site.children()) - {self.site.drain_pid()}


@pytest.fixture(scope="module")
def served(elasticsearch_server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    line = Line(elasticsearch_server)
    url = f"http://127.0.0.1:{line.port}/?prefix=failing-{line.port}-"
    site = Site(
        tmp_path_factory.mktemp("failing"),
        FOOTHOLD_SEARCH_URL=url,
        FOOTHOLD_RATE_LIMIT="1000000 per minute",
    )
    prefix = read_address(url).prefix
    made = Served(site, line, Elasticsearch(elasticsearch_server), prefix)
    try:
        site.wait("/readyz", 60)
        for number in range(20):
            site.upload(f"Apprentice {('plumber', 'joiner')[number % 2]} number {number}")
        until(lambda: made.found("plumber"), 30)
        made.fill_pools()
        yield made
    finally:
        site.stop()
        site.log.close()
        line.cut()
        for name in made.server.indices.get(index=f"{prefix}*", features=["aliases"]):
            made.server.indices.delete(index=name)


def until(condition: Callable[[], bool], seconds: float) -> float:
    """How many seconds it took."""
    began = time.monotonic()
    while not condition():
        assert time.monotonic() - began < seconds
        time.sleep(0.05)
    return time.monotonic() - began


@contextlib.contextmanager
def stopped(served: Served) -> Iterator[None]:
    served.line.cut()
    yield
    served.line.join()


@contextlib.contextmanager
def silent(served: Served) -> Iterator[None]:
    served.line.silent = True
    yield
    served.line.silent = False


@contextlib.contextmanager
def slow(served: Served) -> Iterator[None]:
    served.line.slow_seconds = 5.0
    yield
    served.line.slow_seconds = 0.0


@contextlib.contextmanager
def red(served: Served) -> Iterator[None]:
    """The live index becomes one whose only shard no node may hold; then it is allowed, and has to be filled."""
    server, generation = served.server, generation_name("red")
    name = f"{served.prefix}{generation.lower()}"
    where = "index.routing.allocation.require._name"
    server.indices.create(
        index=name,
        mappings=mapping(generation),
        settings=settings(Layout()) | {where: "nobody"},
        aliases={writing_alias(name): {}},
        wait_for_active_shards="0",
    )
    server.indices.update_aliases(
        actions=[
            {"remove": {"index": f"{served.prefix}*", "alias": served.live}},
            {"add": {"index": name, "alias": served.live}},
        ]
    )
    yield
    server.indices.put_settings(index=name, settings={where: None})


TROUBLES = {trouble.__name__: trouble for trouble in (stopped, silent, slow, red)}


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks at processes in /proc")
@pytest.mark.parametrize("name", TROUBLES)
def test_fifty_visitors_are_told_soon_then_at_once_and_served_again(served: Served, name: str) -> None:
    with Crowd(served.port) as crowd:
        own = percentile(healthy(served, PAUSE_SECONDS), 0.95)
        threads = served.threads()
        title = f"{name}er"
        with TROUBLES[name](served):
            began = time.monotonic()
            time.sleep(FIRST_SECONDS)
            look_round(served, title)
            time.sleep(max(began + TROUBLE_SECONDS - time.monotonic(), 0))
        ended = time.monotonic()
        until(crowd.is_well, RECOVERY_SECONDS)
        caught_up = time.monotonic() - ended + until(lambda: served.found(title), RECOVERY_SECONDS)
    assert crowd.broken == []
    first, later = bad_answers(crowd, began, ended)
    recovered = max(answer.began for answer in crowd.answers if answer.status == 503) - ended
    told(name, own, first, later, recovered, caught_up)
    # A machine that has too much to do takes its own time for everything.
    assert max(answer.seconds for answer in first) <= FIRST_SECONDS + own
    assert percentile(later, 0.95) <= LATER_SECONDS + own
    assert max(recovered, caught_up) <= RECOVERY_SECONDS
    # Each worker may have one that waits to write down which words found nothing.
    until(lambda: served.threads() <= threads + served.workers(), 10)


def healthy(served: Served, seconds: float) -> list[Answered]:
    """Answers that need nothing but a thread."""
    until = time.monotonic() + seconds
    answers: list[Answered] = []
    while time.monotonic() < until:
        answers.append(asked(served.port, "/healthz"))
        time.sleep(0.02)
    return answers


def look_round(served: Served, title: str) -> None:
    """What works meanwhile, and what is said of what does not."""
    health = asked(served.port, "/healthz")
    assert (health.status, health.seconds < FIRST_SECONDS) == (200, True)
    assert served.site.upload(f"Apprentice {title}")["saved"] == 1
    api = asked(served.port, "/api/v1/opportunities?q=plumber")
    assert (api.status, api.headers["Content-Type"]) == (503, "application/problem+json")
    assert int(api.headers["Retry-After"]) > 0
    assert json.loads(api.body)["title"] == "The search is not available just now"
    page = asked(served.port, "/?q=plumber")
    assert (page.status, page.headers["Content-Type"].startswith("text/html")) == (503, True)
    assert "not available just now" in page.body.decode()
    assert asked(served.port, "/readyz").status == 503


def bad_answers(crowd: Crowd, began: float, ended: float) -> tuple[list[Answered], list[Answered]]:
    """Those to visitors who asked before anybody could know, and all to those who asked after them."""
    bad = [
        answer for answer in crowd.answers if began <= answer.began + answer.seconds and answer.status == 503
    ]
    first = [answer for answer in bad if answer.began < began + FIRST_SECONDS]
    later = [answer for answer in bad if began + FIRST_SECONDS <= answer.began < ended]
    assert len(later) > VISITORS / 2
    assert {answer.status for answer in crowd.answers if began + FIRST_SECONDS <= answer.began < ended} == {
        503
    }
    return first, later


def percentile(answers: list[Answered], share: float) -> float:
    return sorted(answer.seconds for answer in answers)[int(len(answers) * share)]


def told(
    name: str,
    own: float,
    first: list[Answered],
    later: list[Answered],
    recovered: float,
    caught_up: float,
) -> None:
    """For the report of a test that fails, and for the documents."""
    slowest = max(answer.seconds for answer in first)
    p95, worst = percentile(later, 0.95), max(answer.seconds for answer in later)
    print(  # noqa: T201
        f"{name}: first bad answers at most {slowest:.2f} s, {len(later)} later ones p95 {1000 * p95:.0f} ms,"
        f" at most {1000 * worst:.0f} ms; the last one {recovered:.1f} s and all caught up {caught_up:.1f} s"
        f" after its end; /healthz before p95 {1000 * own:.0f} ms"
    )
