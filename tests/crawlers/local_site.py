"""A small site on loopback: pages by path, set by the test, and a log of what was asked for."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True)
class Page:
    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    endless: bool = False
    """The body is sent again and again, until whoever asked hangs up."""
    drip_seconds: float = 0.0
    """So long between one byte of the body and the next."""


@dataclass(frozen=True)
class Asked:
    path: str
    headers: dict[str, str]
    at: float
    body: bytes = b""


Answer = Page | Callable[[Asked], Page]


class _QuietServer(ThreadingHTTPServer):
    # With the default of 5 a crawl's ninth connection waits a second for its SYN to be sent again.
    request_queue_size = 128

    def handle_error(self, request: object, client_address: object) -> None:
        """A crawl that was killed hangs up in the middle: that is what the test is about."""


class LocalSite:
    """Pages may be added, changed and removed while it serves; a path without one answers 404."""

    def __init__(self) -> None:
        self.pages: dict[str, Answer] = {"/robots.txt": Page(b"User-agent: *\nAllow: /\n")}
        self.answers_anything: Answer = Page(status=404)
        self.asked: list[Asked] = []
        self.answering = threading.Event()
        self.held_from: int | None = None
        self.answering.set()
        self.server = _QuietServer(("127.0.0.1", 0), self._handler())
        self.server.daemon_threads = True

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    def paths(self) -> list[str]:
        return [asked.path for asked in self.asked]

    def hold(self, requests: int) -> None:
        """Answer so many more requests and let the others wait, so that no crawl can end until `go_on`."""
        self.held_from = len(self.asked) + requests
        self.answering.clear()

    def go_on(self) -> None:
        self.held_from = None
        self.answering.set()

    @property
    def holding(self) -> bool:
        """Whether a request waits."""
        return self.held_from is not None and len(self.asked) > self.held_from

    def answer(self, asked: Asked) -> Page:
        self.asked.append(asked)
        if self.holding:
            self.answering.wait(60)
        page = self.pages.get(asked.path, self.answers_anything)
        page = page(asked) if callable(page) else page
        etag = page.headers.get("ETag")
        if etag and asked.headers.get("if-none-match") == etag:
            return Page(status=304, headers=page.headers, seconds=page.seconds)
        return page

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                headers = {name.lower(): value for name, value in self.headers.items()}
                body = self.rfile.read(int(headers.get("content-length", 0)))
                page = site.answer(Asked(self.path, headers, time.monotonic(), body))
                time.sleep(page.seconds)
                self.send_response(page.status)
                for name, value in page.headers.items():
                    self.send_header(name, value)
                if page.endless:
                    self.send_header("Connection", "close")
                else:
                    self.send_header("Content-Length", str(len(page.body)))
                self.end_headers()
                for byte in page.body if page.drip_seconds else ():
                    self.wfile.write(bytes([byte]))
                    time.sleep(page.drip_seconds)
                if not page.drip_seconds:
                    self.wfile.write(page.body)
                while page.endless:
                    self.wfile.write(page.body)

            do_POST = do_GET  # noqa: N815

            def log_message(self, *args: object) -> None:
                pass

        return Handler


def until(what: Callable[[], bool], seconds: float = 60) -> None:
    """Wait for something to come about."""
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "it did not come about in time"
        time.sleep(0.02)


@contextmanager
def local_site() -> Iterator[LocalSite]:
    site = LocalSite()
    thread = threading.Thread(target=site.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        site.go_on()
        site.server.shutdown()
        site.server.server_close()


POSTING = """<!doctype html><title>{title}</title><script type="application/ld+json">
{{"@context": "https://schema.org", "@type": "JobPosting", "title": "{title}",
 "description": "<p>A Level 3 apprenticeship with Ravensbourne Boilers.</p>",
 "identifier": {{"@type": "PropertyValue", "value": "{reference}"}},
 "datePosted": "2026-11-01", "validThrough": "2027-01-31",
 "hiringOrganization": {{"@type": "Organization", "name": "Ravensbourne Boilers"}},
 "baseSalary": {{"@type": "MonetaryAmount", "currency": "GBP",
                "value": {{"@type": "QuantitativeValue", "value": {wage}, "unitText": "YEAR"}}}},
 "jobLocation": {{"@type": "Place", "address": {{"@type": "PostalAddress", "addressLocality": "Hackney, London",
                "postalCode": "E8 1EA", "addressCountry": "GB"}}}}}}
</script><h1>{title}</h1>"""


def posting_page(number: int, *, etag: str | None = None, wage: int = 18000, seconds: float = 0.0) -> Page:
    body = POSTING.format(title=f"Plumbing apprentice {number}", reference=f"RB-{number}", wage=wage).encode()
    return Page(
        body, headers={"Content-Type": "text/html"} | ({"ETag": etag} if etag else {}), seconds=seconds
    )


def sitemap(site: LocalSite, paths: list[str]) -> Page:
    urls = "".join(f"<url><loc>{site.url}{path}</loc></url>" for path in paths)
    return Page(
        f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'.encode()
    )


def serve_postings(site: LocalSite, count: int, *, seconds: float = 0.0, etags: bool = False) -> None:
    """A sitemap of `count` posting pages."""
    numbers = range(1, count + 1)
    for number in numbers:
        site.pages[f"/vacancy/{number}"] = posting_page(
            number, seconds=seconds, etag=f'"v{number}"' if etags else None
        )
    site.pages["/sitemap.xml"] = sitemap(site, [f"/vacancy/{number}" for number in numbers])
