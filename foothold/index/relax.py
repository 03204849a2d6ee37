"""When nothing is found: the nearest wider searches, each with what it gives up and what it would show."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from foothold.index.contract import SearchIndex
from foothold.index.query import Include, Near, SearchQuery, Sort
from foothold.index.text import plan, shown

MAX_MILES = 30.0

_ANY = {
    "borough": "in any borough",
    "kind": "of any kind",
    "level": "at any level",
    "route": "on any route",
    "levy": "whatever the employer’s levy position",
    "funding": "whatever the funding",
    "seeks_transfer": "whether or not a levy transfer is sought",
    "paid": "paid or not",
    "grades": "whatever the grades",
    "hours": "for any number of hours",
    "weekend": "on any day of the week",
    "commitment": "whatever the employer has promised",
    "employer": "from any employer",
    "source": "from any source",
}


@dataclass(frozen=True, slots=True)
class Wider:
    query: SearchQuery
    why: str
    total: int


def wider(query: SearchQuery) -> tuple[tuple[SearchQuery, str], ...]:
    """Searches that give up one thing each, the least first. `why` goes on from "try …": "within 10 miles"."""
    first = replace(query, after=None, facets=())
    return tuple(
        (wide, why)
        for step in (_farther, _without_dates, _without_filters, _with_national, _fewer_words)
        for wide, why in step(first)
    )


def wider_with_totals(index: SearchIndex, query: SearchQuery, most: int = 4) -> tuple[Wider, ...]:
    """Those of `wider` that find something, in its order. Each costs a search."""
    found = []
    for wide, why in wider(query):
        if total := index.search(replace(wide, size=1)).total:
            found.append(Wider(wide, why, total))
        if len(found) == most:
            break
    return tuple(found)


def _farther(query: SearchQuery) -> Iterator[tuple[SearchQuery, str]]:
    near = query.near
    while near and near.within_miles < MAX_MILES:
        near = Near(near.lat, near.lon, min(near.within_miles * 2, MAX_MILES))
        yield replace(query, near=near), f"within {near.within_miles:g} miles"


def _without_dates(query: SearchQuery) -> Iterator[tuple[SearchQuery, str]]:
    if query.closing_before:
        yield replace(query, closing_before=None), "whenever it closes"
    if query.posted_from:
        yield replace(query, posted_from=None), "whenever it was posted"
    if query.start_from or query.start_to:
        yield replace(query, start_from=None, start_to=None), "whenever it starts"


def _without_filters(query: SearchQuery) -> Iterator[tuple[SearchQuery, str]]:
    if query.min_hourly is not None:
        yield replace(query, min_hourly=None), "at any pay"
    if query.age_from is not None or query.age_to is not None:
        yield replace(query, age_from=None, age_to=None), "for any age"
    for name, chosen in query.filters.items():
        if chosen:
            rest = {other: values for other, values in query.filters.items() if other != name}
            yield replace(query, filters=rest), _ANY.get(name, f"without the filter on {name}")


def _with_national(query: SearchQuery) -> Iterator[tuple[SearchQuery, str]]:
    """National and remote adverts have no place in a borough or near a point, so the place goes too."""
    rest = {name: values for name, values in query.filters.items() if name != "borough"}
    sort = Sort.RELEVANCE if query.sort is Sort.DISTANCE else query.sort
    anywhere = replace(query, near=None, filters=rest, sort=sort)
    if query.national is Include.EXCLUDE:
        yield replace(anywhere, national=Include.ONLY), "across the country"
    if query.remote is Include.EXCLUDE:
        yield replace(anywhere, national=Include.INCLUDE, remote=Include.ONLY), "from home"


def _fewer_words(query: SearchQuery) -> Iterator[tuple[SearchQuery, str]]:
    slots = plan(query.text).required
    if len(slots) > 1:
        for dropped in slots:
            rest = " ".join(shown(slot.said) for slot in slots if slot is not dropped)
            yield replace(query, text=rest), f"without “{shown(dropped.said)}”"
    elif slots and (query.near or query.filters):
        yield replace(query, text=""), f"of any kind, not only “{query.text.strip()}”"
