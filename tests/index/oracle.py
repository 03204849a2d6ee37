"""The meaning of filters, facets and orders by brute force over public shapes, written apart from the index."""

import math
from calendar import monthrange
from datetime import date
from typing import Any

from foothold.index.query import Include, Near, SearchQuery, Sort
from foothold.model.public import shown_until

EARTH_RADIUS_MILES = 3958.7613


def matching(adverts: list[dict[str, Any]], query: SearchQuery, without: str = "") -> list[dict[str, Any]]:
    filters = {name: chosen for name, chosen in query.filters.items() if chosen and name != without}
    return [
        public
        for public in adverts
        if query.at < shown_until(public)
        and all(
            set(chosen) & facet_values(public, name) for name, chosen in filters.items() if name != "borough"
        )
        and _in_ranges(public, query)
        and (_there(public, query, filters.get("borough", ())) or _anywhere(public, query))
        and _included(query.national, public["national"])
        and _included(query.remote, public["remote"] == "remote")
        and all(word in public["title"].lower().split() for word in query.text.split())
    ]


def _there(public: dict[str, Any], query: SearchQuery, boroughs: tuple[str, ...]) -> bool:
    near = query.near is None or nearest(public, query.near) <= query.near.within_miles
    return near and (not boroughs or bool(set(boroughs) & facet_values(public, "borough")))


def _anywhere(public: dict[str, Any], query: SearchQuery) -> bool:
    """Whether it is among the results wherever it is, because it is national or remote."""
    national = public["national"] and query.national is not Include.EXCLUDE
    return national or (public["remote"] == "remote" and query.remote is not Include.EXCLUDE)


def facet_counts(adverts: list[dict[str, Any]], query: SearchQuery, name: str) -> dict[str, int]:
    counts: dict[str, int] = {}
    for public in matching(adverts, query, without=name):
        for value in facet_values(public, name):
            counts[value] = counts.get(value, 0) + 1
    return counts


GRADES = {
    "GCSE English and maths at grade 4 or above": "required",
    "No formal qualifications needed": "none_required",
    "On time": "unknown",
}
WEEKS = {
    "Monday to Friday, 9am to 5pm": "weekdays_only",
    "Five days out of seven, weekends included": "included",
    "Shifts": "unknown",
    None: "unknown",
}


def facet_values(public: dict[str, Any], name: str) -> set[str]:
    if name == "borough" and (public["national"] or public["remote"] == "remote"):
        return set()
    wage, employer, levy = public["wage"], public["employer"], public["levy"]
    found = {
        "borough": [p["borough"]["code"] for p in public["places"] if p["borough"]],
        "kind": [public["kind"]],
        "level": [public["level"]],
        "route": [public["route"]],
        "levy": [levy["employer_position"]],
        "funding": [levy["funding"]],
        "seeks_transfer": [{True: "true", False: "false", None: None}[levy["seeks_transfer"]]],
        "paid": [wage["paid"] if wage else None],
        "grades": [GRADES[(public["requirements"] or ["On time"])[0]]],
        "hours": [_band(public["hours_per_week"])],
        "weekend": [WEEKS[public["working_week"]]],
        "commitment": [
            one["name"].lower().replace(" ", "-") for one in (employer or {"commitments": []})["commitments"]
        ],
        "employer": [employer["slug"] if employer else None],
        "source": [s["source"] for s in public["sources"]],
    }[name]
    return {"unknown" if value is None else str(value) for value in found} or {"unknown"}


def _band(hours: float | None) -> str | None:
    if hours is None:
        return None
    return next(
        name for under, name in ((16, "up_to_15"), (30, "16_to_29"), (999, "30_or_more")) if hours < under
    )


def sort_value(public: dict[str, Any], query: SearchQuery) -> float:
    """Ascending is the order; what has no value is last."""
    match query.sort:
        case Sort.DISTANCE:
            assert query.near
            miles = nearest(public, query.near)
            return miles if miles <= query.near.within_miles else math.inf
        case Sort.CLOSING:
            return _day(public["closing_date"]) or math.inf
        case Sort.PAY:
            return -(pay(public) if pay(public) is not None else -1.0)
        case _:
            return -(_day(public["posted_date"]) or -math.inf)


def pay(public: dict[str, Any]) -> float | None:
    wage = public["wage"] or {"hourly_high": None, "hourly_low": None}
    return wage["hourly_low"] if wage["hourly_high"] is None else wage["hourly_high"]


def nearest(public: dict[str, Any], near: Near) -> float:
    return min((_miles(near, p) for p in public["places"] if p["lat"] is not None), default=math.inf)


def _miles(near: Near, place: dict[str, Any]) -> float:
    a, b = math.radians(near.lat), math.radians(place["lat"])
    half_lat, half_lon = (b - a) / 2, math.radians(place["lon"] - near.lon) / 2
    chord = math.sin(half_lat) ** 2 + math.cos(a) * math.cos(b) * math.sin(half_lon) ** 2
    return 2 * EARTH_RADIUS_MILES * math.asin(math.sqrt(chord))


def _in_ranges(public: dict[str, Any], query: SearchQuery) -> bool:
    closing, posted, (first, last) = public["closing_date"], public["posted_date"], _start(public)
    hourly, age = pay(public), public["age"] or {"min": None, "max": None}
    floor = 16 if public["kind"] == "apprenticeship" else 0
    asked = [
        (query.min_hourly, hourly is not None and hourly >= float(query.min_hourly or 0)),
        (query.age_from, age["max"] is None or age["max"] >= (query.age_from or 0)),
        (query.age_to, max(age["min"] or 0, floor) <= (query.age_to or 0)),
        (query.closing_before, closing and _day(closing) <= _ordinal(query.closing_before)),
        (query.posted_from, posted and _day(posted) >= _ordinal(query.posted_from)),
        (query.start_from, last and last >= _ordinal(query.start_from)),
        (query.start_to, first and first <= _ordinal(query.start_to)),
    ]
    return all(holds for limit, holds in asked if limit is not None)


def _start(public: dict[str, Any]) -> tuple[int, int]:
    text = public["start_date"]
    if not text:
        return 0, 0
    if len(text) == 10:
        return _day(text), _day(text)
    year, month = (int(part) for part in text.split("-"))
    return date(year, month, 1).toordinal(), date(year, month, monthrange(year, month)[1]).toordinal()


def _included(include: Include, flag: bool) -> bool:
    return {Include.INCLUDE: True, Include.ONLY: flag, Include.EXCLUDE: not flag}[include]


def _day(text: str | None) -> int:
    return date.fromisoformat(text).toordinal() if text else 0


def _ordinal(day: date | None) -> int:
    return day.toordinal() if day else 0
