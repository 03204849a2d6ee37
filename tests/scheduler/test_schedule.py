"""However many schedulers run on one store, each slot is crawled once; a dead one's slot is taken over."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from crawlers.ledger import CUT_SHORT
from foothold.crawl_run import CrawlRun, Verdict
from foothold.store import runs
from scheduler.runner import environment
from tests.crawlers.crawling import LocalSource
from tests.crawlers.local_site import LocalSite, local_site, serve_postings


class Scheduler:
    """`foothold schedule` in a process of its own, and what it has said so far."""

    def __init__(self, source: LocalSource) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "foothold", "schedule"],
            env=environment(source.settings),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.said = ""
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        for line in self.process.stdout or ():
            self.said += line

    def end(self) -> None:
        self.process.terminate()
        self.process.wait(20)


@pytest.fixture
def site() -> Iterator[LocalSite]:
    with local_site() as serving:
        yield serving


@pytest.fixture
def source(tmp_path: Path, site: LocalSite) -> LocalSource:
    return LocalSource(tmp_path, site)


@pytest.fixture
def two(source: LocalSource) -> Iterator[list[Scheduler]]:
    both = [Scheduler(source), Scheduler(source)]
    yield both
    for scheduler in both:
        if scheduler.process.poll() is None:
            scheduler.end()


def until(what: Callable[[], bool], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "it did not come about in time"
        time.sleep(0.1)


def recorded(source: LocalSource) -> list[CrawlRun]:
    return list(reversed(runs.latest(source.store, "local", 20)))


def test_a_slot_is_crawled_once_and_taken_over_from_a_scheduler_that_was_killed(
    site: LocalSite, source: LocalSource, two: list[Scheduler]
) -> None:
    serve_postings(site, 60, seconds=0.4)
    until(lambda: len(site.asked) > 10)
    until(lambda: all("schedule started" in scheduler.said for scheduler in two))
    crawling = [scheduler for scheduler in two if "crawl started" in scheduler.said]
    assert len(crawling) == 1
    killed_at = time.monotonic()
    crawling[0].process.kill()
    until(lambda: len(recorded(source)) == 2 and recorded(source)[1].finished is not None)
    assert time.monotonic() - killed_at < 60
    time.sleep(4)
    first, second = recorded(source)
    assert first.evidence == (CUT_SHORT,)
    assert second.verdict is Verdict.HEALTHY
    assert len(source.shown()) == 60


def test_a_stopped_schedule_leaves_its_slot_open_and_ends_at_once(
    site: LocalSite, source: LocalSource
) -> None:
    serve_postings(site, 60, seconds=0.5)
    scheduler = Scheduler(source)
    until(lambda: len(site.asked) > 3)
    began = time.monotonic()
    scheduler.end()
    assert time.monotonic() - began < 10
    assert scheduler.process.returncode == 0
    assert [run.finished for run in recorded(source)] == [None]
