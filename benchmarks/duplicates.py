"""How long does it take to find copies, and what does it add to saving?

python -m benchmarks.duplicates [--adverts N ...] [--saved N]

The adverts are the sample city's, every third with a copy on a board: another title, the text cut short. One run of the
rules alone for each number of adverts, and `saved` through a store where no advert has a candidate and where each
third one has its copy.
"""

import argparse
import gc
import hashlib
import platform
import resource
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from benchmarks.city_adverts import public_adverts
from benchmarks.store_save import NOTHING, readings
from foothold.duplicates.candidate import Claim, blocks_of
from foothold.duplicates.grouping import match
from foothold.model.levy import Levy
from foothold.model.opportunity import Kind, Opportunity
from foothold.model.organisations import Employer
from foothold.model.places import Borough, Place
from foothold.model.posting import RawPosting
from foothold.reading.intake import Reading
from foothold.store.open_store import open_store
from foothold.store.records import save

AT = datetime(2026, 9, 20, 9, tzinfo=UTC)
AN_EMPLOYER = 12
"""Adverts of one employer, as far as the city's few names can be told apart by a number."""
TRADES = (
    "Marine",
    "Heritage",
    "Hospital",
    "Airport",
    "Rail",
    "Museum",
    "Theatre",
    "Retail",
    "School",
    "Energy",
)
"""The city has 66 jobs, the register of standards some seven hundred."""
Sighting = tuple[str, dict[str, Any]]


def sightings(count: int) -> Iterator[Sighting]:
    """So many in all, by source: three of the city's and a copy of the third, and so on."""
    made = 0
    for n, public in enumerate(public_adverts(count)):
        name = f"{_letters(n)} {public['employer']['name']}"
        public["employer"]["name"] = name
        public["title"] = f"{TRADES[int(_letters(n * 7), 36) % len(TRADES)]} {public['title']}"
        yield f"site_{n % 9}", public
        made += 1
        if n % 3 == 0 and made < count:
            yield f"board_{n % 5}", _copy(public)
            made += 1
        if made >= count:
            return


def _letters(n: int) -> str:
    return (
        hashlib.sha256(str(n // AN_EMPLOYER).encode())
        .hexdigest()
        .translate(str.maketrans("0123456789", "ghijklmnop"))[:6]
    )


def _copy(public: dict[str, Any]) -> dict[str, Any]:
    html = str(public["description_html"])
    return public | {
        "id": "b" + public["id"][1:],
        "title": f"{public['title']} (Ref: {public['revision']})",
        "description_html": html[: len(html) // 3].rpartition(" ")[0].partition("<li")[0] + html[60:400],
        "start_date": None,
    }


def claim(number: int, source: str, public: dict[str, Any]) -> Claim:
    boroughs = {place["borough"]["code"] for place in public["places"]}
    blocks = blocks_of(public, " ".join(sorted(boroughs))).values()
    return Claim(
        own_id=f"{number:012}", source=source, first_seen=AT, last_seen=AT, withdrawn=False, keys=frozenset(),
        blocks=frozenset(n for n in blocks if n is not None), kind=public["kind"], level=public["level"],
        boroughs=frozenset(boroughs), read=lambda: public,
    )  # fmt: skip


def rules(count: int) -> tuple[float, int, int]:
    """Seconds of the processor to make and match the claims, how many came home to another, how many pairs are
    likely."""
    adverts = list(sightings(count))
    # What the adverts themselves cost the collector of garbage is not the rules'.
    gc.collect()
    gc.freeze()
    began = time.process_time()
    found = match(claim(n, source, public) for n, (source, public) in enumerate(adverts))
    took = time.process_time() - began
    gc.unfreeze()
    return took, sum(own != home for own, home in found.homes.items()), len(found.likely)


def saving(count: int, copied: bool) -> float:
    """Seconds to save; the readings are made before."""
    if copied:
        by_source: dict[str, list[Reading]] = {}
        for n, (source, public) in enumerate(sightings(count)):
            by_source.setdefault(source, []).append(_reading(n, public))
    else:
        by_source = {"board": readings(count)}
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{Path(folder) / 'foothold.db'}")
        store.upgrade()
        began = time.perf_counter()
        for source, adverts in by_source.items():
            save(store, source, adverts, at=AT)
        took = time.perf_counter() - began
        store.close()
    return took


def _reading(n: int, public: dict[str, Any]) -> Reading:
    places = tuple(
        Place(
            p["name"],
            p["postcode"],
            Borough(p["borough"]["code"], p["borough"]["name"], "x"),
            p["lat"],
            p["lon"],
        )
        for p in public["places"]
    )
    advert = Opportunity(**(NOTHING | {
        "url": f"https://adverts.example/{n}", "title": public["title"], "kind": Kind(public["kind"]),
        "employer": Employer.named(public["employer"]["name"]), "level": public["level"], "summary": public["summary"],
        "description_html": public["description_html"], "apply_url": None, "places": places, "national": False,
        "levy": Levy(), "start_date": public["start_date"], "closing_date": date.fromisoformat(public["closing_date"]),
    }))  # fmt: skip
    posting = RawPosting(
        seen=AT, external_id=str(n), title=public["title"], description=public["description_html"]
    )
    return Reading(posting, replace(advert))


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("--adverts", type=int, nargs="+", default=[10_000, 100_000])
    arguments.add_argument("--saved", type=int, default=10_000)
    chosen = arguments.parse_args()
    print(f"Python {platform.python_version()}, {platform.machine()}")
    first: float | None = None
    for count in chosen.adverts:
        took, copies, likely = rules(count)
        each = took / count
        first = first or each
        print(
            f"{count:7} adverts matched in {took:6.1f} s of one core, {each * 1e6:5.0f} µs each ({each / first:.2f} of the first): "
            f"{copies} copies, {likely} likely pairs, {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB"
        )
    alone, copied = (saving(chosen.saved, copied) for copied in (False, True))
    print(f"{chosen.saved:7} saved without candidates  {chosen.saved / alone:6.0f} records/s")
    print(
        f"{chosen.saved:7} saved with copies         {chosen.saved / copied:6.0f} records/s  {alone / copied:.2f} of that"
    )


if __name__ == "__main__":
    main()
