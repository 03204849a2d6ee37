"""`Slotted`: a job in its slots, each slot once however many schedulers run on the store."""

import threading
from datetime import datetime

import structlog

from crawlers.ledger import CUT_SHORT
from foothold.clock import Clock
from foothold.errors import FootholdError, MissingKey
from foothold.settings import Settings
from foothold.store import job_runs, runs
from foothold.store.job_runs import Result
from foothold.store.open_store import Store
from scheduler.job import Job, Stopped, Turn
from scheduler.lease import held
from scheduler.slots import latest_slot

log = structlog.get_logger()


class Slotted:
    """`due` and `run` may be called at any time and from any thread.

    That a slot is done stands in the store, so another scheduler knows it too. Slots that were missed count as one:
    the latest.
    """

    def __init__(self, job: Job, store: Store, settings: Settings, clock: Clock) -> None:
        self.job = job
        self.store = store
        self.settings = settings
        self.clock = clock
        self.turn: Turn | None = None
        self._running = threading.Lock()
        self._tried: datetime | None = None

    @property
    def busy(self) -> bool:
        """Whether this process is at it already."""
        return self._running.locked()

    def due(self) -> datetime | None:
        """The slot that waits to be run, if one does."""
        slot = latest_slot(self.job.trigger, self.clock())
        if slot is None or slot == self._tried or self._done(slot):
            return None
        return slot

    def _done(self, slot: datetime) -> bool:
        if self.job.source is None:
            return job_runs.is_done(self.store, self.job.id, slot)
        latest = runs.latest(self.store, self.job.source.slug, 5)
        return any(run.finished and run.started >= slot and CUT_SHORT not in run.evidence for run in latest)

    def run(self) -> None:
        """Do it if a slot is due and nobody else is at it; otherwise do nothing."""
        if not self._running.acquire(blocking=False):
            return
        try:
            self._run()
        except FootholdError as error:
            log.error("job not run", job=self.job.id, reason=str(error))
        finally:
            self._running.release()

    def _run(self) -> None:
        slot = self.due()
        if slot is None:
            return
        with held(self.store, self.job.lease, self.settings.lease_seconds, self.clock, self._lost) as fence:
            # Another scheduler may have finished this slot while we waited for the lease.
            if fence is None or self._done(slot):
                return
            if self.job.source or job_runs.begin(self.store, self.job.id, slot, fence, self.clock()):
                self._work(slot, fence)

    def _work(self, slot: datetime, fence: int) -> None:
        log.info("job started", job=self.job.id, slot=slot.isoformat(), fence=fence)
        turn = self.turn = Turn(self.settings, self.store, self.clock, slot)
        self._tried = slot
        try:
            result, said = self._told(turn)
        except Stopped:
            self._tried = None
            return
        finally:
            self.turn = None
        if self.job.source is None:
            job_runs.finish(self.store, self.job.id, slot, fence, result, said, self.clock())
        log.info("job finished", job=self.job.id, result=result, said=said)

    def _told(self, turn: Turn) -> tuple[Result, str]:
        try:
            return Result.DONE, self.job.function(turn)
        except Stopped:
            raise
        except MissingKey as reason:
            return Result.FAILED, f"Skipped: {reason}."
        except (FootholdError, OSError) as error:
            return Result.FAILED, str(error)
        except Exception as error:
            # One job's mistake must not end the others, and has to be seen.
            log.exception("job broke down", job=self.job.id)
            return Result.FAILED, f"It broke down: {type(error).__name__}: {error}"

    def _lost(self) -> None:
        log.warning("lease lost", job=self.job.id)
        self.stop()

    def stop(self) -> None:
        """End what is under way; its slot stays open for the next scheduler."""
        turn = self.turn
        if turn:
            turn.stop()
