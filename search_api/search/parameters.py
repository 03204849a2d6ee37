"""THE table of search parameters: how each is read, what it may be and what the documentation says of it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from enum import StrEnum
from typing import Any

from foothold.index.query import UNKNOWN, Include, Sort
from foothold.model.courses import ROUTES, route_named
from foothold.model.places import Borough
from foothold.reading.age import SCHOOL_YEARS
from foothold.searching.filters import FILTERS

LONGEST_TEXT = 200
DEFAULT_MILES, MOST_MILES = 5.0, 30.0
DEFAULT_PER_PAGE, MOST_PER_PAGE = 20, 100
MOST_HOURLY = Decimal(1000)
MOST_DAYS = 365
YOUNGEST, OLDEST = 11, 99
_SLUG = re.compile(r"[a-z0-9][a-z0-9_-]{0,99}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_NUMBER = re.compile(r"[+-]?\d+(\.\d*)?([eE][+-]?\d{1,3})?", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]+")


class Intents(StrEnum):
    """What becomes of words that mean a filter."""

    APPLY = "apply"
    IGNORE = "ignore"


class NotAllowed(Exception):
    """A value that a parameter may not have: a sentence, and what is allowed instead."""

    def __init__(self, message: str, allowed: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.allowed = allowed


@dataclass(frozen=True, slots=True)
class Parameter:
    """`read` makes a value of one given text or raises NotAllowed; `many` may be repeated."""

    name: str
    about: str
    read: Callable[[str], Any]
    schema: Mapping[str, Any] = field(default_factory=dict)
    many: bool = False


def search_parameters(boroughs: tuple[Borough, ...]) -> dict[str, Parameter]:
    """Every parameter of a search by name, in the order of the documentation."""
    groups = (_what(boroughs), _for_whom(), _where(), _when(), _reading(), _paging())
    return {parameter.name: parameter for group in groups for parameter in group}


def _what(boroughs: tuple[Borough, ...]) -> tuple[Parameter, ...]:
    open_sets = {
        "route": (_route, _enum((*ROUTES, UNKNOWN))),
        "employer": (_slug, _slug_schema()),
        "source": (_slug, _slug_schema()),
        "borough": _borough(boroughs),
    }
    return (
        Parameter("q", "Words to look for.", _text, {"type": "string", "maxLength": LONGEST_TEXT}),
        *(
            Parameter(one.name, one.about, *open_sets[one.name], many=True)
            if one.name in open_sets
            else _choice(one.name, one.about, tuple(one.labels or ()))
            for one in FILTERS
        ),
        Parameter(
            "min_hourly",
            "At least this pay an hour, in pounds; leaves out adverts whose hourly pay is not known.",
            _pounds,
            {"type": "number", "minimum": 0, "maximum": int(MOST_HOURLY)},
        ),
    )


def _for_whom() -> tuple[Parameter, ...]:
    first, last = SCHOOL_YEARS[0], SCHOOL_YEARS[-1]
    stays = " An advert that states no age is open to all whom the law lets in."
    return (
        Parameter(
            "age",
            "Open to somebody of this age." + stays,
            _whole(YOUNGEST, OLDEST),
            {"type": "integer", "minimum": YOUNGEST, "maximum": OLDEST},
        ),
        Parameter(
            "school_year",
            "Open to an age of this school year: Year 10 is 14 or 15.",
            _whole(first, last),
            {"type": "integer", "minimum": first, "maximum": last},
        ),
    )


def _where() -> tuple[Parameter, ...]:
    modes = " Left out by default when borough or near is given, else included."
    return (
        Parameter(
            "near",
            "A postcode, station, place or borough in London.",
            _place,
            {"type": "string", "maxLength": 100},
        ),
        Parameter(
            "within",
            f"Miles from near; {DEFAULT_MILES:g} unless given.",
            _miles,
            {"type": "number", "minimum": 1, "maximum": MOST_MILES},
        ),
        _choice("national", "Opportunities open to the whole country." + modes, tuple(Include), many=False),
        _choice("remote", "Opportunities done from home or online." + modes, tuple(Include), many=False),
    )


def _when() -> tuple[Parameter, ...]:
    day = {"type": "string", "format": "date"}
    return (
        Parameter("closing_before", "Closes on or before this day.", _date, day),
        Parameter("start_from", "Starts on or after this day.", _date, day),
        Parameter("start_to", "Starts on or before this day.", _date, day),
        Parameter(
            "posted_within_days",
            "Posted at most this many days ago.",
            _whole(1, MOST_DAYS),
            {"type": "integer", "minimum": 1, "maximum": MOST_DAYS},
        ),
    )


def _reading() -> tuple[Parameter, ...]:
    return (
        _choice(
            "intents",
            "Whether words of q that mean a filter (“no gcses”, “near Peckham”) become one; ignore unless given.",
            tuple(Intents),
            many=False,
        ),
        Parameter(
            "as_words",
            "Beside intents=apply: words of q that are to stay words.",
            _text,
            {"type": "string", "maxLength": LONGEST_TEXT},
            many=True,
        ),
        _choice(
            "explain", "Whether the answer says why each opportunity matched.", ("true", "false"), many=False
        ),
    )


def _paging() -> tuple[Parameter, ...]:
    order = "relevance where q is given, else distance where near is, else newest"
    return (
        _choice("sort", f"The order; {order}. distance needs near.", tuple(Sort), many=False),
        Parameter(
            "per_page",
            f"How many opportunities to answer with; {DEFAULT_PER_PAGE} unless given.",
            _whole(1, MOST_PER_PAGE),
            {"type": "integer", "minimum": 1, "maximum": MOST_PER_PAGE},
        ),
        Parameter(
            "cursor", "Where to go on, from links.next.", _cursor, {"type": "string", "maxLength": 600}
        ),
    )


def _choice(name: str, about: str, allowed: tuple[str, ...], many: bool = True) -> Parameter:
    words = tuple(str(value) for value in allowed)

    def read(text: str) -> str:
        if text not in words:
            raise NotAllowed(f"{name} may not be “{_short(text)}”. It may be {_either(words)}.", words)
        return text

    return Parameter(name, about, read, _enum(words), many)


def _borough(boroughs: tuple[Borough, ...]) -> tuple[Callable[[str], str], Mapping[str, Any]]:
    known = tuple(word for borough in boroughs for word in (borough.code, borough.slug))
    return _borough_reader(boroughs), _enum((*known, UNKNOWN))


def _borough_reader(boroughs: tuple[Borough, ...]) -> Callable[[str], str]:
    codes = {word.lower(): b.code for b in boroughs for word in (b.code, b.slug, b.name)}
    slugs = tuple(b.slug for b in boroughs)

    def read(text: str) -> str:
        word = text.strip().lower()
        if word == UNKNOWN:
            return UNKNOWN
        if word not in codes:
            near = tuple(get_close_matches(word[:40].replace(" ", "-"), slugs, n=3, cutoff=0.5))
            hint = f" Did you mean {_either(near)}?" if near else " Give a borough’s slug or ONS code."
            raise NotAllowed(f"“{_short(text)}” is not a London borough.{hint}", near or slugs)
        return codes[word]

    return read


def _route(text: str) -> str:
    if text == UNKNOWN:
        return UNKNOWN
    route = route_named(text[:LONGEST_TEXT])
    if not route:
        raise NotAllowed(
            f"route may not be “{_short(text)}”. It is one of the 15 routes.", (*ROUTES, UNKNOWN)
        )
    return route


def _text(text: str) -> str:
    if len(text) > LONGEST_TEXT:
        raise NotAllowed(f"q is too long. Use at most {LONGEST_TEXT} characters.")
    return " ".join(_CONTROL.sub(" ", text).split())


def _place(text: str) -> str:
    if len(text) > 100:
        raise NotAllowed("near is too long. Give a postcode, a station or the name of a place.")
    return " ".join(_CONTROL.sub(" ", text).split())


def _slug(text: str) -> str:
    if not _SLUG.fullmatch(text):
        raise NotAllowed(f"“{_short(text)}” is not a slug: use lower-case letters, digits and hyphens.")
    return text


def _pounds(text: str) -> Decimal:
    message = f"min_hourly may not be “{_short(text)}”. Give pounds an hour, like 12.50."
    if len(text) > 40 or not _NUMBER.fullmatch(text) or not 0 <= Decimal(text) <= MOST_HOURLY:
        raise NotAllowed(message)
    return Decimal(text).quantize(Decimal("0.0001")).normalize()


def _miles(text: str) -> float:
    message = f"within may not be “{_short(text)}”. Give miles from 1 to {MOST_MILES:g}."
    if len(text) > 40 or not _NUMBER.fullmatch(text) or not 1 <= float(text) <= MOST_MILES:
        raise NotAllowed(message)
    return float(text)


def _date(text: str) -> date:
    message = f"“{_short(text)}” is not a day. Write it like 2026-10-31."
    if not _DAY.fullmatch(text):
        raise NotAllowed(message)
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise NotAllowed(message) from None


def _whole(least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not (text.isascii() and text.isdigit() and len(text) <= 6 and least <= int(text) <= most):
            raise NotAllowed(f"“{_short(text)}” is not a whole number from {least} to {most}.")
        return int(text)

    return read


def _cursor(text: str) -> str:
    return text


def _enum(words: tuple[str, ...]) -> dict[str, Any]:
    return {"type": "string", "enum": list(words)}


def _slug_schema() -> dict[str, Any]:
    return {"type": "string", "pattern": f"^{_SLUG.pattern}$"}


def _either(words: tuple[str, ...]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


def _short(text: str) -> str:
    shown = _CONTROL.sub(" ", text)
    return shown if len(shown) <= 60 else shown[:60] + "…"


def parameter_table(parameters: Mapping[str, Parameter]) -> str:
    """The table for people, as Markdown; `docs/api.md` carries it and a test holds it there."""
    rows = [f"| `{p.name}` | {p.about} | {_values(p)} |" for p in parameters.values()]
    return "\n".join(["| parameter | meaning | values |", "|---|---|---|", *rows]) + "\n"


def _values(parameter: Parameter) -> str:
    schema = parameter.schema
    again = "; may be repeated" if parameter.many else ""
    if parameter.name == "borough":
        return f"ONS code or slug, `{UNKNOWN}`{again}"
    if "enum" in schema:
        return ", ".join(f"`{word}`" for word in schema["enum"]) + again
    if "minimum" in schema:
        return f"{schema['type']}, {schema['minimum']} to {schema['maximum']:g}{again}"
    return str(schema.get("format") or schema["type"]) + again
