"""A `Document`: what the index holds of one opportunity, made from its public shape."""

import calendar
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import orjson

from foothold.index.fields import KEYWORDS
from foothold.model.places import PublicPlace
from foothold.model.public import PublicOpportunity, closes_at
from foothold.model.wage import PublicWage
from foothold.reading.age import open_ages
from foothold.reading.entities import unescaped
from foothold.reading.everyday import everyday_of
from foothold.reading.wage.reading import pence

VALUE_BITS = 20
MARK_BITS = 43
"""A sort key is value << 43 | mark: 63 bits, so that a signed long holds it too."""

_LAST = (1 << VALUE_BITS) - 1
SIGNED = {"c++": "cplusplus", "c#": "csharp", ".net": "dotnet"}
_SIGNED = re.compile(r"\bc\+\+|\bc#|\.net\b", re.I)
_UNLIKE = ("hospitality", "fitness", "animation", "animator", "busy", "officer")
"""Words whose stem is that of another: hospital, fit, animal, business and office would find them."""
APART = "zq"
"""What tells them apart, as no English word has it."""
_UNLIKE_WORD = re.compile(rf"\b({'|'.join(_UNLIKE)})(?=s?\b)", re.I)
_TAG = re.compile(r"<[^<>]*>")
MAX_PUBLIC_BYTES = 1_000_000
"""A longer one is refused: it is no advert."""

_MAX_BODY = 40_000
"""Characters of description that are searched; the whole is stored and shown."""


@dataclass(frozen=True, slots=True)
class Document:
    """`public` is None for the stub of a record that was withdrawn (or is not yet shown): it takes the
    revision, so that a late older put cannot bring the advert back, and every query leaves it out. Queries leave
    out one with a `shown_from` until that instant, an epoch second."""

    id: str
    revision: int
    public: PublicOpportunity | None
    shown_from: int | None = None


@dataclass(frozen=True, slots=True)
class Values:
    """A document's fields (`foothold.index.fields`) by form; an absent number is not in `numbers`."""

    words: Mapping[str, str]
    keywords: Mapping[str, tuple[str, ...]]
    numbers: Mapping[str, int]
    keys: Mapping[str, int]
    points: tuple[tuple[float, float], ...]


def values(document: Document) -> Values:
    """Of a document that is no stub. Raises KeyError, TypeError or ValueError where its `public` is not of the public
    shape."""
    public = document.public
    if public is None:
        raise ValueError("a stub has no values")
    numbers = _numbers(public)
    if document.shown_from is not None:
        numbers["shown_from"] = document.shown_from
    return Values(
        field_words(public), keywords(public), numbers, _keys(document.id, numbers), _points(public)
    )


def digest(public: PublicOpportunity | None) -> str:
    """Sixteen hexadecimal digits of the content, whatever the order of its keys; a stub's is empty."""
    if public is None:
        return ""
    return hashlib.sha256(orjson.dumps(public, option=orjson.OPT_SORT_KEYS)).hexdigest()[:16]


def mark(id: str) -> int:  # noqa: A002
    """The tie-breaker of every sort: the same for an advert in every generation and on every engine."""
    return int.from_bytes(hashlib.blake2b(id.encode(), digest_size=8).digest(), "big") >> (64 - MARK_BITS)


def plain(text: str) -> str:
    """As it is split into words, in adverts and in searches alike: without apostrophes, so that “King's” and
    “Kings” are one word, with names for C++, C# and .NET, whose signs would be lost, and with a mark on the words
    whose stems would be taken for others."""
    bare = text
    if "'" in text or "’" in text:
        bare = text.replace("'", "").replace("’", "")
    if "+" in bare or "#" in bare or ".n" in bare or ".N" in bare:
        bare = _SIGNED.sub(lambda match: f" {SIGNED[match.group().lower()]} ", bare)
    lower = bare.lower()
    return _UNLIKE_WORD.sub(rf"\1{APART}", bare) if any(word in lower for word in _UNLIKE) else bare


def field_words(public: PublicOpportunity) -> dict[str, str]:
    """The text of each field with words that has one, as it is split into words."""
    course, employer, provider = public["course"], public["employer"], public["provider"]
    everyday = everyday_of(public)
    employers = [employer["name"] if employer else "", provider["name"] if provider else ""]
    found = {
        "title": public["title"],
        "course_title": course["title"] if course else None,
        "employer_name": " | ".join(filter(None, employers)),
        "everyday_names": " | ".join(everyday.names),
        "route_name": public["route"],
        "places": _place_words(public["places"]),
        "labels": _labels(public),
        "body": _body(public),
        "everyday": " | ".join(everyday.about),
    }
    return {name: plain(text) for name, text in found.items() if text}


def _place_words(places: list[PublicPlace]) -> str:
    said = []
    for place in places:
        borough = place["borough"]["name"] if place["borough"] else None
        said += [place["name"], place["postcode"], borough]
    return " | ".join(text for text in dict.fromkeys(said) if text)


def _labels(public: PublicOpportunity) -> str:
    said = [(public["kind"] or "").replace("_", " "), f"level {public['level']}" if public["level"] else ""]
    said += [public["remote"] if public["remote"] in ("remote", "hybrid") else ""]
    said += ["foundation" if public["foundation"] else "", "national" if public["national"] else ""]
    return " | ".join(filter(None, said))


def _body(public: PublicOpportunity) -> str:
    described = _TAG.sub(" ", public["description_html"] or "")
    said = [public["summary"] or "", unescaped(described) if "&" in described else described]
    return "\n".join([*said, *(public["requirements"] or [])])[:_MAX_BODY]


def keywords(public: PublicOpportunity) -> dict[str, tuple[str, ...]]:
    """The values to filter by and to count. A value that is not stated is `unknown`."""
    return {field.name: field.values(public) for field in KEYWORDS if field.values}


def _numbers(public: PublicOpportunity) -> dict[str, int]:
    first, last = _start(public["start_date"])
    age_from, age_to = open_ages(public["kind"], public["age"])
    found = {
        "shown_until": _until(public["closing_date"], public["closing_time"], public["last_confirmed"]),
        "closing_day": _day(public["closing_date"]),
        "posted_day": _day(public["posted_date"]),
        "start_first": first,
        "start_last": last,
        "age_from": age_from,
        "age_to": age_to,
        "hourly_pence": _hourly_pence(public["wage"]),
    }
    return {name: number for name, number in found.items() if number is not None}


@lru_cache(4_096)
def _until(closing_date: str | None, closing_time: str | None, last_confirmed: str | None) -> int:
    """Kept, because many adverts close on one day and London's time zone is dear to ask."""
    return int(closes_at(closing_date, closing_time, last_confirmed).timestamp())


def _keys(id: str, numbers: Mapping[str, int]) -> dict[str, int]:  # noqa: A002
    last = mark(id)
    return {
        "by_closing": numbers.get("closing_day", _LAST) << MARK_BITS | last,
        "by_newest": numbers.get("posted_day", 0) << MARK_BITS | last,
        "by_pay": min(numbers.get("hourly_pence", -1) + 1, _LAST) << MARK_BITS | last,
    }


@lru_cache(4_096)
def _day(text: str | None) -> int | None:
    return date.fromisoformat(text).toordinal() if text else None


@lru_cache(4_096)
def _start(text: str | None) -> tuple[int | None, int | None]:
    """The first and last day on which it may start: `2026-11` is the whole of November."""
    if not text:
        return None, None
    if len(text) > len("2026-11"):
        return _day(text), _day(text)
    year, month = int(text[:4]), int(text[5:7])
    last = calendar.monthrange(year, month)[1]
    return date(year, month, 1).toordinal(), date(year, month, last).toordinal()


def _hourly_pence(wage: PublicWage | None) -> int | None:
    if not wage:
        return None
    pay = wage["hourly_high"] if wage["hourly_high"] is not None else wage["hourly_low"]
    return None if pay is None else _pence_of(pay)


@lru_cache(4_096)
def _pence_of(pay: float) -> int:
    return pence(pay)


def _points(public: PublicOpportunity) -> tuple[tuple[float, float], ...]:
    found = [(p["lat"], p["lon"]) for p in public["places"] if p["lat"] is not None and p["lon"] is not None]
    for lat, lon in found:
        if not (-90 <= lat <= 90 and -180 <= lon <= 180):
            raise ValueError(f"a place stands at {lat}, {lon}, which is nowhere on Earth")
    return tuple((float(lat), float(lon)) for lat, lon in found)
