"""THE table of search fields: the embedded schema, Elasticsearch's mapping and the docs come from it.

A changed field changes the fingerprint, and with it the name of the next generation, so that an index
built for other fields asks for a rebuild by itself.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from foothold.index.query import UNKNOWN
from foothold.model.public import PublicOpportunity
from foothold.reading.text_facts import commitments_of, grades_of, hours_of, weekend_of

ANALYSIS = "6"
"""Raise it when the meaning of an indexed value changes though no field does (stemming, word splitting)."""


class Purpose(StrEnum):
    TEXT = "text"
    FILTER = "filter"
    FACET = "facet"
    SORT = "sort"
    NEAR = "near"
    SHOWN = "shown"


class Form(StrEnum):
    WORDS = "words"
    KEYWORD = "keyword"
    NUMBER = "number"
    KEY = "key"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class Field:
    """`boost` and the reason for it are for fields with words only; `several` may hold many values. `values` gives
    those of a keyword: what is not stated is `unknown`."""

    name: str
    form: Form
    purposes: tuple[Purpose, ...]
    why: str
    boost: float | None = None
    several: bool = False
    values: Callable[[PublicOpportunity], tuple[str, ...]] | None = None


def _one(
    read: Callable[[PublicOpportunity], str | int | bool | None],
) -> Callable[[PublicOpportunity], tuple[str]]:
    def values(public: PublicOpportunity) -> tuple[str]:
        value = read(public)
        if isinstance(value, bool):
            return ("true" if value else "false",)
        return (UNKNOWN if value is None else str(value),)

    return values


def _boroughs(public: PublicOpportunity) -> tuple[str, ...]:
    """National and remote adverts count as being in no borough, not even in an unknown one."""
    if public["national"] or public["remote"] == "remote":
        return ()
    codes = dict.fromkeys(place["borough"]["code"] for place in public["places"] if place["borough"])
    return tuple(codes) or (UNKNOWN,)


def _sources(public: PublicOpportunity) -> tuple[str, ...]:
    return tuple(dict.fromkeys(entry["source"] for entry in public["sources"])) or (UNKNOWN,)


def _words(name: str, boost: float, why: str) -> Field:
    return Field(name, Form.WORDS, (Purpose.TEXT,), why, boost)


def _facet(name: str, why: str, read: Callable[[PublicOpportunity], str | int | bool | None]) -> Field:
    return Field(name, Form.KEYWORD, (Purpose.FILTER, Purpose.FACET), why, values=_one(read))


def _facets(name: str, why: str, values: Callable[[PublicOpportunity], tuple[str, ...]]) -> Field:
    return Field(name, Form.KEYWORD, (Purpose.FILTER, Purpose.FACET), why, several=True, values=values)


def _keyword(name: str, why: str, read: Callable[[PublicOpportunity], str | int | bool | None]) -> Field:
    return Field(name, Form.KEYWORD, (Purpose.FILTER,), why, values=_one(read))


def _filter(name: str, form: Form, why: str) -> Field:
    return Field(name, form, (Purpose.FILTER,), why)


def _sort(name: str, why: str) -> Field:
    return Field(name, Form.KEY, (Purpose.SORT,), why)


FIELDS: tuple[Field, ...] = (
    _words("title", 5.0, "'plumber' must rank Plumber before 'works beside plumbers'"),
    _words("course_title", 2.5, "the standard names the occupation where a title is only catchy"),
    _words("employer_name", 3.0, "people look for an employer by name; it must beat a mention in a text"),
    _words(
        "everyday_names", 1.5, "'sparky' and 'fork lift driver' are no words of adverts, and mean the work"
    ),
    _words("route_name", 1.5, "'construction' means the route before the word in a text"),
    _words("places", 2.0, "'nurse Hackney' must rank Hackney first without emptying the page"),
    _words("labels", 1.0, "'level 3', 'degree' and the kind are said by the facts, not always by the text"),
    _words("body", 0.7, "summary and description: a mention counts, and counts least"),
    _words(
        "everyday", 0.3, "'fix cars' or 'with animals' leads to the work after all that say so themselves"
    ),
    _facets(
        "borough", "ONS codes of the boroughs of its places; national and remote ones are in none", _boroughs
    ),
    _facet("kind", "the closed set of kinds", lambda public: public["kind"]),
    _facet("level", "2 to 7", lambda public: public["level"]),
    _facet("route", "the occupational route's name", lambda public: public["route"]),
    _facet("levy", "`levy.employer_position`", lambda public: public["levy"]["employer_position"]),
    _facet("funding", "`levy.funding`", lambda public: public["levy"]["funding"]),
    _facet(
        "seeks_transfer",
        "`levy.seeks_transfer`: true, false or unknown",
        lambda public: public["levy"]["seeks_transfer"],
    ),
    _facet("paid", "`wage.paid`", lambda public: public["wage"]["paid"] if public["wage"] else None),
    _facet(
        "grades",
        "none_required, required or unknown, read from what it lists as needed and from its text",
        grades_of,
    ),
    _facet("hours", "hours a week in three bands: up_to_15, 16_to_29, 30_or_more", hours_of),
    _facet("weekend", "included or weekdays_only, read from the working week and the text", weekend_of),
    _facets(
        "commitment",
        "slugs of its employer's public commitments",
        lambda public: commitments_of(public) or (UNKNOWN,),
    ),
    _facet(
        "employer",
        "the employer's slug",
        lambda public: public["employer"]["slug"] if public["employer"] else None,
    ),
    _facets("source", "slugs of the sources that show it", _sources),
    _keyword("national", "true or false", lambda public: public["national"]),
    _keyword(
        "remote",
        "on_site, hybrid, remote or unknown; only `remote` counts as remote",
        lambda public: public["remote"],
    ),
    _filter("shown_until", Form.NUMBER, "epoch second from which it is closed: every search filters on it"),
    _filter("shown_from", Form.NUMBER, "epoch second up to which a copy of a nearer owner is shown instead"),
    _filter("closing_day", Form.NUMBER, "closing_before is inclusive"),
    _filter("posted_day", Form.NUMBER, "posted within so many days"),
    _filter("start_first", Form.NUMBER, "first day on which it may start: a month alone is its first day"),
    _filter("start_last", Form.NUMBER, "last day on which it may start: a month alone is its last day"),
    _filter("age_from", Form.NUMBER, "first age that it is open to; 0 where neither it nor the law sets one"),
    _filter("age_to", Form.NUMBER, "last age that it is open to; 150 where it sets none"),
    _filter("hourly_pence", Form.NUMBER, "the best hourly pay it names: the high figure, else the low"),
    _sort("by_closing", "closing day, then a mark of the id: a total order, none last"),
    _sort("by_newest", "posted day, then the same mark"),
    _sort("by_pay", "hourly pence, then the same mark"),
    Field("points", Form.NUMBER, (Purpose.NEAR,), "latitude and longitude of each place", several=True),
    Field("public", Form.JSON, (Purpose.SHOWN,), "the public shape, as the store composed it"),
)

TEXT_FIELDS: tuple[Field, ...] = tuple(f for f in FIELDS if Purpose.TEXT in f.purposes)
EVERYDAY = ("everyday_names", "everyday")
"""Fields with words that people say of the work, and the advert does not."""

KEYWORDS: tuple[Field, ...] = tuple(f for f in FIELDS if f.values)
FACETS: tuple[str, ...] = tuple(f.name for f in FIELDS if Purpose.FACET in f.purposes)


OPEN_ENDED = ("employer", "source")
"""Facets of which only the `MOST_SHOWN` most frequent values are counted, and those that are chosen."""

MOST_SHOWN = 50


@cache
def fingerprint() -> str:
    """Eight hexadecimal digits of what an index holds; boosts are left out, as they act at query time."""
    held = [(f.name, f.form.value, [p.value for p in f.purposes], f.several) for f in FIELDS]
    return hashlib.sha256(repr((ANALYSIS, held)).encode()).hexdigest()[:8]


def generation_name(stamp: str) -> str:
    return f"opportunities-{fingerprint()}-{stamp}"


def field_table() -> str:
    """The table for people, as Markdown; `docs/search.md` carries it and a test holds it there."""
    rows = [f"| `{f.name}` | {', '.join(f.purposes)} | {f.boost or ''} | {f.why} |" for f in FIELDS]
    return "\n".join(["| field | for | boost | why |", "|---|---|---|---|", *rows]) + "\n"
