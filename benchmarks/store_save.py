"""How fast does the store save? Batches of 100, beside a bare executemany of the same bytes in the same run.

python -m benchmarks.store_save [RECORDS] [DATABASE_URL]
"""

import platform
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import orjson

from foothold.model.levy import Levy
from foothold.model.opportunity import Kind, Opportunity
from foothold.model.organisations import Employer
from foothold.model.places import Borough, Place
from foothold.model.posting import RawPosting
from foothold.model.public import public_shape
from foothold.reading.intake import Reading
from foothold.store.open_store import open_store
from foothold.store.records import save

AT = datetime(2026, 11, 2, 9, tzinfo=UTC)
HACKNEY = Place("Mare Street", "E8 1EA", Borough("E09000012", "Hackney", "hackney"), 51.54, -0.06)
DESCRIPTION = "<p>" + "You will learn the trade beside people who know it. " * 25 + "</p>"
NOTHING = dict.fromkeys(
    ("foundation", "provider", "requirements", "positions", "remote", "wage", "hours_per_week", "working_week",
     "duration", "route", "course", "posted_date", "closing_date", "closing_time", "start_date", "end_date", "age")
)  # fmt: skip


def readings(count: int) -> list[Reading]:
    return [_reading(n) for n in range(count)]


def _reading(n: int) -> Reading:
    url = f"https://board.example/jobs/{n}"
    posting = RawPosting(seen=AT, external_id=str(n), url=url, title=f"Apprentice {n}", description=DESCRIPTION,
                         apply_url=f"{url}/apply")  # fmt: skip
    advert = Opportunity(
        url=url, title=f"Apprentice {n}", kind=Kind.APPRENTICESHIP, employer=Employer.named("Brightworks"), level=3,
        summary="A first step.", description_html=DESCRIPTION, apply_url=f"{url}/apply", places=(HACKNEY,),
        national=False, levy=Levy(), **NOTHING,
    )  # fmt: skip
    return Reading(posting, advert)


def bare(adverts: list[Reading], folder: Path) -> float:
    """Seconds for the same two texts a record, 100 a transaction, with nothing decided."""
    rows = [
        (r.posting.external_id, orjson.dumps(r.posting.texts()), orjson.dumps(public_shape(r.result)))
        for r in adverts
        if r.posting and isinstance(r.result, Opportunity)
    ]
    connection = sqlite3.connect(folder / "bare.db", isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE record (id TEXT PRIMARY KEY, raw TEXT, public TEXT)")
    began = time.perf_counter()
    for start in range(0, len(rows), 100):
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany("INSERT INTO record VALUES (?, ?, ?)", rows[start : start + 100])
        connection.execute("COMMIT")
    return time.perf_counter() - began


def timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    adverts = readings(count)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store = open_store(sys.argv[2] if len(sys.argv) > 2 else f"sqlite:///{folder / 'foothold.db'}")
        store.upgrade()
        changed = [Reading(r.posting, replace(r.result, title=r.result.title + "!")) for r in adverts
                   if isinstance(r.result, Opportunity)]  # fmt: skip
        reference = bare(adverts, folder)
        seconds = {
            "new": timed(lambda: save(store, "board", adverts, at=AT)),
            "unchanged": timed(lambda: save(store, "board", adverts, at=AT + timedelta(hours=1))),
            "changed": timed(lambda: save(store, "board", changed, at=AT + timedelta(hours=2))),
        }
        store.close()
    print(f"{count} records, Python {platform.python_version()}, {platform.machine()}")
    print(f"bare executemany  {count / reference:8.0f} records/s")
    for name, took in seconds.items():
        print(f"save, {name:<10}  {count / took:8.0f} records/s  {reference / took:.2f} of bare")


if __name__ == "__main__":
    main()
