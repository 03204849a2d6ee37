"""How fast is a crawl: one-posting pages beside a bare Scrapy spider in the same run, and a feed.

python -m benchmarks.crawl [PAGES] [POSTINGS IN THE FEED]

The bare spider takes the JSON-LD out of each page and keeps nothing. The crawl reads, normalises and saves.
Both are child processes; counted is the time from the reactor's start to the end, without imports. The site
is a third process on loopback.
"""

import asyncio
import contextlib
import json
import multiprocessing
import platform
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

from foothold.settings import Settings
from foothold.store.open_store import open_store
from scheduler.runner import Crawl
from tests.crawlers.local_site import POSTING

ROUNDS = 3
FILLER = "<p>A paragraph of an ordinary page, <a href='/x'>a link</a>, and some words beside it.</p>\n" * 200
DESCRIPTION = "<p>" + "You will learn the trade beside people who know it. " * 25 + "</p>"
YAML = """
title: Benchmark
publisher: {{name: Benchmark, url: "{url}", kind: sample}}
terms: {{robots: allowed, licence: ours, checked: 2026-11-01}}
sample: true
family: {family}
values: {values}
schedule: "15 5 * * *"
expects: {{}}
"""


def answers(port: int, pages: int, postings: int) -> dict[str, bytes]:
    url = f"http://127.0.0.1:{port}"
    found = {f"/vacancy/{n}": _page(n) for n in range(pages)}
    listed = "".join(f"<url><loc>{url}{path}</loc></url>" for path in found)
    return found | {
        "/robots.txt": b"User-agent: *\nAllow: /\n",
        "/sitemap.xml": f"<urlset>{listed}</urlset>".encode(),
        "/board": json.dumps({"jobs": [_job(n, url) for n in range(postings)]}).encode(),
    }


def _page(number: int) -> bytes:
    said = POSTING.format(title=f"Plumbing apprentice {number}", reference=f"RB-{number}", wage=18000)
    return (said + FILLER).encode()


def _job(number: int, url: str) -> dict[str, Any]:
    return {
        "id": number,
        "title": f"Level 3 plumbing apprentice {number}",
        "absolute_url": f"{url}/jobs/{number}",
        "location": {"name": "Hackney, London E8 1EA"},
        "company_name": "Ravensbourne Boilers",
        "content": DESCRIPTION,
        "first_published": "2026-11-01T09:00:00Z",
        "application_deadline": "2027-01-31T23:59:00Z",
    }


def serve(port: int, pages: int, postings: int) -> None:
    """A server that does nothing but write prepared bytes, so that it is not what is measured."""
    said = {
        path: b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(body) + body
        for path, body in answers(port, pages, postings).items()
    }
    missing = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                asked = await reader.readuntil(b"\r\n\r\n")
                writer.write(said.get(asked.split(b" ", 2)[1].decode(), missing))
                await writer.drain()

    async def forever() -> None:
        async with await asyncio.start_server(answer, "127.0.0.1", port) as server:
            await server.serve_forever()

    asyncio.run(forever())


@contextlib.contextmanager
def site(pages: int, postings: int) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    child = multiprocessing.get_context("spawn").Process(
        target=serve, args=(port, pages, postings), daemon=True
    )
    child.start()
    while True:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            break
        time.sleep(0.05)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        child.terminate()
        child.join()


def bare(url: str) -> None:
    """The reference: prints the seconds that it took."""
    from scrapy import Request, Spider
    from scrapy.crawler import AsyncCrawlerProcess
    from scrapy.http import Response

    class Bare(Spider):
        name = "bare"

        async def start(self) -> AsyncIterator[Request]:
            yield Request(f"{url}/sitemap.xml", callback=self.pages)

        def pages(self, response: Response) -> Iterator[Request]:
            response.selector.remove_namespaces()
            for address in response.xpath("//loc/text()").getall():
                yield Request(address, callback=self.posting)

        def posting(self, response: Response) -> Iterator[dict[str, Any]]:
            yield json.loads(response.css("script[type='application/ld+json']::text").get() or "{}")

    process = AsyncCrawlerProcess(
        {"LOG_LEVEL": "ERROR", "TELNETCONSOLE_ENABLED": False, "ROBOTSTXT_OBEY": True}
    )
    process.crawl(Bare)
    began = time.perf_counter()
    process.start()
    print(time.perf_counter() - began)


def bare_seconds(url: str) -> float:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.crawl", "--bare", url], capture_output=True, text=True, check=True
    )
    return float(done.stdout)


def our_seconds(family: str, values: str, url: str) -> tuple[float, int]:
    """Seconds from the run's start to its verdict, and the postings saved, into a new store."""
    times: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "benchmark.yml").write_text(YAML.format(url=url, family=family, values=values))
        settings = Settings(
            home=folder,
            sources_folder=folder,
            crawl_allow_loopback=True,
            crawl_delay_seconds=0,
            crawl_max_bytes=10**8,
        )
        store = open_store(settings.store_url)
        store.upgrade()
        outcome = Crawl("benchmark", settings).follow(
            lambda event: times.setdefault(event["event"], time.perf_counter())
        )
    saved = outcome.event["saved"] if outcome.event else 0
    return times["finished"] - times["started"], saved


def main() -> None:
    if sys.argv[1:2] == ["--bare"]:
        bare(sys.argv[2])
        return
    pages, postings = (int(said) for said in (*sys.argv[1:], "600", "5000")[:2])
    with site(pages, postings) as url:
        theirs = [bare_seconds(url) for _ in range(ROUNDS)]
        sitemap = f'{{sitemap: "{url}/sitemap.xml"}}'
        ours = [our_seconds("job_posting_page", sitemap, url) for _ in range(ROUNDS)]
        feed = [our_seconds("greenhouse", f'{{url: "{url}/board"}}', url) for _ in range(ROUNDS)]
    assert {saved for _, saved in ours} == {pages}
    rate, reference = pages / statistics.median(s for s, _ in ours), pages / statistics.median(theirs)
    print(
        f"{platform.machine()}, Python {platform.python_version()}, {pages} pages, {postings} postings in the feed"
    )
    print(
        f"one-posting pages   {rate:8.0f} a second, a bare spider {reference:.0f}: {rate / reference:.2f} of it"
    )
    print(f"feed                {feed[0][1] / statistics.median(s for s, _ in feed):8.0f} postings a second")


if __name__ == "__main__":
    main()
