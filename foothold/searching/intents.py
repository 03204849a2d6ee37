"""What the words of a search mean beside its subject: the filters that they ask for.

`no gcses` asks for adverts without grades, `degree apprenticeship` for a kind and levels, `near Peckham` for a
place. A word that may mean something else among others (bank, angel, open) is left alone.
"""

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field

from foothold.index.text import COMMON, JOINING
from foothold.reading.places.gazetteer import PlaceTable
from foothold.searching.locate import Located
from foothold.searching.phrases import WORD, How, Meaning, Phrases, shipped_phrases, word_key
from foothold.searching.place_in_query import LONGEST, place_said

Filters = dict[str, tuple[str, ...]]
Allows = Callable[[Filters], bool]
"""Whether a search may be given these filters: it has the parameters, and nobody chose others."""

_PLACE = "#"
"""Stands for each word of the place: no phrase reaches across it."""
_JOINS = JOINING - {"it"}
"""Those that are nothing but joints at the ends of what is left."""


@dataclass(frozen=True, slots=True)
class Intent:
    """Words as typed, and the values by parameter that they mean. `candidates`: a place of that name that
    could be several, which nobody may guess; there are no filters then."""

    words: str
    filters: Filters = field(default_factory=dict)
    located: Located | None = None
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class IntentReading:
    """`text` is what is left to look for, `liked` are phrases that only bring adverts to the front."""

    text: str
    liked: tuple[str, ...] = ()
    intents: tuple[Intent, ...] = ()


@dataclass(frozen=True, slots=True)
class _Span:
    start: int
    end: int
    intent: Intent
    how: How
    usual: str

    def covers(self, word: re.Match[str]) -> bool:
        return self.start <= word.start() < self.end


def understand(
    text: str,
    table: PlaceTable,
    allows: Allows,
    as_words: Collection[str] = (),
    phrases: Phrases | None = None,
) -> IntentReading:
    """`as_words` are words, as an intent gave them, that somebody wants to be nothing but words."""
    reader = _Reader(text, allows, frozenset(map(_key, as_words)))
    place = reader.place(table)
    spans = [*([place] if place else []), *reader.phrases(phrases or shipped_phrases(), place)]
    gone = [span for span in spans if span.how in (How.LEAVE, How.ALONE, How.LIKED)]
    liked = tuple(span.usual for span in spans if span.how is How.LIKED)
    left = _without(text, gone) if gone else text
    return IntentReading(
        left, liked, tuple(span.intent for span in sorted(spans, key=lambda span: span.start))
    )


@dataclass(frozen=True, slots=True)
class _Reader:
    """One text, and what of it may become a filter; `literal` are keys of words that may not."""

    text: str
    allows: Allows
    literal: frozenset[str]

    def place(self, table: PlaceTable) -> _Span | None:
        said = place_said(self.text, table)
        if said is None:
            return None
        words = self.text[said.start : said.end]
        filters: Filters = {"near": (said.located.label,)} if said.located else {}
        if said.boroughs:
            filters = {"borough": tuple(borough.code for borough in said.boroughs)}
        if _key(words) in self.literal or not self.allows(filters or {"near": ()}):
            return None
        how = How.LIKED if said.candidates else How.LEAVE
        return _Span(
            said.start, said.end, Intent(words, filters, said.located, said.candidates), how, said.name
        )

    def phrases(self, phrases: Phrases, place: _Span | None) -> Iterator[_Span]:
        """Left to right, the longest phrase first; what is one only as the whole of the rest comes last."""
        words = list(WORD.finditer(self.text))[: LONGEST + 1]
        keys = [
            _PLACE if place and place.covers(word) else word_key(word.group()) for word in words[:LONGEST]
        ]
        left, rests, at = set(range(len(words))), [], 0
        while at < len(keys):
            length, meaning = phrases.at(keys, at) or (1, None)
            run = range(at, at + length)
            at += length
            if meaning is None or (meaning.how is How.ALONE and len(words) != length):
                continue
            if meaning.how is How.REST:
                rests.append((run, meaning))
            elif span := self._span(words, run, meaning):
                left -= set(run)
                yield span
        for run, meaning in rests:
            others = (keys[n] if n < len(keys) else "" for n in left - set(run))
            alone = all(key == _PLACE or key in JOINING or key in COMMON for key in others)
            if alone and (span := self._span(words, run, meaning)):
                yield span

    def _span(self, words: list[re.Match[str]], run: range, meaning: Meaning) -> _Span | None:
        start, end = words[run[0]].start(), words[run[-1]].end()
        said, filters = self.text[start:end], dict(meaning.filters)
        if meaning.how is How.LEFT or _key(said) in self.literal or not self.allows(filters):
            return None
        return _Span(start, end, Intent(said, filters), meaning.how, meaning.usual)


def _without(text: str, gone: list[_Span]) -> str:
    """The text without those stretches, and without what joined them to the rest."""
    kept, at = [], 0
    for span in sorted(gone, key=lambda span: span.start):
        kept.append(text[at : span.start])
        at = max(at, span.end)
    parts = (part.strip(" ,.;:") for part in (*kept, text[at:]))
    words = " ".join(parts).split()
    while words and words[0].lower() in _JOINS:
        words.pop(0)
    while words and words[-1].lower() in _JOINS:
        words.pop()
    return " ".join(words)


def _key(words: str) -> str:
    return " ".join(word_key(word) for word in WORD.findall(words))
