"""How each job stands: when it runs next, when it ran last and what came of that, for whoever looks."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from foothold.alerts import mails
from foothold.alerts.mails import MailState
from foothold.clock import LONDON
from foothold.errors import FootholdError
from foothold.index.open_index import open_engine
from foothold.model.source import load_sources
from foothold.settings import Settings
from foothold.store import job_runs, leases, runs
from foothold.store.job_runs import JobRun
from foothold.store.open_store import Store
from foothold.store.records import head_revision
from scheduler.job import ALWAYS, OFF, Job
from scheduler.jobs import POST, jobs_of
from scheduler.slot_runner import Slotted, Waiting
from scheduler.slots import next_slot


@dataclass(frozen=True, slots=True)
class JobStanding:
    """`next` is its next slot, or the next try of one that failed. `last` is when the last run began, `ended` when one
    ended last; `result` is a word or two and, after a colon, what was said of it."""

    job: Job
    next: datetime | None
    last: datetime | None
    ended: datetime | None
    result: str

    @property
    def next_text(self) -> str:
        """In London's time."""
        if self.next is None:
            return self.job.trigger if not self.job.in_slots else "never"
        return f"{self.next.astimezone(LONDON):%a %d %b %H:%M}"

    @property
    def retry_text(self) -> str:
        return "" if self.job.trigger == OFF else str(self.job.retry)


def standings(settings: Settings, store: Store, at: datetime) -> list[JobStanding]:
    """In the table's order. Raises StoreUnavailable, SourceMisconfigured."""
    jobs = jobs_of(settings, load_sources(settings.sources_folder).values())
    known, held = job_runs.latest(store, at), set(leases.held(store, at))
    return [_standing(job, settings, store, known.get(job.id), job.lease in held, at) for job in jobs]


def _standing(
    job: Job, settings: Settings, store: Store, run: JobRun | None, held: bool, at: datetime
) -> JobStanding:
    if job.trigger == ALWAYS:
        said = _waiting(store) if job.id == POST else _lag(settings, store)
        return JobStanding(job, None, None, None, " ".join(said))
    waiting = Slotted(job, store, settings, lambda: at).waiting() if job.in_slots else None
    tries = _tries(job, waiting.failures) if waiting else ""
    next_ = _next(job, waiting, at)
    if job.source:
        return _of_crawl(job, store, next_, held, tries)
    if run is None:
        return JobStanding(job, next_, None, None, "")
    ended = f"{run.result}: {run.said}" if run.result else _open(held)
    return JobStanding(job, next_, run.started, run.finished, ended + tries)


def _next(job: Job, waiting: Waiting | None, at: datetime) -> datetime | None:
    slot = next_slot(job.trigger, at) if job.in_slots else None
    if slot and waiting and waiting.failures:
        return min(slot, max(at, waiting.since))
    return slot


def _tries(job: Job, failures: int) -> str:
    return f" (failed {failures} of {job.retry.times + 1} tries)" if failures else ""


def _of_crawl(job: Job, store: Store, next_: datetime | None, held: bool, tries: str) -> JobStanding:
    assert job.source is not None
    latest = runs.latest(store, job.source.slug, 1)
    if not latest:
        return JobStanding(job, next_, None, None, "")
    run = latest[0]
    said = f"{run.verdict}: {' '.join(run.evidence[:1])}" if run.verdict else _open(held)
    return JobStanding(job, next_, run.started, run.finished, said + tries)


def _open(held: bool) -> str:
    return "under way" if held else "cut short"


def _waiting(store: Store) -> Iterator[str]:
    """Mails that nobody knows of whether they arrived are among those on their way: they stay there."""
    counted: Counter[MailState] = Counter()
    for (_, state), number in mails.counts(store).items():
        counted[state] += number
    yield f"{counted[MailState.WAITING]} mails wait, {counted[MailState.SENDING]} on their way or unsure."


def _lag(settings: Settings, store: Store) -> Iterator[str]:
    try:
        applied = open_engine(settings).active().applied_revision()
    except FootholdError as error:
        yield str(error)
        return
    head = head_revision(store)
    yield f"at revision {applied} of {head}."
