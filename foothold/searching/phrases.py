"""The table of phrases that mean a filter: `config/search/intents.csv`.

`words` are phrases with `|` between them, without plurals; `#` stands for each of `numbers`. `means` are
parameters with a value, joined by `&`. `how` is one of `How`.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

from foothold.reading.plurals import singular

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
"""A word of a search as it stands in the text."""

Words = tuple[str, ...]


class How(StrEnum):
    """What becomes of the words once they are a filter."""

    LEAVE = ""
    """They have said all: they are no longer looked for."""
    KEPT = "kept"
    """They must still be met, because the filter also lets in what is not stated."""
    LIKED = "liked"
    """Adverts that hold them come first, others stay."""
    ALONE = "alone"
    """As `LEAVE`, where nothing else was typed: among other words they may mean something else."""
    REST = "rest"
    """As `KEPT`, where nothing else is left to look for."""
    LEFT = "left"
    """They look like a filter and are none."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """`filters` are values by parameter; `usual` is how adverts say it, the first phrase of its row."""

    filters: Mapping[str, tuple[str, ...]]
    how: How
    usual: str


@dataclass(frozen=True, slots=True)
class Phrases:
    meanings: Mapping[Words, Meaning]
    longest: int

    def at(self, words: list[str], start: int) -> tuple[int, Meaning] | None:
        """The longest phrase that begins there: how many words it has, and what it means."""
        for length in range(min(self.longest, len(words) - start), 0, -1):
            if meaning := self.meanings.get(tuple(words[start : start + length])):
                return length, meaning
        return None


def word_key(word: str) -> str:
    """`GCSE’s` → `gcse`."""
    return singular(word.lower().replace("'", "").replace("’", ""))


@cache
def shipped_phrases() -> Phrases:
    return read_phrases(files("config").joinpath("search/intents.csv").read_text("utf-8").splitlines())


def read_phrases(lines: Iterable[str]) -> Phrases:
    found: dict[Words, Meaning] = {}
    for row in csv.DictReader(lines):
        for number in _numbers(row["numbers"]):
            phrases = row["words"].replace("#", number).split("|")
            meaning = Meaning(_filters(row["means"].replace("#", number)), How(row["how"]), phrases[0])
            for phrase in phrases:
                found[tuple(word_key(word) for word in WORD.findall(phrase))] = meaning
    return Phrases(found, max((len(words) for words in found), default=1))


def _numbers(text: str) -> Iterator[str]:
    """`7-13` → each of them; nothing → once, for a phrase without a number."""
    first, _, last = text.partition("-")
    yield from map(str, range(int(first), int(last) + 1)) if text else ("",)


def _filters(text: str) -> dict[str, tuple[str, ...]]:
    filters: dict[str, tuple[str, ...]] = {}
    for pair in filter(None, text.split(" & ")):
        name, _, value = pair.partition("=")
        filters[name] = (*filters.get(name, ()), value)
    return filters
