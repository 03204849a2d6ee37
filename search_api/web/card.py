"""One opportunity in a list of results."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from foothold.model.places import PublicPlace, straight_metres
from foothold.model.public import PublicOpportunity, id_of
from foothold.reading.grades import Grades
from foothold.reading.places.gazetteer import PlaceTable
from foothold.reading.text_facts import grades_of
from search_api.search.request import Asked
from search_api.web import facts, words
from search_api.web.advert import legal_pay
from search_api.web.advert.legal_pay import Rule
from search_api.web.facts import Fact, fact


@dataclass(frozen=True, slots=True)
class Card:
    """`warnings` are what a reader must not miss; `distance` and `station` only where the search has a point,
    `for_age` where it has an age, `why` where its words do not show why this is here."""

    id: str
    title: str
    path: str
    employer: Fact
    closes: str
    closing_soon: bool
    facts: tuple[Fact, ...]
    summary: str | None
    warnings: tuple[Rule, ...]
    distance: str | None
    station: str | None
    for_age: Rule | None
    needs_no_grades: bool
    why: str | None = None


SUMMARY_LENGTH = 160
URGENT_DAYS = 3


def card_of(
    public: PublicOpportunity,
    today: date,
    asked: Asked | None = None,
    distance: float | None = None,
    table: PlaceTable | None = None,
) -> Card:
    """`asked` brings the place that answers the search to the front, where there are several. With `table`, the
    station nearest to it is told beside the distance."""
    places = foremost(public["places"], asked)
    age = asked.age if asked else None
    return Card(
        id=id_of(public),
        title=public["title"],
        path=f"/opportunities/{public['id']}" + (f"?age={age}" if age is not None else ""),
        employer=fact("Employer", public["employer"]["name"] if public["employer"] else None),
        closes=words.closes(public["closing_date"], public["closing_time"], today),
        closing_soon=_closing_soon(public["closing_date"], today),
        facts=(
            fact("Where", facts.where(public, places)),
            facts.pay(public),
            fact("Kind", facts.kind(public)),
            fact("Starts", words.day_or_month(public["start_date"]) if public["start_date"] else None),
            Fact("Levy", facts.levy(public), public["levy"]["employer_position"] != "unknown"),
        ),
        summary=_shortened(public["summary"]),
        warnings=legal_pay.warnings(public, today),
        distance=words.miles(distance) if distance is not None else None,
        station=facts.station(places[0], table) if table and distance is not None and places else None,
        for_age=legal_pay.for_age(public, age, today),
        needs_no_grades=grades_of(public) is Grades.NONE_REQUIRED,
    )


def foremost(places: Sequence[PublicPlace], asked: Asked | None) -> Sequence[PublicPlace]:
    """Places in a borough that was chosen first, else the nearest to the point that was given."""
    chosen = asked.filters.get("borough", ()) if asked else ()
    point = asked.located if asked else None
    if chosen:
        return sorted(places, key=lambda one: not one["borough"] or one["borough"]["code"] not in chosen)
    if point is None:
        return places

    def away(one: PublicPlace) -> float:
        if one["lat"] is None or one["lon"] is None:
            return math.inf
        return straight_metres(point.lat, point.lon, one["lat"], one["lon"])

    return sorted(places, key=away)


def _closing_soon(closing: str | None, today: date) -> bool:
    return bool(closing) and (date.fromisoformat(str(closing)) - today).days <= URGENT_DAYS


def _shortened(text: str | None) -> str | None:
    if not text or len(text) <= SUMMARY_LENGTH:
        return text
    return text[:SUMMARY_LENGTH].rsplit(" ", 1)[0].rstrip(" ,.;:") + "…"
