"""A search's closing dates as a calendar (RFC 5545)."""

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

from foothold.clock import LONDON
from foothold.model.public import LAST_MINUTE, PublicOpportunity
from search_api.feeds.following import Followed, FollowedAdvert, facts_of
from search_api.web import facts, words

MOST = 200
MEDIA_TYPE = "text/calendar; charset=utf-8"
AGAIN = timedelta(hours=12)
"""When a calendar may ask again."""
LONDON_TIME = b"""BEGIN:VTIMEZONE
TZID:Europe/London
BEGIN:DAYLIGHT
TZOFFSETFROM:+0000
TZOFFSETTO:+0100
TZNAME:BST
DTSTART:19810329T010000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZOFFSETFROM:+0100
TZOFFSETTO:+0000
TZNAME:GMT
DTSTART:19961027T020000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
"""
"""As London's clocks have gone since 1996. The library's own, made from the system's table, has spring's change an
hour late (icalendar 7.3.2)."""
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]+")


def calendar(followed: Followed) -> bytes:
    """The same bytes until something that it shows changes."""
    from icalendar import Calendar  # A fifteenth of a second, which only who asks for a calendar waits.

    made = Calendar()
    made.add("prodid", "-//Foothold//Closing dates//EN")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    for name in ("name", "x-wr-calname"):
        made.add(name, _clean(f"{followed.title}, closing dates"))
    made.add("refresh-interval", AGAIN, parameters={"VALUE": "DURATION"})
    made.add_component(_london())
    for found in followed.found:
        if found.public["closing_date"]:
            made.add_component(_event(followed, found))
    body: bytes = made.to_ical()
    return body


@cache
def _london() -> Any:
    from icalendar import Timezone

    return Timezone.from_ical(LONDON_TIME)


def _event(followed: Followed, found: FollowedAdvert) -> Any:
    from icalendar import Event

    public, event = found.public, Event()
    event.add("uid", f"{public['id']}@{followed.host}")
    event.add("dtstamp", found.changed.replace(microsecond=0))
    event.add("last-modified", found.changed.replace(microsecond=0))
    event.add("sequence", public["revision"])
    for name, when in _when(public):
        event.add(name, when)
    employer = public["employer"]
    event.add("summary", _clean(f"Closes: {public['title']}" + (f", {employer['name']}" if employer else "")))
    event.add("description", _clean(facts_of(_facts(public))))
    event.add("url", public["page_url"])
    if where := facts.where(public):
        event.add("location", _clean(where))
    # It is no appointment: nobody is busy then.
    event.add("transp", "TRANSPARENT")
    return event


def _when(public: PublicOpportunity) -> Iterator[tuple[str, date | datetime]]:
    """The whole day, or the moment where the advert names a time before its end."""
    if not public["closing_date"]:
        return
    day = date.fromisoformat(public["closing_date"])
    if public["closing_time"] and public["closing_time"] != LAST_MINUTE:
        yield "dtstart", datetime.combine(day, time.fromisoformat(public["closing_time"]), LONDON)
    else:
        yield "dtstart", day
        yield "dtend", day + timedelta(days=1)


def _facts(public: PublicOpportunity) -> Iterator[tuple[str, str | None]]:
    yield "Kind", facts.kind(public)
    yield "Pay", words.pay(public["wage"])
    yield "Read it at", public["page_url"]


def _clean(text: str) -> str:
    return _CONTROL.sub(" ", text)
