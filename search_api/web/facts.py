"""Facts of an advert in words, told the same way on a card, on the advert's page and in the widget."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from foothold.model.places import METRES_A_MILE, PublicPlace
from foothold.model.public import PublicOpportunity
from foothold.reading.grades import Grades
from foothold.reading.places.gazetteer import PlaceTable
from foothold.reading.text_facts import grades_of, weekend_of
from foothold.reading.weekend import Weekend
from foothold.searching.labels import FUNDING, GRADES, KINDS, LEVELS, LEVY, REMOTE, WEEKEND
from search_api.web import words

_STREET = re.compile(r"\d|.*\b(?:street|road|lane|avenue)$", re.I)


@dataclass(frozen=True, slots=True)
class Fact:
    """`value` is what to show; `stated` is False where the advert does not say; `marked` where it says it in words
    that hide it, as “competitive” does."""

    label: str
    value: str
    stated: bool = True
    marked: bool = False


def fact(label: str, value: str | None) -> Fact:
    return Fact(label, value, True) if value else Fact(label, words.NOT_STATED, False)


def pay(public: PublicOpportunity) -> Fact:
    said = words.pay(public["wage"])
    wage = public["wage"]
    hidden = bool(said and wage and "competitive" in wage["flags"] and wage["low"] is None)
    return Fact("Pay", said, True, hidden) if said else fact("Pay", None)


def grades(public: PublicOpportunity) -> str | None:
    found = grades_of(public)
    return GRADES[found] if found is not Grades.UNKNOWN else None


def weekend(public: PublicOpportunity) -> str | None:
    found = weekend_of(public)
    return WEEKEND[found] if found is not Weekend.UNKNOWN else None


def kind(public: PublicOpportunity) -> str | None:
    """`Apprenticeship, Level 3: like A levels`."""
    named = KINDS.get(public["kind"]) if public["kind"] else None
    if public["foundation"] and public["kind"] == "apprenticeship":
        named = "Foundation apprenticeship"
    level = LEVELS.get(str(public["level"])) if public["level"] else None
    return ", ".join(part for part in (named, level) if part) or None


def place(one: PublicPlace) -> str:
    """`Dalston, E8 1EA, Hackney`, without saying a borough twice."""
    borough = one["borough"]["name"] if one["borough"] else None
    parts = [part for part in (one["name"], one["postcode"], borough) if part]
    said: list[str] = []
    for part in parts:
        if not any(part.lower() in earlier.lower() for earlier in said):
            said.append(part)
    return ", ".join(said)


def short_place(one: PublicPlace) -> str:
    """`Dalston, Hackney`: a place as a card tells it, without its postcode, street and “London”."""
    borough = one["borough"]["name"] if one["borough"] else None
    parts = [part.strip() for part in (one["name"] or "").split(",")]
    areas = [part for part in parts if part and not _STREET.match(part) and part.lower() != "london"]
    name = (areas or [one["postcode"] or parts[0]])[0]
    if borough and borough.lower() in name.lower():
        return name
    return ", ".join(part for part in (name, borough) if part)


PRECISE = ("postcode", "coordinates")


def station(one: PublicPlace, table: PlaceTable) -> str | None:
    """`Nearest station: Dalston Kingsland, 0.3 miles in a straight line`, where the place is known to the street."""
    if one["lat"] is None or one["lon"] is None or one["precision"] not in PRECISE:
        return None
    nearest, metres = table.nearest_station(one["lat"], one["lon"])
    return f"Nearest station: {nearest.name}, {words.distance(metres / METRES_A_MILE)} in a straight line"


def where(public: PublicOpportunity, places: Sequence[PublicPlace] | None = None) -> str | None:
    """`Dalston, Hackney and 2 more places`; `places` are those of the advert, the foremost first."""
    parts = list(_where(public, public["places"] if places is None else places))
    return ". ".join(parts) or None


def _where(public: PublicOpportunity, places: Sequence[PublicPlace]) -> Iterator[str]:
    if places:
        more = len(places) - 1
        yield short_place(places[0]) + (
            f" and {words.counted(more, 'more place', 'more places')}" if more else ""
        )
    if public["national"]:
        yield "Open to the whole country"
    if public["remote"] in ("hybrid", "remote"):
        yield REMOTE[public["remote"]]


def levy(public: PublicOpportunity) -> str:
    return LEVY[public["levy"]["employer_position"]]


def training(public: PublicOpportunity) -> str | None:
    funding = public["levy"]["funding"]
    return FUNDING[funding] if funding != "unknown" else None
