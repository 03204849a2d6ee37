"""How many postings a second does one core normalise? The sample city's, as its sources carry them.

    python -m benchmarks.normalise [POSTINGS]

The reference is one look-up of each of their postcodes in the table of places, and nothing else.
Reading the files is not counted; every posting is normalised once, in one process.
"""

import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime

from crawlers.families import family
from demo.advert import Advert
from demo.city import adverts
from demo.formats import boards, display_advert, feeds, job_posting
from demo.spread import COLLEGES, FEED, GREENHOUSE, LEVER, NATIONAL, NHS, SHEET, carried_by
from foothold.model.courses import built_in_courses
from foothold.model.postcode import read_postcode
from foothold.model.posting import RawPosting
from foothold.reading.normalise import Context, normalise
from foothold.reading.places.gazetteer import built_in_places

ROOT = "http://127.0.0.1:1"
SEEN = datetime(2026, 11, 22, 9, tzinfo=UTC)


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 6_000
    postings = list(postings_of(count))
    table = built_in_places()
    context = Context(places=table, courses=built_in_courses(), british=True)
    for posting in postings[:50]:
        normalise(posting, context)
    became: Counter[str] = Counter()

    def all_of_them() -> None:
        became.update(type(normalise(posting, context)).__name__ for posting in postings)

    def places_alone() -> None:
        for posting in postings:
            for text in _listed(posting.postcode):
                code = read_postcode(text)
                if code:
                    table.spot(code)

    seconds = _cpu(all_of_them)
    print(
        json.dumps(
            {
                "question": "postings normalised a second on one core",
                "postings": len(postings),
                "became": dict(became),
                "per_second": round(len(postings) / seconds),
                "wanted_per_second": 1500,
                "milliseconds_each": round(seconds / len(postings) * 1000, 3),
                "places_alone_per_second": round(len(postings) / max(_cpu(places_alone), 1e-9)),
            },
            indent=1,
        )
    )


def postings_of(count: int) -> Iterator[RawPosting]:
    """What the families read from the sample city's own pages and feeds."""
    city = list(adverts(count, SEEN.date()))
    for name, body, values in _bodies(city):
        for found in family(name).read(body, f"{ROOT}/x", SEEN, values):
            if isinstance(found, RawPosting):
                yield found


def _bodies(city: list[Advert]) -> Iterator[tuple[str, bytes, dict[str, object]]]:
    carried = {source: carried_by(source, city) for source in (NATIONAL, GREENHOUSE, LEVER, NHS, FEED, SHEET)}
    rows = [row for one in carried[NATIONAL] for row in display_advert.rows_of(one, ROOT + one.path)]
    yield "display_advert_api", display_advert.listing(rows, 1, len(rows) or 1), {}
    yield "greenhouse", boards.greenhouse(carried[GREENHOUSE], ROOT), {}
    yield "lever", boards.lever(carried[LEVER], ROOT, 0, len(city)), {"employer": "Thameside"}
    yield "nhs_jobs", feeds.nhs_jobs(carried[NHS], ROOT, 1, page_size=len(city)), {"kind": "apprenticeship"}
    yield "job_feed", feeds.job_feed(carried[FEED], ROOT), {}
    yield "spreadsheet", feeds.sheet(carried[SHEET], ROOT), {}
    for one in carried_by(COLLEGES, city):
        yield "job_posting_page", job_posting.page(one, ROOT + one.path), {}


def _listed(value: str | Sequence[str] | None) -> Sequence[str]:
    return [value] if isinstance(value, str) else value or ()


def _cpu(work: Callable[[], None]) -> float:
    """Seconds of this process's own time: what else the machine does is not counted."""
    began = time.process_time()
    work()
    return time.process_time() - began


if __name__ == "__main__":
    main()
