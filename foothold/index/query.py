"""A search request in Foothold's own words: no engine's dictionary passes here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

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
