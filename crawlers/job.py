"""`CrawlJob`: everything that one crawl of one source works with, made once and handed over."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from crawlers.families import family as family_named
from crawlers.family import Family
from crawlers.run_recorder import Ledger
from crawlers.run_report import RunReport, Tell
from foothold.clock import Clock
from foothold.model.posting import RawPosting, Rejected
from foothold.model.source import Source
from foothold.reading.normalise import Context
from foothold.reading.places.gazetteer import PlaceTable
from foothold.settings import Settings
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


def job_of(
    source: Source,
    settings: Settings,
    ledger: Ledger,
    *,
    tell: Tell,
    key: str | None = None,
    limit: int | None = None,
    validators: Mapping[str, Validators] | None = None,
) -> CrawlJob:
    """A source's job by the ledger's clock, whether its run is put on record (`Ledger.begin`) or not
    (`Ledger.besides_runs`). Without `validators` every page is asked for whole."""
    return CrawlJob(
        source=source,
        family=family_named(source.family),
        ledger=ledger,
        context=Context.of_source(source, PlaceTable.load(settings.places_folder), ledger.levy_positions()),
        report=RunReport(source.slug, tell=tell, secret=key),
        clock=ledger.clock,
        key=key,
        limit=limit,
        validators=validators or {},
    )


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
