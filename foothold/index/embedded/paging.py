"""The pages of a search: by key for dates and pay, by offset for relevance and distance.

Every order is total (the mark of the id decides between equals), so nothing is skipped or doubled from
page to page while nothing changes.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from tantivy import FieldType, Order, Query

from foothold.errors import WrongUse
from foothold.index.embedded.matching import Matching
from foothold.index.embedded.points import Circle
from foothold.index.positions import following, key_of, offset_of
from foothold.index.query import MAX_OFFSET, MAX_SIZE, Position, SearchQuery, Sort

_KEYS = {
    Sort.NEWEST: ("by_newest", Order.Desc),
    Sort.CLOSING: ("by_closing", Order.Asc),
    Sort.PAY: ("by_pay", Order.Desc),
}
_SPARE = 32


@dataclass(frozen=True, slots=True)
class Page:
    """`hits` are (address, score) in order."""

    total: int
    hits: tuple[tuple[Any, float | None], ...]
    next_position: Position | None


def page(schema: Any, searcher: Any, query: SearchQuery, match: Matching, total: int | None) -> Page:
    """`total` where it is known already. Raises WrongUse for a sort that lacks what it sorts by and for a
    position past the last page."""
    size = max(1, min(query.size, MAX_SIZE))
    if query.sort in _KEYS:
        return _by_key(schema, searcher, query, match, *_KEYS[query.sort], size)
    if query.sort is Sort.RELEVANCE and match.text is None:
        # Without words every advert is equally relevant; the newest are the most use.
        return _by_key(schema, searcher, query, match, *_KEYS[Sort.NEWEST], size)
    offset = offset_of(query)
    if query.sort is Sort.RELEVANCE:
        return _by_relevance(searcher, match, offset, min(size, MAX_OFFSET - offset))
    if match.circle is None:
        raise WrongUse("Sorting by distance needs a place to measure from: give “near” too.")
    if total is None:
        total = searcher.search(match.query(), limit=1).count
    return _by_distance(schema, searcher, match, match.circle, offset, min(size, MAX_OFFSET - offset), total)


def _by_key(
    schema: Any, searcher: Any, query: SearchQuery, match: Matching, field: str, order: Any, size: int
) -> Page:
    also = None
    if query.after:
        last = key_of(query.after)
        lower, upper = (last + 1, None) if order == Order.Asc else (None, max(last - 1, 0))
        beyond = Query.range_query(schema, field, FieldType.Unsigned, lower, upper)
        also = beyond
    found = searcher.search(match.query(also=also), limit=size + 1, order_by_field=field, order=order)
    total = found.count if also is None else searcher.search(match.query(), limit=1).count
    shown = found.hits[:size]
    more = len(found.hits) > size
    rest = Position(key=(shown[-1][0],)) if more else None
    return Page(total, tuple((address, None) for _, address in shown), rest)


def _by_relevance(searcher: Any, match: Matching, offset: int, size: int) -> Page:
    """Reads on until the last score differs from the page's last, so that equals are all there to order."""
    end = offset + size
    wanted = end + _SPARE
    while True:
        found = searcher.search(match.query(), limit=min(wanted, MAX_OFFSET))
        hits = found.hits
        if len(hits) < wanted or wanted >= MAX_OFFSET or hits[-1][0] < hits[end - 1][0]:
            break
        wanted *= 8
    scores = np.array([score for score, _ in hits])
    keys = np.array(_newest(searcher, [address for _, address in hits]), dtype=np.int64)
    ranked = np.lexsort((-keys, -scores))[offset:end].tolist()
    shown = tuple((hits[at][1], hits[at][0]) for at in ranked)
    return Page(found.count, shown, following(end, found.count))


def _newest(searcher: Any, addresses: list[Any]) -> list[int]:
    return list(searcher.fast_field_values("by_newest", addresses)) if addresses else []


def _by_distance(
    schema: Any, searcher: Any, match: Matching, circle: Circle, offset: int, size: int, total: int
) -> Page:
    """The nearest first; after them, newest first, what is among the results wherever it is."""
    end = min(offset + size, total)
    if offset >= total:
        return Page(total, (), None)
    within = searcher.search(match.query_inside(match.inside), limit=1).count if match.anywhere else total
    shown = _nearest(schema, searcher, match, circle, min(end, within))[offset:] if offset < within else []
    if end > within:
        beyond = searcher.search(
            match.query_beyond(match.inside), limit=end - within, order_by_field="by_newest", order=Order.Desc
        )
        shown += [address for _, address in beyond.hits[max(offset - within, 0) :]]
    return Page(total, tuple((address, None) for address in shown), following(end, total))


def _nearest(schema: Any, searcher: Any, match: Matching, circle: Circle, end: int) -> list[Any]:
    """The first `end` within the radius. Asks for the nearest versions first, more of them until there are
    enough: few of those within the radius may match the rest of the search."""
    wanted = max(4 * end, 120)
    while True:
        some = _nearest_with_ties(circle, wanted)
        found = searcher.search(
            match.query_inside(Query.term_set_query(schema, "version", some)), limit=MAX_OFFSET
        )
        if found.count >= end or len(some) == len(circle.versions):
            break
        wanted *= 4
    addresses = [address for _, address in found.hits]
    versions = searcher.fast_field_values("version", addresses)
    marks = _newest(searcher, addresses)
    placed = [(circle.miles_of(v), -m, a) for v, m, a in zip(versions, marks, addresses, strict=True)]
    placed.sort(key=lambda entry: entry[:2])
    return [address for *_, address in placed[:end]]


def _nearest_with_ties(circle: Circle, wanted: int) -> list[int]:
    """The nearest versions, with all that are as far as the last: adverts of one postcode share a point."""
    if wanted >= len(circle.versions):
        return list(circle.versions.tolist())
    farthest = np.partition(circle.miles, wanted - 1)[wanted - 1]
    return list(circle.versions[circle.miles <= farthest].tolist())
