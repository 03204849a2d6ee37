"""How fast a JobPosting page is read beside extruct with all its syntaxes, and whether as much is found.

    python benchmarks/job_posting.py [PAGE OR FOLDER ...] [--rounds 30]

Without pages: the recorded ones of the tests, each also inside 60 KB of ordinary page. Both read the same
pages in turn in one process; the ratio is that of the medians. A page counts as the same or more where we
find at least as many different postings (by title) as extruct does.
"""

import argparse
import json
import logging
import platform
import statistics
import subprocess
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import extruct

from crawlers.families.job_posting_page import read
from crawlers.family import decode
from crawlers.formats.graph import Graph, types_of
from crawlers.formats.microdata import _node
from foothold.model.posting import RawPosting

ROOT = Path(__file__).parents[1]
SEEN = datetime(2026, 9, 20, tzinfo=UTC)
URL = "https://site.example/vacancy/1"
FILLER = b"<div class='card'><h2>Elsewhere</h2><p>A paragraph of an ordinary page, <a href='/x'>a link</a>.</p></div>\n"


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("pages", nargs="*", type=Path)
    arguments.add_argument("--rounds", type=int, default=30)
    chosen = arguments.parse_args()
    logging.disable(logging.CRITICAL)
    bodies = list(_bodies(chosen.pages))
    fewer = [name for name, body in bodies if not _theirs(body) <= _ours(body)]
    ours = {name: _median(_ours, body, chosen.rounds) for name, body in bodies}
    theirs = {name: _median(_theirs, body, chosen.rounds) for name, body in bodies}
    _tell(bodies, ours, theirs, fewer)


def _bodies(chosen: list[Path]) -> Iterator[tuple[str, bytes]]:
    if chosen:
        for path in chosen:
            for page in sorted(path.rglob("*.*")) if path.is_dir() else [path]:
                yield page.name, page.read_bytes()
        return
    for page in sorted((ROOT / "tests" / "pages").glob("*/*/page.html")):
        body = page.read_bytes()
        yield page.parent.name, body
        yield f"{page.parent.name}, 60 KB", body.replace(b"</body>", FILLER * 560 + b"</body>")


def _ours(body: bytes) -> set[str]:
    found = read(body, URL, SEEN, {})
    return {_plain(one.title or "") for one in found if isinstance(one, RawPosting)}


def _theirs(body: bytes) -> set[str]:
    data = extruct.extract(decode(body), base_url=URL, errors="ignore")
    nodes: list[Any] = [
        *data.get("json-ld", []),
        *map(_node, data.get("microdata", [])),
        *data.get("rdfa", []),
    ]
    graph = Graph.of(nodes)
    titles = {graph.text(node, "title", "name") for node in graph.nodes() if "JobPosting" in types_of(node)}
    return {_plain(title) for title in titles if title}


def _plain(text: str) -> str:
    return " ".join(text.split())


def _median(reading: Callable[[bytes], set[str]], body: bytes, rounds: int) -> float:
    times = []
    for _ in range(rounds):
        before = time.perf_counter()
        reading(body)
        times.append(time.perf_counter() - before)
    return statistics.median(times)


def _tell(
    bodies: list[tuple[str, bytes]], ours: dict[str, float], theirs: dict[str, float], fewer: list[str]
) -> None:
    for name, body in bodies:
        ratio = theirs[name] / ours[name]
        print(
            f"{name:<48} {len(body):>8} bytes  {ours[name] * 1e3:8.2f} ms  {theirs[name] * 1e3:8.2f} ms  {ratio:6.1f} x"
        )
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, cwd=ROOT)
    result = {
        "question": "JobPosting pages, ours beside extruct with all syntaxes",
        "machine": f"{platform.machine()}, Python {platform.python_version()}",
        "commit": commit.stdout.strip(),
        "pages": len(bodies),
        "pages_with_fewer_postings": fewer,
        "ratio_all_pages": round(sum(theirs.values()) / sum(ours.values()), 1),
        "ratio_median_page": round(statistics.median(theirs[name] / ours[name] for name in ours), 1),
    }
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
