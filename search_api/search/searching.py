"""One search for every caller: the API, the pages and the widget ask here and get the same answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from foothold.index.explain import Match, matches
from foothold.index.fields import FACETS
from foothold.index.query import Position
from foothold.index.results import Facet, SearchResults
from foothold.index.text import plan
from foothold.model.public import PublicOpportunity, present
from foothold.searching.filters import label
from search_api.http.degraded import noted
from search_api.http.problems import BadParameters, ParameterError
from search_api.search.cursor import read_cursor, write_cursor
from search_api.search.request import Asked
from search_api.services import Services


@dataclass(frozen=True, slots=True)
class SearchAnswer:
    """A page of results; `next_cursor` is None on the last page."""

    asked: Asked
    results: SearchResults
    opportunities: tuple[PublicOpportunity, ...]
    next_cursor: str | None

    def matches(self) -> dict[str, tuple[Match, ...]]:
        """Why each opportunity is here, by its id."""
        words = plan(self.asked.q, liked=self.asked.liked)
        return {hit.id: matches(words, hit.public) for hit in self.results.hits}


def search(services: Services, asked: Asked, facets: Sequence[str] = FACETS) -> SearchAnswer:
    """Raises BadParameters for a cursor of another search, IndexUnavailable when the engine does not answer."""
    at = services.clock()
    after = _position(services, asked)
    query = asked.search_query(at, facets=tuple(facets), after=after)
    results = noted(services.engine.active().search(query))
    public_url = services.settings.public_url
    shown = tuple(present(hit.public, at=at, public_url=public_url) for hit in results.hits)
    ended = results.next_position
    following = write_cursor(ended, _identity(asked), services.secret) if ended else None
    return SearchAnswer(asked, results, shown, following)


def labelled(services: Services, facets: Mapping[str, Sequence[Facet]]) -> dict[str, list[dict[str, Any]]]:
    """Facets by parameter with what people read for each value."""
    return {
        parameter: [
            {"value": facet.value, "label": _label(services, parameter, facet), "count": facet.count}
            for facet in counted
        ]
        for parameter, counted in facets.items()
    }


def _label(services: Services, parameter: str, facet: Facet) -> str:
    source = services.sources.get(facet.value) if parameter == "source" else None
    titled = source.title if source else facet.name
    return titled or label(parameter, facet.value, services.borough_names)


def _position(services: Services, asked: Asked) -> Position | None:
    if not asked.cursor:
        return None
    position = read_cursor(asked.cursor, _identity(asked), services.secret)
    if position is None:
        message = "This cursor does not belong to this search. Start again from the first page."
        raise BadParameters((ParameterError("cursor", asked.cursor[:60], message),))
    return position


def _identity(asked: Asked) -> str:
    """What a cursor is bound to: the search itself; the size of a page may change on the way."""
    return f"{asked.query_string(cursor=None, per_page=None, explain=None, sort=asked.order)}|{asked.liked}"
