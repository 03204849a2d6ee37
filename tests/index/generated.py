"""Adverts and searches from a seed, for comparing an engine with the oracle."""

import random
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from foothold.index.fields import FACETS
from foothold.index.query import Include, Near, SearchQuery, Sort
from tests.index.adverts import AT, BOROUGHS, advert, place, wage
from tests.index.oracle import GRADES, WEEKS

TODAY = date(2026, 9, 20)
# Trades of which no advert is found by everyday words too.
WORDS = [
    "lamplighter",
    "scrivener",
    "cordwainer",
    "ostler",
    "chandler",
    "fletcher",
    "wainwright",
    "haberdasher",
]
ROUTES = ["Digital", "Construction and the built environment", "Care services", None]
EMPLOYERS = [f"employer-{n}" for n in range(12)]
COMMITMENTS = ["Disability Confident", "Living Wage", "Social Mobility Pledge"]


def generated_advert(pick: random.Random, number: int) -> dict[str, Any]:
    levy = {
        "employer_position": pick.choice(["pays", "does_not_pay", "unknown"]),
        "funding": pick.choice(["employer_levy", "government", "unknown"]),
        "seeks_transfer": pick.choice([True, False, None]),
    }
    slug = pick.choice([*EMPLOYERS, None])
    return advert(
        f"id{number:010}",
        " ".join(pick.sample(WORDS, pick.randint(1, 3))),
        kind=pick.choice(["apprenticeship", "work_experience", "internship"]),
        employer={"name": "Firm", "slug": slug, "commitments": _commitments(pick)} if slug else None,
        places=_places(pick),
        national=pick.random() < 0.1,
        remote=pick.choice(["on_site", "hybrid", "remote", None]),
        wage=_wage(pick),
        level=pick.choice([2, 3, 4, 6, None]),
        route=pick.choice(ROUTES),
        requirements=pick.choice([None, *([text] for text in GRADES)]),
        hours_per_week=pick.choice([None, 7.5, 15.5, 16, 29.5, 30, 37.5]),
        working_week=pick.choice(list(WEEKS)),
        age=_age(pick),
        posted_date=_date(pick, -60, 0),
        closing_date=_date(pick, -10, 40),
        closing_time=pick.choice(["09:00", "13:00", "12:59", None]),
        start_date=pick.choice([_date(pick, 0, 120), "2026-11", "2026-12", None]),
        levy=levy,
        sources=[
            {"source": s, "url": None, "first_seen": None, "last_seen": None}
            for s in pick.sample(["one", "two", "three"], pick.randint(1, 2))
        ],
        last_confirmed=_date(pick, -40, 0),
    )


def _commitments(pick: random.Random) -> list[dict[str, Any]]:
    names = pick.sample(COMMITMENTS, pick.choice([0, 0, 1, 2]))
    return [{"name": name, "level": None, "basis": "stated in the advert", "url": None} for name in names]


def _age(pick: random.Random) -> dict[str, int | None] | None:
    low = pick.choice([None, 13, 14, 16, 18])
    return pick.choice([None, {"min": low, "max": None}, {"min": low, "max": pick.choice([18, 19, 24])}])


def generated_query(pick: random.Random, adverts: list[dict[str, Any]]) -> SearchQuery:
    near = None
    if pick.random() < 0.3:
        _, _, lat, lon = BOROUGHS[pick.choice(list(BOROUGHS))]
        near = Near(lat + pick.uniform(-0.02, 0.02), lon, pick.choice([1.0, 3.0, 5.0, 10.0, 30.0]))
    sorts = [Sort.NEWEST, Sort.CLOSING, Sort.PAY, *([Sort.DISTANCE] if near else [])]
    return SearchQuery(
        at=AT + timedelta(days=pick.choice([0, 0, 0, 1, 7]), hours=pick.choice([-1, 0, 3])),
        text=pick.choice(["", "", *WORDS]),
        filters=_filters(pick, adverts),
        near=near,
        min_hourly=_maybe(pick, Decimal(pick.choice(["7.55", "9", "11.44"]))),
        closing_before=_maybe(pick, TODAY + timedelta(days=pick.randint(0, 30))),
        start_from=_maybe(pick, TODAY + timedelta(days=pick.randint(0, 90))),
        start_to=_maybe(pick, TODAY + timedelta(days=pick.randint(30, 120))),
        **_ages(pick),
        posted_from=_maybe(pick, TODAY - timedelta(days=pick.randint(0, 40))),
        national=pick.choice([Include.INCLUDE, Include.INCLUDE, Include.ONLY, Include.EXCLUDE]),
        remote=pick.choice([Include.INCLUDE, Include.INCLUDE, Include.ONLY, Include.EXCLUDE]),
        sort=pick.choice(sorts),
        size=100,
        facets=tuple(pick.sample(FACETS, pick.randint(0, 4))),
    )


def _ages(pick: random.Random) -> dict[str, int]:
    age = pick.choice([11, 14, 15, 16, 17, 18, 19, 24, 25, 40])
    return pick.choice([{}, {}, {}, {"age_from": age, "age_to": age}, {"age_from": age, "age_to": age + 1}])


def _filters(pick: random.Random, adverts: list[dict[str, Any]]) -> dict[str, tuple[str, ...]]:
    values = {
        "borough": [code for code, *_ in BOROUGHS.values()] + ["unknown"],
        "kind": ["apprenticeship", "work_experience", "insight_event"],
        "level": ["2", "3", "6", "unknown"],
        "route": [route or "unknown" for route in ROUTES],
        "levy": ["pays", "unknown"],
        "funding": ["government", "unknown"],
        "seeks_transfer": ["true", "false", "unknown"],
        "paid": ["paid", "unpaid", "unknown"],
        "grades": ["none_required", "required", "unknown"],
        "hours": ["up_to_15", "16_to_29", "30_or_more", "unknown"],
        "weekend": ["included", "weekdays_only", "unknown"],
        "commitment": ["disability-confident", "social-mobility-employer-index", "unknown"],
        "employer": [*EMPLOYERS, "unknown"],
        "source": ["one", "two"],
    }
    names = pick.sample(FACETS, pick.choice([0, 1, 1, 2, 2, 3]))
    return {name: tuple(pick.sample(values[name], pick.randint(1, 2))) for name in names}


def _places(pick: random.Random) -> list[dict[str, Any]]:
    slugs = pick.sample([*BOROUGHS, None], pick.choice([0, 1, 1, 1, 2, 3]))
    made = [place(slug) for slug in slugs]
    for spot in made:
        if spot["lat"] is not None:
            spot["lat"] += pick.uniform(-0.05, 0.05)
            spot["lon"] += pick.uniform(-0.05, 0.05)
    return made


def _wage(pick: random.Random) -> dict[str, Any] | None:
    low = round(pick.uniform(6, 14), 2)
    return pick.choice([None, wage(low), wage(low, low + 1), wage(None, low), wage(paid="unpaid")])


def _date(pick: random.Random, first: int, last: int) -> str | None:
    return (TODAY + timedelta(days=pick.randint(first, last))).isoformat() if pick.random() < 0.85 else None


def _maybe(pick: random.Random, value: Any) -> Any:
    return value if pick.random() < 0.12 else None
