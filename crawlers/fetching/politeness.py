"""How a crawl behaves towards its hosts: robots.txt to the letter, one turn at a time, and waiting when asked to."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.robotstxt import ProtegoRobotParser, RobotParser
from twisted.internet.defer import Deferred

from crawlers.fetching.failure_reasons import why_failed
from crawlers.fetching.host_pacing import Turns
from crawlers.fetching.redirects import HOSTS_SETTING
from foothold.model.hosts import SourceHosts, host_text
from foothold.model.plausible import whole_number

log = logging.getLogger(__name__)

LONGEST_WAIT_SECONDS = 120.0
ASKED_TO_WAIT = "asked_to_wait"
BUSY = (429, 503)
APART_SETTING = "FOOTHOLD_SECONDS_APART"


class RobotsUnreachable(Exception):
    """robots.txt answered with a server's error: RFC 9309 says to read that as a full disallow."""


class HostUnreachable(IgnoreRequest):
    """The host's robots.txt could not be had, so that nothing of it may be fetched; the text says why."""


class Robots(RobotsTxtMiddleware):
    """Scrapy's own, with three rules of RFC 9309 that it lacks, and for all that ask at once.

    A client error means that there are no rules; a server's error or silence means that nothing may be
    fetched. Rules that lie on another host, at most five redirects away, hold for the host that was asked; where
    that other host has none, nothing may be fetched, since nobody said that anything may.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.hosts: SourceHosts = crawler.settings.get(HOSTS_SETTING, SourceHosts())
        self.unreachable: dict[str, str] = {}
        self._asking: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def robot_parser(self, request: Request) -> RobotParser | None:
        # Of several that wait for one robots.txt, Scrapy 2.19 judges the first two by it and lets the others through.
        async with self._asking[urlsplit(request.url).netloc]:
            return await super().robot_parser(request)

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        why = self.unreachable.get(urlsplit(request.url).netloc)
        if why:
            raise HostUnreachable(why)
        super().process_request_2(rp, request)

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if response.status >= 500 or response.status == 429:
            raise RobotsUnreachable(f"it answered HTTP {response.status}")
        if self.hosts.refusal(request.url, request.url, response.url) and not _are_rules(response):
            raise RobotsUnreachable(f"it leads to {host_text(response.url)}, where no rules are")
        body = response.body if response.status < 400 else b""
        await super()._parse_robots(response.replace(body=body), netloc, request)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        self.unreachable[netloc] = f"its robots.txt could not be had: {why_failed(exc, netloc)}"
        waiting = self._parsers[netloc]
        self._parsers[netloc] = None
        if isinstance(waiting, Deferred):
            waiting.callback(None)


def _are_rules(response: Response) -> bool:
    """Whether an answer can be a robots.txt: it is there, and it is no page."""
    return 200 <= response.status < 300 and not response.body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")


class PoliteRetry(RetryMiddleware):
    """Stands next to the network: every request waits here for its turn at its host, and one that finds the host
    busy is tried again after the time that the host names, within reason."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler.settings)
        self.crawler = crawler
        self.pause = crawler.settings.getfloat(APART_SETTING)
        self.turns = Turns(self.pause, self._book)
        crawler.signals.connect(self.slow_down, signal=signals.robots_parsed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "PoliteRetry":
        return cls(crawler)

    def _book(self, host: str, apart: float) -> float:
        seconds: float = self.crawler.spider.job.ledger.book_turn(host, apart)  # type: ignore[union-attr]
        return seconds

    def slow_down(self, robotparser: RobotParser, request: Request, **_: Any) -> None:
        """A Crawl-delay or Request-rate that asks for more time than we leave takes its place."""
        name = self.crawler.settings["ROBOTSTXT_USER_AGENT"]
        seconds = max(robotparser.crawl_delay(name) or 0.0, _request_rate(robotparser, name))
        self.turns.further_apart(_host(request), seconds)

    async def process_request(self, request: Request) -> None:
        await self.turns.wait(_host(request))

    async def process_response(  # type: ignore[override] # Scrapy awaits what needs it
        self, request: Request, response: Response
    ) -> Request | Response:
        if response.status not in self.retry_http_codes:
            return response
        asked = retry_after(response.headers.get("Retry-After")) if response.status in BUSY else None
        if asked is not None and asked > LONGEST_WAIT_SECONDS:
            request.meta[ASKED_TO_WAIT] = asked
            return response
        again = self._retry(request, f"HTTP {response.status}")
        if again is None:
            return response
        self.turns.leave_alone(_host(request), asked if asked is not None else self._backoff(request))
        return again

    def _backoff(self, request: Request) -> float:
        return float(min(self.pause * 2 ** request.meta.get("retry_times", 0), LONGEST_WAIT_SECONDS))


def _host(request: Request) -> str:
    return urlsplit(request.url).hostname or ""


def _request_rate(robotparser: RobotParser, name: str) -> float:
    """Seconds between two requests by a Request-rate, 0 where there is none."""
    rate = robotparser.rp.request_rate(name) if isinstance(robotparser, ProtegoRobotParser) else None
    return float(rate.seconds) / rate.requests if rate and rate.requests else 0.0


def retry_after(
    header: bytes | None, now: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> float | None:
    """Seconds that a Retry-After header asks for, written as a number or as a date; None if it says neither."""
    text = (header or b"").decode("latin-1").strip()
    seconds = whole_number(text, range(10**9))
    if seconds is not None:
        return float(seconds)
    try:
        until = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(0.0, (until - now()).total_seconds())
