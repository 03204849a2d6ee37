"""Whether the schedule is kept: what waits while nobody works, what failed for good, and whether the index follows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from crawlers.crawl import key_of
from foothold.alerts import mails
from foothold.alerts.operator_mail import why_nobody_is_mailed
from foothold.clock import LONDON, Clock
from foothold.disk import WHAT_TO_DO, room_for
from foothold.errors import IndexUnavailable, MissingKey
from foothold.index.open_index import open_engine
from foothold.model.source import load_sources
from foothold.settings import Settings
from foothold.store import job_runs, leases, notices
from foothold.store.job_runs import Result
from foothold.store.open_store import Store
from foothold.store.records import head_revision, waiting_since
from scheduler.job import ALWAYS, CRAWL, Job
from scheduler.jobs import POST, UPKEEP_AT_A_TIME, jobs_of
from scheduler.slot_runner import Slotted, Waiting


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a slot, or the end of a pause after a failure, may wait for somebody; and a change for the index."""

    late: timedelta
    behind: timedelta


def troubles(settings: Settings, store: Store, clock: Clock, patience: Patience) -> list[str]:
    """A sentence for each thing that a person should look at; empty while the schedule is kept."""
    jobs = jobs_of(settings, load_sources(settings.sources_folder).values())
    watch = _Watch(settings, store, clock, patience, frozenset(leases.held(store, clock())))
    return [
        *watch.disk(),
        *watch.crawls([job for job in jobs if job.source and job.in_slots]),
        *watch.upkeep([job for job in jobs if not job.source and job.in_slots]),
        *watch.index(),
        *(watch.post() if any(job.id == POST and job.trigger == ALWAYS for job in jobs) else ()),
    ]


@dataclass(frozen=True, slots=True)
class _Watch:
    settings: Settings
    store: Store
    clock: Clock
    patience: Patience
    held: frozenset[str]

    def disk(self) -> Iterator[str]:
        room = room_for(self.settings.home)
        if room.full:
            yield f"The disk of {self.settings.home} is full to {room.taken}. {WHAT_TO_DO}"

    def crawls(self, jobs: list[Job]) -> Iterator[str]:
        """None waits while any crawl is under way: a scheduler that comes to a pile of them takes a few at a time.
        A crawl that failed for good is its source's matter, not the schedule's."""
        if any(name.startswith(CRAWL) for name in self.held):
            return
        slugs = [job.source.slug for job in jobs if job.source and _has_its_key(job) and self._late(job)]
        if slugs:
            yield f"Nobody crawls, and these wait: {', '.join(slugs)}."

    def upkeep(self, jobs: list[Job]) -> Iterator[str]:
        """One that is under way waits for nobody, and neither does one in a queue for all who work."""
        at_work = [job.id for job in jobs if job.lease in self.held]
        known = job_runs.latest(self.store, self.clock())
        for job in jobs:
            run, late = known.get(job.id), self._late(job)
            if late and job.id not in at_work and len(at_work) < UPKEEP_AT_A_TIME:
                yield f"{job.id} is overdue since {_london(late.since)}, and nobody is at it."
            elif run and run.result is Result.FAILED and run.again is None:
                yield f"{job.id} failed at {_london(run.started)}: {run.said}"

    def index(self) -> Iterator[str]:
        if not head_revision(self.store):
            return
        try:
            applied = open_engine(self.settings).active().applied_revision()
        except IndexUnavailable as error:
            yield f"drain does not reach the index: {error}"
            return
        since = waiting_since(self.store, applied)
        if since and since < self.clock() - self.patience.behind:
            yield f"drain is behind: what was saved at {_london(since)} is not in the index."

    def post(self) -> Iterator[str]:
        """A mail that was put off by its receiver's server waits for its own time, not for us."""
        since = self.clock() - self.patience.late
        operators = why_nobody_is_mailed(self.settings) is None and notices.due(self.store, since, 1)
        if mails.waiting(self.store, since, limit=1) or operators:
            yield "post does not send: mails wait for the mail server, or for somebody who hands them over."

    def _late(self, job: Job) -> Waiting | None:
        waiting = Slotted(job, self.store, self.settings, self.clock).waiting()
        return waiting if waiting and waiting.since < self.clock() - self.patience.late else None


def _has_its_key(job: Job) -> bool:
    if job.source is None:
        return True
    try:
        key_of(job.source)
    except MissingKey:
        return False
    return True


def _london(at: datetime) -> str:
    return f"{at.astimezone(LONDON):%a %d %b %H:%M}"
