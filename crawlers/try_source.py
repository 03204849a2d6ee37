"""A source tried for real: its first listing and its first advert, read as a crawl reads them and stored nowhere."""

from collections import Counter
from collections.abc import AsyncIterator

from scrapy import Request
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.http import Response

from crawlers.crawl import key_of, source_named
from crawlers.family import Fetch
from crawlers.job import CrawlJob, PageItem, ReadPage, job_of
from crawlers.record import lines
from crawlers.run_recorder import Ledger
from crawlers.run_report import Tell
from crawlers.settings import SPIDER_MIDDLEWARES, logged_settings
from crawlers.spiders.source_spider import SourceSpider
from foothold.clock import Clock, system_clock
from foothold.model.posting import RawPosting
from foothold.model.source import Source
from foothold.settings import Settings
from foothold.store.open_store import open_store

MOST_REQUESTS = 4  # A list of lists, a list, an advert, and one to spare.
OFF = "Read them, then --anyway tries it."
SHOWN = 2  # The first postings are told field by field.


def try_source(
    slug: str, settings: Settings, *, tell: Tell, anyway: bool = False, clock: Clock = system_clock
) -> None:
    """Fetch as little as shows how the source reads, and tell it. `anyway` tries a source that is off: robots.txt
    and the guard hold for it too. Can be called once in a process.

    Raises WrongUse for a source that is not there, or off; MissingKey for one that has no key and needs it.
    """
    source = source_named(slug, settings.sources_folder, off=None if anyway else OFF)
    key = key_of(source)
    ledger = Ledger.besides_runs(open_store(settings.store_url), source.slug, clock, source.standing)
    job = job_of(source, settings, ledger, tell=tell, key=key)
    process = AsyncCrawlerProcess(_scrapy_settings(settings, source))
    process.crawl(SourceSpider, job=job)
    process.start()
    if process.bootstrap_failed:
        job.report.trouble(f"The trial could not begin: its log says why ({settings.home / 'logs'}).")
    tell({"event": "tried", "source": slug, "troubles": job.report.told})


class FirstOfEach:
    """Stands between the spider and what it asks for: lets the first listing and its first advert through, and
    tells what was read."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.asked = 0
        self.shown = 0

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "FirstOfEach":
        return cls(crawler)

    @property
    def job(self) -> CrawlJob:
        job: CrawlJob = self.crawler.spider.job  # type: ignore[union-attr]
        return job

    async def process_start(self, start: AsyncIterator[Request]) -> AsyncIterator[Request]:
        async for request in start:
            self.asked += 1
            yield request
            return

    async def process_spider_output(
        self, response: Response, result: AsyncIterator[PageItem | Request]
    ) -> AsyncIterator[Request]:
        """No item goes on: there is nothing that would save it."""
        out = [one async for one in result]
        pages = [one for one in out if isinstance(one, ReadPage)]
        further = [one for one in out if isinstance(one, Request)]
        adverts = [request for request in further if not _fetch(request).listing]
        for page in pages:
            self._tell_page(response, page, adverts=len(adverts), listings=len(further) - len(adverts))
        if any(page.postings for page in pages) or self.asked == MOST_REQUESTS:
            return
        for request in (adverts or further)[:1]:
            self.asked += 1
            yield request

    def _tell_page(self, response: Response, page: ReadPage, *, adverts: int, listings: int) -> None:
        tell = self.job.report.tell
        tell(
            {
                "event": "page",
                "url": page.address,
                "bytes": len(response.body),
                "postings": len(page.postings),
                "adverts": adverts,
                "listings": listings,
            }
        )
        readings = lines(page.postings, self.job.context, self.job.source.slug, self.job.clock())
        for found, read_as in zip(page.postings, readings, strict=True):
            if isinstance(found, RawPosting) and self.shown < SHOWN:
                self.shown += 1
                tell({"event": "posting", "said": found.texts(), **read_as})
        refused = Counter(one["rejected"]["reason"] for one in readings if "rejected" in one)
        tell({"event": "taken", "count": len(readings) - refused.total()})
        for reason, count in refused.most_common():
            example = next(
                one["rejected"] for one in readings if one.get("rejected", {}).get("reason") == reason
            )
            tell({"event": "rejected", "count": count, **example})


def _fetch(request: Request) -> Fetch:
    fetch: Fetch = request.cb_kwargs["fetch"]
    return fetch


def _scrapy_settings(settings: Settings, source: Source) -> dict[str, object]:
    return logged_settings(settings, source, "check") | {
        "ITEM_PIPELINES": {},
        "SPIDER_MIDDLEWARES": SPIDER_MIDDLEWARES | {"crawlers.try_source.FirstOfEach": 100},
    }
