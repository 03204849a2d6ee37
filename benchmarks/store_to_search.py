"""How long after a save can an advert be found, and after a withdrawal no more?

    python -m benchmarks.store_to_search [ROUNDS]

The drain is a process of its own, as beside the site; this process saves one advert at a time and searches
for it as a web worker does, through the engine's own reader. An index of 2,000 adverts stands there already.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.index_build import fill
from benchmarks.store_save import readings
from foothold.index.contract import SearchEngine
from foothold.index.open_index import open_engine
from foothold.index.query import SearchQuery
from foothold.index.sync import drain
from foothold.model.posting import RawPosting
from foothold.reading.intake import Reading
from foothold.settings import Settings
from foothold.store.open_store import Store, open_store
from foothold.store.records import save, withdraw

LONGEST_SECONDS = 20.0


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    with tempfile.TemporaryDirectory() as name:
        settings = Settings(home=Path(name))
        store = open_store(settings.store_url)
        store.upgrade()
        fill(store, 2_000)
        engine = open_engine(settings)
        drain(store, engine)
        engine.active().close()
        found = measured(store, engine, os.environ | {"FOOTHOLD_HOME": name}, rounds)
        store.close()
    print(json.dumps(found, indent=1))


def measured(
    store: Store, engine: SearchEngine, environment: Mapping[str, str], rounds: int
) -> dict[str, Any]:
    """`environment` tells the process that drains the same store and index."""
    command = [sys.executable, "-P", "-m", "foothold", "index", "drain", "--follow"]
    following = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    saved, withdrawn = [], []
    try:
        for number, reading in enumerate([_first(), *readings(rounds)]):
            at = datetime.now(UTC)
            began = time.perf_counter()
            [one] = save(store, "single", [_now(reading, at)], at=at)
            appeared = _seconds_until(lambda id_=one.id: _found(engine, id_), began)
            began = time.perf_counter()
            withdraw(store, [one.id], datetime.now(UTC))
            went = _seconds_until(lambda id_=one.id: not _found(engine, id_), began)
            if number:  # The first waits for the drain to start.
                saved.append(appeared)
                withdrawn.append(went)
    finally:
        following.terminate()
        following.wait(20)
    return {
        "question": "seconds from a save to the first search that finds it, and from a withdrawal to the first that does not",
        "rounds": rounds,
        "saved_to_searchable": _told(saved),
        "withdrawn_to_gone": _told(withdrawn),
        "wanted_p99": 2.0,
    }


def _first() -> Reading:
    return replace(
        readings(1)[0], posting=RawPosting(seen=datetime.now(UTC), external_id="first", title="First")
    )


def _now(reading: Reading, at: datetime) -> Reading:
    return replace(reading, posting=replace(reading.posting, seen=at) if reading.posting else None)


def _found(engine: SearchEngine, id_: str) -> bool:
    query = SearchQuery(at=datetime.now(UTC), filters={"source": ("single",)}, size=10)
    return any(hit.public["id"] == id_ for hit in engine.active().search(query).hits)


def _seconds_until(holds: Callable[[], bool], began: float) -> float:
    while not holds():
        if time.perf_counter() - began > LONGEST_SECONDS:
            raise SystemExit(f"It took more than {LONGEST_SECONDS} seconds.")
        time.sleep(0.01)
    return time.perf_counter() - began


def _told(seconds: list[float]) -> dict[str, float]:
    ordered = sorted(seconds)
    return {
        "p50": round(ordered[len(ordered) // 2], 3),
        "p99": round(ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))], 3),
        "longest": round(ordered[-1], 3),
    }


if __name__ == "__main__":
    main()
