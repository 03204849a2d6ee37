"""How a crawl behaves towards its hosts: robots.txt to the letter, and waiting when asked to."""

import asyncio
import logging
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.http import Response
from scrapy.robotstxt import ProtegoRobotParser, RobotParser
from twisted.internet.defer import Deferred

log = logging.getLogger(__name__)

LONGEST_WAIT_SECONDS = 120.0
ASKED_TO_WAIT = "asked_to_wait"
BUSY = (429, 503)


class RobotsUnreachable(Exception):
    """robots.txt answered with a server's error: RFC 9309 says to read that as a full disallow."""


class Robots(RobotsTxtMiddleware):
    """Scrapy's own, with two rules of RFC 9309 that it lacks, and Crawl-delay.

    A client error means that there are no rules; a server's error or silence means that nothing may be
    fetched.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        crawler.signals.connect(self.slow_down, signal=signals.robots_parsed)

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if response.status >= 500 or response.status == 429:
            raise RobotsUnreachable(f"{response.url} answered {response.status}")
        body = response.body if response.status < 400 else b""
        await super()._parse_robots(response.replace(body=body), netloc, request)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        waiting = self._parsers[netloc]
        nothing = ProtegoRobotParser(b"User-agent: *\nDisallow: /", None)
        self._parsers[netloc] = nothing
        if isinstance(waiting, Deferred):
            waiting.callback(nothing)

    def slow_down(self, robotparser: RobotParser, request: Request, **_: Any) -> None:
        """A Crawl-delay longer than our own takes its place: one request at a time, that far apart."""
        delay = robotparser.crawl_delay(self._robotstxt_useragent or "*")
        if not delay or delay <= self.crawler.settings.getfloat("DOWNLOAD_DELAY"):
            return
        downloader = self.crawler.engine.downloader
        host = urlsplit(request.url).hostname or ""
        downloader.per_slot_settings[host] = {"delay": delay, "concurrency": 1, "jitter": 0.0}
        slot = downloader.slots.get(host)
        if slot:
            slot.delay, slot.concurrency, slot.jitter = delay, 1, 0.0


class PoliteRetry(RetryMiddleware):
    """Tries again after the time that the host names, within reason, and holds its other requests as long."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler.settings)
        self.crawler = crawler
        self.pause = crawler.settings.getfloat("DOWNLOAD_DELAY")
        self.quiet_until: dict[str, float] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "PoliteRetry":
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        wait = self.quiet_until.get(_host(request), 0.0) - monotonic()
        if wait > 0:
            await asyncio.sleep(wait)

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
        wait = asked if asked is not None else self._backoff(request)
        self.quiet_until[_host(request)] = monotonic() + wait
        return again

    def _backoff(self, request: Request) -> float:
        return float(min(self.pause * 2 ** request.meta.get("retry_times", 0), LONGEST_WAIT_SECONDS))


def _host(request: Request) -> str:
    return urlsplit(request.url).hostname or ""


def retry_after(
    header: bytes | None, now: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> float | None:
    """Seconds that a Retry-After header asks for, written as a number or as a date; None if it says neither."""
    text = (header or b"").decode("latin-1").strip()
    if text.isdecimal():
        return float(text)
    try:
        until = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(0.0, (until - now()).total_seconds())
