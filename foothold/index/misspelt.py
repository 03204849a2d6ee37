"""Which words of a search are read as misspellings: the same on both engines."""

from collections.abc import Callable, Collection

from foothold.index.stems import phrase_stems
from foothold.index.text import QueryPlan, Slot

MOST_MISSPELT = 4
"""Looking for words that are like a word is the dearest part of a search, so nobody may ask for twenty."""

Nowhere = Callable[[Collection[str]], Collection[str]]
"""Of these stems, those that no advert holds."""


def misspelt(plan: QueryPlan, nowhere: Nowhere) -> frozenset[str]:
    """The stems of the first `MOST_MISSPELT` words that no advert holds; others are taken as written."""
    asked = list(dict.fromkeys(stem for slot in plan.slots if (stem := may_be_misspelt(slot))))
    unknown = nowhere(asked) if asked else ()
    return frozenset([stem for stem in asked if stem in unknown][:MOST_MISSPELT])


def may_be_misspelt(slot: Slot) -> str | None:
    """Its stem, for a single word: one that has synonyms, or is an everyday word for some work, is a word that people
    use, even where no advert holds it. A word that some advert holds is none either; otherwise "care" would bring in "card"."""
    words = phrase_stems(slot.said)
    return words[0] if len(words) == 1 and not slot.others and not slot.real else None
