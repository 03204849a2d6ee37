"""`Schedule`: one process that crawls every source in its slots and lets the index follow the store.

Two of them on one store share the work: each job is guarded by a lease, and what a dead one leaves undone the
other finds at its next look around.
"""

import threading
from collections.abc import Callable
from datetime import timedelta

import structlog
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from foothold.clock import Clock, system_clock
from foothold.errors import FootholdError
from foothold.index.open_index import open_engine
from foothold.index.sync import follow
from foothold.settings import Settings
from foothold.source import load_sources
from foothold.store import rejected
from foothold.store.open_store import Store
from scheduler.jobs import SourceCrawl, source_crawls
from scheduler.slots import trigger

log = structlog.get_logger()

CRAWLS_AT_A_TIME = 4
REJECTED_KEPT = timedelta(days=90)


class Schedule:
    """`run` blocks until `stop` is called, from a signal or another thread."""

    def __init__(self, settings: Settings, store: Store, clock: Clock = system_clock) -> None:
        self.settings = settings
        self.store = store
        self.clock = clock
        self.crawls = source_crawls(load_sources(settings.sources_folder).values(), store, settings, clock)
        self.stopping = threading.Event()
        self.jobs = BackgroundScheduler(
            executors={"default": ThreadPoolExecutor(CRAWLS_AT_A_TIME), "look": ThreadPoolExecutor(1)},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )

    def run(self) -> None:
        for crawl in self.crawls:
            self.jobs.add_job(crawl.run, trigger(crawl.source.schedule), id=crawl.source.slug)
        # Half a lease between looks: a dead scheduler's slot is taken over within one and a half leases.
        self.jobs.add_job(
            self.look_around, "interval", seconds=max(1, self.settings.lease_seconds // 2), executor="look"
        )
        self.jobs.add_job(self.look_around, executor="look")
        self.jobs.add_job(self.forget_rejected, "interval", days=1, executor="look")
        following = threading.Thread(target=self._follow, daemon=True)
        following.start()
        self.jobs.start()
        log.info("schedule started", sources=[crawl.source.slug for crawl in self.crawls])
        self.stopping.wait()
        self._end()
        following.join(timeout=10)

    def stop(self) -> None:
        self.stopping.set()

    def look_around(self) -> None:
        """Start what was missed: by a scheduler that slept or died, or because a source is new."""
        for crawl in self.crawls:
            if self.stopping.is_set():
                return
            try:
                if not crawl.busy and crawl.due():
                    self._start(crawl)
            except FootholdError as error:
                log.error("schedule cannot look", source=crawl.source.slug, reason=str(error))

    def _start(self, crawl: SourceCrawl) -> None:
        self.jobs.add_job(crawl.run, id=f"missed {crawl.source.slug}", replace_existing=True)

    def forget_rejected(self) -> None:
        """Rejected postings are for the person who looks after a source: a season of them is enough."""
        rejected.forget(self.store, self.clock() - REJECTED_KEPT)

    def _follow(self) -> None:
        self._told(lambda: follow(self.store, open_engine(self.settings), stop=self.stopping))

    def _told(self, job: Callable[[], None]) -> None:
        try:
            job()
        except FootholdError as error:
            log.error("the index does not follow the store", reason=str(error))

    def _end(self) -> None:
        """Crawls that are under way end at once: what they saved stays, and the next one completes it."""
        log.info("schedule ends")
        self.jobs.pause()
        for crawl in self.crawls:
            crawl.stop()
        self.jobs.shutdown(wait=True)
