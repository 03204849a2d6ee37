"""Keeps pages of a crawl as cases for review, in the layout of `tests/pages`, with the people taken out of them."""

import json
from collections.abc import AsyncIterator, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawlers.family import OWN_KEY, Fetch
from crawlers.job import CrawlJob, PageItem, ReadPage
from crawlers.scrub import scrubbed
from crawlers.settings import SPIDER_MIDDLEWARES
from foothold.errors import Unreadable
from foothold.model.posting import RawPosting, Rejected
from foothold.reading.faults import Faults
from foothold.reading.intake import intake, line
from foothold.reading.normalise import Context

FOLDER_SETTING = "FOOTHOLD_RECORDED"
MOST_PAGES = 3  # A listing and three adverts show how a source writes; the rest are more of the same.


def recorded_folder(home: Path, slug: str) -> Path:
    return home / "recorded" / slug


def recording(folder: Path) -> dict[str, Any]:
    """What a crawl's settings say so that its pages are kept in the folder."""
    return {
        FOLDER_SETTING: str(folder.resolve()),
        "SPIDER_MIDDLEWARES": SPIDER_MIDDLEWARES | {"crawlers.record.Recorder": 100},
    }


class Recorder:
    """Stands between the spider and what saves: it sees each page with what was read of it, and changes neither."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.folder = Path(str(crawler.settings[FOLDER_SETTING]))
        self.pages = 0
        self.listed = False

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Recorder":
        return cls(crawler)

    async def process_spider_output(
        self, response: Response, result: AsyncIterator[PageItem | Request]
    ) -> AsyncIterator[PageItem | Request]:
        async for one in result:
            if isinstance(one, ReadPage):
                self._keep(response, one)
            yield one

    def _keep(self, response: Response, page: ReadPage) -> None:
        case = self._case(response.cb_kwargs["fetch"], page)
        # A workbook or a packed sitemap cannot be freed of people, and is not kept.
        if case and b"\0" not in response.body:
            job: CrawlJob = self.crawler.spider.job  # type: ignore[union-attr]
            write_case(self.folder / case, response.body, response.url, job)
            job.report.tell({"event": "recorded", "source": job.source.slug, "case": str(self.folder / case)})

    def _case(self, fetch: Fetch, page: ReadPage) -> str | None:
        """The first listing, and the first pages that hold postings."""
        if fetch.listing:
            first, self.listed = not self.listed, True
            return "listing" if first else None
        if not page.postings or self.pages == MOST_PAGES:
            return None
        self.pages += 1
        return f"page_{self.pages}"


def write_case(folder: Path, body: bytes, url: str, job: CrawlJob) -> None:
    """The scrubbed page, `case.json`, `expected.json` as the family reads it, and `reading.json`: what becomes of it."""
    page = scrubbed(_without_key(body, job.key))
    address = _without_key(url.encode(), job.key).decode()
    seen = job.clock().replace(microsecond=0)
    try:
        found = list(job.family.read(page, address, seen, job.source.values))
    except Unreadable:
        found = []
    folder.mkdir(parents=True, exist_ok=True)
    name = f"page.{_ending(page)}"
    (folder / name).write_bytes(page)
    about = {
        "family": job.family.name,
        "url": address,
        "seen": seen.isoformat(),
        "values": job.source.values,
        "page": name,
    }
    _write(folder / "case.json", about)
    _write(folder / "expected.json", [_as_read(one) for one in found])
    _write(folder / "reading.json", lines(found, job.context, job.source.slug, job.clock()))


def lines(
    found: Iterable[RawPosting | Rejected], context: Context, source: str, at: datetime
) -> list[dict[str, Any]]:
    """What the core makes of each posting, as `foothold read` prints it."""
    faults = Faults(source)
    return [
        line(intake(one, context, faults), source, one.seen if isinstance(one, RawPosting) else at)
        for one in found
    ]


def _without_key(said: bytes, key: str | None) -> bytes:
    """Some services take the key in the address, and some say it again in their answer."""
    for written in (key, quote(key, safe="")) if key else ():
        said = said.replace(written.encode(), OWN_KEY.encode())
    return said


def _as_read(found: RawPosting | Rejected) -> dict[str, Any]:
    if isinstance(found, RawPosting):
        return {"posting": found.texts()}
    return {"rejected": {"reason": found.reason.value, "text": found.text, "url": found.url}}


def _ending(page: bytes) -> str:
    head = page.lstrip(b"\xef\xbb\xbf \t\r\n")[:200].lower()
    if head[:1] in (b"{", b"["):
        return "json"
    return "html" if b"<html" in head or b"<!doctype html" in head or not head.startswith(b"<") else "xml"


def _write(path: Path, content: Any) -> None:
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
