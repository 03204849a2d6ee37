"""However many schedulers run on one store, each slot is crawled once; a dead one's slot is taken over."""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import pytest

from crawlers.ledger import CUT_SHORT
from foothold.crawl_run import CrawlRun, Verdict
from foothold.store import runs
from scheduler.runner import environment
from tests.crawlers.crawling import LocalSource
from tests.crawlers.local_site import LocalSite, serve_postings, until


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
def two(source: LocalSource) -> Iterator[list[Scheduler]]:
    both = [Scheduler(source), Scheduler(source)]
    yield both
    for scheduler in both:
        if scheduler.process.poll() is None:
            scheduler.end()


def crawl_begun(scheduler: Scheduler) -> bool:
    return any("job started" in line and "crawl:local" in line for line in scheduler.said.splitlines())


def recorded(source: LocalSource) -> list[CrawlRun]:
    return list(reversed(runs.latest(source.store, "local", 20)))


def test_a_slot_is_crawled_once_and_taken_over_from_a_scheduler_that_was_killed(
    site: LocalSite, source: LocalSource, two: list[Scheduler]
) -> None:
    serve_postings(site, 12)
    site.hold(8)
    until(lambda: site.holding)
    until(lambda: all("schedule started" in scheduler.said for scheduler in two))
    crawling = [scheduler for scheduler in two if crawl_begun(scheduler)]
    assert len(crawling) == 1
    killed_at = time.monotonic()
    crawling[0].process.kill()
    site.go_on()
    until(lambda: len(recorded(source)) == 2 and recorded(source)[1].finished is not None)
    assert time.monotonic() - killed_at < 60
    # Two more looks around: nobody runs the slot again.
    time.sleep(2)
    first, second = recorded(source)
    assert first.evidence == (CUT_SHORT,)
    assert second.verdict is Verdict.HEALTHY
    assert source.count() == 12


def test_a_stopped_schedule_leaves_its_slot_open_and_ends_at_once(
    site: LocalSite, source: LocalSource
) -> None:
    serve_postings(site, 12)
    site.hold(8)
    scheduler = Scheduler(source)
    until(lambda: site.holding)
    began = time.monotonic()
    scheduler.end()
    assert time.monotonic() - began < 10
    assert scheduler.process.returncode == 0
    assert [run.finished for run in recorded(source)] == [None]
