"""The one spider: it fetches what a source's family asks for, and reads nothing itself."""

from asyncio import ensure_future
from collections.abc import AsyncIterator, Iterable, Iterator
from typing import Any
from urllib.parse import quote, urldefrag, urlsplit

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider, DownloadTimeoutError, IgnoreRequest
from scrapy.http import Response
from twisted.python.failure import Failure

from crawlers.completeness import is_guarded, may_break_off
from crawlers.family import OWN_KEY, Fetch
from crawlers.fetching.failure_reasons import why_failed
from crawlers.fetching.guard import origin
from crawlers.fetching.http_validators import conditions, validators_of
from crawlers.fetching.politeness import ASKED_TO_WAIT
from crawlers.fetching.redirects import AnsweredElsewhere
from crawlers.fetching.size_guard import counted, weigh, weighed
from crawlers.job import CrawlJob, GonePage, PageItem, ReadPage, UnchangedPage
from foothold.errors import SourceMisconfigured, TooLarge, Unreadable
from foothold.model.crawl_run import Ending
from foothold.model.posting import RawPosting, Rejected

GONE = (404, 410)
BROKEN = "broken"
BEGINS = "begins"
"""Marks a request with which the crawl begins: its answer is a list, whatever its family does with it."""
UNANSWERED_IN_A_ROW = 10
"""So many pages of which no try was answered in time, and no answer between them: what is left would hang as long, and
keep another source's crawl from its turn."""
NOT_READ = (Unreadable, SourceMisconfigured)
"""What a reader says of an answer: it is of another format, or the source's YAML looks in it for what is not there."""


class SourceSpider(Spider):
    """Serves every source: what differs between them is their family and their values."""

    name = "source"

    def __init__(self, job: CrawlJob, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.job = job
        self.report = job.report
        self.unanswered = 0

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> "SourceSpider":
        spider: SourceSpider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.reader_broke, signal=signals.spider_error)
        crawler.signals.connect(spider.saving_broke, signal=signals.item_error)
        crawler.signals.connect(spider.dropped, signal=signals.request_dropped)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        for fetch in self.job.family.start(self.job.source.values, self.job.key):
            yield self.request(fetch, dict(fetch.headers), begins=True)

    def request(self, fetch: Fetch, headers: dict[str, str], *, begins: bool = False) -> Request:
        """A family's fetch as a request: conditional where the page was read before.

        A listing is always asked for whole, because what it leads to has to be followed again.
        """
        known = None if fetch.listing else self.job.validators.get(fetch.url)
        return Request(
            fetch.url.replace(OWN_KEY, quote(self.job.key or "", safe="")),
            method=fetch.method,
            headers=headers | conditions(known),
            body=fetch.body or b"",
            callback=self.parse,
            errback=self.failed,
            cb_kwargs={"fetch": fetch},
            meta={"home": origin(fetch.url), "own_headers": tuple(headers), "own": headers, BEGINS: begins},
        )

    def parse(self, response: Response, fetch: Fetch) -> Iterator[PageItem | Request]:
        """One answer: read, confirmed as unchanged, gone, or failed."""
        self.unanswered = 0
        if response.status == 304:
            self.report.counts.not_modified += 1
            yield UnchangedPage(fetch.url)
        elif response.status in GONE and not fetch.listing:
            self.report.counts.gone += 1
            yield GonePage(fetch.url)
        elif 200 <= response.status < 300:
            yield from self.read(response, fetch)
        else:
            self.turned_away(response, fetch)

    def read(self, response: Response, fetch: Fetch) -> Iterator[PageItem | Request]:
        try:
            postings, further = self._read(response, fetch)
        except NOT_READ as error:
            self.report.counts.pages += 1
            if not self._walled(response, fetch):
                self.report.failed(fetch.url, str(error).rstrip("."), listing=fetch.listing)
            return
        self.report.read(postings)
        walled = not postings and not further and self._walled(response, fetch)
        if fetch.listing or response.meta.get(BEGINS):
            headers = _headers_of(response)
            guarded = not walled and is_guarded(response.body, headers)
            self.report.list_read(guarded=guarded, broken_off=may_break_off(response.body, response.status))
        elif not postings and not walled:
            self.report.counts.empty += 1
        yield ReadPage(fetch.url, postings, validators_of(response))
        self._stop_at_the_limit()
        for fetch_next in further:
            yield self.request(fetch_next, self._headers_for(fetch_next, response))

    def _read(
        self, response: Response, fetch: Fetch
    ) -> tuple[tuple[RawPosting | Rejected, ...], tuple[Fetch, ...]]:
        family, values = self.job.family, self.job.source.values
        most = self.settings.getint("DOWNLOAD_MAXSIZE")
        weigh(response.body, most)
        asked = self._without_key(_asked(response, fetch))
        further = tuple(counted(family.follow(response.body, asked, values), most)) if fetch.listing else ()
        try:
            url = self._without_key(response.url)
            postings = tuple(weighed(family.read(response.body, url, self.job.clock(), values), most))
        except Unreadable as error:
            if not further or isinstance(error, TooLarge):
                raise
            postings = ()
        return postings, further

    def _without_key(self, url: str) -> str:
        return url.replace(quote(self.job.key, safe=""), OWN_KEY) if self.job.key else url

    def _headers_for(self, fetch: Fetch, response: Response) -> dict[str, str]:
        """A followed fetch takes the headers of the one that led to it along, to the same origin only."""
        request = response.request
        own = request.meta["own"] if request and origin(fetch.url) == request.meta["home"] else {}
        return {**own, **fetch.headers}

    def _stop_at_the_limit(self) -> None:
        if self.job.limit is not None and self.report.counts.postings >= self.job.limit:
            self.report.ending = Ending.LIMITED
            raise CloseSpider(Ending.LIMITED)

    def _walled(self, response: Response, fetch: Fetch) -> bool:
        return self.report.walled(fetch.url, response.body, _headers_of(response))

    def turned_away(self, response: Response, fetch: Fetch) -> None:
        """An answer that is no page: a bot wall, an error, a request to come back later."""
        if self._walled(response, fetch):
            self.report.counts.pages += 1
        else:
            self.report.failed(fetch.url, f"HTTP {response.status}", listing=fetch.listing)
        wait = response.meta.get(ASKED_TO_WAIT)
        if wait:
            self.report.ending = Ending.ASKED_TO_WAIT
            self.report.trouble(f"{fetch.url} asked us to wait {wait:.0f} seconds.")
            raise CloseSpider(Ending.ASKED_TO_WAIT)

    def failed(self, failure: Failure) -> Iterable[PageItem]:
        """A request without an answer: refused by the guard or robots.txt, or lost on the way."""
        fetch: Fetch = failure.request.cb_kwargs["fetch"]  # type: ignore[attr-defined]
        error = failure.value or RuntimeError("no reason was given")
        if isinstance(error, IgnoreRequest) and "Forbidden by robots.txt" in str(error):
            self.report.counts.forbidden += 1
            self.report.trouble(f"robots.txt forbids {fetch.url}.")
            if fetch.listing:
                self.report.counts.failed_listings += 1
        elif isinstance(error, AnsweredElsewhere):
            self.report.answered_elsewhere(fetch.url, str(error), error.host, listing=fetch.listing)
        else:
            why = why_failed(error, urlsplit(failure.request.url).hostname or "")  # type: ignore[attr-defined]
            self.report.failed(fetch.url, why, listing=fetch.listing)
            self._stop_where_nothing_answers(error)
        return ()

    def _stop_where_nothing_answers(self, error: BaseException) -> None:
        self.unanswered += isinstance(error, DownloadTimeoutError)
        if self.unanswered == UNANSWERED_IN_A_ROW:
            self.report.ending = Ending.UNANSWERED
            self.closing = ensure_future(self.crawler.engine.close_spider_async(reason=Ending.UNANSWERED))

    def reader_broke(self, failure: Failure, response: Response, **_: Any) -> None:
        """A reader met something that it should have survived: one page failed, the others go on."""
        self.report.failed(response.url, f"{type(failure.value).__name__} in its reader", listing=False)

    def dropped(self, request: Request, **_: Any) -> None:
        """Scrapy drops without a word what it has asked for already: of a redirect in a circle nobody would hear."""
        if request.url in request.meta.get("redirect_urls", ()):
            fetch: Fetch = request.cb_kwargs["fetch"]
            self.report.failed(fetch.url, "it redirects in a circle", listing=fetch.listing)

    def saving_broke(self, failure: Failure, **_: Any) -> None:
        """What cannot be saved must not be fetched: the run stops and says so."""
        self.report.broke(failure.value)
        self.closing = ensure_future(self.crawler.engine.close_spider_async(reason=BROKEN))

    def closed(self, reason: str) -> None:
        if reason == "finished" and self.report.ending is Ending.INTERRUPTED:
            self.report.ending = Ending.COMPLETE


def _headers_of(response: Response) -> dict[str, str]:
    return {
        name.decode("latin-1").lower(): (values[0] if values else b"").decode("latin-1")
        for name, values in response.headers.items()
    }


def _asked(response: Response, fetch: Fetch) -> str:
    """Where the answer came from, with the fragment of what was asked: it is not sent, and says which page of a
    list by POST it was."""
    fragment = urldefrag(fetch.url).fragment
    return f"{urldefrag(response.url).url}#{fragment}" if fragment else response.url
