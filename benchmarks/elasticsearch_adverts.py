"""A real store with as many adverts as wanted: the sample city's, saved as they come in, and from `DISTINCT` on
copies of their rows with other titles, places and dates, because reading and saving a million postings would
take an hour and measure nothing new. A copy has no sighting: the indexes are built from the records alone."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import orjson
from sqlalchemy import select

from benchmarks.normalise import postings_of
from foothold.model.courses import built_in_courses
from foothold.model.identity import opportunity_id
from foothold.model.opportunity import Opportunity, Status
from foothold.reading.intake import Reading
from foothold.reading.normalise import Context, normalise
from foothold.reading.places.gazetteer import built_in_places
from foothold.settings import Settings
from foothold.store import revisions
from foothold.store.open_store import Store, open_store
from foothold.store.records import changed_since, count_by_status, save
from foothold.store.tables import opportunities

DISTINCT = 20_000
WORDS = (
    "", "with college", "days and evenings", "in a small team", "for school leavers", "starting soon",
    "part time", "with a bursary", "on the night shift", "for a charity", "by the river", "in the studio",
)  # fmt: skip
_SAVED_AT_ONCE, _COPIED_AT_ONCE = 100, 2_000
_TOLD_EVERY = 100_000


def stocked(home: Path, count: int) -> Store:
    """The store at `home` with so many adverts. One that an earlier, interrupted run has begun is gone on with."""
    store = open_store(Settings(home=home).store_url)
    store.upgrade()
    saved = count_by_status(store)[Status.OPEN]
    if saved < min(count, DISTINCT):
        adverts = _distinct(min(count, DISTINCT))
        for first in range(0, len(adverts), _SAVED_AT_ONCE):
            some = adverts[first : first + _SAVED_AT_ONCE]
            save(store, f"board_{first // _SAVED_AT_ONCE % 9}", some, at=datetime.now(UTC))
        saved = count_by_status(store)[Status.OPEN]
    fill_up(store, saved, count)
    return store


def fill_up(store: Store, saved: int, count: int) -> None:
    """Copies of the first adverts that were saved, up to so many."""
    with store.read() as connection:
        rows = connection.execute(
            select(opportunities).order_by(opportunities.c.revision).limit(saved)
        ).mappings()
        originals = [dict(row) for row in rows if row["status"] == Status.OPEN][:DISTINCT]
    for first in range(saved, count, _COPIED_AT_ONCE):
        numbers = range(first, min(first + _COPIED_AT_ONCE, count))
        with store.write() as connection:
            revision = revisions.lock(connection)
            copies = [
                _copied(originals[number % len(originals)], number, revision + place)
                for place, number in enumerate(numbers, 1)
            ]
            connection.execute(opportunities.insert(), copies)
            revisions.advance(connection, revision + len(copies))
        if numbers[-1] // _TOLD_EVERY > first // _TOLD_EVERY:
            print(f"  {numbers[-1] + 1:,} adverts", flush=True)


def postcodes(store: Store, most: int = 2_000) -> list[str]:
    """Where adverts are, to search near."""
    places = [place for record in changed_since(store, 0, most) for place in record.public["places"]]
    return sorted({place["postcode"] for place in places if place["postcode"]})


def _distinct(count: int) -> list[Reading]:
    """Each a little fewer than asked for: the city's flawed ones are rejected."""
    context = Context(places=built_in_places(), courses=built_in_courses(), british=True)
    read = (Reading(posting, normalise(posting, context)) for posting in postings_of(count))
    return [reading for reading in read if isinstance(reading.result, Opportunity)]


def _copied(original: Mapping[str, Any], number: int, revision: int) -> dict[str, Any]:
    """The row of another advert: its id, address, title, points and dates are its own."""
    chance, today = Random(number), datetime.now(UTC).date()
    id_, url = opportunity_id("copies", str(number)), f"https://adverts.example/{number}"
    public = orjson.loads(original["public"])
    closing = today + timedelta(days=chance.randrange(15, 90))
    posted = today - timedelta(days=chance.randrange(60))
    public |= {
        "id": id_,
        "url": url,
        "apply_url": f"{url}/apply",
        "title": f"{public['title']} {chance.choice(WORDS)}".strip(),
        "places": [_moved(place, chance) for place in public["places"]],
        "posted_date": posted.isoformat(),
        "closing_date": closing.isoformat(),
        "closing_time": None,
        "revision": revision,
    }
    if public["start_date"]:
        public["start_date"] = (today + timedelta(days=chance.randrange(95, 300))).isoformat()
    return dict(original) | {
        "id": id_,
        "revision": revision,
        "content_hash": id_,
        "title": public["title"],
        "posted_date": posted,
        "closing_date": closing,
        "public": orjson.dumps(public).decode(),
    }


def _moved(place: dict[str, Any], chance: Random) -> dict[str, Any]:
    """By up to half a mile, within its borough as far as the figures care."""
    if place["lat"] is None or place["lon"] is None:
        return place
    north, east = chance.uniform(-0.007, 0.007), chance.uniform(-0.011, 0.011)
    return place | {"lat": place["lat"] + north, "lon": place["lon"] + east}
