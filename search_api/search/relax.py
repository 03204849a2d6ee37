"""When nothing is found: the nearest wider searches, each with what it gives up and what it would show."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from foothold.index.contract import SearchIndex
from foothold.index.query import Include, Sort
from foothold.index.text import plan, shown
from foothold.searching.filters import BY_NAME
from search_api.search.parameters import DEFAULT_MILES, MOST_MILES
from search_api.search.request import Asked

_GIVEN_UP: Mapping[str, tuple[tuple[str, ...], str]] = {
    "closing": (("closing_before",), "whenever it closes"),
    "posted": (("posted_within_days",), "whenever it was posted"),
    "start": (("start_from", "start_to"), "whenever it starts"),
    "pay": (("min_hourly",), "at any pay"),
    "age": (("age", "school_year"), "for any age"),
}
"""What has one value: the parameters that are given up together, and how that is said."""


@dataclass(frozen=True, slots=True)
class Wider:
    asked: Asked
    why: str
    total: int


def wider(asked: Asked) -> tuple[tuple[Asked, str], ...]:
    """Searches that give up one thing each, the least first. `why` goes on from "try …": "within 10 miles"."""
    first = replace(asked, cursor=None)
    return tuple(
        (wide, why)
        for step in (_farther, _without_bounds, _without_filters, _with_national, _fewer_words)
        for wide, why in step(first)
    )


def wider_with_totals(index: SearchIndex, asked: Asked, at: datetime, most: int = 4) -> tuple[Wider, ...]:
    """Those of `wider` that find something, in its order. Each costs a search."""
    found = []
    for wide, why in wider(asked):
        if total := index.search(replace(wide, per_page=1).search_query(at)).total:
            found.append(Wider(wide, why, total))
        if len(found) == most:
            break
    return tuple(found)


def without_place(asked: Asked) -> Asked:
    """The same search wherever in London."""
    sort = None if asked.sort is Sort.DISTANCE else asked.sort
    return replace(asked, near=None, located=None, within=None, sort=sort, cursor=None)


def _farther(asked: Asked) -> Iterator[tuple[Asked, str]]:
    miles = asked.within or DEFAULT_MILES
    while asked.located and miles < MOST_MILES:
        miles = min(miles * 2, MOST_MILES)
        yield replace(asked, within=miles), f"within {miles:g} miles"


def _without_bounds(asked: Asked) -> Iterator[tuple[Asked, str]]:
    for names, why in _GIVEN_UP.values():
        if any(getattr(asked, name) is not None for name in names):
            changes: dict[str, Any] = dict.fromkeys(names)
            yield replace(asked, **changes), why


def _without_filters(asked: Asked) -> Iterator[tuple[Asked, str]]:
    for name, chosen in asked.filters.items():
        if chosen:
            yield asked.filtered(name, ()), BY_NAME[name].given_up


def _with_national(asked: Asked) -> Iterator[tuple[Asked, str]]:
    """National and remote adverts have no place in a borough or near a point, so the place goes too."""
    elsewhere = Include.EXCLUDE if asked.has_place else Include.INCLUDE
    anywhere = without_place(asked.filtered("borough", ()))
    if (asked.national or elsewhere) is Include.EXCLUDE:
        yield replace(anywhere, national=Include.ONLY), "across the country"
    if (asked.remote or elsewhere) is Include.EXCLUDE:
        yield replace(anywhere, national=None, remote=Include.ONLY), "from home"


def _fewer_words(asked: Asked) -> Iterator[tuple[Asked, str]]:
    slots = plan(asked.q).required
    if len(slots) > 1:
        for dropped in slots:
            rest = " ".join(shown(slot.said) for slot in slots if slot is not dropped)
            yield replace(asked, q=rest), f"without “{shown(dropped.said)}”"
    elif slots and (asked.located or asked.filters):
        yield replace(asked, q=""), f"of any kind, not only “{asked.q.strip()}”"
