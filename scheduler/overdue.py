"""Whether the schedule is kept: which jobs wait while nobody works."""

from datetime import timedelta

from crawlers.crawl import key_of
from foothold.clock import Clock
from foothold.errors import MissingKey
from foothold.settings import Settings
from foothold.source import load_sources
from foothold.store import leases
from foothold.store.open_store import Store
from scheduler.job import Job
from scheduler.jobs import CRAWL, jobs_of
from scheduler.slotted import Slotted


def overdue(settings: Settings, store: Store, clock: Clock, late_seconds: int) -> list[str]:
    """The sources whose latest slot has waited longer; none while any crawl is under way, since a scheduler that
    comes to a pile of them takes a few at a time."""
    if any(name.startswith(CRAWL) for name in leases.held(store, clock())):
        return []
    before = clock() - timedelta(seconds=late_seconds)
    crawls = [job for job in jobs_of(settings, load_sources(settings.sources_folder).values()) if _able(job)]
    return [
        job.source.slug
        for job in crawls
        if job.source and (slot := Slotted(job, store, settings, clock).due()) and slot < before
    ]


def _able(job: Job) -> bool:
    if job.source is None or not job.in_slots:
        return False
    try:
        key_of(job.source)
    except MissingKey:
        return False
    return True
