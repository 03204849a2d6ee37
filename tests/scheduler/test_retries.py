"""A job that fails is tried again: a few times, after pauses that grow, and never by two at once."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from foothold.errors import FootholdError, MissingKey
from foothold.model.crawl_run import Verdict
from foothold.model.source import load_sources
from foothold.settings import Settings
from foothold.store import runs
from foothold.store.open_store import Store
from scheduler.crawling import crawl
from scheduler.job import ALWAYS, Job, Retry, Turn
from scheduler.job_status import standings
from scheduler.jobs import jobs_of
from scheduler.schedule import Schedule
from scheduler.slot_runner import Slotted
from tests.crawlers.crawling import LocalSource
from tests.crawlers.local_site import LocalSite, Page, serve_postings, sitemap, until
from tests.store.conftest import store, store_url

__all__ = ["store", "store_url"]

SLOT = datetime(2026, 11, 22, 3, 10, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
RETRY = Retry(3, 5 * MINUTE)


@dataclass
class Clock:
    """Stands still until it is moved."""

    at: datetime = SLOT

    def __call__(self) -> datetime:
        return self.at

    def move(self, minutes: float) -> None:
        self.at += minutes * MINUTE


@dataclass
class Work:
    """A job's function that fails so many times; `tries` are the minutes after the slot at which it was called."""

    clock: Clock
    fails: int
    error: type[Exception] = FootholdError
    seconds: float = 0
    tries: list[float] = field(default_factory=list)
    at_once: list[int] = field(default_factory=list)
    _under_way: int = 0

    def __call__(self, turn: Turn) -> str:
        self._under_way += 1
        self.at_once.append(self._under_way)
        self.tries.append((self.clock() - SLOT) / MINUTE)
        time.sleep(self.seconds)
        self._under_way -= 1
        if len(self.tries) <= self.fails:
            raise self.error("It failed.")
        return "It is done."

    def slotted(self, store: Store, retry: Retry = RETRY) -> Slotted:
        job = Job("audit", "10 3 * * *", self, "a test", retry)
        return Slotted(job, store, Settings(lease_seconds=60), self.clock)


def minute_by_minute(clock: Clock, minutes: int, look: Callable[[], object]) -> None:
    for _ in range(minutes):
        look()
        clock.move(1)


@pytest.mark.parametrize(
    ("fails", "tries"),
    [(0, [0]), (1, [0, 5]), (2, [0, 5, 20]), (9, [0, 5, 20, 65])],
    ids=["at once", "the second time", "the third time", "never"],
)
def test_a_failed_job_is_tried_a_few_times_after_pauses_that_grow(
    store: Store, fails: int, tries: list[int]
) -> None:
    work = Work(Clock(), fails)
    slotted = work.slotted(store)
    minute_by_minute(work.clock, 200, slotted.run)
    assert work.tries == tries


def test_a_new_slot_ends_the_tries_of_the_one_before_and_has_its_own(store: Store) -> None:
    work = Work(Clock(), fails=5)
    slotted = work.slotted(store, Retry(3, timedelta(hours=9)))
    minute_by_minute(work.clock, 2 * 24 * 60, slotted.run)
    day = 24 * 60
    assert work.tries == [0, 9 * 60, day, day + 9 * 60]


def test_what_lacks_its_key_is_not_tried_again(store: Store) -> None:
    work = Work(Clock(), fails=9, error=MissingKey)
    minute_by_minute(work.clock, 100, work.slotted(store).run)
    assert work.tries == [0]


def test_schedulers_share_the_tries_and_never_two_of_them_are_at_one(store: Store) -> None:
    work = Work(Clock(), fails=9, seconds=0.05)
    several = [work.slotted(store) for _ in range(4)]
    with ThreadPoolExecutor(len(several)) as pool:

        def all_at_once() -> None:
            barrier = threading.Barrier(len(several))

            def one(slotted: Slotted) -> None:
                barrier.wait()
                slotted.run()

            list(pool.map(one, several))

        for minutes in (0, 4, 1, 0, 14, 1, 44, 1, 60):
            work.clock.move(minutes)
            all_at_once()
    assert work.tries == [0, 5, 20, 65]
    assert set(work.at_once) == {1}


def test_a_crawl_that_failed_is_tried_again_and_one_that_saw_the_site_is_not(
    site: LocalSite, source: LocalSource
) -> None:
    serve_postings(site, 4)
    listing = site.pages["/sitemap.xml"]
    site.pages["/sitemap.xml"] = Page(status=500)
    # Half a day away from its slot, so that no new one comes between.
    source.describe(schedule=f"0 {(datetime.now(UTC).hour + 12) % 24} * * *")
    ahead = timedelta(0)
    slotted = Slotted(_crawl_job(source), source.store, source.settings, lambda: datetime.now(UTC) + ahead)
    slotted.run()
    waiting = slotted.waiting()
    assert waiting and (waiting.failures, waiting.since - source.last_run().finished) == (1, 20 * MINUTE)
    assert slotted.due() is None
    ahead = 20 * MINUTE
    assert slotted.due()
    site.pages["/sitemap.xml"] = listing
    slotted.run()
    assert slotted.waiting() is None
    verdicts = [run.verdict for run in runs.latest(source.store, "local", 5)]
    assert verdicts == [Verdict.HEALTHY, Verdict.FAILED]


def test_a_crawl_that_shows_far_fewer_adverts_is_logged_with_what_follows(
    site: LocalSite, source: LocalSource
) -> None:
    serve_postings(site, 12)
    source.crawl()
    site.pages["/sitemap.xml"] = sitemap(site, ["/vacancy/1", "/vacancy/2"])
    with capture_logs() as logs:
        job = _crawl_job(source)
        assert job.source
        crawl(Turn(source.settings, source.store, Clock(), SLOT), job.source)
    [told] = [entry for entry in logs if entry["event"] == "fewer adverts"]
    assert (told["source"], told["drop"], told["log_level"]) == ("local", "whole", "warning")
    assert "The first reading in a row with 2 adverts, on whole pages" in " ".join(told["said"])


def test_a_crawl_that_cannot_begin_is_not_tried_over_and_over(source: LocalSource) -> None:
    slotted = Slotted(_crawl_job(source), source.store, source.settings, Clock())
    (source.folder / "local.yml").unlink()
    assert slotted.due()
    slotted.run()
    assert slotted.due() is None


def test_the_list_shows_the_next_try_and_how_many_failed(store: Store, tmp_path: Path) -> None:
    clock = Clock(SLOT + 30 * MINUTE)
    settings = Settings(home=tmp_path, lease_seconds=60)
    [prune] = [job for job in jobs_of(settings, ()) if job.id == "prune"]

    def fail(_: Turn) -> str:
        raise OSError("The disk is full.")

    failing = Job(prune.id, prune.trigger, fail, prune.why, prune.retry)
    Slotted(failing, store, settings, clock).run()
    clock.move(1)
    [told] = [one for one in standings(settings, store, clock()) if one.job.id == "prune"]
    assert told.result == "failed: The disk is full. (failed 1 of 4 tries)"
    assert told.next_text == "Sun 22 Nov 03:45"
    assert told.retry_text == "again after 5, 15, 45 min"


def test_what_goes_on_all_the_time_begins_again_after_it_broke_down(source: LocalSource) -> None:
    begun: list[float] = []

    def follows(turn: Turn) -> str:
        begun.append(time.monotonic())
        if len(begun) < 4:
            raise ZeroDivisionError("A mistake of ours.")
        turn.stopped.wait()
        return "It followed."

    source.describe(schedule="0 0 1 1 *")
    schedule = Schedule(source.settings, source.store)
    schedule.slotted = []
    pauses = Retry(2, timedelta(seconds=0.2))
    schedule.lasting = [Job("drain", ALWAYS, follows, "a test", pauses)]
    running = threading.Thread(target=schedule.run)
    running.start()
    until(lambda: len(begun) == 4)
    schedule.stop()
    running.join(20)
    assert not running.is_alive()
    waited = [after - before for before, after in pairwise(begun)]
    assert all(seconds >= pause for seconds, pause in zip(waited, (0.2, 0.6, 0.6), strict=True)), waited


def _crawl_job(source: LocalSource) -> Job:
    [ours] = load_sources(source.folder).values()
    [job] = [job for job in jobs_of(source.settings, [ours]) if job.source]
    return Job(job.id, job.trigger, partial(crawl, source=ours), job.why, job.retry, ours)
