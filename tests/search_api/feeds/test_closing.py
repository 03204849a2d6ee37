"""`/closing.ics`: the closing dates of a search in a person's calendar."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from dateutil.tz import tzical
from icalendar import Calendar

from search_api.feeds.closing import LONDON_TIME
from tests.search_api.conftest import new_world
from tests.search_api.world import AT, World, postings

ICS = "/closing.ics"
HOSTILE = "Baker; chef, \\ cook\r\nBEGIN:VEVENT\x00\x1b " + "🧑‍🍳é" * 40


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> World:
    world = new_world(tmp_path_factory.mktemp("calendars"))
    world.add(*postings(230))
    world.index()
    return world


def body(world: World, query: str = "") -> bytes:
    response = world.client.get(f"{ICS}?{query}")
    assert response.status_code == 200, response.text
    assert response.content_type == "text/calendar; charset=utf-8"
    return bytes(response.data)


def events(world: World, query: str = "") -> list[Any]:
    return list(Calendar.from_ical(body(world, query)).walk("VEVENT"))


def test_a_calendar_has_the_next_two_hundred_closing_dates(city: World) -> None:
    found = events(city)
    days = [event["DTSTART"].dt for event in found]
    assert len(found) == 200
    assert days == sorted(days)
    assert len({event["UID"] for event in found}) == 200
    listed = city.client.get("/api/v1/opportunities?sort=closing&per_page=1").get_json()["opportunities"][0]
    assert found[0]["UID"] == f"{listed['id']}@foothold.example"
    assert found[0]["URL"] == listed["page_url"]
    assert days[0] == date.fromisoformat(listed["closing_date"])


def test_a_closing_day_is_a_whole_day_in_which_nobody_is_busy(world: World) -> None:
    world.add(
        next(postings(1)), replace(next(postings(1)), external_id="B", url="https://b.example", closing=None)
    )
    world.index()
    (event,) = events(world)
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (date(2026, 10, 1), date(2026, 10, 2))
    assert event["TRANSP"] == "TRANSPARENT"
    assert event["SUMMARY"] == "Closes: Apprentice plumber, Marlow & Finch"


@pytest.mark.parametrize(
    ("closing", "hour"),
    [("1 October 2026 at 9am", 8), ("2 November 2026 at 9am", 9), ("1 October 2026 23:59", None)],
)
def test_a_closing_time_is_londons(world: World, closing: str, hour: int | None) -> None:
    """In summer an hour before the same time in winter; the last minute of a day is the day."""
    world.add(replace(next(postings(1)), closing=closing))
    world.index()
    (event,) = events(world)
    start = event["DTSTART"].dt
    if hour is None:
        assert start == date(2026, 10, 1)
    else:
        assert event["DTSTART"].params["TZID"] == "Europe/London"
        assert start.astimezone(UTC).hour == hour
        assert "DTEND" not in event


def test_the_zone_in_the_file_is_londons() -> None:
    written = tzical(io.StringIO(LONDON_TIME.decode())).get("Europe/London")
    moment = datetime(2026, 1, 1, 0, 30)  # noqa: DTZ001 - a wall clock
    for _ in range(3 * 365 * 8):
        moment += timedelta(hours=3)
        assert (
            moment.replace(tzinfo=written).utcoffset()
            == moment.replace(tzinfo=ZoneInfo("Europe/London")).utcoffset()
        )


def test_lines_are_folded_at_75_octets_and_end_as_they_must(world: World) -> None:
    world.add(replace(next(postings(1)), title=f"Apprentice {HOSTILE}", employer=HOSTILE))
    world.index()
    written = body(world)
    assert written.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in written.replace(b"\r\n", b"")
    for line in written.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()
        assert not [octet for octet in line if octet < 32 and octet != 9]


def test_words_of_others_make_no_events(world: World) -> None:
    world.add(replace(next(postings(1)), title=f"Apprentice {HOSTILE}"))
    world.index()
    (event,) = events(world)
    assert event["SUMMARY"].startswith("Closes: Apprentice Baker; chef, \\ cook BEGIN:VEVENT")


def test_an_unchanged_calendar_is_304(world: World) -> None:
    world.add(*postings(3))
    world.index()
    tag = world.client.get(ICS).headers["ETag"]
    assert world.client.get(ICS, headers={"If-None-Match": tag}).status_code == 304
    world.add(replace(next(postings(1)), closing="2026-10-20"), at=AT + timedelta(hours=1))
    world.index()
    assert world.client.get(ICS, headers={"If-None-Match": tag}).status_code == 200


def test_a_changed_date_moves_the_same_event_and_raises_its_number(world: World) -> None:
    world.add(next(postings(1)))
    world.index()
    (before,) = events(world)
    world.add(replace(next(postings(1)), closing="2026-10-20"), at=AT + timedelta(hours=1))
    world.index()
    (after,) = events(world)
    assert before["UID"] == after["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after["DTSTART"].dt == date(2026, 10, 20)
    assert after["DTSTAMP"].dt == AT + timedelta(hours=1)


def test_a_search_that_finds_nothing_is_an_empty_calendar(city: World) -> None:
    assert events(city, "q=nothing+at+all") == []
    assert Calendar.from_ical(body(city, "q=nothing+at+all"))["PRODID"]
