"""How long a facet search takes over HTTP: 20,000 adverts, 2 workers, 4 clients, beside a bare Flask route.

    python -m benchmarks.http_search [--adverts 20000] [--requests 4000] [--results FILE]

Both have two workers of four threads, the bare route those of gunicorn itself, in the same run, after each other; the
clients share the machine.
"""

import argparse
import http.client
import json
import os
import platform
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.search_engine import machine

ROOT = Path(__file__).parents[1]
WORDS = (
    "plumber",
    "software",
    "nurse",
    "work experience",
    "marketing",
    "level 3",
    "theatre",
    "engineer",
    "plummer",
)
TITLES = (
    ("Apprentice plumber", "Apprenticeship"),
    ("Software developer apprentice", "Apprenticeship"),
    ("Work experience at a theatre", "Work experience"),
    ("Marketing internship", "Internship"),
    ("Nursing associate apprenticeship", "Apprenticeship"),
    ("Engineering technician apprenticeship", "Apprenticeship"),
)
POSTCODES = ("E8 1EA", "NW1 8NH", "SE15 5EB", "CR0 1EA", "W6 9DJ", "N1 9AG", "SW9 8LF", "E15 1BG")
BARE = """
from flask import Flask, Response
app = Flask("bare")
BODY = open({body!r}, "rb").read()
@app.get("/api/v1/opportunities")
def bare() -> Response:
    return Response(BODY, content_type="application/json")
"""


def queries(seed: int, boroughs: list[str]) -> Iterator[str]:
    """Searches as people make them: words, a borough or a place, one or two filters, all facets counted."""
    pick = random.Random(seed)
    while True:
        asked: list[tuple[str, str]] = []
        if pick.random() < 0.7:
            asked.append(("q", pick.choice(WORDS)))
        if pick.random() < 0.4:
            asked.append(("borough", pick.choice(boroughs)))
        elif pick.random() < 0.3:
            asked += [("near", pick.choice(POSTCODES)), ("within", "5")]
        if pick.random() < 0.6:
            asked += [("kind", "apprenticeship"), ("kind", "internship")]
        if pick.random() < 0.4:
            asked.append(("level", str(pick.randint(2, 6))))
        if pick.random() < 0.3:
            asked.append(("sort", pick.choice(("newest", "closing", "pay"))))
        yield "/api/v1/opportunities?" + urlencode(asked)


def fill(home: Path, count: int) -> list[str]:
    """A store and an index with so many adverts; the slugs of the boroughs."""
    from foothold.index.open_index import open_engine
    from foothold.index.rebuild import rebuild
    from foothold.model.courses import built_in_courses
    from foothold.model.posting import RawPosting
    from foothold.reading.intake import Reading
    from foothold.reading.normalise import Context, normalise
    from foothold.reading.places.gazetteer import built_in_places
    from foothold.settings import Settings
    from foothold.store.open_store import open_store
    from foothold.store.records import save

    settings = Settings(home=home)
    store = open_store(settings.store_url)
    store.upgrade()
    table = built_in_places()
    context = Context(table, built_in_courses(), british=True)
    names = [borough.name for borough in table.boroughs()]
    now = datetime.now(UTC)
    pick = random.Random(7)
    batch: list[Reading] = []
    for n in range(count):
        title, kind = TITLES[n % len(TITLES)]
        posting = RawPosting(
            seen=now,
            external_id=f"REF-{n}",
            url=f"https://jobs.example/adverts/{n}",
            title=title,
            employer=f"Employer {n % 900}",
            kind=kind,
            summary="Learn on the job with a small team that has trained young people for twenty years.",
            description="You will learn every part of the work. " * 12,
            places=pick.choice(names),
            wage=pick.choice((None, "£7.55 an hour", "£9 an hour", "£14,500 a year", "Unpaid")),
            level=str(pick.randint(2, 6)) if kind == "Apprenticeship" else None,
            hours="37.5",
            posted=(now - timedelta(days=pick.randint(0, 60))).date().isoformat(),
            closing=(now + timedelta(days=pick.randint(2, 90))).date().isoformat(),
            start=(now + timedelta(days=pick.randint(91, 200))).date().isoformat(),
        )
        batch.append(Reading(posting, normalise(posting, context)))
        if len(batch) == 100:
            save(store, "bench", batch, at=now)
            batch = []
    save(store, "bench", batch, at=now)
    rebuild(store, open_engine(settings))
    store.close()
    return [borough.slug for borough in table.boroughs()]


def measure(port: int, requests: int, boroughs: list[str], clients: int = 4) -> list[float]:
    """Milliseconds of each search, sorted."""
    return answered(port, lambda seed: queries(seed, boroughs), requests, clients)


def answered(port: int, asking: Callable[[int], Iterator[str]], requests: int, clients: int) -> list[float]:
    """Milliseconds of each request, sorted; every answer must be a 200. `asking` gives a client's paths."""
    times: list[float] = []
    failures: list[int] = []

    def client(seed: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        mine = []
        for path in islice(asking(seed), requests // clients):
            started = time.perf_counter()
            connection.request("GET", path)
            response = connection.getresponse()
            response.read()
            mine.append((time.perf_counter() - started) * 1000)
            if response.status != 200:
                failures.append(response.status)
        times.extend(mine)

    threads = [threading.Thread(target=client, args=(seed,)) for seed in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise SystemExit(f"{len(failures)} requests were not answered with 200: {set(failures)}")
    return sorted(times)


def free_port() -> int:
    with socket.socket() as chosen:
        chosen.bind(("127.0.0.1", 0))
        port: int = chosen.getsockname()[1]
        return port


LIFTED = dict.fromkeys(("FOOTHOLD_RATE_LIMIT", "FOOTHOLD_RATE_LIMIT_SUGGESTIONS"), "100000000 per minute")


def serving(
    command: list[str], port: int, home: Path, settings: Mapping[str, str] = LIFTED
) -> subprocess.Popen[bytes]:
    environment = os.environ | {"FOOTHOLD_HOME": str(home)} | settings
    process = subprocess.Popen(command, env=environment, cwd=home, stdout=subprocess.DEVNULL)
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return process
        time.sleep(0.1)
    raise SystemExit("The server did not start.")


def one(
    name: str, command: list[str], port: int, home: Path, requests: int, boroughs: list[str]
) -> dict[str, float]:
    process = serving(command, port, home)
    try:
        measure(port, 200, boroughs)
        started = time.perf_counter()
        times = measure(port, requests, boroughs)
        rate = len(times) / (time.perf_counter() - started)
        p50, p99 = times[len(times) // 2], times[int(len(times) * 0.99)]
        print(f"{name:<24} p50 {p50:6.1f} ms   p99 {p99:6.1f} ms   {rate:6.0f} requests/s")
        return {"p50_ms": round(p50, 1), "p99_ms": round(p99, 1), "requests_per_second": round(rate)}
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--adverts", type=int, default=20_000)
    options.add_argument("--requests", type=int, default=4_000)
    options.add_argument("--results", type=Path, help="write the figures there as JSON too")
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        started = time.perf_counter()
        boroughs = fill(home, asked.adverts)
        print(f"{asked.adverts} adverts saved and indexed in {time.perf_counter() - started:.0f} s")
        print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
        port = free_port()
        command = [sys.executable, "-m", "foothold", "serve", "--port", str(port), "--no-drain"]
        process = serving(command, port, home)
        connection = http.client.HTTPConnection("127.0.0.1", port)
        connection.request("GET", "/api/v1/opportunities")
        body = connection.getresponse().read()
        process.send_signal(signal.SIGTERM)
        process.wait(20)
        (home / "body.json").write_bytes(body)
        (home / "bare.py").write_text(BARE.format(body=str(home / "body.json")))
        print(f"one answer: {len(body) / 1024:.0f} KB")
        gunicorn = [sys.executable, "-m", "gunicorn", "-b", f"127.0.0.1:{port}", "-w", "2", "--threads", "4"]
        bare = [*gunicorn, "-k", "gthread", "--no-control-socket", "--log-level", "warning", "bare:app"]
        kept: dict[str, object] = {"machine": machine(), "load": os.getloadavg(), "adverts": asked.adverts}
        kept["bare Flask route"] = one("bare Flask route", bare, port, home, asked.requests, boroughs)
        kept["facet search"] = one("facet search", command, port, home, asked.requests, boroughs)
    if asked.results:
        asked.results.write_text(json.dumps(kept | {"load_after": os.getloadavg()}, indent=2) + "\n")


if __name__ == "__main__":
    main()
