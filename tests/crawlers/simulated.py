"""A source's crawls over days without a network: what its pages showed goes the way of every crawl into the store,
and the run is judged as every run is."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from functools import cache
from types import SimpleNamespace
from typing import Any

from crawlers.crawl import conclude
from crawlers.families import family
from crawlers.job import CrawlJob, ReadPage
from crawlers.pipelines import SavePipeline
from crawlers.run_recorder import Ledger
from crawlers.run_report import RunReport
from foothold.model.crawl_run import CrawlRun, Ending
from foothold.model.opportunity import Status
from foothold.model.posting import RawPosting
from foothold.model.source import Expects, Publisher, Source, Terms
from foothold.reading.normalise import Context
from foothold.reading.places.gazetteer import PlaceTable
from foothold.store import records
from foothold.store.open_store import Store

SLUG = "example_college"
SOURCE = Source(
    slug=SLUG,
    title="Example College",
    publisher=Publisher(name="Example College", url="https://college.example", kind="provider"),
    terms=Terms(robots="allowed", licence="facts only", checked=date(2026, 9, 1)),
    family="job_feed",
    values={"url": "https://college.example/feed"},
    schedule="15 5 * * *",
    expects=Expects(),
)
FIRST_DAY = datetime(2026, 12, 1, 5, 15, tzinfo=UTC)
FEED = "https://college.example/feed"
DESCRIPTION = (
    "Ravensbourne Boilers looks for somebody who likes to work with their hands and wants to learn how heating is "
    "planned, built and kept going in schools, homes and hospitals across the borough. You go to college on one day "
    "of the week, and on the other four you are on the road with a plumber who has taught others before. No grades "
    "are asked for: what we want to see is that you turn up, ask and try again."
)


@cache
def places() -> PlaceTable:
    return PlaceTable.load()


def advert(reference: str | None, title: str = "Plumbing apprentice", **said: str | None) -> RawPosting:
    """An advert of the source, under a reference and at an address that carries it."""
    usual: dict[str, str | None] = {
        "url": f"https://college.example/jobs/{reference}" if reference else None,
        "title": title,
        "employer": "Ravensbourne Boilers",
        "places": "Hackney, London",
        "postcode": "E8 1EA",
        "description": DESCRIPTION,
        "closing": "31 March 2027",
        "start": "3 May 2027",
        "wage": "£8 an hour",
    }
    return RawPosting(seen=FIRST_DAY, external_id=reference, **(usual | said))  # type: ignore[arg-type]


def adverts(count: int, run: int = 0, first: int = 1) -> list[RawPosting]:
    """So many different ones; in each run (unless 0) with references of that run."""
    return [
        advert(f"{n}-{run}" if run else str(n), f"Plumbing apprentice in team {n:03}")
        for n in range(first, first + count)
    ]


class Simulated:
    """One source and its runs. `day` counts from 1; several runs of a day are minutes apart."""

    def __init__(self, store: Store, source: Source = SOURCE) -> None:
        self.store = store
        self.source = source
        self.at = FIRST_DAY
        self.job: CrawlJob

    def clock(self) -> datetime:
        """A second later at each look."""
        self.at += timedelta(seconds=1)
        return self.at

    def crawl(
        self,
        day: int,
        postings: Iterable[RawPosting],
        *,
        ending: Ending = Ending.COMPLETE,
        failed: Iterable[str] = (),
        **counts: Any,
    ) -> CrawlRun:
        """One run. `failed` are addresses that did not answer; `counts` are those of a run, such as `bot_walls`."""
        self.begin(day)
        self.read(postings)
        for url in failed:
            self.job.report.failed(url, "HTTP 500", listing=False)
        for name, number in counts.items():
            setattr(self.job.report.counts, name, number)
        return self.end(ending)

    def begin(self, day: int) -> None:
        self.at = max(self.at + timedelta(minutes=1), FIRST_DAY + timedelta(days=day - 1))
        ledger = Ledger.begin(self.store, SLUG, self.clock, self.source.standing)
        self.job = CrawlJob(
            source=self.source,
            family=family(self.source.family),
            ledger=ledger,
            context=Context.of_source(self.source, places(), {}),
            report=RunReport(SLUG),
            clock=self.clock,
        )
        spider = SimpleNamespace(job=self.job)
        self.pipeline = SavePipeline(SimpleNamespace(spider=spider))  # type: ignore[arg-type]

    def read(self, postings: Iterable[RawPosting]) -> None:
        page = ReadPage(FEED, tuple(postings), None)
        self.job.report.read(page.postings)
        self.pipeline.process_item(page)

    def end(self, ending: Ending = Ending.COMPLETE) -> CrawlRun:
        self.pipeline.close_spider()
        self.job.report.ending = ending
        return conclude(self.job)

    @property
    def open(self) -> int:
        return records.count_by_status(self.store)[Status.OPEN]

    @property
    def shown(self) -> dict[str, str]:
        """The title of each open record, by its id."""
        return {record.id: record.public["title"] for record in records.every_public(self.store)}
