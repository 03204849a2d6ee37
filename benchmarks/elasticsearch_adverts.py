"""A real store with as many adverts as wanted: the sample city's, each copied with another title, place, pay
and dates, because normalising a million postings would take twelve minutes and measure nothing new."""

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from random import Random

from benchmarks.normalise import postings_of
from foothold.courses import built_in_courses
from foothold.normalise import Context, normalise
from foothold.opportunity import Opportunity, Status
from foothold.place_table import built_in_places
from foothold.places import Place
from foothold.settings import Settings
from foothold.store.open_store import Store, open_store
from foothold.store.records import Reading, changed_since, count_by_status, save

DISTINCT = 20_000
WORDS = (
    "", "with college", "days and evenings", "in a small team", "for school leavers", "starting soon",
    "part time", "with a bursary", "on the night shift", "for a charity", "by the river", "in the studio",
)  # fmt: skip
_TOLD_EVERY = 20_000


def stocked(home: Path, count: int) -> tuple[Store, float | None]:
    """The store at `home` with so many adverts, and how many a second were saved. One that an earlier,
    interrupted run has begun is gone on with; None a second where nothing was left to save."""
    store = open_store(Settings(home=home).store_url)
    store.upgrade()
    there = count_by_status(store)[Status.OPEN]
    began = time.perf_counter()
    wanted = islice(readings(count), there, None)
    saved = there
    while some := list(islice(wanted, 100)):
        save(store, f"board_{saved // 100 % 9}", some, at=datetime.now(UTC))
        saved += len(some)
        if saved % _TOLD_EVERY == 0:
            rate = (saved - there) / (time.perf_counter() - began)
            print(f"  {saved:,} saved, {rate:,.0f} a second", flush=True)
    return store, (saved - there) / (time.perf_counter() - began) if saved > there else None


def readings(count: int) -> Iterator[Reading]:
    """The first `count`, the same in every run of a day."""
    today = datetime.now(UTC).date()
    adverts = _distinct(min(count, DISTINCT))
    for number in range(count):
        reading = adverts[number % len(adverts)]
        yield _copied(reading, number, today)


def postcodes(store: Store, most: int = 2_000) -> list[str]:
    """Where adverts are, to search near."""
    places = [place for record in changed_since(store, 0, most) for place in record.public["places"]]
    return sorted({place["postcode"] for place in places if place["postcode"]})


def _distinct(count: int) -> list[Reading]:
    """Each a little fewer than asked for: the city's flawed ones are rejected."""
    context = Context(places=built_in_places(), courses=built_in_courses(), british=True)
    read = (Reading(posting, normalise(posting, context)) for posting in postings_of(count))
    return [reading for reading in read if isinstance(reading.result, Opportunity)]


def _copied(reading: Reading, number: int, today: date) -> Reading:
    """No two share an address or a reference, so that none are taken for one."""
    made, posting = reading.result, reading.posting
    assert isinstance(made, Opportunity)
    assert posting is not None
    chance = Random(number)
    url = f"https://adverts.example/{number}"
    start = today + timedelta(days=chance.randrange(95, 300))
    varied = replace(
        made,
        url=url,
        apply_url=f"{url}/apply",
        title=f"{made.title} {chance.choice(WORDS)}".strip(),
        places=tuple(_moved(place, chance) for place in made.places),
        posted_date=today - timedelta(days=chance.randrange(60)),
        closing_date=today + timedelta(days=chance.randrange(15, 90)),
        start_date=start.isoformat() if made.start_date else None,
    )
    said = replace(posting, external_id=f"copy-{number}", url=url, apply_url=f"{url}/apply")
    return Reading(said, varied)


def _moved(place: Place, chance: Random) -> Place:
    """By up to half a mile, within its borough as far as the figures care."""
    if place.lat is None or place.lon is None:
        return place
    return replace(
        place, lat=place.lat + chance.uniform(-0.007, 0.007), lon=place.lon + chance.uniform(-0.011, 0.011)
    )
