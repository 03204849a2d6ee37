"""The pages of a borough, a type of work and an employer: what is open there today, counted and shown."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from foothold.clock import london_date
from foothold.index.query import Sort
from search_api.search.request import Asked
from search_api.search.searching import SearchAnswer, labelled, search
from search_api.services import Services
from search_api.web.card import Card, card_of
from search_api.web.search.filters import href, in_order

SHOWN = 4
HEADINGS: Mapping[str, str] = {
    "kind": "Kinds of opportunity",
    "level": "Levels",
    "route": "Types of work",
    "borough": "Boroughs",
}
"""What the pages count, by parameter, in their order."""


@dataclass(frozen=True, slots=True)
class Count:
    """`href` leads to a search that finds as many."""

    label: str
    href: str
    count: int


@dataclass(frozen=True, slots=True)
class Block:
    id: str
    heading: str
    counts: tuple[Count, ...]


@dataclass(frozen=True, slots=True)
class Landing:
    """An advert stands in `closing` or in `newest`, never in both; a few stand in `newest` alone."""

    total: int
    degraded: bool
    every: str
    blocks: tuple[Block, ...]
    newest: tuple[Card, ...]
    closing: tuple[Card, ...]
    answer: SearchAnswer


def landing(services: Services, parameter: str, value: str, counting: tuple[str, ...]) -> Landing:
    """Raises IndexUnavailable."""
    asked = Asked(filters={parameter: (value,)}, sort=Sort.NEWEST, per_page=2 * SHOWN)
    newest = search(services, asked, counting)
    total = newest.results.total
    soonest = replace(asked, sort=Sort.CLOSING, per_page=SHOWN)
    soon = _cards(services, search(services, soonest, ())) if total > SHOWN else ()
    others = [card for card in _cards(services, newest) if card not in soon]
    every = Asked(filters=asked.filters)
    return Landing(
        total=total,
        degraded=newest.results.degraded,
        every=href(every),
        blocks=tuple(block for name in counting if (block := _block(services, every, newest, name)).counts),
        newest=tuple(others[:SHOWN]),
        closing=soon,
        answer=newest,
    )


def counts(services: Services, asked: Asked, answer: SearchAnswer, parameter: str) -> tuple[Count, ...]:
    """The values of a facet in the order in which the search lists them, what is not stated last."""
    facets = labelled(services, {parameter: answer.results.facets.get(parameter, ())})[parameter]
    found = {
        facet["value"]: Count(
            facet["label"], href(asked.with_filter(parameter, [facet["value"]])), facet["count"]
        )
        for facet in facets
    }
    return tuple(found[value] for value in in_order(parameter, tuple(found), services.borough_names))


def _block(services: Services, asked: Asked, answer: SearchAnswer, parameter: str) -> Block:
    return Block(f"by-{parameter}", HEADINGS[parameter], counts(services, asked, answer, parameter))


def _cards(services: Services, answer: SearchAnswer) -> tuple[Card, ...]:
    today = london_date(services.clock())
    return tuple(card_of(public, today, answer.asked) for public in answer.opportunities)
