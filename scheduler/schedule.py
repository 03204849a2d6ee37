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
from foothold.settings import Settings
from foothold.source import load_sources
from foothold.store.open_store import Store
from scheduler.job import ALWAYS, Job, Turn
from scheduler.jobs import jobs_of
from scheduler.slots import Slots
from scheduler.slotted import Slotted

log = structlog.get_logger()

CRAWLS_AT_A_TIME = 4
UPKEEP_AT_A_TIME = 2
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
                "upkeep": ThreadPoolExecutor(UPKEEP_AT_A_TIME),
                "look": ThreadPoolExecutor(1),
            },
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )

    def run(self) -> None:
        for one in self.slotted:
            self.jobs.add_job(one.run, Slots(one.job.trigger), id=one.job.id, executor=_pool(one))
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
        """Start what was missed: by a scheduler that slept or died, or because a source is new."""
        for one in self.slotted:
            if self.stopping.is_set():
                return
            try:
                if not one.busy and one.due():
                    self._start(one)
            except FootholdError as error:
                log.error("schedule cannot look", job=one.job.id, reason=str(error))

    def _start(self, one: Slotted) -> None:
        self.jobs.add_job(one.run, id=f"missed {one.job.id}", replace_existing=True, executor=_pool(one))

    def _last(self, job: Job) -> None:
        turn = Turn(self.settings, self.store, self.clock, self.clock(), stopped=self.stopping)
        try:
            job.function(turn)
        except FootholdError as error:
            log.error("job not run", job=job.id, reason=str(error))

    def _end(self) -> None:
        """What is under way ends at once: what was saved stays, and the next one completes it."""
        log.info("schedule ends")
        self.jobs.pause()
        for one in self.slotted:
            one.stop()
        self.jobs.shutdown(wait=True)


def _pool(one: Slotted) -> str:
    """A pile of crawls keeps no upkeep waiting."""
    return "crawls" if one.job.source else "upkeep"
