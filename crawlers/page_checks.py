"""Asks the own pages of one source's adverts, in this process, and acts on what they say."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from crawlers.fetching.redirects import hosts_of
from crawlers.job import CrawlJob, job_of
from crawlers.liveness import AnsweredPage, PageVerdict, judge
from crawlers.run_recorder import Ledger
from crawlers.run_report import Tell
from foothold.clock import Clock, london_date, system_clock
from foothold.model.hosts import SourceHosts
from foothold.model.source import Source
from foothold.reading.faults import Faults
from foothold.reading.intake import Reading
from foothold.settings import Settings
from foothold.store import crawled_pages, page_checks, records, runs
from foothold.store.crawled_pages import Validators
from foothold.store.open_store import Store, open_store
from foothold.store.page_checks import Advert, PageAnswer

ASKED_AGAIN = timedelta(hours=20)
"""A page is asked once a day, however often the job runs."""
SHARED = "Several adverts have this address: it is no page of one advert."


def waiting(store: Store, source: str, settings: Settings, at: datetime, limit: int) -> list[Advert]:
    """The adverts whose page should be asked: those that the source's last healthy run did not show, and those
    that nobody has seen for FOOTHOLD_LIVENESS_DAYS."""
    stale = at - timedelta(days=settings.liveness_days)
    listed = last_listed(store, source)
    return page_checks.to_ask(
        store,
        source,
        seen_before=max(stale, listed) if listed else stale,
        asked_before=at - ASKED_AGAIN,
        at=at,
        limit=limit,
    )


def last_listed(store: Store, source: str) -> datetime | None:
    """When the source's last healthy run began."""
    healthy = runs.healthy(store, source, 1)
    return healthy[0].started if healthy else None


@dataclass(slots=True)
class Asking:
    """One source's adverts, and what came of asking. Every answer is acted on in a transaction of its own."""

    job: CrawlJob
    hosts: SourceHosts
    adverts: list[Advert]
    listed: datetime | None
    faults: Faults
    counts: Counter[str] = field(default_factory=Counter)

    def known(self, advert: Advert) -> Validators | None:
        """The version of the page that a crawl read the advert on; none where it was read without it since."""
        read = crawled_pages.read_at(self.ledger.store, self.job.source.slug, advert.url)
        return self.job.validators.get(advert.url) if read and advert.last_seen >= read else None

    @property
    def ledger(self) -> Ledger:
        return self.job.ledger

    def answered(self, advert: Advert, page: AnsweredPage) -> None:
        job, at = self.job, self.job.clock()
        found = judge(page, advert, job.family, job.source.values, job.context, at, self.hosts, self.faults)
        self._act(advert, found, at)
        self._note(advert, found.answer, found.why, at)

    def unanswered(self, advert: Advert, why: str) -> None:
        self._note(advert, PageAnswer.UNANSWERED, why, self.job.clock())

    def _act(self, advert: Advert, found: PageVerdict, at: datetime) -> None:
        match found.answer:
            case PageAnswer.GONE:
                self._withdraw(advert, at)
            case PageAnswer.CLOSED if self._proven(advert, found, at):
                self._withdraw(advert, at)
            case PageAnswer.SHOWN:
                page_checks.confirm(self.ledger.store, advert.id, at)
            case PageAnswer.CHANGED if found.read:
                posting, opportunity = found.read
                self.ledger.save([Reading(posting, opportunity, page_url=advert.url)], self.faults)

    def _proven(self, advert: Advert, found: PageVerdict, at: datetime) -> bool:
        """A page that says so on two days, does not tell the advert any more, and whose source does not list it."""
        twice = advert.closed_since is not None and london_date(advert.closed_since) < london_date(at)
        unlisted = self.listed is not None and advert.last_seen < self.listed
        return twice and unlisted and not found.stands

    def _withdraw(self, advert: Advert, at: datetime) -> None:
        self.counts["withdrawn"] += records.withdraw_sightings(
            self.ledger.store, [advert.own_id], at, seen=advert.last_seen
        )

    def _note(self, advert: Advert, answer: PageAnswer, why: str, at: datetime) -> None:
        self.counts[answer] += 1
        page_checks.note(self.ledger.store, advert, answer, why, at)


def ask(
    slug: str, settings: Settings, *, tell: Tell, limit: int, clock: Clock = system_clock
) -> Counter[str]:
    """Ask up to `limit` pages of this source's adverts; how many gave which answer. Once in a process.

    Raises WrongUse for a source that is not there or off."""
    from scrapy.crawler import AsyncCrawlerProcess

    from crawlers.crawl import source_named
    from crawlers.spiders.advert_spider import AdvertSpider

    source = source_named(slug, settings.sources_folder)
    asking = _asking(source, settings, tell, limit, clock)
    if asking.adverts:
        process = AsyncCrawlerProcess(_scrapy_settings(settings, source))
        process.crawl(AdvertSpider, job=asking)
        process.start()
    if asking.faults.counts:
        asking.counts["with a fault"] = asking.faults.counts.total()
    tell({"event": "asked", "source": slug, "counts": dict(asking.counts)})
    return asking.counts


def _asking(source: Source, settings: Settings, tell: Tell, limit: int, clock: Clock) -> Asking:
    store = open_store(settings.store_url)
    ledger = Ledger.besides_runs(store, source.slug, clock, source.standing)
    adverts = waiting(store, source.slug, settings, clock(), limit)
    shared = page_checks.shared_addresses(store, source.slug)
    asking = Asking(
        job=job_of(source, settings, ledger, tell=tell, validators=ledger.validators()),
        hosts=hosts_of(source),
        adverts=[advert for advert in adverts if advert.url not in shared],
        listed=last_listed(store, source.slug),
        faults=Faults(f"pages of {source.slug}"),
    )
    for advert in adverts:
        if advert.url in shared:
            asking._note(advert, PageAnswer.UNCLEAR, SHARED, clock())
    return asking


def _scrapy_settings(settings: Settings, source: Source) -> dict[str, object]:
    from crawlers.settings import logged_settings

    # Pages for people have robots' rules, also those of a source whose own address, an API, has none.
    own = {"ITEM_PIPELINES": {}, "ROBOTSTXT_OBEY": True}
    return logged_settings(settings, source, "liveness") | own
