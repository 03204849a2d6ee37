"""What an advert may be long, and what comes of it: pages, feeds and the index stay light whoever fills them."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pytest

from crawlers.contacts import without_contacts
from foothold.cli.reread import reread_source
from foothold.model.identity import external_id
from foothold.model.opportunity import Opportunity
from foothold.model.plausible import (
    AGES,
    HOURS_A_WEEK,
    LARS_CODE,
    LEAST_PAY,
    MONTHS,
    MOST_PAY,
    POSITIONS,
    UKPRN,
    WEEKS,
)
from foothold.model.posting import POSTING_FIELDS, RawPosting, Reason, every
from foothold.model.public import public_shape
from foothold.model.source import load_sources
from foothold.reading.bounds import BOUNDS, MOST_PLACES, MOST_REQUIREMENTS, SHOWN, bounded, cut
from foothold.reading.faults import Faults
from foothold.reading.html_text import LONGEST_SHOWN, MOST_TAGS, clean_html
from foothold.reading.intake import Reading, intake
from foothold.store.open_store import Store
from foothold.store.record import Record
from foothold.store.records import find, save
from tests.search_api.world import AT, World
from tests.untrusted.adverts import CONTEXT, SEEN, advert

MOST_BYTES = {
    "an advert's JSON": 100_000,
    "an advert's page": 150_000,
    "/": 150_000,
    "/api/v1/opportunities": 2_000_000,
    "/feed.atom": 60_000,
    "/closing.ics": 60_000,
    "/embed/v1?per_page=20": 60_000,
}
ADVERTS = 22
DOCS = Path(__file__).parents[2] / "docs" / "bounds.md"


def read(posting: RawPosting) -> Opportunity:
    taken = intake(posting, CONTEXT, Faults("a test")).result
    assert isinstance(taken, Opportunity), taken
    return taken


def filled(reference: str) -> RawPosting:
    """An advert that says more than is read in every field that may be long."""

    def long(name: str, text: str) -> str:
        return f"{text} {reference} {'and so on ' * BOUNDS[name].longest}"

    return advert(
        reference,
        title=long("title", "Apprentice plumber"),
        employer=long("employer", "Marlow"),
        provider=tuple(long("provider", "College") for _ in range(20)),
        summary=long("summary", "Fit boilers"),
        description=tuple(long("description", "<p>Fit</p>") for _ in range(60)),
        requirements=tuple(long("requirements", f"Item {n}") for n in range(300)),
        places=tuple(f"{n} Mare Street and so on, Hackney, E8 1EA" for n in range(400)),
        postcode=None,
        wage=tuple(long("wage", "£9 an hour") for _ in range(20)),
        working_week=long("working_week", "Monday to Friday"),
        duration=long("duration", "18 months"),
        course=long("course", "Plumber"),
        url=f"https://jobs.example/{'a' * 1_900}/{reference}",
        apply_url=f"https://jobs.example/{'b' * 1_900}/{reference}",
    )


def test_every_field_of_a_posting_has_a_bound() -> None:
    assert tuple(BOUNDS) == POSTING_FIELDS


def test_a_posting_within_its_bounds_is_not_touched() -> None:
    posting = advert("1", url="https://jobs.example/1", places=("Hackney", "Camden"))
    assert bounded(posting).posting is posting
    assert bounded(posting).notes == ()


@pytest.mark.parametrize("name", BOUNDS)
def test_what_is_longer_is_cut_off_or_left_out_with_a_note(name: str) -> None:
    bound = BOUNDS[name]
    text = "x" * (bound.longest + 1)
    door = bounded(advert("1", **{name: text if bound.texts == 1 else (text,) * (bound.texts + 1)}))
    texts = every(getattr(door.posting, name))
    assert len(texts) <= bound.texts
    if name != "external_id":
        assert all(text in ("", "x" * len(text)) and len(text) <= bound.longest for text in texts)
        assert any(texts) is not bound.whole
    assert [note.field for note in door.notes] == [name]


def test_places_postcodes_and_coordinates_stay_side_by_side() -> None:
    many = range(500)
    posting = advert(
        "1",
        places=tuple(f"Place {n}" for n in many),
        postcode=tuple("x" * 500 if n == 3 else f"E{n}" for n in many),
    )
    kept = bounded(posting).posting
    assert len(every(kept.places)) == len(every(kept.postcode)) == BOUNDS["places"].texts
    assert (every(kept.places)[4], every(kept.postcode)[3:5]) == ("Place 4", ("", "E4"))


@pytest.mark.parametrize(
    "said", [{"external_id": "r" * 2_000}, {"external_id": None, "url": f"https://a.example/{'a' * 3_000}"}]
)
def test_an_advert_whose_reference_is_too_long_to_keep_is_the_same_at_each_sight(
    said: dict[str, Any],
) -> None:
    once, again = bounded(advert("1", **said)).posting, bounded(advert("1", **said, title="Another")).posting
    assert external_id(once) == external_id(again) == external_id(bounded(once).posting)
    longer = {name: f"{text}x" for name, text in said.items() if text}
    assert external_id(bounded(advert("1", **(said | longer))).posting) != external_id(once)


def test_a_long_title_is_cut_after_a_word_and_the_advert_is_taken() -> None:
    taken = read(advert("1", title=f"Apprentice plumber {'and more ' * 100_000}"))
    assert len(taken.title) <= SHOWN["title"]
    assert taken.title.startswith("Apprentice plumber and more")
    assert taken.title.endswith(("and…", "more…"))
    assert {note.field for note in taken.notes} == {"title"}


def test_a_text_is_cut_after_a_word_where_it_has_words() -> None:
    assert cut("one two three", 10) == "one two…"
    assert cut("onetwothree", 6) == "onetw…"
    assert cut("one", 3) == "one"


def test_a_long_description_ends_where_a_block_ends_and_every_tag_is_closed() -> None:
    shown = clean_html("<ul><li><b>Fit &amp; mend boilers.</b></li>" * 4_000)
    assert shown is not None
    assert LONGEST_SHOWN / 2 < len(shown) <= LONGEST_SHOWN
    assert shown.endswith("<p>…</p>")
    assert shown.count("<b>") == shown.count("</b>")
    assert shown.count("<ul>") == shown.count("</ul>")


def test_markup_of_thousands_of_tags_is_shown_as_its_words() -> None:
    assert clean_html(f"<p>Fit boilers.</p>{'<div>' * (MOST_TAGS + 1)}") == "<p>Fit boilers.</p>"


def test_an_advert_that_fills_every_field_stays_light_everywhere(world: World) -> None:
    postings = [replace(filled(str(n)), seen=AT, posted="15 September 2026") for n in range(ADVERTS)]
    readings = [intake(posting, CONTEXT, Faults("a test")) for posting in postings]
    saved = save(world.store, "board", readings, at=AT)
    world.index()
    sizes = {path: len(world.client.get(path).data) for path in MOST_BYTES if path.startswith("/")}
    sizes["an advert's page"] = len(world.client.get(f"/opportunities/{saved[0].id}").data)
    for reading in readings:
        assert isinstance(reading.result, Opportunity)
        assert len(reading.result.places) == MOST_PLACES
        assert len(reading.result.requirements or ()) <= MOST_REQUIREMENTS
        size = len(orjson.dumps(public_shape(reading.result)))
        sizes["an advert's JSON"] = max(size, sizes.get("an advert's JSON", 0))
    assert {name: size for name, size in sizes.items() if not 500 < size <= MOST_BYTES[name]} == {}


def test_rereading_brings_what_is_stored_under_the_bounds(store: Store) -> None:
    source = load_sources(None)["hackney"]
    posting = advert("1", title=f"Apprentice plumber {'x' * 400_000}", requirements=("y" * 90_000,))
    long = replace(read(advert("1")), title=str(posting.title), requirements=("y" * 90_000,))
    [saved] = save(store, source.slug, [Reading(posting, long)], at=SEEN)
    assert reread_source(store, source, CONTEXT.places) == {"changed": 1}
    record = find(store, str(saved.id))
    assert isinstance(record, Record)
    assert len(record.public["title"]) <= SHOWN["title"]
    assert [len(item) for item in record.public["requirements"]] == [SHOWN["requirements"]]
    assert reread_source(store, source, CONTEXT.places) == {"unchanged": 1}


def test_half_characters_are_kept_as_their_numbers_within_the_bound() -> None:
    title = bounded(advert("1", title="\ud83d" * 999)).posting.title
    assert title == ("\\ud83d" * 999)[: BOUNDS["title"].longest]


def test_every_bound_is_documented() -> None:
    rows = DOCS.read_text(encoding="utf-8")
    for name, bound in BOUNDS.items():
        in_all = bound.in_all or bound.longest * bound.texts
        cut_off = "left out" if bound.whole else "cut off"
        assert f"| `{name}` | {bound.longest:,} | {bound.texts:,} | {in_all:,} | {cut_off} |" in rows
    for name, longest in SHOWN.items():
        assert re.search(rf"^\| `{name}` .*\| {longest:,}[^|]* \|$", rows, re.M), name
    figures = (
        ("`positions`", POSITIONS), ("UKPRN", UKPRN), ("LARS code", LARS_CODE), ("ages", AGES),
        ("duration in months", MONTHS), ("duration in weeks", WEEKS),
    )  # fmt: skip
    for name, within in figures:
        assert f"| {name} | {within[0]:,} | {within[-1]:,} |" in rows
    assert f"| hours a week | {HOURS_A_WEEK[0]} | {HOURS_A_WEEK[1]} |" in rows
    for period in ("hour", "day", "week", "month", "year"):
        assert (
            f"| pay {'an' if period == 'hour' else 'a'} {period} | £{LEAST_PAY[period]:,} | £{MOST_PAY[period]:,} |"
            in rows
        )
    for reason in Reason:
        assert f"| `{reason}` |" in rows


def test_what_stands_for_a_contact_left_out_makes_no_text_longer_than_its_bound() -> None:
    week = "07700 900123 " * 150
    kept = intake(advert("1", working_week=week), CONTEXT, Faults("a test"), prepare=without_contacts).posting
    assert kept is not None
    assert "07700" not in str(kept.working_week)
    assert len(str(kept.working_week)) == BOUNDS["working_week"].longest
