"""What a misspelt word may have meant: the nearest words that we know, by letters or by sound."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

_MOST = 3
_SOUNDS = tuple(
    (re.compile(pattern), said)
    for pattern, said in (
        ("ph", "f"),
        ("gh", ""),
        ("s?ch|ck|q", "k"),
        ("sc(?=[eiy])|c(?=[eiy])|z", "s"),
        ("c", "k"),
        ("ae", "e"),
        ("y", "i"),
        (r"(.)\1+", r"\1"),
    )
)


@dataclass(frozen=True)
class Vocabulary:
    """`words` are in lower case, without accents."""

    words: tuple[str, ...]

    def nearest(self, word: str) -> tuple[str, ...]:
        """The words that are fewest slips away, none for a word that is known or too short to tell. The
        first letter (or sound) must be right: people seldom miss it, and it halves the false friends."""
        allowed = slips(word)
        if not allowed or word in self._known:
            return ()
        return _nearest(self, word, allowed)

    def __contains__(self, word: object) -> bool:
        return word in self._known

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(self.words)

    @cached_property
    def sounds(self) -> tuple[str, ...]:
        return tuple(sound(word) for word in self.words)

    def __hash__(self) -> int:
        return id(self)


def slips(word: str) -> int:
    """How many a word of that length may hold before it is another word."""
    if len(word) <= 3 or any(character.isdigit() for character in word):
        return 0
    return 1 if len(word) <= 7 else 2 if len(word) <= 11 else 3


def sound(word: str) -> str:
    """Roughly: the same for pharmacy and farmacy, cyber and syber, school and skool."""
    for pattern, said in _SOUNDS:
        word = pattern.sub(said, word)
    return word


@lru_cache(4_096)
def _nearest(vocabulary: Vocabulary, word: str, allowed: int) -> tuple[str, ...]:
    """Kept, because the same slips are made again and again."""
    heard = sound(word)
    found = _within(word, vocabulary.words, allowed) + _within(heard, vocabulary.sounds, min(allowed, 2))
    near = {
        vocabulary.words[at]: slips_made
        for slips_made, at in sorted(found, reverse=True)
        if vocabulary.words[at][0] == word[0] or vocabulary.sounds[at][:1] == heard[:1]
    }
    fewest = min(near.values(), default=0)
    return tuple(sorted(known for known, made in near.items() if made == fewest))[:_MOST]


def _within(word: str, words: Sequence[str], allowed: int) -> list[tuple[int, int]]:
    found = process.extract(word, words, scorer=OSA.distance, score_cutoff=allowed, limit=20)
    return [(int(made), at) for _, made, at in found]
