"""Why an advert answers a search: which of the typed words it holds, where, and as what.

A pure function of the words and the public shape, with the stems of both engines, so that they say the same.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import process
from rapidfuzz.distance import OSA

from foothold.index.document import field_words
from foothold.index.fields import EVERYDAY, TEXT_FIELDS
from foothold.index.stems import phrase_stems, stems
from foothold.index.text import JOINING, NAMING_FIELDS, Phrase, QueryPlan, Slot, shown, typo_distance
from foothold.model.public import PublicOpportunity

_BY_WEIGHT = tuple(f.name for f in sorted(TEXT_FIELDS, key=lambda f: f.boost or 1.0, reverse=True))
_NAMING = frozenset(field.name for field in NAMING_FIELDS)
_WORD = re.compile(r"[^\W_]+")


class Way(StrEnum):
    ITSELF = "itself"
    SYNONYM = "synonym"
    MISSPELLING = "misspelling"


@dataclass(frozen=True, slots=True)
class Match:
    """`words` as typed, `found` what the advert holds in their place, in its field of most weight."""

    words: str
    field: str
    way: Way
    found: str


def matches(plan: QueryPlan, public: PublicOpportunity) -> tuple[Match, ...]:
    """In the order of the words. A word that asks for nothing (job, London) is told only where it is there. A
    misspelling is told where the advert could not answer without it."""
    held = _Held(field_words(public))
    told = [(slot, _said(slot, held)) for slot in plan.slots]
    met = sum(match is not None for slot, match in told if slot.required)
    if met < plan.at_least:
        told = [(slot, match or _misspelt(slot, held)) for slot, match in told]
    return tuple(match for _, match in told if match)


class _Held:
    """An advert's words by field, stemmed when first looked through: the description is long."""

    def __init__(self, words: Mapping[str, str]) -> None:
        self._words = words
        self._stems: dict[str, str] = {}

    def stemmed(self, name: str) -> str:
        if name not in self._stems:
            self._stems[name] = f" {' '.join(stems(self._words.get(name, '')))} "
        return self._stems[name]

    def field_of(self, phrase: Phrase) -> str | None:
        words = phrase_stems(phrase)
        # As the engines do: every description holds "it".
        naming = len(phrase) == 1 and phrase[0] in JOINING
        looked = (name for name in _BY_WEIGHT if not naming or name in _NAMING)
        return next((name for name in looked if words and f" {' '.join(words)} " in self.stemmed(name)), None)

    def word_like(self, name: str, stem: str) -> str:
        """The first word of a field with that stem, as the advert writes it."""
        written = (match.group() for match in _WORD.finditer(self._words[name]))
        return shown((next((word.lower() for word in written if stems(word) == [stem]), stem),))


def _said(slot: Slot, held: _Held) -> Match | None:
    """By what it says itself, if it can be."""
    typed = shown(slot.said)
    field = held.field_of(slot.said)
    itself = Match(typed, field, Way.ITSELF, typed) if field else None
    if itself and itself.field not in EVERYDAY:
        return itself
    synonym = _first(typed, Way.SYNONYM, slot.others, held)
    return synonym if synonym and (not itself or synonym.field not in EVERYDAY) else itself


def _misspelt(slot: Slot, held: _Held) -> Match | None:
    """As the engines read it: a guess of ours, else any word of the advert that is few slips away."""
    if slot.others or slot.real or not slot.required:
        return None
    typed = shown(slot.said)
    return _first(typed, Way.MISSPELLING, slot.guesses, held) or next(_near(typed, slot.said, held), None)


def _first(typed: str, way: Way, phrases: Iterable[Phrase], held: _Held) -> Match | None:
    found = ((phrase, held.field_of(phrase)) for phrase in phrases)
    best = min(
        ((_BY_WEIGHT.index(field), n, phrase, field) for n, (phrase, field) in enumerate(found) if field),
        default=None,
    )
    return Match(typed, best[3], way, shown(best[2])) if best else None


def _near(typed: str, said: Phrase, held: _Held) -> Iterator[Match]:
    for stem in stems(said[0]):
        slips = typo_distance(stem)
        for name in _BY_WEIGHT if slips else ():
            words = held.stemmed(name).split()
            if found := process.extractOne(stem, words, scorer=OSA.distance, score_cutoff=slips):
                yield Match(typed, name, Way.MISSPELLING, held.word_like(name, found[0]))
