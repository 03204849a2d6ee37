"""What do new references cost? A source whose adverts all come under new ones, beside a crawl that knows them.

python -m benchmarks.renamed [ADVERTS] [DATABASE_URL]

Counted is the processor's time of this process from the first batch to the end of the run, without network, reading
and normalising. A database in another process works beside it: the seconds that pass are told as well.
"""

import platform
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.store_save import readings
from crawlers.new_references import Released
from crawlers.run_recorder import Ledger
from foothold.model.crawl_run import Counts, Verdict
from foothold.reading.intake import Reading
from foothold.store.open_store import Store, open_store

BATCH = 100


def under_new_references(adverts: list[Reading], run: int) -> Iterator[Reading]:
    for reading in adverts:
        assert reading.posting
        reference = f"{run}-{reading.posting.external_id}"
        url = f"https://board.example/jobs/{reference}"
        yield replace(
            reading,
            posting=replace(reading.posting, external_id=reference, url=url),
            result=replace(reading.result, url=url),  # type: ignore[type-var]
        )


class Crawls:
    def __init__(self, store: Store) -> None:
        self.store = store
        self.at = datetime(2026, 11, 2, 9, tzinfo=UTC)

    def clock(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at

    def crawl(self, adverts: list[Reading]) -> tuple[float, float, Released]:
        """The processor's seconds and those that passed."""
        ledger = Ledger.begin(self.store, "board", self.clock)
        spent, passed = time.process_time(), time.perf_counter()
        for start in range(0, len(adverts), BATCH):
            ledger.save(adverts[start : start + BATCH])
        released = ledger.save_waiting(whole=True)
        spent, passed = time.process_time() - spent, time.perf_counter() - passed
        ledger.finish(Verdict.HEALTHY, Counts(), ())
        return spent, passed, released


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 5_000
    print(f"{count} adverts, Python {platform.python_version()}, {platform.machine()}")
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(sys.argv[2] if len(sys.argv) > 2 else f"sqlite:///{Path(folder) / 'foothold.db'}")
        store.upgrade()
        crawls, first = Crawls(store), readings(count)
        for name, adverts in (
            ("new", first),
            ("known", first),
            ("renamed", list(under_new_references(first, 1))),
            ("renamed again", list(under_new_references(first, 2))),
        ):
            spent, passed, released = crawls.crawl(adverts)
            print(f"{name:<14} {spent:7.2f} s of the processor, {passed:7.2f} s, {released.renamed} renamed")
        store.close()


if __name__ == "__main__":
    main()
