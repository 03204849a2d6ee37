"""However many schedulers run on one store, each slot is crawled once; a dead one's slot is taken over."""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from crawlers.run_recorder import CUT_SHORT
from foothold.clock import system_clock
from foothold.model.crawl_run import Counts, CrawlRun, Verdict
from foothold.store import job_runs, runs
from foothold.store.job_runs import Result
from foothold.store.open_store import Store
from foothold.store.tables import job_runs as table
from scheduler.runner import environment
from tests.crawlers.crawling import LocalSource
from tests.crawlers.local_site import LocalSite, serve_postings, until
from tests.crawlers.test_page_checks import age


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


@pytest.fixture(params=["sqlite", "postgres"])
def shared(request: pytest.FixtureRequest, source: LocalSource) -> LocalSource:
    """The source with its store on either database."""
    if request.param == "postgres":
        source.settings = source.settings.model_copy(
            update={"database_url": request.getfixturevalue("postgres_url")}
        )
        del source.store
        source.store.upgrade()
    return source


def recorded(source: LocalSource) -> list[CrawlRun]:
    return list(reversed(runs.latest(source.store, "local", 20)))


def test_a_slot_is_crawled_once_and_taken_over_from_a_scheduler_that_was_killed(
    site: LocalSite, source: LocalSource, two: list[Scheduler]
) -> None:
    serve_postings(site, 12)
    site.hold(8)
    until(lambda: site.holding)
    until(lambda: all("schedule started" in scheduler.said for scheduler in two))
    crawling = [scheduler for scheduler in two if told(scheduler, "job started", "crawl:local")]
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


def test_two_schedulers_do_every_job_once_though_one_is_killed_in_the_middle(
    site: LocalSite, shared: LocalSource
) -> None:
    serve_postings(site, 4)
    shared.crawl()
    age(shared, 8)
    run = runs.start(shared.store, "local", system_clock())
    runs.finish(shared.store, run, Verdict.FAILED, Counts(), ["No crawl is due."], system_clock())
    site.hold(2)
    both = [Scheduler(shared), Scheduler(shared)]
    try:
        until(lambda: site.holding)
        until(lambda: all("schedule started" in one.said for one in both))
        [busy] = [one for one in both if told(one, "job started", "liveness")]
        [other] = [one for one in both if one is not busy]
        killed_at = time.monotonic()
        busy.process.kill()
        site.go_on()
        until(lambda: done_jobs(shared) == {"audit", "liveness", "prune"})
        assert time.monotonic() - killed_at < 60
        # Two more looks around: nothing is run again.
        time.sleep(3)
    finally:
        for one in both:
            one.end()
    for job in ("audit", "liveness", "prune"):
        assert runs_of(shared.store, job) == 1
        finished = [one for one in both if told(one, "job finished", job)]
        assert len(finished) <= 1, job
    assert job_runs.latest(shared.store, datetime.now(UTC))["liveness"].fence == 2
    assert told(other, "job finished", "liveness")
    assert job_runs.latest(shared.store, datetime.now(UTC))["liveness"].result is Result.DONE


def runs_of(store: Store, job: str) -> int:
    with store.read() as connection:
        statement = select(func.count()).select_from(table).where(table.c.job == job)
        return connection.execute(statement).scalar_one()


def done_jobs(source: LocalSource) -> set[str]:
    return {name for name, run in job_runs.latest(source.store, datetime.now(UTC)).items() if run.finished}


def told(scheduler: Scheduler, event: str, job: str) -> bool:
    return any(event in line and job in line for line in scheduler.said.splitlines())
