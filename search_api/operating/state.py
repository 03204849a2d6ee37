"""The state of this Foothold as an operator looks at it: sources, index, jobs, and what waits for a person."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from foothold.alerts import book, mails
from foothold.alerts.alert import AlertState, Rhythm
from foothold.alerts.mails import MailKind, MailState
from foothold.alerts.operator_mail import why_nobody_is_mailed
from foothold.errors import IndexUnavailable
from foothold.index.contract import SearchEngine
from foothold.index.standby import answering
from foothold.model.crawl_run import CrawlRun
from foothold.model.source import Source, load_sources
from foothold.settings import Settings
from foothold.store import duplicate_review, holds, notices, page_checks, rejected, reports, runs
from foothold.store.open_store import Store
from foothold.store.page_checks import Check
from foothold.store.records import head_revision, waiting_since
from foothold.store.rejected import RejectedPosting
from foothold.store.reports import Report, Urgent
from scheduler.job_status import JobStanding, standings

SHOWN = 20


@dataclass(frozen=True, slots=True)
class SourceState:
    source: Source
    last: CrawlRun | None
    healthy: CrawlRun | None

    def healthy_age(self, at: datetime) -> timedelta | None:
        """Since the end of its last healthy run."""
        return at - self.healthy.finished if self.healthy and self.healthy.finished else None


@dataclass(frozen=True, slots=True)
class IndexState:
    """`why` says what is wrong where it does not answer; the numbers are None then."""

    head: int
    applied: int | None
    lag_seconds: float | None
    degraded: bool
    why: str | None

    @property
    def lag(self) -> int | None:
        return None if self.applied is None else max(0, self.head - self.applied)


class OperatingState:
    """Each part is looked up when it is first asked for. Raises StoreUnavailable."""

    def __init__(self, settings: Settings, store: Store, engine: SearchEngine, at: datetime) -> None:
        self.settings = settings
        self.store = store
        self.engine = engine
        self.at = at

    @cached_property
    def sources(self) -> list[SourceState]:
        last, healthy = runs.newest(self.store), runs.newest(self.store, healthy=True)
        known = load_sources(self.settings.sources_folder).values()
        return [SourceState(s, last.get(s.slug), healthy.get(s.slug)) for s in known if s.on]

    @cached_property
    def index(self) -> IndexState:
        head = head_revision(self.store)
        try:
            index, degraded = answering(self.engine, self.at)
            applied = index.applied_revision()
        except IndexUnavailable as error:
            return IndexState(head, None, None, False, str(error))
        since = waiting_since(self.store, applied)
        seconds = max(0.0, (self.at - since).total_seconds()) if since else 0.0
        return IndexState(head, applied, seconds, degraded, None)

    @cached_property
    def jobs(self) -> list[JobStanding]:
        return standings(self.settings, self.store, self.at)

    @cached_property
    def possible_copies(self) -> int:
        return duplicate_review.count_possible(self.store)

    @cached_property
    def alerts(self) -> dict[tuple[AlertState, Rhythm], int]:
        return book.counts(self.store)

    @cached_property
    def mails(self) -> dict[tuple[MailKind, MailState], int]:
        return mails.counts(self.store)

    @cached_property
    def rejected(self) -> list[RejectedPosting]:
        return rejected.newest(self.store, SHOWN)

    @cached_property
    def reports(self) -> list[Report]:
        return reports.to_look_at(self.store, SHOWN)

    @cached_property
    def urgent(self) -> list[Urgent]:
        return reports.urgent(self.store, SHOWN)

    @cached_property
    def reported_as_grave(self) -> int:
        """Adverts."""
        return reports.count_grave(self.store)

    @cached_property
    def operators(self) -> str:
        """Whether somebody is mailed when an advert is reported as grave."""
        why = why_nobody_is_mailed(self.settings)
        if why:
            return f"Nobody is mailed when an advert is reported as harmful: {why}"
        return f"{self.notices} mails to operators about reported adverts wait." if self.notices else ""

    @cached_property
    def notices(self) -> int:
        return notices.count_waiting(self.store)

    @cached_property
    def hidden(self) -> int:
        """Adverts that wait for somebody to look."""
        return len(holds.hidden(self.store))

    @cached_property
    def open_reports(self) -> int:
        return reports.count_open(self.store)

    @cached_property
    def review(self) -> list[Check]:
        return page_checks.for_review(self.store, SHOWN)
