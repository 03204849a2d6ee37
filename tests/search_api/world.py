"""A small London: real postings, read, stored and indexed by the real parts, and the site over them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from foothold.index.contract import SearchEngine
from foothold.index.sync import drain
from foothold.model.courses import built_in_courses
from foothold.model.posting import RawPosting
from foothold.reading.intake import Reading
from foothold.reading.normalise import Context, normalise
from foothold.reading.places.gazetteer import built_in_places
from foothold.settings import Settings
from foothold.store.open_store import Store
from foothold.store.records import Saved, save

AT = datetime(2026, 9, 15, 12, 0, tzinfo=UTC)
PLACES = (
    ("Hackney", "E8 1EA"),
    ("Camden", "NW1 8NH"),
    ("Croydon", "CR0 1EA"),
    ("Tower Hamlets", "E1 4NS"),
)
TITLES = (
    ("Apprentice plumber", "Apprenticeship", "2", "Construction and the built environment"),
    ("Software developer apprentice", "Apprenticeship", "4", "Digital"),
    ("Work experience at a theatre", "Work experience", None, None),
    ("Marketing internship", "Internship", None, None),
    ("Nursing associate apprenticeship", "Apprenticeship", "5", "Health and science"),
)
PROMISES = (" We are a Disability Confident employer.", " We are a London Living Wage employer.", "", "", "")


def postings(count: int = 60) -> Iterator[RawPosting]:
    """Adverts that differ in every filter; closing dates run from tomorrow into the next two months."""
    for n in range(count):
        title, kind, level, route = TITLES[n % len(TITLES)]
        place, postcode = PLACES[n % len(PLACES)]
        yield RawPosting(
            seen=AT,
            external_id=f"REF-{n:04}",
            url=f"https://jobs.example/adverts/{n}",
            title=title,
            employer=("Marlow & Finch", "Borough Stage", "Riverside Trust")[n % 3],
            kind=kind,
            description=f"Join team {n} and learn on the job in London." + PROMISES[n % 5],
            requirements=("GCSE maths at grade 4", "No qualifications needed", None)[n % 3],
            hours=("37.5", "20", "8", None)[n % 4],
            working_week=("Monday to Friday", "Shifts, some weekends", None)[n % 3],
            age=("16 to 18", "14 to 15", None)[n % 3],
            places=place,
            postcode=postcode,
            wage=(None, "£8.50 an hour", "£12 an hour", "Unpaid")[n % 4],
            level=level,
            route=route,
            posted=f"2026-09-{1 + n % 14:02}",
            closing=f"2026-{10 + n % 2}-{1 + n % 28:02}",
            start=f"2026-{11 + n % 2}-02",
            levy_position=("pays", "does_not_pay", None)[n % 3],
        )


@dataclass
class World:
    settings: Settings
    store: Store
    engine: SearchEngine
    app: Flask

    @property
    def client(self) -> FlaskClient:
        return self.app.test_client()

    def add(self, *raw: RawPosting, source: str = "example_college", at: datetime = AT) -> list[Saved]:
        context = Context(built_in_places(), built_in_courses(), british=True)
        return save(
            self.store, source, [Reading(posting, normalise(posting, context)) for posting in raw], at=at
        )

    def index(self) -> None:
        """Everything saved so far is in the index when this returns."""
        drain(self.store, self.engine)


def settings_at(home: Path) -> Settings:
    often = "1000000 per minute"
    return Settings(
        home=home, rate_limit=often, rate_limit_exports=often, public_url="http://foothold.example"
    )
