"""When the largest part of a page stands on a slow phone, beside a page of one sentence.

    python -m benchmarks.largest_paint [--adverts 2000] [--visits 9]

Chromium with the profile that page audits use for a phone: 1.6 Mbit/s down, 0.75 up, 150 ms there and back, a
processor slowed to a quarter, nothing cached. The site is `foothold serve` with two workers; the sentence is
served by gunicorn alone. Prints milliseconds as JSON.
"""

import argparse
import json
import signal
import statistics
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from shutil import which

from playwright.sync_api import Browser, sync_playwright

from benchmarks.http_search import fill, free_port, serving
from tests.chromium import ARGUMENTS

PHONE = {"width": 360, "height": 640}
NETWORK = {"offline": False, "latency": 150, "downloadThroughput": 204_800, "uploadThroughput": 93_750}
SLOWED = 4
WANTED_MS = 1_500
PAGES: Mapping[str, str] = {
    "search": "/",
    "results": "/?q=apprentice&near=E8+1EA&kind=apprenticeship",
    "nothing found": "/?q=apprentice&borough=hackney&min_hourly=900",
    "about": "/about",
}
BARE = """
def bare(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/html")])
    return [b"<!doctype html><title>One</title><p>One sentence."]
"""
LARGEST = """() => new Promise(tell => new PerformanceObserver(seen =>
  tell(seen.getEntries().at(-1).startTime)).observe({type: 'largest-contentful-paint', buffered: true}))"""


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--adverts", type=int, default=2_000)
    asked.add_argument("--visits", type=int, default=9)
    options = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        home = Path(folder)
        fill(home, options.adverts)
        (home / "bare.py").write_text(BARE)
        browser = playwright.chromium.launch(executable_path=which("chromium"), args=list(ARGUMENTS))
        gunicorn = [
            sys.executable,
            "-m",
            "gunicorn",
            "-w",
            "2",
            "--no-control-socket",
            "--log-level",
            "warning",
        ]
        bare = visited(browser, home, [*gunicorn, "bare:bare", "-b"], {"one sentence": "/"}, options.visits)
        site = [sys.executable, "-P", "-m", "foothold", "serve", "--no-drain", "--port"]
        told = bare | visited(browser, home, site, PAGES, options.visits)
        browser.close()
    slowest = max(times["p50_ms"] for times in told.values())
    print(json.dumps({"wanted_ms": WANTED_MS, "held": slowest <= WANTED_MS, **told}, indent=1))


def visited(
    browser: Browser, home: Path, command: list[str], pages: Mapping[str, str], visits: int
) -> dict[str, dict[str, float]]:
    port = free_port()
    address = f"127.0.0.1:{port}" if command[-1] == "-b" else str(port)
    process = serving([*command, address], port, home)
    try:
        # The first visit of each page finds the workers cold, and is not counted.
        return {
            name: spread([largest(browser, f"http://127.0.0.1:{port}{path}") for _ in range(visits + 1)][1:])
            for name, path in pages.items()
        }
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def largest(browser: Browser, address: str) -> float:
    """Milliseconds from the start of the visit until the largest part was painted, in a new window."""
    window = browser.new_context(viewport=PHONE, device_scale_factor=2, is_mobile=True)
    page = window.new_page()
    wire = window.new_cdp_session(page)
    wire.send("Network.enable")
    wire.send("Network.emulateNetworkConditions", NETWORK)
    wire.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
    page.goto(address, wait_until="load")
    found: float = page.evaluate(LARGEST)
    window.close()
    return found


def spread(times: list[float]) -> dict[str, float]:
    return {"p50_ms": round(statistics.median(times)), "most_ms": round(max(times))}


if __name__ == "__main__":
    main()
