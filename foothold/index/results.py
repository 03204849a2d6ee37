"""A search answer in Foothold's own words."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from foothold.index.query import Position
from foothold.model.public import PublicOpportunity


@dataclass(frozen=True, slots=True)
class Hit:
    """`public` is the opportunity's public shape as the store composed it; `distance_miles` is to the
    nearest of its places, where the query said near what."""

    id: str
    revision: int
    public: PublicOpportunity
    score: float | None = None
    distance_miles: float | None = None


@dataclass(frozen=True, slots=True)
class Facet:
    """One value of a facet parameter and how many opportunities choosing it would show. `name` is what the
    adverts call it, where the value is only a slug of that."""

    value: str
    count: int
    name: str | None = None


@dataclass(frozen=True, slots=True)
class SearchResults:
    total: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, tuple[Facet, ...]] = field(default_factory=dict)
    next_position: Position | None = None
    degraded: bool = False
    incomplete: bool = False
    """The index is being filled for the first time: what is open may be missing."""
