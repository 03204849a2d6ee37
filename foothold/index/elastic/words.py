"""A plan of words as a query: each slot over all text fields, exact before synonym before typo."""

from collections.abc import Collection, Iterator
from typing import Any

from foothold.index.elastic.matching import Clause, any_of
from foothold.index.fields import TEXT_FIELDS
from foothold.index.misspelt import Nowhere, may_be_misspelt, misspelt
from foothold.index.stems import phrase_stems
from foothold.index.text import (
    JOINING,
    NAMING_FIELDS,
    SHARE_OF_OTHER_FIELDS,
    SYNONYM_WEIGHT,
    TYPO_WEIGHT,
    Phrase,
    QueryPlan,
    Slot,
    typo_distance,
)

_TERM_SCALE = 2.2
"""Lucene leaves the constant factor (k1 + 1) out of a term's score and the embedded engine does not. With
it, a guessed spelling, whose score is constant, weighs the same beside real words on both."""


def text_query(plan: QueryPlan, nowhere: Nowhere) -> Clause | None:
    """All required slots up to `plan.at_least` must be met; the others only add to the score. None for a
    plan without slots."""
    if not plan.slots:
        return None
    unknown = misspelt(plan, nowhere)
    optional = [_slot(slot, unknown) for slot in plan.slots if not slot.required]
    required = [_slot(slot, unknown) for slot in plan.required]
    must: Clause = {"match_all": {"boost": 0.0}}
    if required:
        must = {"bool": {"should": required, "minimum_should_match": plan.at_least}}
    return {"bool": {"must": [must], "should": optional, "minimum_should_match": 0}}


def held_in_any_field(stem: str) -> Clause:
    return any_of([{"term": {field.name: stem}} for field in TEXT_FIELDS])


def _slot(slot: Slot, unknown: Collection[str]) -> Clause:
    ways = list(_phrase(slot.said, 1.0))
    for other in slot.others:
        ways += _phrase(other, SYNONYM_WEIGHT)
    if may_be_misspelt(slot) in unknown:
        for guess in slot.guesses:
            ways += _phrase(guess, TYPO_WEIGHT)
        ways += _typos(slot.said)
    if not ways:
        return {"match_none": {}}
    return {"dis_max": {"queries": ways, "tie_breaker": SHARE_OF_OTHER_FIELDS}}


def _phrase(phrase: Phrase, weight: float) -> Iterator[Clause]:
    words = phrase_stems(phrase)
    # Every description holds "it": the synonym counts only where adverts name things.
    fields = NAMING_FIELDS if phrase[0] in JOINING and len(phrase) == 1 else TEXT_FIELDS
    for field in fields if words else ():
        boost = weight * (field.boost or 1.0) * _TERM_SCALE
        if len(words) == 1:
            yield {"term": {field.name: {"value": words[0], "boost": boost}}}
        else:
            yield {"match_phrase": {field.name: {"query": " ".join(words), "boost": boost}}}


def _typos(phrase: Phrase) -> Iterator[Clause]:
    """Terms are compared with the stem, so the stem's length decides: "marketing" is "market" there."""
    for stem in phrase_stems(phrase):
        if distance := typo_distance(stem):
            for field in TEXT_FIELDS:
                near: dict[str, Any] = {"value": stem, "fuzziness": distance, "rewrite": "constant_score"}
                yield {"fuzzy": {field.name: near | {"boost": TYPO_WEIGHT * (field.boost or 1.0)}}}
