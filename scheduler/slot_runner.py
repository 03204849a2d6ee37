"""`Slotted`: a job in its slots, each slot once however many schedulers run on the store; a failed one is tried again."""

import threading
from dataclasses import dataclass
from datetime import datetime

import structlog

from crawlers.run_recorder import CUT_SHORT
from foothold.clock import Clock
from foothold.errors import FootholdError, MissingKey
from foothold.model.crawl_run import Verdict
from foothold.settings import Settings
from foothold.store import job_runs, runs
from foothold.store.job_runs import Result
from foothold.store.open_store import Store
from scheduler.job import Job, Stopped, Turn
from scheduler.lease import held
from scheduler.slots import latest_slot

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Waiting:
    """A slot that is still to be done, from `since` on: its time, or after so many failures the end of a pause."""

    slot: datetime
    since: datetime
    failures: int = 0


class Slotted:
    """`due` and `run` may be called at any time and from any thread.

    That a slot is done, and how often it failed, stands in the store, so another scheduler knows it too. Slots that
    were missed count as one: the latest, which also ends the tries of those before it.
    """

    def __init__(self, job: Job, store: Store, settings: Settings, clock: Clock) -> None:
        self.job = job
        self.store = store
        self.settings = settings
        self.clock = clock
        self.turn: Turn | None = None
        self._running = threading.Lock()
        self._left: datetime | None = None

    @property
    def busy(self) -> bool:
        """Whether this process is at it already."""
        return self._running.locked()

    def due(self) -> Waiting | None:
        """The slot that is to be run now, if one is."""
        waiting = self.waiting()
        return waiting if waiting and waiting.since <= self.clock() and waiting.slot != self._left else None

    def waiting(self) -> Waiting | None:
        """The latest slot, while it is not done and a try of it is left."""
        slot = latest_slot(self.job.trigger, self.clock())
        if slot is None:
            return None
        return self._crawl_waiting(slot) if self.job.source else self._job_waiting(slot)

    def _job_waiting(self, slot: datetime) -> Waiting | None:
        run = job_runs.since(self.store, self.job.id, slot, self.clock())
        if run is None or run.finished is None:
            return Waiting(slot, slot, run.tries - 1 if run else 0)
        return Waiting(slot, run.again, run.tries) if run.again else None

    def _crawl_waiting(self, slot: datetime) -> Waiting | None:
        assert self.job.source is not None
        begun = runs.since(self.store, self.job.source.slug, slot, self.clock())
        ended = [run for run in begun if run.finished and CUT_SHORT not in run.evidence]
        if any(run.verdict is not Verdict.FAILED for run in ended):
            return None
        if not ended or not ended[0].finished:
            return Waiting(slot, slot)
        pause = self.job.retry.pause(len(ended))
        return Waiting(slot, ended[0].finished + pause, len(ended)) if pause else None

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
        if self.due() is None:
            return
        with held(self.store, self.job.lease, self.settings.lease_seconds, self.clock, self._lost) as fence:
            # Another scheduler may have finished this slot, or failed at it, while we waited for the lease.
            due = self.due() if fence is not None else None
            if fence is None or due is None:
                return
            if self.job.source or job_runs.begin(self.store, self.job.id, due.slot, fence, self.clock()):
                self._work(due, fence)

    def _work(self, due: Waiting, fence: int) -> None:
        told = {"job": self.job.id, "try": due.failures + 1}
        log.info("job started", **told, slot=due.slot.isoformat(), fence=fence)
        turn = self.turn = Turn(self.settings, self.store, self.clock, due.slot)
        # What leaves no trace in the store, as a crawl that cannot begin, is not tried here over and over.
        self._left = due.slot
        try:
            result, said, retried = self._told(turn)
        except Stopped:
            self._left = None
            return
        finally:
            self.turn = None
        if self.job.source is None:
            self._record(due, fence, result, said, retried)
        after = self.waiting()
        if after and after.failures > due.failures:
            self._left = None
            told |= {"again": after.since.isoformat()}
        log.info("job finished", **told, result=result, said=said)

    def _record(self, due: Waiting, fence: int, result: Result, said: str, retried: bool) -> None:
        at = self.clock()
        pause = self.job.retry.pause(due.failures + 1) if retried else None
        again = at + pause if pause else None
        job_runs.finish(self.store, self.job.id, due.slot, fence, result, said, at, again)

    def _told(self, turn: Turn) -> tuple[Result, str, bool]:
        """How it ended, what is said of it, and whether another try may end better."""
        try:
            return Result.DONE, self.job.function(turn), False
        except Stopped:
            raise
        except MissingKey as reason:
            return Result.FAILED, f"Skipped: {reason}.", False
        except (FootholdError, OSError) as error:
            return Result.FAILED, str(error), True
        except Exception as error:
            # One job's mistake must not end the others, and has to be seen.
            log.exception("job broke down", job=self.job.id)
            return Result.FAILED, f"It broke down: {type(error).__name__}: {error}", True

    def _lost(self) -> None:
        log.warning("lease lost", job=self.job.id)
        self.stop()

    def stop(self) -> None:
        """End what is under way; its slot stays open for the next scheduler."""
        turn = self.turn
        if turn:
            turn.stop()
