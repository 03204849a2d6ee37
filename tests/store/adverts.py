"""Adverts for the store's tests: whole ones, with only what a test speaks of changed."""

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from foothold.model.levy import Levy
from foothold.model.opportunity import Kind, Opportunity
from foothold.model.organisations import Employer
from foothold.model.places import Borough, Place
from foothold.model.posting import RawPosting
from foothold.reading.intake import Reading
from foothold.store.open_store import Store
from foothold.store.records import Record, find

AT = datetime(2026, 11, 2, 9, tzinfo=UTC)
HACKNEY = Borough("E09000012", "Hackney", "hackney")
NEWHAM = Borough("E09000025", "Newham", "newham")


def day(n: int) -> datetime:
    return AT + timedelta(days=n)


def opportunity(**changes: Any) -> Opportunity:
    nothing: dict[str, Any] = {f.name: None for f in fields(Opportunity)}
    said = {
        "url": "https://brightworks.example/jobs/1",
        "title": "Apprentice electrician",
        "kind": Kind.APPRENTICESHIP,
        "level": 3,
        "employer": Employer.named("Brightworks"),
        "places": (Place("Mare Street", "E8 1EA", HACKNEY),),
        "national": False,
        "levy": Levy(),
        "notes": (),
    }
    return Opportunity(**(nothing | said | changes))


def reading(
    reference: str = "1", *, said: dict[str, str] | None = None, page_url: str | None = None, **changes: Any
) -> Reading:
    """`said` are the posting's own words, `changes` those of the opportunity."""
    posting = RawPosting(seen=AT, external_id=reference, title="Apprentice electrician")
    return Reading(replace(posting, **(said or {})), opportunity(**changes), page_url)  # type: ignore[arg-type]


def record(store: Store, id: str) -> Record:  # noqa: A002
    found = find(store, id)
    assert isinstance(found, Record)
    return found


def sources(store: Store, id: str) -> list[str]:  # noqa: A002
    return [entry["source"] for entry in record(store, id).public["sources"]]
