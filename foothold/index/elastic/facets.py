"""Counting facets: each with its own filter lifted, beside the search that finds the hits."""

from collections.abc import Mapping, Sequence
from typing import Any

from foothold.errors import WrongUse
from foothold.index.elastic.matching import Clause, Matching, sound
from foothold.index.fields import FACETS, MOST_SHOWN, OPEN_ENDED
from foothold.index.query import SearchQuery
from foothold.index.results import Facet

_MAX_VALUES = 10_000
"""Above the number of values of any facet that is counted whole."""

_OF_A_SHARD = 1_000
"""How many values of an open-ended facet each shard tells, so that counts over several are whole."""

_CHOSEN = " chosen"


def counting(query: SearchQuery, match: Matching) -> list[Clause]:
    """The searches that count: one for all facets of which nothing is chosen, one for each of the others. They
    ask for no hits, so the cluster keeps their answers until the index changes. With words they are one, since
    looking for the words is what costs. Raises WrongUse for a name that is not a facet."""
    for name in query.facets:
        if name not in FACETS:
            raise WrongUse(f"“{name}” cannot be counted; these can: {', '.join(FACETS)}.")
    lifting: dict[str | None, dict[str, Clause]] = {}
    for name in query.facets:
        own = name if name in match.facets else None
        lifting.setdefault(own, {}).update(_counts(name, query.filters.get(name, ())))
    if match.text is None or len(lifting) < 2:
        return [_search(match.whole(without=own), counts) for own, counts in lifting.items()]
    return [
        _search(
            match.always(),
            {
                own or "all": {"filter": match.chosen(without=own), "aggs": counts}
                for own, counts in lifting.items()
            },
        )
    ]


def read_facets(query: SearchQuery, answers: Sequence[Mapping[str, Any]]) -> dict[str, tuple[Facet, ...]]:
    """Most frequent first, then by value; `answers` are those to `counting`."""
    counts: dict[str, Any] = {}
    for answer in answers:
        for name, part in answer["aggregations"].items():
            counts |= {name: part} if "buckets" in part else part
    return {name: tuple(sorted(_read(name, counts), key=_rank)) for name in query.facets}


def _search(query: Clause, counts: Clause) -> Clause:
    return {"query": query, "aggs": counts, "size": 0, "track_total_hits": False}


def _counts(name: str, chosen: Sequence[str]) -> dict[str, Clause]:
    if name not in OPEN_ENDED:
        return {name: {"terms": {"field": name, "size": _MAX_VALUES}}}
    counts: dict[str, Clause] = {
        name: {"terms": {"field": name, "size": MOST_SHOWN, "shard_size": _OF_A_SHARD}}
    }
    if values := sound(chosen):
        counts[name + _CHOSEN] = {"terms": {"field": name, "include": values, "size": len(values)}}
    return counts


def _read(name: str, counts: Mapping[str, Any]) -> list[Facet]:
    parts = (counts[key] for key in (name, name + _CHOSEN) if key in counts)
    counted = {bucket["key"]: bucket["doc_count"] for part in parts for bucket in part["buckets"]}
    return [Facet(value, count) for value, count in counted.items()]


def _rank(facet: Facet) -> tuple[int, str]:
    return -facet.count, facet.value
