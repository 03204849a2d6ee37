"""The pages of a search as requests: by key for dates and pay, by offset for relevance and distance.

Every order is total (the mark of the id decides between equals), so nothing is skipped or doubled from
page to page while nothing changes. Positions are those of the embedded engine.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from foothold.errors import WrongUse
from foothold.index.elastic.facets import counting
from foothold.index.elastic.matching import Clause, Matching, none_of
from foothold.index.positions import following, key_of, offset_of
from foothold.index.query import MAX_OFFSET, MAX_SIZE, Near, Position, SearchQuery, Sort

_KEYS = {
    Sort.NEWEST: {"by_newest": "desc"},
    Sort.CLOSING: {"by_closing": "asc"},
    Sort.PAY: {"by_pay": "desc"},
}

Ask = Callable[[Sequence[Clause]], Sequence[Mapping[str, Any]]]
"""Searches, made side by side, to their answers."""


@dataclass(frozen=True, slots=True)
class Page:
    """`hits` are the cluster's; `counts` are its answers to `counting`."""

    total: int
    hits: tuple[Mapping[str, Any], ...]
    counts: Sequence[Mapping[str, Any]]
    next_position: Position | None


def page(ask: Ask, query: SearchQuery, match: Matching) -> Page:
    """Raises WrongUse for a sort that lacks what it sorts by and for a position past the last page."""
    size = max(1, min(query.size, MAX_SIZE))
    if query.sort in _KEYS:
        return _by_key(ask, query, match, _KEYS[query.sort], size)
    if query.sort is Sort.RELEVANCE and match.text is None:
        # Without words every advert is equally relevant; the newest are the most use.
        return _by_key(ask, query, match, _KEYS[Sort.NEWEST], size)
    offset = offset_of(query)
    size = min(size, MAX_OFFSET - offset)
    if query.sort is Sort.RELEVANCE:
        return _by_relevance(ask, query, match, offset, size)
    if query.near is None:
        raise WrongUse("Sorting by distance needs a place to measure from: give “near” too.")
    return _by_distance(ask, query, match, query.near, offset, size)


def _by_key(ask: Ask, query: SearchQuery, match: Matching, order: dict[str, str], size: int) -> Page:
    body = _body(match.whole(), [order], size + 1)
    if query.after:
        body["search_after"] = [key_of(query.after)]
    answer, *counts = ask([body, *counting(query, match)])
    hits = answer["hits"]["hits"]
    rest = Position(key=(hits[size - 1]["sort"][0],)) if len(hits) > size else None
    return Page(_total(answer), tuple(hits[:size]), counts, rest)


def _by_relevance(ask: Ask, query: SearchQuery, match: Matching, offset: int, size: int) -> Page:
    body = _body(match.whole(), [{"_score": "desc"}, {"by_newest": "desc"}], size) | {"from": offset}
    answer, *counts = ask([body, *counting(query, match)])
    total = _total(answer)
    return Page(total, tuple(answer["hits"]["hits"]), counts, following(offset + size, total))


def _by_distance(ask: Ask, query: SearchQuery, match: Matching, near: Near, offset: int, size: int) -> Page:
    """The nearest first; after them, newest first, what is among the results wherever it is."""
    inside = match.inside or {"match_all": {}}
    body = _body(match.whole(also=[inside]), [_distance(near), {"by_newest": "desc"}], size)
    answer, *counts = ask([body | {"from": offset}, *counting(query, match)])
    within = total = _total(answer)
    hits = list(answer["hits"]["hits"])
    if match.anywhere:
        beyond = _body(match.whole(also=[none_of(inside)]), [{"by_newest": "desc"}], size - len(hits))
        (others,) = ask([beyond | {"from": max(offset - within, 0)}])
        hits += others["hits"]["hits"]
        total += _total(others)
    return Page(total, tuple(hits), counts, following(offset + size, total))


def _body(query: Clause, sort: list[Any], size: int) -> Clause:
    return {
        "query": query,
        "sort": sort,
        "size": size,
        "track_total_hits": True,
        "_source": ["id", "revision", "public"],
    }


def _distance(near: Near) -> Clause:
    middle = {"points": {"lat": near.lat, "lon": near.lon}}
    return {"_geo_distance": middle | {"order": "asc", "mode": "min", "distance_type": "arc", "unit": "mi"}}


def _total(answer: Mapping[str, Any]) -> int:
    return int(answer["hits"]["total"]["value"])
