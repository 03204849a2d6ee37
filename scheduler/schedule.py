"""`Schedule`: one process that does every job in its slots and lets the index follow the store.

Two of them on one store share the work: each job is guarded by a lease, and what a dead one leaves undone the
other finds at its next look around.
"""

import threading

import structlog
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from foothold.clock import Clock, system_clock
from foothold.errors import FootholdError
from foothold.model.source import load_sources
from foothold.settings import Settings
from foothold.store.open_store import Store
from scheduler.job import ALWAYS, Job, Turn
from scheduler.jobs import UPKEEP_AT_A_TIME, jobs_of
from scheduler.slot_runner import Slotted, Waiting
from scheduler.slots import Slots

log = structlog.get_logger()

CRAWLS_AT_A_TIME = 4
RETRIES_AT_A_TIME = 1
END_SECONDS = 10


class Schedule:
    """`run` blocks until `stop` is called, from a signal or another thread."""

    def __init__(self, settings: Settings, store: Store, clock: Clock = system_clock) -> None:
        self.settings = settings
        self.store = store
        self.clock = clock
        jobs = jobs_of(settings, load_sources(settings.sources_folder).values())
        self.slotted = [Slotted(job, store, settings, clock) for job in jobs if job.in_slots]
        self.lasting = [job for job in jobs if job.trigger == ALWAYS]
        self.stopping = threading.Event()
        self.jobs = BackgroundScheduler(
            executors={
                "crawls": ThreadPoolExecutor(CRAWLS_AT_A_TIME),
                "retries": ThreadPoolExecutor(RETRIES_AT_A_TIME),
                "upkeep": ThreadPoolExecutor(UPKEEP_AT_A_TIME),
                "look": ThreadPoolExecutor(1),
            },
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )

    def run(self) -> None:
        for one in self.slotted:
            self.jobs.add_job(one.run, Slots(one.job.trigger), id=one.job.id, executor=_pool(one.job))
        # Half a lease between looks: a dead scheduler's slot is taken over within one and a half leases.
        self.jobs.add_job(
            self.look_around, "interval", seconds=max(1, self.settings.lease_seconds // 2), executor="look"
        )
        self.jobs.add_job(self.look_around, executor="look")
        lasting = [threading.Thread(target=self._last, args=(job,), daemon=True) for job in self.lasting]
        for thread in lasting:
            thread.start()
        self.jobs.start()
        log.info("schedule started", jobs=[one.job.id for one in self.slotted])
        self.stopping.wait()
        self._end()
        for thread in lasting:
            thread.join(timeout=END_SECONDS)

    def stop(self) -> None:
        self.stopping.set()

    def look_around(self) -> None:
        """Start what was missed, by a scheduler that slept or died or because a source is new, and what failed and is
        to be tried again."""
        for one in self.slotted:
            if self.stopping.is_set():
                return
            try:
                if not one.busy and (due := one.due()):
                    self._start(one, due)
            except FootholdError as error:
                log.error("schedule cannot look", job=one.job.id, reason=str(error))

    def _start(self, one: Slotted, due: Waiting) -> None:
        pool = _pool(one.job, due.failures)
        self.jobs.add_job(one.run, id=f"missed {one.job.id}", replace_existing=True, executor=pool)

    def _last(self, job: Job) -> None:
        """Do it until the schedule stops; where it fails, again after a pause that grows."""
        failures, pauses = 0, job.retry.pauses
        while not self.stopping.is_set():
            began = self.clock()
            try:
                job.function(Turn(self.settings, self.store, self.clock, began, stopped=self.stopping))
            except Exception as error:
                # Whatever it was: that the index follows the store must not wait for somebody who looks.
                failures = 0 if self.clock() - began > pauses[-1] else failures
                pause = pauses[min(failures, len(pauses) - 1)].total_seconds()
                failures += 1
                log.exception("job broke down", job=job.id, reason=str(error), again_seconds=pause)
                self.stopping.wait(pause)

    def _end(self) -> None:
        """What is under way ends at once: what was saved stays, and the next one completes it."""
        log.info("schedule ends")
        self.jobs.pause()
        for one in self.slotted:
            one.stop()
        self.jobs.shutdown(wait=True)


def _pool(job: Job, failures: int = 0) -> str:
    """A pile of crawls keeps no upkeep waiting, and one that is tried again no other source."""
    if job.source is None:
        return "upkeep"
    return "retries" if failures else "crawls"
