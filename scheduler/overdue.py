"""Whether the schedule is kept: which sources wait for a crawl while nobody crawls."""

from datetime import timedelta

from crawlers.crawl import key_of
from foothold.clock import Clock
from foothold.errors import MissingKey
from foothold.settings import Settings
from foothold.source import Source, load_sources
from foothold.store import leases
from foothold.store.open_store import Store
from scheduler.jobs import LEASE, source_crawls


def overdue(settings: Settings, store: Store, clock: Clock, late_seconds: int) -> list[str]:
    """The slugs of sources whose latest slot has waited longer; none while any crawl is under way, since a
    scheduler that comes to a pile of them takes a few at a time."""
    if any(name.startswith(LEASE) for name in leases.held(store, clock())):
        return []
    able = filter(_has_its_key, load_sources(settings.sources_folder).values())
    before = clock() - timedelta(seconds=late_seconds)
    crawls = source_crawls(able, store, settings, clock)
    return [crawl.source.slug for crawl in crawls if (slot := crawl.due()) and slot < before]


def _has_its_key(source: Source) -> bool:
    try:
        key_of(source)
    except MissingKey:
        return False
    return True
