"""A search request in Foothold's own words: no engine's dictionary passes here."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum
from typing import TypeVar

T = TypeVar("T")
"""An engine's part of a query."""
_LARGEST = 1 << 40
"""No number of an advert is larger."""
UNKNOWN = "unknown"
"""The filter value that selects what is not stated."""

MAX_SIZE = 100
MAX_OFFSET = 10_000
"""The last result that relevance and distance page to; dates and pay go on to the end."""


class Sort(StrEnum):
    RELEVANCE = "relevance"
    DISTANCE = "distance"
    NEWEST = "newest"
    CLOSING = "closing"
    PAY = "pay"


class Include(StrEnum):
    """Whether national (or remote) opportunities are among the results. They are in no borough and near no
    point, so where they are included (or asked for alone) a borough and a circle do not keep them out."""

    INCLUDE = "include"
    ONLY = "only"
    EXCLUDE = "exclude"


@dataclass(frozen=True, slots=True)
class Near:
    lat: float
    lon: float
    within_miles: float = 5.0


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """One search. `filters` maps a facet parameter (`borough`, `kind`, `level`, …) to the chosen values:
    several values of one parameter widen, several parameters narrow. Boroughs are ONS codes.

    `liked` are phrases that nothing must hold: adverts that do come first. `age_from` and `age_to` keep adverts
    that are open to somebody of an age between them, both included; an advert that sets no bound is open there.

    `at` is the instant for which adverts must be open. `facets` names the parameters to count; each is
    counted with its own filter lifted, so that a person sees what choosing another value would bring.
    `after` is the position that an earlier page's `next_position` gave.
    """

    at: datetime
    text: str = ""
    liked: tuple[str, ...] = ()
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    near: Near | None = None
    min_hourly: Decimal | None = None
    closing_before: date | None = None
    start_from: date | None = None
    start_to: date | None = None
    posted_from: date | None = None
    age_from: int | None = None
    age_to: int | None = None
    national: Include = Include.INCLUDE
    remote: Include = Include.INCLUDE
    sort: Sort = Sort.RELEVANCE
    size: int = 20
    after: "Position | None" = None
    facets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Position:
    """Where a page ended: by key (`key`, the last hit's sort values) or, for relevance and distance, by
    `offset`, at most 10,000."""

    offset: int | None = None
    key: tuple[int | str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a number of an advert must lie between, both included; None is no bound."""

    field: str
    lower: int | None = None
    upper: int | None = None


def bounds_of(query: SearchQuery) -> Iterator[Bounds]:
    """What a search asks of the numbers in the index; days are counted as `date.toordinal` does."""
    if query.min_hourly is not None:
        asked = int((query.min_hourly * 100).to_integral_value(ROUND_CEILING))
        yield Bounds("hourly_pence", lower=min(asked, _LARGEST))
    if query.closing_before:
        yield Bounds("closing_day", upper=query.closing_before.toordinal())
    if query.posted_from:
        yield Bounds("posted_day", lower=query.posted_from.toordinal())
    if query.start_from:
        yield Bounds("start_last", lower=query.start_from.toordinal())
    if query.start_to:
        yield Bounds("start_first", upper=query.start_to.toordinal())
    if query.age_from is not None:
        yield Bounds("age_to", lower=query.age_from)
    if query.age_to is not None:
        yield Bounds("age_from", upper=query.age_to)


def flags_of(
    query: SearchQuery, term: Callable[[str, str], T], none_of: Callable[[T], T]
) -> tuple[list[T], list[T]]:
    """What must hold, and what is among the results wherever it is, in an engine's own parts."""
    parts: list[T] = []
    anywhere: list[T] = []
    for name, value, include in (("national", "true", query.national), ("remote", "remote", query.remote)):
        one = term(name, value)
        if include is Include.EXCLUDE:
            parts.append(none_of(one))
        else:
            anywhere.append(one)
        if include is Include.ONLY:
            parts.append(one)
    return parts, anywhere
