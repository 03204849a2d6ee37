"""Counting facets: each with its own filter lifted, so one pass for every filter that is active."""

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tantivy import Query

from foothold.errors import WrongUse
from foothold.index.embedded.matching import MAX_VALUE, Matching
from foothold.index.fields import FACETS, MOST_SHOWN, OPEN_ENDED
from foothold.index.query import SearchQuery
from foothold.index.results import Facet

MAX_VALUES = 10_000
"""Above the number of employers in London with an advert: no value is left out of a count."""

_KEPT = 512
_TOTAL = "#total"


@dataclass(frozen=True, slots=True)
class Counted:
    """`total` is of the whole search, where counting facets told it by the way."""

    total: int | None
    facets: Mapping[str, tuple[Facet, ...]]


class CountedFacets:
    """The facets of the latest searches of one commit, so that paging and repeated searches count once."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Any, Counted] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Any) -> Counted | None:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def keep(self, key: Any, counted: Counted) -> None:
        with self._lock:
            self._kept[key] = counted
            if len(self._kept) > _KEPT:
                self._kept.popitem(last=False)


def facets_key(query: SearchQuery) -> Any:
    """Equal for searches with the same facets: pages, orders and instants of one minute do not matter, as
    adverts close on the minute."""
    filters = tuple(sorted((name, tuple(sorted(chosen))) for name, chosen in query.filters.items()))
    dates = (query.closing_before, query.start_from, query.start_to, query.posted_from)
    ages = (query.age_from, query.age_to)
    others = (ages, query.near, query.min_hourly, query.national, query.remote, query.facets)
    return int(query.at.timestamp()) // 60, query.text, filters, dates, others


def count_facets(schema: Any, searcher: Any, match: Matching, query: SearchQuery) -> Counted:
    """Most frequent first, then by value. Raises WrongUse for a name that is not a facet."""
    for name in query.facets:
        if name not in FACETS:
            raise WrongUse(f"“{name}” cannot be counted; these can: {', '.join(FACETS)}.")
    idle = tuple(name for name in query.facets if name not in match.facets)
    total, found = _count(searcher, match.query(), idle) if idle else (None, {})
    for name in query.facets:
        if name in match.facets:
            found |= _count(searcher, match.query(without=name), (name,))[1]
            if name in OPEN_ENDED:
                found[name] += _chosen(schema, searcher, match, name, query.filters[name], found[name])
    return Counted(total, {name: tuple(sorted(found[name], key=_rank)) for name in query.facets})


def _count(searcher: Any, query: Any, names: tuple[str, ...]) -> tuple[int, dict[str, list[Facet]]]:
    exact = {"segment_size": MAX_VALUES} if searcher.num_segments > 1 else {}
    asked: dict[str, Any] = {
        name: {"terms": {"field": name, "size": MOST_SHOWN if name in OPEN_ENDED else MAX_VALUES} | exact}
        for name in names
    }
    answer = searcher.aggregate(query, asked | {_TOTAL: {"value_count": {"field": "version"}}})
    return int(answer[_TOTAL]["value"]), {
        name: [Facet(bucket["key"], bucket["doc_count"]) for bucket in answer[name]["buckets"]]
        for name in names
    }


def _chosen(
    schema: Any, searcher: Any, match: Matching, name: str, chosen: tuple[str, ...], shown: list[Facet]
) -> list[Facet]:
    """What was chosen and is not among the most frequent."""
    missing = set(chosen) - {facet.value for facet in shown}
    counted = []
    for value in missing:
        if value.isprintable() and len(value) <= MAX_VALUE:
            term = Query.term_query(schema, name, value)
            counted.append((value, searcher.search(match.query(without=name, also=term), limit=1).count))
    return [Facet(value, count) for value, count in counted if count]


def _rank(facet: Facet) -> tuple[int, str]:
    return -facet.count, facet.value
