"""How long a suggestion takes over HTTP: 20,000 adverts, 2 workers, beside a bare Flask route.

    python -m benchmarks.suggest [--adverts 20000] [--requests 4000] [--clients 1]

Texts as people type them, letter by letter, a quarter of them with a slip; a cache could not know them before. Both
have two workers of four threads, the bare route those of gunicorn itself, after each other. The first request of each worker, which makes the suggestions,
is measured apart. What the whole app takes of the processor is the figure that other load leaves alone.
"""

import argparse
import json
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.elasticsearch_adverts import fill_up, stocked
from benchmarks.http_search import answered, free_port, serving
from foothold.model.opportunity import Status
from foothold.store.records import count_by_status

SAVED = 2_000
"""The others are copies of them with other titles."""
TYPED = (
    "plumber", "software developer", "nursing associate", "work experience", "theatre", "engineering technician",
    "hackney", "kings cross", "stratford", "bermondsey", "employer 12", "employer 4", "apprentice electrician",
    "marketing internship", "business administrator", "level 3", "nursery nurse", "tower hamlets", "c++ developer",
)  # fmt: skip
BARE = """
from flask import Flask, Response
app = Flask("bare")
BODY = open({body!r}, "rb").read()
@app.get("/api/v1/suggest")
def bare() -> Response:
    return Response(BODY, content_type="application/json")
"""


def typed(seed: int) -> Iterator[str]:
    pick = random.Random(seed)
    while True:
        whole = pick.choice(TYPED)
        text = whole[: pick.randint(1, len(whole))]
        if len(text) > 4 and pick.random() < 0.25:
            at = pick.randrange(1, len(text))
            text = text[:at] + pick.choice("aeioustrn") + text[at + pick.randint(0, 1) :]
        yield "/api/v1/suggest?" + urlencode({"q": text})


def one(name: str, command: list[str], port: int, home: Path, requests: int, clients: int) -> float:
    process = serving(command, port, home)
    try:
        # Each connection is another worker's turn, until both have made their suggestions.
        first = max(answered(port, typed, 1, 1)[-1] for _ in range(12))
        times = answered(port, typed, requests, clients)
        p50, p99 = times[len(times) // 2], times[int(len(times) * 0.99)]
        print(
            f"{name:<18} p50 {p50:6.2f} ms   p99 {p99:6.2f} ms   worst {times[-1]:6.1f} ms   first {first:6.0f} ms"
        )
        return p99
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def fill(home: Path, count: int) -> None:
    """Suggestions are of the store's words; that there is no index makes no difference to them."""
    store = stocked(home, min(count, SAVED))
    fill_up(store, count_by_status(store)[Status.OPEN], count)
    store.close()


def processor(home: Path, requests: int) -> None:
    """Milliseconds of processor time of each request, in this process and without a server."""
    from foothold.settings import Settings
    from search_api import create_app

    settings = Settings(home=home, rate_limit_suggestions="100000000 per minute")
    client = create_app(settings).test_client()
    client.get("/api/v1/suggest?q=a")
    times = []
    for path, _ in zip(typed(3), range(requests), strict=False):
        started = time.process_time()
        client.get(path)
        times.append((time.process_time() - started) * 1000)
    times.sort()
    print(
        f"{'processor time':<18} p50 {times[len(times) // 2]:6.2f} ms   p99 {times[int(len(times) * 0.99)]:6.2f} ms"
    )


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--adverts", type=int, default=20_000)
    options.add_argument("--requests", type=int, default=4_000)
    options.add_argument("--clients", type=int, default=1)
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        fill(home, asked.adverts)
        print(f"{asked.adverts} adverts, {asked.clients} client, load {os.getloadavg()[0]:.1f}")
        port = free_port()
        command = [sys.executable, "-m", "foothold", "serve", "--port", str(port), "--no-drain"]
        body = {
            "suggestions": [
                {"kind": "word", "label": "plumber", "parameter": "q", "value": "plumber", "count": 9}
            ]
            * 8
        }
        (home / "body.json").write_text(json.dumps(body))
        (home / "bare.py").write_text(BARE.format(body=str(home / "body.json")))
        gunicorn = [sys.executable, "-m", "gunicorn", "-b", f"127.0.0.1:{port}", "-w", "2", "--threads", "4"]
        bare = [*gunicorn, "-k", "gthread", "--no-control-socket", "--log-level", "warning", "bare:app"]
        one("bare Flask route", bare, port, home, asked.requests, asked.clients)
        one("suggestions", command, port, home, asked.requests, asked.clients)
        processor(home, asked.requests)


if __name__ == "__main__":
    main()
