"""A `SearchQuery` as the embedded engine's query objects.

Nothing that a visitor typed is parsed: words become terms, values become terms, numbers become ranges.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from tantivy import FieldType, Occur, Query

from foothold.errors import WrongUse
from foothold.index.embedded.points import Circle
from foothold.index.embedded.words import text_query
from foothold.index.fields import FACETS
from foothold.index.query import Near, SearchQuery, bounds_of, flags_of
from foothold.index.text import QueryPlan, plan

MAX_VALUE = 300

_FEW = 40
"""Up to so many values each is a term, which is read only where the rest matches; a set of terms is read
whole (words and four filters: 0.25 ms against 1.03 ms at 20,000 adverts)."""


@dataclass(frozen=True, slots=True)
class Matching:
    """The parts that a document must match; `facets` apart by parameter, because each is counted with its
    own part lifted. `text` is None where no words were asked for. `inside` matches what is in `circle`;
    `anywhere` matches national and remote adverts that are among the results wherever they are."""

    fixed: tuple[Any, ...]
    facets: Mapping[str, Any]
    text: Any | None
    circle: Circle | None
    inside: Any | None
    anywhere: tuple[Any, ...]

    def query(self, without: str | None = None, also: Any | None = None) -> Any:
        return self._all(without, self.inside, also)

    def query_inside(self, part: Any) -> Any:
        """Of what is inside the circle alone: `part` is `inside`, or versions that are known to be."""
        return self._all(None, None, part)

    def query_beyond(self, inside: Any) -> Any:
        """Of what is among the results though it is not inside the circle."""
        return self._all(None, self.inside, _none_of(inside))

    def _all(self, without: str | None, inside: Any | None, also: Any | None) -> Any:
        parts = [part for name, part in self.facets.items() if name not in (without, "borough")]
        borough = None if without == "borough" else self.facets.get("borough")
        there = self._there([part for part in (borough, inside) if part is not None])
        asked = [*self.fixed, *parts, *there, *([] if also is None else [also])]
        clauses = [(Occur.Must, Query.const_score_query(part, 0.0)) for part in asked]
        if self.text is not None:
            clauses.append((Occur.Must, self.text))
        return Query.boolean_query(clauses)

    def _there(self, place: list[Any]) -> list[Any]:
        if not place or not self.anywhere:
            return place
        both = Query.boolean_query([(Occur.Must, part) for part in place])
        return [Query.boolean_query([(Occur.Should, part) for part in (both, *self.anywhere)])]


def matching(schema: Any, searcher: Any, query: SearchQuery, circle: Callable[[Near], Circle]) -> Matching:
    """Raises WrongUse for a filter that is not in the table of fields."""
    asked: QueryPlan = plan(query.text, liked=query.liked)
    near = circle(query.near) if query.near else None
    flags, anywhere = flags_of(query, partial(Query.term_query, schema), _none_of)
    ranges = (_range(schema, one.field, one.lower, one.upper) for one in bounds_of(query))
    fixed = [*_shown_at(schema, query), *flags, *ranges]
    return Matching(
        tuple(fixed),
        {name: _any_of(schema, name, chosen) for name, chosen in query.filters.items() if chosen},
        text_query(schema, searcher, asked) if asked.slots else None,
        near,
        _inside(schema, near) if near else None,
        tuple(anywhere),
    )


def _shown_at(schema: Any, query: SearchQuery) -> tuple[Any, Any]:
    """Open, and not left out for a copy; few have an instant from which they are shown."""
    after = math.floor(query.at.timestamp()) + 1
    later = _range(schema, "shown_from", lower=after)
    return _range(schema, "shown_until", lower=after), _none_of(later)


def _inside(schema: Any, circle: Circle) -> Any:
    rim = Query.term_set_query(schema, "version", list(circle.rim))
    if not circle.cells:
        return rim
    whole = Query.term_set_query(schema, "cell", list(circle.cells))
    return Query.boolean_query([(Occur.Should, whole), (Occur.Should, rim)])


def _any_of(schema: Any, name: str, chosen: Sequence[str]) -> Any:
    if name not in FACETS:
        raise WrongUse(f"“{name}” is not a filter; these are: {', '.join(FACETS)}.")
    # A lone surrogate cannot be a term, and no advert holds a value of such a length.
    sound = [value for value in dict.fromkeys(chosen) if len(value) <= MAX_VALUE and value.isprintable()]
    if len(sound) > _FEW:
        return Query.term_set_query(schema, name, sound)
    terms = [Query.term_query(schema, name, value) for value in sound]
    return terms[0] if len(terms) == 1 else Query.boolean_query([(Occur.Should, term) for term in terms])


def _none_of(part: Any) -> Any:
    return Query.boolean_query([(Occur.Must, Query.all_query()), (Occur.MustNot, part)])


def _range(schema: Any, name: str, lower: int | None = None, upper: int | None = None) -> Any:
    return Query.range_query(schema, name, FieldType.Integer, lower_bound=lower, upper_bound=upper)
