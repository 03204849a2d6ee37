"""What a visitor's words ask for: the step that every engine shares, before any of its own query objects.

A `QueryPlan` is a row of slots, one for each thing meant. A slot is met by any of its phrases; synonyms are
phrases of the slot, so that one word of "information technology" does not let in all of technology.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from importlib.resources import files
from itertools import pairwise

from foothold.index.document import APART, SIGNED, plain
from foothold.index.fields import TEXT_FIELDS
from foothold.index.spelling import Vocabulary
from foothold.model.courses import ROUTES, built_in_courses
from foothold.reading.everyday import built_in_everyday
from foothold.reading.plurals import singular

MAX_CHARACTERS = 200
MAX_TOKENS = 20
_TOKEN = re.compile(r"[^\W_]+")

_JOINING_WORDS = (
    "a am an and are as at be become becoming by can do for from get getting how i id im in into is it like me my"
    " near of on or the to want wanna what where with you"
)
_COMMON_WORDS = (
    "advert adverts enjoy find job jobs london looking love opportunities opportunity position positions role roles"
    " search searching something stuff thing things vacancies vacancy"
)
_PARTS_OF_LONDON = frozenset(
    ("north", "south", "east", "west", "northeast", "northwest", "southeast", "southwest", "central", "inner", "outer",
     "greater")
)  # fmt: skip

JOINING = frozenset(_JOINING_WORDS.split())
"""Words that join others: searched only where they have a synonym ("IT")."""

COMMON = frozenset(_COMMON_WORDS.split())
"""Every advert here is a job in London: these words raise a score but are never required, so that
"jobs in London" shows everything, best match first."""

SYNONYM_WEIGHT = 0.5
"""What was typed ranks before what means the same."""

TYPO_WEIGHT = 0.5
SHARE_OF_OTHER_FIELDS = 0.2
"""A word counts in its best field, and a little in each other: the same word five times is one reason."""

NAMING_FIELDS = tuple(field for field in TEXT_FIELDS if field.name in ("title", "course_title", "route_name"))

SHORTEST_OF_A_PAIR = 3
"""Letters of each of two words that may also be written as one."""

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Slot:
    """One thing meant: `said` as typed, `others` by synonym. `required` is false for "job".
    `guesses` are for a word that no advert holds: what it means if it is a misspelling that we know. One that is
    `real` is known to be no misspelling."""

    said: Phrase
    others: tuple[Phrase, ...] = ()
    guesses: tuple[Phrase, ...] = ()
    required: bool = True
    real: bool = False


@dataclass(frozen=True, slots=True)
class QueryPlan:
    slots: tuple[Slot, ...]

    @property
    def required(self) -> tuple[Slot, ...]:
        return tuple(slot for slot in self.slots if slot.required)

    @property
    def at_least(self) -> int:
        """How many of the required slots must be met: all of up to three, because "plumber level 2
        Hackney" is a wish list and not three searches; one fewer of four or five; 70% of a sentence."""
        asked = len(self.required)
        if asked <= 3:
            return asked
        return asked - 1 if asked <= 5 else -(-asked * 7 // 10)


@dataclass(frozen=True)
class Synonyms:
    """`others[phrase]` are the phrases that mean it, keyed without plurals. `vocabulary` is what a word that
    no advert holds may have been meant to be;
    `real` words, without plurals, are never read as misspelt, and `pairs` are two of them that people also write as
    one, by that."""

    others: dict[Phrase, tuple[Phrase, ...]]
    longest: int
    vocabulary: Vocabulary
    real: frozenset[str] = frozenset()
    pairs: Mapping[str, Phrase] = field(default_factory=dict)

    @cached_property
    def known(self) -> frozenset[str]:
        """Every word of the synonyms and of the vocabulary: none is anybody's name."""
        spelt = (word for known in self.vocabulary.words for word in tokens(known))
        return frozenset((*spelt, *(word for phrase in self.others for word in phrase)))


def tokens(text: str) -> list[str]:
    """Lower-case words without accents, at most 20 of the first 200 characters; C++, C# and .NET by name."""
    folded = unicodedata.normalize("NFKD", plain(text[:MAX_CHARACTERS]))
    bare = "".join(character for character in folded if not unicodedata.combining(character))
    return [match.group().lower() for match in _TOKEN.finditer(bare)][:MAX_TOKENS]


def plan(text: str, synonyms: "Synonyms | None" = None, liked: Iterable[str] = ()) -> QueryPlan:
    """Reads left to right, taking the longest phrase that has synonyms, else two words that are also written as one
    (dress maker, dressmaker), else one word. Each of `liked` is a
    phrase that raises a score and is not required."""
    known = synonyms or shipped_synonyms()
    words = tokens(text)
    slots: dict[Phrase, Slot] = {}
    start = 0
    while start < len(words):
        slot = _slot_at(words, start, known)
        if slot.others or slot.said[0] not in JOINING:
            slots.setdefault(_key(slot.said), slot)
        start += len(slot.said)
    for phrase in liked:
        if said := tuple(tokens(phrase)):
            slots.setdefault(_key(said), Slot(said, required=False))
    return QueryPlan(tuple(slots.values()))


def typo_distance(token: str) -> int:
    """How many slips a token of that length may hold: none to 3 letters, one to 7, then two."""
    if len(token) <= 3 or any(character.isdigit() for character in token):
        return 0
    return 1 if len(token) <= 7 else 2


def shown(phrase: Phrase) -> str:
    """A phrase as a person would write it."""
    written = {name: sign for sign, name in SIGNED.items()}
    return " ".join(written.get(word, word.replace(APART, "")) for word in phrase)


@cache
def shipped_synonyms() -> Synonyms:
    """With the words of course titles and routes, as what a misspelling may have meant."""
    courses = [standard.title for standard in built_in_courses().standards]
    known = read_synonyms(_lines("synonyms.txt"), [*_lines("words.txt"), *courses, *ROUTES])
    phrases = [tokens(phrase) for phrase in sorted(built_in_everyday().phrases)]
    real = {singular(word) for phrase in phrases for word in phrase}
    pairs = {singular(a + b): (a, b) for phrase in phrases for a, b in pairwise(phrase) if _may_be_one(a, b)}
    return replace(known, real=frozenset(real), pairs=pairs)


def read_synonyms(lines: Iterable[str], other_words: Iterable[str] = ()) -> Synonyms:
    """`a, b c` means each other; `a => b, c` lets a also find b and c, not the other way round."""
    found: dict[Phrase, list[Phrase]] = {}
    for line in lines:
        if not line.strip() or line.startswith("#"):
            continue
        left, arrow, right = line.partition("=>")
        heads = [tuple(tokens(text)) for text in left.split(",")]
        meant = [tuple(tokens(text)) for text in (right if arrow else left).split(",")]
        for head in heads:
            known = found.setdefault(_key(head), [])
            known += [phrase for phrase in meant if phrase != head and phrase not in known]
    phrases = {*found, *(phrase for others in found.values() for phrase in others)}
    words = {word for phrase in phrases for word in phrase}
    words |= {word for text in other_words if not text.startswith("#") for word in tokens(text)}
    return Synonyms(
        {phrase: tuple(others) for phrase, others in found.items()},
        max((len(phrase) for phrase in found), default=1),
        Vocabulary(tuple(sorted({shown((word,)) for word in words if len(word) > 3}))),
    )


def _lines(name: str) -> list[str]:
    return files("config").joinpath(f"search/{name}").read_text("utf-8").splitlines()


def _slot_at(words: list[str], start: int, known: Synonyms) -> Slot:
    for length in range(min(known.longest, len(words) - start), 0, -1):
        said = tuple(words[start : start + length])
        if others := known.others.get(_key(said)):
            return Slot(said, others)
    word = words[start]
    following = words[start + 1] if start + 1 < len(words) else ""
    if _may_be_one(word, following) and singular(word + following) in known.real:
        return Slot((word, following), ((word + following,),), real=True)
    if pair := known.pairs.get(singular(word)):
        return Slot((word,), (pair,), real=True)
    if word in COMMON or word in JOINING:
        return Slot((word,), required=False)
    if part := _part_of_london(words, start):
        return Slot(part, required=False)
    return Slot((word,), guesses=_guesses(word, known), real=singular(word) in known.real)


def _may_be_one(a: str, b: str) -> bool:
    """Fork and lift, but not "cut a" or "me"."""
    return min(len(a), len(b)) >= SHORTEST_OF_A_PAIR and not {a, b} & (JOINING | COMMON)


def _part_of_london(words: list[str], start: int) -> Phrase:
    """`south east london`, which no advert says of itself: like London, it raises a score and asks for nothing."""
    end = start
    while end < len(words) and words[end] in _PARTS_OF_LONDON:
        end += 1
    said = end > start and end < len(words) and words[end] == "london"
    return tuple(words[start : end + 1]) if said else ()


def _guesses(word: str, known: Synonyms) -> tuple[Phrase, ...]:
    """The nearest words that a slip could have turned into this one, each with its synonyms."""
    found: list[Phrase] = []
    for near in known.vocabulary.nearest(shown((word,))):
        meant = tuple(tokens(near))
        found += [meant, *known.others.get(_key(meant), ())]
    return tuple(dict.fromkeys(found))


def _key(phrase: Phrase) -> Phrase:
    return tuple(singular(word) for word in phrase)
