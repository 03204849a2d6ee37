"""Facts of an advert in words, told the same way on a card, on the advert's page and in the widget."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from foothold.labels import FUNDING, KINDS, LEVELS, LEVY, REMOTE
from search_api.web import words

PAY_WARNINGS: Mapping[str, str] = {
    "below_minimum": "The pay in this advert is less than the legal minimum for an apprentice. "
    "Ask the employer before you apply.",
    "unpaid_over_limit": "This is more than 4 weeks without pay. The law says that most interns must be paid. "
    "Ask the employer before you apply.",
}
"""What a reader must not miss about pay, by the flag of the wage."""


_STREET = re.compile(r"\d|.*\b(?:street|road|lane|avenue)$", re.I)


@dataclass(frozen=True, slots=True)
class Fact:
    """`value` is what to show; `stated` is False where the advert does not say."""

    label: str
    value: str
    stated: bool = True


def fact(label: str, value: str | None) -> Fact:
    return Fact(label, value, True) if value else Fact(label, words.NOT_STATED, False)


def kind(public: Mapping[str, Any]) -> str | None:
    """`Apprenticeship, Level 3 (A level)`."""
    named = KINDS.get(public["kind"]) if public["kind"] else None
    if public["foundation"] and public["kind"] == "apprenticeship":
        named = "Foundation apprenticeship"
    level = LEVELS.get(str(public["level"])) if public["level"] else None
    return ", ".join(part for part in (named, level) if part) or None


def place(one: Mapping[str, Any]) -> str:
    """`Dalston, E8 1EA, Hackney`, without saying a borough twice."""
    borough = one["borough"]["name"] if one["borough"] else None
    parts = [part for part in (one["name"], one["postcode"], borough) if part]
    said: list[str] = []
    for part in parts:
        if not any(part.lower() in earlier.lower() for earlier in said):
            said.append(part)
    return ", ".join(said)


def short_place(one: Mapping[str, Any]) -> str:
    """`Dalston, Hackney`: a place as a card tells it, without its postcode, street and “London”."""
    borough = one["borough"]["name"] if one["borough"] else None
    parts = [part.strip() for part in (one["name"] or "").split(",")]
    areas = [part for part in parts if part and not _STREET.match(part) and part.lower() != "london"]
    name = (areas or [one["postcode"] or parts[0]])[0]
    if borough and borough.lower() in name.lower():
        return name
    return ", ".join(part for part in (name, borough) if part)


def where(public: Mapping[str, Any], places: Sequence[Mapping[str, Any]] | None = None) -> str | None:
    """`Dalston, Hackney and 2 more places`; `places` are those of the advert, the foremost first."""
    parts = list(_where(public, public["places"] if places is None else places))
    return ". ".join(parts) or None


def _where(public: Mapping[str, Any], places: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    if places:
        more = len(places) - 1
        yield short_place(places[0]) + (
            f" and {words.counted(more, 'more place', 'more places')}" if more else ""
        )
    if public["national"]:
        yield "Open to the whole country"
    if public["remote"] in ("hybrid", "remote"):
        yield REMOTE[public["remote"]]


def levy(public: Mapping[str, Any]) -> str:
    return LEVY[public["levy"]["employer_position"]]


def training(public: Mapping[str, Any]) -> str | None:
    funding = public["levy"]["funding"]
    return FUNDING[funding] if funding != "unknown" else None


def pay_warnings(public: Mapping[str, Any]) -> tuple[str, ...]:
    flags = public["wage"]["flags"] if public["wage"] else ()
    return tuple(text for flag, text in PAY_WARNINGS.items() if flag in flags)
