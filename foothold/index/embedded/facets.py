"""Counting facets: each with its own filter lifted, so one pass for every filter that is active."""

from collections.abc import Mapping
from typing import Any

from foothold.errors import WrongUse
from foothold.index.embedded.matching import Matching
from foothold.index.fields import FACETS
from foothold.index.results import Facet

MAX_VALUES = 10_000
"""Above the number of employers in London with an advert: no value is left out of a count."""


def count_facets(searcher: Any, match: Matching, asked: tuple[str, ...]) -> Mapping[str, tuple[Facet, ...]]:
    """Most frequent first, then by value. Raises WrongUse for a name that is not a facet."""
    for name in asked:
        if name not in FACETS:
            raise WrongUse(f"“{name}” cannot be counted; these can: {', '.join(FACETS)}.")
    idle = tuple(name for name in asked if name not in match.facets)
    found = _count(searcher, match.query(), idle) if idle else {}
    for name in asked:
        if name in match.facets:
            found |= _count(searcher, match.query(without=name), (name,))
    return {name: found[name] for name in asked}


def _count(searcher: Any, query: Any, names: tuple[str, ...]) -> dict[str, tuple[Facet, ...]]:
    terms = {name: {"terms": {"field": name, "size": MAX_VALUES}} for name in names}
    answer = searcher.aggregate(query, terms)
    return {name: _facets(answer[name]["buckets"]) for name in names}


def _facets(buckets: list[dict[str, Any]]) -> tuple[Facet, ...]:
    facets = [Facet(bucket["key"], bucket["doc_count"]) for bucket in buckets]
    return tuple(sorted(facets, key=lambda facet: (-facet.count, facet.value)))
