"""THE table of search fields: the embedded schema, Elasticsearch's mapping and the docs come from it.

A changed field changes the fingerprint, and with it the name of the next generation, so that an index
built for other fields asks for a rebuild by itself.
"""

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

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
    """`boost` and the reason for it are for fields with words only; `several` may hold many values."""

    name: str
    form: Form
    purposes: tuple[Purpose, ...]
    why: str
    boost: float | None = None
    several: bool = False


def _words(name: str, boost: float, why: str) -> Field:
    return Field(name, Form.WORDS, (Purpose.TEXT,), why, boost)


def _facet(name: str, why: str, several: bool = False) -> Field:
    return Field(name, Form.KEYWORD, (Purpose.FILTER, Purpose.FACET), why, several=several)


def _filter(name: str, form: Form, why: str) -> Field:
    return Field(name, form, (Purpose.FILTER,), why)


def _sort(name: str, why: str) -> Field:
    return Field(name, Form.KEY, (Purpose.SORT,), why)


FIELDS: tuple[Field, ...] = (
    _words("title", 5.0, "'plumber' must rank Plumber before 'works beside plumbers'"),
    _words("course_title", 2.5, "the standard names the occupation where a title is only catchy"),
    _words("employer_name", 3.0, "people look for an employer by name; it must beat a mention in a text"),
    _words("route_name", 1.5, "'construction' means the route before the word in a text"),
    _words("places", 2.0, "'nurse Hackney' must rank Hackney first without emptying the page"),
    _words("labels", 1.0, "'level 3', 'degree' and the kind are said by the facts, not always by the text"),
    _words("body", 0.7, "summary and description: a mention counts, and counts least"),
    _facet(
        "borough",
        "ONS codes of the boroughs of its places; national and remote ones are in none",
        several=True,
    ),
    _facet("kind", "the closed set of kinds"),
    _facet("level", "2 to 7"),
    _facet("route", "the occupational route's name"),
    _facet("levy", "`levy.employer_position`"),
    _facet("funding", "`levy.funding`"),
    _facet("seeks_transfer", "`levy.seeks_transfer`: true, false or unknown"),
    _facet("paid", "`wage.paid`"),
    _facet(
        "grades", "none_required, required or unknown, read from what it lists as needed and from its text"
    ),
    _facet("hours", "hours a week in three bands: up_to_15, 16_to_29, 30_or_more"),
    _facet("weekend", "included or weekdays_only, read from the working week and the text"),
    _facet("commitment", "slugs of its employer's public commitments", several=True),
    _facet("employer", "the employer's slug"),
    _facet("source", "slugs of the sources that show it", several=True),
    _filter("national", Form.KEYWORD, "true or false"),
    _filter("remote", Form.KEYWORD, "on_site, hybrid, remote or unknown; only `remote` counts as remote"),
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
