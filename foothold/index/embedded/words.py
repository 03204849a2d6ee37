"""A plan of words as query objects: each slot over all text fields, exact before synonym before typo."""

from collections.abc import Collection, Iterator
from functools import partial
from typing import Any

from tantivy import Occur, Query

from foothold.index.fields import TEXT_FIELDS
from foothold.index.misspelt import may_be_misspelt, misspelt
from foothold.index.stems import phrase_stems, stems
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


def text_query(schema: Any, searcher: Any, plan: QueryPlan) -> Any:
    """All required slots up to `plan.at_least` must be met; the others only add to the score."""
    unknown = misspelt(plan, partial(_nowhere, searcher))
    required = [(Occur.Should, _slot(schema, slot, unknown)) for slot in plan.required]
    optional = [(Occur.Should, _slot(schema, slot, unknown)) for slot in plan.slots if not slot.required]
    if not required:
        return Query.boolean_query([(Occur.Must, Query.const_score_query(Query.all_query(), 0.0)), *optional])
    asked = Query.boolean_query(required, minimum_number_should_match=plan.at_least)
    return Query.boolean_query([(Occur.Must, asked), *optional])


def _slot(schema: Any, slot: Slot, unknown: Collection[str]) -> Any:
    ways = list(_phrase(schema, slot.said, 1.0))
    for other in slot.others:
        ways += _phrase(schema, other, SYNONYM_WEIGHT)
    if may_be_misspelt(slot) in unknown:
        for guess in slot.guesses:
            ways += _phrase(schema, guess, TYPO_WEIGHT)
        ways += _typos(schema, slot.said)
    return (
        Query.disjunction_max_query(ways, tie_breaker=SHARE_OF_OTHER_FIELDS) if ways else Query.empty_query()
    )


def _phrase(schema: Any, phrase: Phrase, weight: float) -> Iterator[Any]:
    words = phrase_stems(phrase)
    # Every description holds "it": the synonym counts only where adverts name things.
    fields = NAMING_FIELDS if phrase[0] in JOINING and len(phrase) == 1 else TEXT_FIELDS
    for field in fields if words else ():
        match = (
            Query.term_query(schema, field.name, words[0])
            if len(words) == 1
            else Query.phrase_query(schema, field.name, list(words))
        )
        yield Query.boost_query(match, weight * (field.boost or 1.0))


def _nowhere(searcher: Any, asked: Collection[str]) -> list[str]:
    return [stem for stem in asked if not any(searcher.doc_freq(field.name, stem) for field in TEXT_FIELDS)]


def _typos(schema: Any, phrase: Phrase) -> Iterator[Any]:
    """Terms are compared with the stem, so the stem's length decides: "marketing" is "market" there."""
    for stem in stems(phrase[0]):
        if distance := typo_distance(stem):
            for field in TEXT_FIELDS:
                fuzzy = Query.fuzzy_term_query(schema, field.name, stem, distance=distance)
                yield Query.boost_query(fuzzy, TYPO_WEIGHT * (field.boost or 1.0))
