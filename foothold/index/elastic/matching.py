"""A `SearchQuery` as the cluster's filters.

Nothing that a visitor typed is parsed, and none of it names a field: words and values are only terms.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from foothold.errors import WrongUse
from foothold.index.fields import FACETS
from foothold.index.query import Bounds, Near, SearchQuery, bounds_of, flags_of

MAX_VALUE = 300
Clause = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Matching:
    """The parts that a document must match; `facets` apart by parameter, because each is counted with its
    own part lifted. `text` is None where no words were asked for. `inside` matches what is in the circle;
    `anywhere` matches national and remote adverts that are among the results wherever they are."""

    fixed: tuple[Clause, ...]
    facets: Mapping[str, Clause]
    text: Clause | None
    inside: Clause | None
    anywhere: tuple[Clause, ...]

    def always(self, also: Sequence[Clause] = ()) -> Clause:
        """What is lifted for no count: the words, which alone give a score, and the fixed filters."""
        must = [] if self.text is None else [self.text]
        return {"bool": {"must": must, "filter": [*self.fixed, *also]}}

    def whole(self, without: str | None = None, also: Sequence[Clause] = ()) -> Clause:
        """All parts, but that of one facet."""
        return self.always([self.chosen(without, also)])

    def chosen(self, without: str | None = None, also: Sequence[Clause] = ()) -> Clause:
        """The facets' parts but one, and the place."""
        parts = [part for name, part in self.facets.items() if name not in (without, "borough")]
        borough = None if without == "borough" else self.facets.get("borough")
        place = [part for part in (borough, self.inside) if part is not None]
        return {"bool": {"filter": [*parts, *self._there(place), *also]}}

    def _there(self, place: list[Clause]) -> list[Clause]:
        if not place or not self.anywhere:
            return place
        return [any_of([{"bool": {"filter": place}}, *self.anywhere])]


def matching(query: SearchQuery, text: Clause | None) -> Matching:
    """Raises WrongUse for a filter that is not in the table of fields."""
    flags, anywhere = flags_of(query, _term, none_of)
    return Matching(
        (*_shown_at(query), *flags, *map(_between, bounds_of(query))),
        {name: _values(name, chosen) for name, chosen in query.filters.items() if chosen},
        text,
        _inside(query.near) if query.near else None,
        tuple(anywhere),
    )


def any_of(clauses: Sequence[Clause]) -> Clause:
    return {"bool": {"should": list(clauses), "minimum_should_match": 1}}


def none_of(clause: Clause) -> Clause:
    return {"bool": {"must_not": [clause]}}


def sound(chosen: Sequence[str]) -> list[str]:
    """Those that an advert could hold: no lone surrogate, no text of that length."""
    return [value for value in dict.fromkeys(chosen) if len(value) <= MAX_VALUE and value.isprintable()]


def _shown_at(query: SearchQuery) -> tuple[Clause, Clause]:
    """Open, and not left out for a copy. The same all through a minute, so that the cluster can keep its answers:
    adverts close on the minute."""
    minute = math.floor(query.at.timestamp() / 60) * 60
    return _range("shown_until", "gt", minute), none_of(_range("shown_from", "gt", minute))


def _inside(near: Near) -> Clause:
    middle = {"lat": near.lat, "lon": near.lon}
    return {"geo_distance": {"distance": f"{max(near.within_miles, 0.001)}mi", "points": middle}}


def _values(name: str, chosen: Sequence[str]) -> Clause:
    if name not in FACETS:
        raise WrongUse(f"“{name}” is not a filter; these are: {', '.join(FACETS)}.")
    return {"terms": {name: sound(chosen)}}


def _range(name: str, bound: str, value: int) -> Clause:
    return {"range": {name: {bound: value}}}


def _term(name: str, value: str) -> Clause:
    return {"term": {name: value}}


def _between(bounds: Bounds) -> Clause:
    ends = {"gte": bounds.lower, "lte": bounds.upper}
    return {"range": {bounds.field: {end: value for end, value in ends.items() if value is not None}}}
