"""A crawl's side of the record store: its run, what it saves, what it confirms and what it withdraws."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from crawlers.new_references import NewReferences, Released
from foothold.clock import Clock
from foothold.model.authority import Standing
from foothold.model.crawl_run import Counts, CrawlRun, Drop, Verdict
from foothold.reading.faults import Faults
from foothold.reading.intake import Reading
from foothold.reading.levy import Positions
from foothold.store import crawled_pages, employers, leases, records, rejected, runs
from foothold.store.crawled_pages import Validators
from foothold.store.open_store import Store
from foothold.store.record import Saved

REMEMBERED_RUNS = 50
RUNS_WITH_REJECTED = 5
"""A board of ordinary jobs rejects a thousand postings a day: those of the last runs tell what there is to tell."""
CUT_SHORT = "Its process ended before the run did."


class Ledger:
    """One run of one source. Every call is a transaction of its own."""

    def __init__(
        self, store: Store, source: str, run: int, started: datetime, clock: Clock, standing: Standing
    ) -> None:
        self.store = store
        self.source = source
        self.run = run
        self.started = started
        self.clock = clock
        self.standing = standing
        self.waiting = NewReferences(store, source, started, standing)
        self._gone: list[str] = []

    @classmethod
    def begin(cls, store: Store, source: str, clock: Clock, standing: Standing = Standing.BOARD) -> "Ledger":
        """Put a new run on record; one that was left unfinished by a killed process is closed as failed."""
        close_unfinished(store, source, clock())
        started = clock()
        return cls(store, source, runs.start(store, source, started), started, clock, standing)

    @classmethod
    def besides_runs(
        cls, store: Store, source: str, clock: Clock, standing: Standing = Standing.BOARD
    ) -> "Ledger":
        """No run is put on record: it books the turns at a host, which all crawls share, and saves."""
        return cls(store, source, 0, clock(), clock, standing)

    def earlier_runs(self) -> list[CrawlRun]:
        """Finished ones, the newest first; the last healthy one is among them however long ago it was."""
        latest = runs.latest(self.store, self.source, REMEMBERED_RUNS)
        healthy = runs.healthy(self.store, self.source, 1)
        known = {run.id for run in latest}
        found = [*latest, *(run for run in healthy if run.id not in known)]
        return [run for run in found if run.id != self.run and run.finished]

    def levy_positions(self) -> Positions:
        return employers.positions(self.store)

    def validators(self) -> dict[str, Validators]:
        return crawled_pages.every_validator(self.store, self.source)

    def book_turn(self, host: str, seconds_apart: float) -> float:
        """The seconds until this crawl's next turn at a host, which every crawl on this store shares."""
        now = self.clock()
        turn = leases.book(self.store, f"host:{host}"[:200], timedelta(seconds=seconds_apart), now)
        return (turn - now).total_seconds()

    def save(self, readings: Sequence[Reading], faults: Faults | None = None) -> list[Saved]:
        """One outcome a reading, in order.

        What may be a known advert under a new reference is `held`: it waits until the run has ended (`waiting`), which
        a check of single adverts, whose run is 0, knows nothing of.
        """
        outcomes = self._save(readings, self.waiting.held_back if self.run else None, faults)
        self.waiting.keep(
            reading for reading, saved in zip(readings, outcomes, strict=True) if saved.status == "held"
        )
        return outcomes

    def _save(
        self,
        readings: Sequence[Reading],
        hold_back: records.HoldBack | None = None,
        faults: Faults | None = None,
    ) -> list[Saved]:
        return records.save(
            self.store, self.source, readings, at=self.clock(), run=self.run, standing=self.standing,
            hold_back=hold_back, faults=faults,
        )  # fmt: skip

    def save_waiting(self, *, whole: bool, not_had: Collection[str] = ()) -> Released:
        """The run has ended. After one whose pages are whole each advert that waited is one that was known and was
        shown no more (not where its page could not be had, `not_had`), or a new one. After another run nobody can
        tell: what says the same as an advert that is there already is left, and the next run reads it again."""
        unknown = crawled_pages.shown_on(self.store, self.source, not_had) if whole else ()
        known = self.waiting.known(self.clock(), unknown)
        if not whole:
            saved, unchanged = _counted(self._save(self.waiting.besides(known)))
            return Released(0, saved, unchanged, left=len(known))
        self.waiting.rename(known)
        saved, unchanged = _counted(self._save(self.waiting.readings))
        crawled_pages.remember_all(self.store, self.source, self.waiting.validators, self.started)
        return Released(len(known), saved, unchanged, left=0)

    def keep_validators(self, found: Mapping[str, Validators]) -> None:
        """Not of pages with adverts that wait: until those are saved the page is to be asked for whole."""
        crawled_pages.remember_all(self.store, self.source, self.waiting.without_pages(found), self.started)

    def seen_again(self, address: str) -> int:
        """A page has not changed: what stood on it when it was last read counts as seen."""
        since = crawled_pages.read_at(self.store, self.source, address)
        return records.seen_again(self.store, self.source, address, self.clock(), self.run, since=since)

    def gone(self, address: str) -> None:
        """The page answered 404 or 410; what stood on it is withdrawn if the run proves healthy."""
        self._gone += crawled_pages.shown_on(self.store, self.source, [address])

    def withdraw_missing(self, earlier: Sequence[CrawlRun], not_had: Collection[str] = ()) -> int:
        """At the end of a healthy run, whose pages at `not_had` could not be had."""
        return records.withdraw_missing(
            self.store, self.source, earlier, self.clock(), gone=self._gone, not_had=not_had
        )

    def shown_since(self, at: datetime) -> int:
        return records.count_shown_since(self.store, self.source, at)

    def finish(
        self, verdict: Verdict, counts: Counts, evidence: Sequence[str], drop: Drop | None = None
    ) -> CrawlRun:
        finished = self.clock()
        runs.finish(self.store, self.run, verdict, counts, evidence, finished, drop)
        rejected.forget_runs(self.store, self.source, RUNS_WITH_REJECTED)
        return CrawlRun(self.run, self.source, self.started, finished, verdict, counts, tuple(evidence), drop)


def _counted(outcomes: Sequence[Saved]) -> tuple[int, int]:
    written = sum(saved.status in ("new", "changed") for saved in outcomes)
    return written, sum(saved.status == "unchanged" for saved in outcomes)


def close_unfinished(store: Store, source: str, at: datetime) -> None:
    """Runs that a killed process left open are failed ones: nothing is concluded from them."""
    for run in runs.latest(store, source, REMEMBERED_RUNS):
        if run.finished is None:
            record_failure(store, run.id, at, CUT_SHORT)


def record_failure(store: Store, run: int, at: datetime, why: str) -> None:
    """End a run whose own process could not."""
    runs.finish(store, run, Verdict.FAILED, Counts(), (why,), at)
