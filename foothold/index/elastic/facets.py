"""Counting facets: each with its own filter lifted, in the request that finds the hits."""

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


def facet_requests(query: SearchQuery, match: Matching) -> dict[str, Clause]:
    """Raises WrongUse for a name that is not a facet."""
    for name in query.facets:
        if name not in FACETS:
            raise WrongUse(f"“{name}” cannot be counted; these can: {', '.join(FACETS)}.")
    return {
        name: {
            "filter": match.chosen(without=name),
            "aggs": _counts(name, query.filters.get(name, ())),
        }
        for name in query.facets
    }


def read_facets(query: SearchQuery, answer: Mapping[str, Any]) -> dict[str, tuple[Facet, ...]]:
    """Most frequent first, then by value."""
    return {name: tuple(sorted(_read(answer[name]), key=_rank)) for name in query.facets}


def _counts(name: str, chosen: Sequence[str]) -> dict[str, Clause]:
    if name not in OPEN_ENDED:
        return {"values": {"terms": {"field": name, "size": _MAX_VALUES}}}
    shown = {"field": name, "size": MOST_SHOWN, "shard_size": _OF_A_SHARD}
    counts: dict[str, Clause] = {"values": {"terms": shown}}
    if values := sound(chosen):
        counts["chosen"] = {"terms": {"field": name, "include": values, "size": len(values)}}
    return counts


def _read(answer: Mapping[str, Any]) -> list[Facet]:
    parts = [answer["values"], *([answer["chosen"]] if "chosen" in answer else [])]
    counted = {bucket["key"]: bucket["doc_count"] for part in parts for bucket in part["buckets"]}
    return [Facet(value, count) for value, count in counted.items()]


def _rank(facet: Facet) -> tuple[int, str]:
    return -facet.count, facet.value
