"""What a person may be typing: words, places and employers that begin so, also with one slip."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain, zip_longest

import numpy as np

from foothold.errors import AmbiguousPlace, UnknownPlace
from foothold.index.text import COMMON, JOINING, shipped_synonyms, shown, tokens
from foothold.model.courses import built_in_courses
from foothold.reading.places.gazetteer import PlaceTable
from foothold.searching.locate import locate

LONGEST_LABEL = 90
MOST_STARTS = 6
"""A label is found by each of its first words, not by those far back in a long one."""
SHORTEST_WITH_SLIP, LONGEST_WITH_SLIP = 4, 24
_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789 "
_LAST = "\U0010ffff"


class Suggested(StrEnum):
    WORD = "word"
    BOROUGH = "borough"
    PLACE = "place"
    EMPLOYER = "employer"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`parameter=value` searches for it; `count` is of open adverts, where it is known."""

    kind: Suggested
    label: str
    parameter: str
    value: str
    count: int | None = None


class Sorted:
    """Suggestions of one kind, best first, found by how their words begin. Never changed."""

    def __init__(self, suggestions: Sequence[Suggestion]) -> None:
        self._suggestions = suggestions
        keyed = sorted(
            (key, owner + (len(suggestions) if start else 0), owner)
            for owner, suggestion in enumerate(suggestions)
            for start, key in enumerate(_starts(suggestion.label))
        )
        self._keys = [key for key, _, _ in keyed]
        # Where the label itself begins so is before where a later word of it does.
        self._ranks = np.array([rank for _, rank, _ in keyed], dtype=np.int64)
        self._owners = np.array([owner for _, _, owner in keyed], dtype=np.int64)

    def beginning(self, said: str, most: int) -> list[Suggestion]:
        low, high = bisect_left(self._keys, said), bisect_left(self._keys, said + _LAST)
        return self._best([(low, high)], most)

    def nearly(self, said: str, most: int) -> list[Suggestion]:
        """What begins so but for one slip: a letter too many, too few, another, or two the wrong way round. The
        first letter is right."""
        return self._best(self._ranges_with_a_slip(said), most)

    def _ranges_with_a_slip(self, said: str) -> Iterator[tuple[int, int]]:
        keys = self._keys
        for variant in self._variants(said):
            low = bisect_left(keys, variant)
            if low < len(keys) and keys[low].startswith(variant):
                yield low, bisect_left(keys, variant + _LAST)

    def _variants(self, said: str) -> Iterator[str]:
        """None after a beginning that nothing has: one slip cannot mend it."""
        for at in range(1, len(said) + 1):
            head, rest = said[:at], said[at:]
            low = bisect_left(self._keys, head)
            if low == len(self._keys) or not self._keys[low].startswith(head):
                return
            yield head + rest[1:]
            if len(rest) > 1:
                yield head + rest[1] + rest[0] + rest[2:]
            for letter in _LETTERS:
                yield head + letter + rest[1:]
                yield head + letter + rest

    def _best(self, ranges: Iterable[tuple[int, int]], most: int) -> list[Suggestion]:
        found: dict[int, int] = {}
        for low, high in ranges:
            ranks = self._ranks[low:high]
            # One suggestion may be there by several of its words.
            wanted = min(len(ranks), most * MOST_STARTS)
            for at in np.argpartition(ranks, wanted - 1)[:wanted] if wanted else ():
                owner, rank = int(self._owners[low + at]), int(ranks[at])
                found[owner] = min(rank, found.get(owner, rank))
        return [self._suggestions[owner] for owner in sorted(found, key=found.__getitem__)[:most]]


class Suggestions:
    """Of every kind, for one state of the adverts."""

    def __init__(self, kinds: Iterable[Sorted]) -> None:
        self._kinds = tuple(kinds)

    def of(self, text: str, most: int) -> list[Suggestion]:
        """The best of each kind in turn; those with a slip after the others."""
        said = " ".join(tokens(text))
        if not said:
            return []
        found = _in_turn([kind.beginning(said, most) for kind in self._kinds])
        if len(found) < most and SHORTEST_WITH_SLIP <= len(said) <= LONGEST_WITH_SLIP:
            found += _in_turn([kind.nearly(said, most) for kind in self._kinds])
        return list(dict.fromkeys(found))[:most]


def _in_turn(kinds: Sequence[Sequence[Suggestion]]) -> list[Suggestion]:
    return [one for one in chain.from_iterable(zip_longest(*kinds)) if one]


def _starts(label: str) -> Iterator[str]:
    """`north east london`, `east london`, `london`."""
    words = tokens(label)
    for start in range(min(len(words), MOST_STARTS)):
        if start == 0 or words[start] not in JOINING:
            yield " ".join(words[start:])


def words(titles: Iterable[tuple[str, int]]) -> Sorted:
    """Words and titles by how many adverts have them, then the courses and the phrases that have synonyms."""
    counted: Counter[str] = Counter()
    labels: dict[str, Suggestion] = {}
    for title, count in titles:
        if len(title) <= LONGEST_LABEL:
            labels.setdefault(" ".join(tokens(title)), _word(title, count))
        for word in set(tokens(title)):
            counted[word] += count
    for word, count in counted.items():
        if len(word) > 3 and word not in COMMON | JOINING and word.isalpha():
            labels[word] = _word(shown((word,)), count)
    for phrase in (*shipped_synonyms().others, *(tokens(s.title) for s in built_in_courses().standards)):
        labels.setdefault(" ".join(phrase), _word(shown(tuple(phrase)), None))
    labels.pop("", None)
    return Sorted(sorted(labels.values(), key=lambda one: (-(one.count or 0), len(one.label), one.label)))


def _word(label: str, count: int | None) -> Suggestion:
    return Suggestion(Suggested.WORD, label, "q", label, count)


def places(table: PlaceTable) -> Sorted:
    """Boroughs, then the names that `near` takes; one that several places share is told apart by its label."""
    boroughs = [Suggestion(Suggested.BOROUGH, b.name, "borough", b.slug) for b in table.boroughs()]
    labels = dict.fromkeys(label for name in table.names() for label in _labels(name, table))
    known = {borough.label for borough in boroughs}
    others = [Suggestion(Suggested.PLACE, label, "near", label) for label in labels if label not in known]
    return Sorted([*boroughs, *others])


def _labels(name: str, table: PlaceTable) -> tuple[str, ...]:
    try:
        return (locate(name, table).label,)
    except AmbiguousPlace as error:
        return error.candidates
    except UnknownPlace:
        return ()


def employers(counted: Iterable[tuple[str, str, int]]) -> Sorted:
    return Sorted(
        [Suggestion(Suggested.EMPLOYER, name, "employer", slug, count) for slug, name, count in counted]
    )
