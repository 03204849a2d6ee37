"""From read pages to saved records: normalised and saved in batches, each in a transaction of its own."""

from time import monotonic
from typing import TypeVar

from scrapy.crawler import Crawler

from crawlers.contacts import without_contacts
from crawlers.job import CrawlJob, GonePage, PageItem, ReadPage, UnchangedPage
from crawlers.merge_places import PerPlace
from foothold.model.posting import RawPosting, Rejected
from foothold.reading.intake import intake
from foothold.store.crawled_pages import Validators
from foothold.store.upserts import BATCH, batches

T = TypeVar("T")

LONGEST_HOLD_SECONDS = (
    5.0  # A slow site's postings are saved as they come, for the sake of what a crash loses.
)


class SavePipeline:
    """Holds postings until a batch is full. No transaction is open while the network is waited on.

    A page's validators are kept only once its postings are saved, so that a crash in between makes the next
    run read the page again.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.waiting: list[tuple[str, RawPosting | Rejected]] = []
        self.validators: dict[str, Validators] = {}
        self.per_place = PerPlace()
        self.saved_at = monotonic()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "SavePipeline":
        return cls(crawler)

    @property
    def job(self) -> CrawlJob:
        job: CrawlJob = self.crawler.spider.job  # type: ignore[union-attr]
        return job

    def process_item(self, item: PageItem) -> PageItem:
        if self.job.report.broken:
            return item
        match item:
            case ReadPage():
                self.take(item)
            case UnchangedPage(address):
                self.job.report.counts.seen_again += self.job.ledger.seen_again(address)
            case GonePage(address):
                self.job.ledger.gone(address)
        return item

    def take(self, page: ReadPage) -> None:
        self.waiting.extend((page.address, posting) for posting in page.postings if not self._held(posting))
        if page.validators and not self.job.family.repeats_per_place:
            self.validators[page.address] = page.validators
        if len(self.waiting) >= BATCH or monotonic() - self.saved_at > LONGEST_HOLD_SECONDS:
            self.save_waiting()

    def _held(self, posting: RawPosting | Rejected) -> bool:
        return (
            self.job.family.repeats_per_place
            and isinstance(posting, RawPosting)
            and self.per_place.hold(posting)
        )

    def close_spider(self) -> None:
        self.waiting.extend((posting.url or "", posting) for posting in self.per_place.whole())
        try:
            if not self.job.report.broken:
                self.save_waiting()
        except Exception as error:
            # Scrapy logs what goes wrong here and ends as if nothing had.
            self.job.report.broke(error)
            raise
        self.job.report.progress(now=True)

    def save_waiting(self) -> None:
        for batch in batches(self.waiting):
            self._save(batch)
            self.job.report.progress()
        self.waiting.clear()
        self.job.ledger.keep_validators(self.validators)
        self.validators.clear()
        self.saved_at = monotonic()

    def _save(self, batch: list[tuple[str, RawPosting | Rejected]]) -> None:
        context, report = self.job.context, self.job.report
        readings = [
            intake(found, context, report.faults, prepare=without_contacts, page_url=page)
            for page, found in batch
        ]
        for reading, saved in zip(readings, self.job.ledger.save(readings, report.faults), strict=True):
            report.ended(reading, saved.status)
