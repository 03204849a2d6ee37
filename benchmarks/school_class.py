"""Whether a class behind one address can search at its usual limits, and somebody who asks for far more cannot.

    python -m benchmarks.school_class [--adverts 2000] [--pupils 60] [--seconds 30] [--abuse 2000] [--port PORT]

The shipped limits, two workers, a proxy's header on loopback. Each pupil opens the front page with its style and icon,
types a word letter by letter and looks at what is found, 15 requests spread over the seconds; the abuser takes as long.
"""

import argparse
import http.client
import random
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from benchmarks.http_search import fill, free_port, serving

WORDS = ("plumber", "software", "nursing", "theatre", "marketing")


def pupil(number: int) -> list[str]:
    word = WORDS[number % len(WORDS)]
    typed = [f"/api/v1/suggest?q={word[:letters]}" for letters in range(1, 7)]
    front = ["/", "/static/plain.css", "/static/icon.svg"]
    found = [f"/?q={word}", f"/?q={word}&level=3", "/boroughs", f"/?q={word}&paid=paid", "/boroughs/hackney"]
    return [*front, *typed, *found, "/about"]


def ask(port: int, visitor: str, paths: Sequence[str], seconds: float, statuses: list[int]) -> None:
    """Spread over so many seconds, on one connection."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    started, pick = time.monotonic(), random.Random(len(statuses))
    moments = sorted(pick.uniform(0, seconds) for _ in paths)
    for moment, path in zip(moments, paths, strict=True):
        time.sleep(max(0.0, started + moment - time.monotonic()))
        connection.request("GET", path, headers={"X-Forwarded-For": visitor})
        response = connection.getresponse()
        response.read()
        statuses.append(response.status)


def together(port: int, visitor: str, visits: Sequence[Sequence[str]], seconds: float) -> Counter[int]:
    statuses: list[int] = []
    threads = [
        threading.Thread(target=ask, args=(port, visitor, paths, seconds, statuses)) for paths in visits
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Counter(statuses)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--adverts", type=int, default=2_000)
    options.add_argument("--pupils", type=int, default=60)
    options.add_argument("--seconds", type=float, default=30)
    options.add_argument("--abuse", type=int, default=2_000)
    options.add_argument("--port", type=int)
    asked = options.parse_args()
    port = asked.port or free_port()
    command = [sys.executable, "-m", "foothold", "serve", "--port", str(port), "--no-drain"]
    with tempfile.TemporaryDirectory() as folder:
        fill(Path(folder), asked.adverts)
        process = serving(command, port, Path(folder), {})
        try:
            pupils = [pupil(number) for number in range(asked.pupils)]
            print("a class", dict(together(port, "203.0.113.9", pupils, asked.seconds)))
            abuser = [["/?q=plumber"] * (asked.abuse // 8)] * 8
            print("an abuser", dict(together(port, "203.0.113.10", abuser, asked.seconds)))
            print("somebody else", dict(together(port, "203.0.113.11", [pupil(0)], 1)))
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(20)


if __name__ == "__main__":
    main()
