"""Does a crawl that is killed lose or double anything? kill -9 at random points, then a run to the end.

python -m benchmarks.kill_crawl [--points N] [--postings N] [--seed N] [--postgres]

Each point is a new store: a crawl is killed after a random share of the time that a whole one takes, sometimes
twice in a row, and the next crawl runs to its end. The store must then say what a crawl that nobody killed says.
Each point's store is a SQLite file, or with `--postgres` a database of the server that the tests use.
"""

import argparse
import json
import os
import platform
import random
import signal
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import URL, text

from foothold.model.crawl_run import Verdict
from foothold.store import records
from tests.crawlers.crawling import LocalSource
from tests.crawlers.forked import ForkedCrawl
from tests.crawlers.local_site import LocalSite, local_site, serve_postings
from tests.postgres import empty_database, postgres_server

TOLD_WHEN_SEEN = ("revision", "last_confirmed", "sources", "id", "url")
RESULTS = Path(__file__).parent / "results" / "kill_crawl.json"


@dataclass(frozen=True, slots=True)
class Ending:
    """One point: what had been saved when the crawl died, and whether the next one made it whole."""

    saved_at_death: int
    verdict: str
    lost: int
    doubled: int
    wrong: int
    revisions_in_order: bool

    @property
    def whole(self) -> bool:
        return (
            self.verdict == Verdict.HEALTHY
            and not (self.lost or self.doubled or self.wrong)
            and self.revisions_in_order
        )


@contextmanager
def new_source(site: LocalSite, server: URL | None) -> Iterator[LocalSource]:
    with tempfile.TemporaryDirectory() as name, empty_database(server) if server else nullcontext() as url:
        source = LocalSource(Path(name), site, url)
        try:
            yield source
        finally:
            source.store.close()


@contextmanager
def postgres() -> Iterator[URL]:
    yield from postgres_server.__wrapped__()  # type: ignore[attr-defined] # the fixture's own function


def content(source: LocalSource) -> dict[str, dict[str, Any]]:
    return {
        record.public["title"]: {k: v for k, v in record.public.items() if k not in TOLD_WHEN_SEEN}
        for record in records.every_public(source.store)
    }


def crawl_and_kill(source: LocalSource, seconds: float) -> None:
    crawl = ForkedCrawl("local", source.settings)
    alarm = threading.Timer(seconds, os.kill, (crawl.pid, signal.SIGKILL))
    alarm.start()
    crawl.follow()
    alarm.cancel()


def kill_once(site: LocalSite, expected: dict[str, Any], seconds: list[float], server: URL | None) -> Ending:
    with new_source(site, server) as source:
        for moment in seconds:
            crawl_and_kill(source, moment)
        died_with = source.count()
        verdict = source.crawl().verdict
        found = content(source)
        with source.store.read() as connection:
            titles = list(connection.execute(text("SELECT title FROM opportunities")).scalars())
            revisions = list(
                connection.execute(text("SELECT revision FROM opportunities ORDER BY revision")).scalars()
            )
            references = list(connection.execute(text("SELECT external_id FROM sightings")).scalars())
    doubled = sum(n - 1 for n in (Counter(titles) + Counter(references)).values() if n > 1)
    return Ending(
        died_with,
        str(verdict),
        len(expected.keys() - found.keys()),
        doubled,
        sum(found[title] != said for title, said in expected.items() if title in found),
        revisions == list(range(1, len(revisions) + 1)),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--points", type=int, default=50)
    parser.add_argument("--postings", type=int, default=250)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--postgres", action="store_true")
    said = parser.parse_args()
    chance = random.Random(said.seed)
    began = time.monotonic()
    with local_site() as site, postgres() if said.postgres else nullcontext() as server:
        serve_postings(site, said.postings, etags=True)
        with new_source(site, server) as clean:
            clean.crawl()
            expected = content(clean)
            whole = clean.last_run()
        seconds = 0.3 + (whole.finished - whole.started).total_seconds()
        endings = [
            kill_once(
                site, expected, [chance.uniform(0, seconds) for _ in range(chance.choice((1, 1, 2)))], server
            )
            for _ in range(said.points)
        ]
    report = {
        "question": "crawls killed at random points: lost, doubled or wrong after the next run",
        "store": "PostgreSQL" if said.postgres else "SQLite",
        "points": len(endings),
        "postings": said.postings,
        "seed": said.seed,
        "made_whole": sum(ending.whole for ending in endings),
        "saved_at_death": sorted(ending.saved_at_death for ending in endings),
        "seconds": round(time.monotonic() - began),
        "load": round(os.getloadavg()[0], 1),
        "machine": f"{platform.machine()}, Python {platform.python_version()}",
    }
    print(json.dumps(report, indent=1))
    for ending in endings:
        if not ending.whole:
            print(ending)
    if said.points >= 50:
        results = RESULTS.with_stem("kill_crawl_postgres") if said.postgres else RESULTS
        results.write_text(json.dumps(report, indent=1) + "\n")


if __name__ == "__main__":
    main()
