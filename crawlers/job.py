"""`CrawlJob`: everything that one crawl of one source works with, made once and handed over."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from crawlers.families.family import Family
from crawlers.ledger import Ledger
from crawlers.run_report import RunReport
from foothold.clock import Clock
from foothold.normalise import Context
from foothold.posting import RawPosting, Rejected
from foothold.source import Source
from foothold.store.crawled_pages import Validators


@dataclass(frozen=True, slots=True)
class CrawlJob:
    """`validators` are those of the pages that the last run read; `limit` stops after that many postings."""

    source: Source
    family: Family
    ledger: Ledger
    context: Context
    report: RunReport
    clock: Clock
    key: str | None = None
    limit: int | None = None
    validators: Mapping[str, Validators] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReadPage:
    """A page as its family read it: the one item that a spider yields.

    `address` is the one that was asked for, before redirects: the next run asks for it again.
    """

    address: str
    postings: tuple[RawPosting | Rejected, ...]
    validators: Validators | None


@dataclass(frozen=True, slots=True)
class UnchangedPage:
    """A page that answered 304: everything last read from it stands."""

    address: str


@dataclass(frozen=True, slots=True)
class GonePage:
    """A page that answered 404 or 410: the posting that was there is no more."""

    address: str


PageItem = ReadPage | UnchangedPage | GonePage
