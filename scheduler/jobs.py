"""The jobs of the schedule: a crawl of each source in its slots, each slot once however many schedulers run."""

import threading
from collections.abc import Iterable
from datetime import datetime

import structlog

from crawlers.crawl import key_of
from crawlers.ledger import CUT_SHORT
from foothold.clock import Clock
from foothold.errors import FootholdError, MissingKey
from foothold.settings import Settings
from foothold.source import Source
from foothold.store import runs
from foothold.store.open_store import Store
from scheduler.lease import held
from scheduler.runner import Crawl
from scheduler.slots import latest_slot

LEASE = "crawl:"
"""Begins the name of the lease under which one source is crawled."""

log = structlog.get_logger()


class SourceCrawl:
    """The crawls of one source. `due` and `run` may be called at any time and from any thread.

    A slot is done when a run that began in it has ended; that stands in the store, so another scheduler knows
    it too. Slots that were missed count as one: the latest.
    """

    def __init__(self, source: Source, store: Store, settings: Settings, clock: Clock) -> None:
        self.source = source
        self.store = store
        self.settings = settings
        self.clock = clock
        self.crawling: Crawl | None = None
        self._running = threading.Lock()
        self._tried: datetime | None = None

    @property
    def lease(self) -> str:
        return f"{LEASE}{self.source.slug}"

    @property
    def busy(self) -> bool:
        """Whether this process is at it already."""
        return self._running.locked()

    def due(self) -> datetime | None:
        """The slot that waits to be run, if one does."""
        slot = latest_slot(self.source.schedule, self.clock())
        if slot is None or slot == self._tried or self._done(slot):
            return None
        return slot

    def _done(self, slot: datetime) -> bool:
        latest = runs.latest(self.store, self.source.slug, 5)
        return any(run.finished and run.started >= slot and CUT_SHORT not in run.evidence for run in latest)

    def run(self) -> None:
        """Crawl if a slot is due and nobody else is at it; otherwise do nothing."""
        if not self._running.acquire(blocking=False):
            return
        try:
            self._run()
        except FootholdError as error:
            log.error("crawl not run", source=self.source.slug, reason=str(error))
        finally:
            self._running.release()

    def _run(self) -> None:
        slot = self.due()
        if slot is None:
            return
        try:
            key_of(self.source)
        except MissingKey as reason:
            log.info("crawl skipped", source=self.source.slug, reason=str(reason))
            self._tried = slot
            return
        with held(self.store, self.lease, self.settings.lease_seconds, self.clock, self._lost) as fence:
            # Another scheduler may have finished this slot while we waited for the lease.
            if fence is not None and not self._done(slot):
                self._tried = slot
                self._crawl(slot, fence)

    def _crawl(self, slot: datetime, fence: int) -> None:
        log.info("crawl started", source=self.source.slug, slot=slot.isoformat(), fence=fence)
        self.crawling = Crawl(self.source.slug, self.settings, clock=self.clock)
        try:
            outcome = self.crawling.follow()
            if self.crawling.abandoned:
                self._tried = None
        finally:
            self.crawling = None
        log.info(
            "crawl finished",
            source=self.source.slug,
            verdict=outcome.verdict,
            evidence=outcome.evidence,
            reason=outcome.refused,
        )

    def _lost(self) -> None:
        log.warning("lease lost", source=self.source.slug)
        self.stop()

    def stop(self) -> None:
        """End a crawl that is under way; its slot stays open for the next scheduler."""
        crawling = self.crawling
        if crawling:
            crawling.abandon()


def source_crawls(
    sources: Iterable[Source], store: Store, settings: Settings, clock: Clock
) -> list[SourceCrawl]:
    """One for each source that is on."""
    return [SourceCrawl(source, store, settings, clock) for source in sources if source.on]
