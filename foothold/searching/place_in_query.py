"""Which words of a search are a place: surely, so that it may be acted upon without asking, or perhaps."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from foothold.errors import AmbiguousPlace, UnknownPlace
from foothold.index.text import shipped_synonyms
from foothold.model.places import Borough
from foothold.model.postcode import read_postcode
from foothold.reading.places.gazetteer import Named, PlaceTable
from foothold.reading.places.names import name_key
from foothold.searching.locate import Located, locate

LONGEST, LONGEST_TEXT = 24, 500
"""Words and characters of a search that are looked through."""
MOST_WORDS = 6
"""No place that people type has more words."""
WORDS_TOO = frozenset(
    ("barking", "sutton", "richmond", "oval", "strand", "bow", "arsenal", "embankment", "excel", "welling", "maryland")
)  # fmt: skip
"""Names that are words of their own: among other words they are a place only after near, in or at."""
_WORD = re.compile(r"[^\s,;]+")
_LEADS = re.compile(
    r"\b(?:(?P<strong>near(?:by)?(?: to)?|close to|around|within reach of)|(?P<weak>in|at|by)"
    r"|(?P<borough>(?:london |royal )?boroughs? of))\s+(?:the\s+)?$",
    re.I,
)
_NAMED_AFTER = re.compile(
    r"\s+(?:council|college|university|hospital|school|academy|sixth form|institute|trust|museum|theatre|market"
    r"|football|fc|police|homes|arts)\b",
    re.I,
)
_AND = re.compile(r"\s+and\b", re.I)
"""After one name it may be the middle of a longer one; between names of boroughs it is a list."""
_ENDS = ".!?"
_JOINTS = frozenset(("and", "or", "&", "in", "the"))
"""What stands between boroughs that are named together, beside commas."""
_SKILLS = frozenset(("excel",))
"""Names that are a skill after in: only near leads to the place."""
_NAMED_OF = re.compile(r"\bof\s+(?:the\s+)?$", re.I)


class _Lead(StrEnum):
    """How a name was led to: `near Bank` means the place, `in bank` may mean the trade."""

    STRONG = "strong"
    WEAK = "weak"
    BOROUGH = "borough"
    NONE = "none"


class Certainty(StrEnum):
    """`nurse in Hackney` is sure, `near hayes` ambiguous (surely a place, and several have that name), and `bank`,
    `Lambeth Council` and `work in bank` are to be offered, as they may mean something else."""

    SURE = "sure"
    AMBIGUOUS = "ambiguous"
    OFFER = "offer"


@dataclass(frozen=True, slots=True)
class PlaceSaid:
    """`start` and `end` are of the words in the text, with the word that leads to `name`. One of `boroughs` (whole
    ones, as the text names them), `located` (a point to be near to) and `candidates` (several of that name) is
    set."""

    certainty: Certainty
    start: int
    end: int
    name: str
    boroughs: tuple[Borough, ...] = ()
    located: Located | None = None
    candidates: tuple[str, ...] = ()

    def rest(self, text: str) -> str:
        """The text that it was found in, without it."""
        before, after = text[: self.start].rstrip(" ,;"), text[self.end :].lstrip(" ,;")
        return " ".join(f"{before} {after}".split()).strip(" ,.;")


def place_said(text: str, table: PlaceTable) -> PlaceSaid | None:
    """The first that is `sure` or `ambiguous`, with all boroughs of a list: `Hackney or Camden`."""
    text, words = _words(text)
    for start, end, said in _read_all(text, words, table):
        if said.certainty is not Certainty.OFFER:
            return _with_neighbours(said, text, words, start, end, table) if said.boroughs else said
    return None


def places_said(text: str, table: PlaceTable) -> tuple[PlaceSaid, ...]:
    """All that the words may mean, each borough by itself, of any certainty: longer names first, then later ones."""
    text, words = _words(text)
    taken: list[PlaceSaid] = []
    for _, _, said in _read_all(text, words, table):
        if not any(said.name == o.name or (said.start < o.end and o.start < said.end) for o in taken):
            taken.append(said)
    return tuple(taken)


def _words(text: str) -> tuple[str, list[re.Match[str]]]:
    text = text[:LONGEST_TEXT]
    return text, list(_WORD.finditer(text))[:LONGEST]


def _read_all(
    text: str, words: list[re.Match[str]], table: PlaceTable
) -> Iterator[tuple[int, int, PlaceSaid]]:
    """With the numbers of its words."""
    for start, end in _stretches(len(words)):
        if said := _read(text, words[start].start(), words[end - 1].end(), table):
            yield start, end, said


def _stretches(count: int) -> Iterator[tuple[int, int]]:
    """Runs of words, long ones first and later ones before earlier ones."""
    for length in range(min(MOST_WORDS, count), 0, -1):
        for start in range(count - length, -1, -1):
            yield start, start + length


def _with_neighbours(
    found: PlaceSaid, text: str, words: list[re.Match[str]], first: int, end: int, table: PlaceTable
) -> PlaceSaid:
    """The boroughs that are named before and after the one in `words[first:end]`, too."""
    boroughs = list(found.boroughs)
    while before := _borough_before(text, words, first, table):
        first = before[0]
        boroughs.insert(0, before[1])
    while after := _borough_after(text, words, end, table):
        end = after[0]
        boroughs.append(after[1])
    begin, last = words[first].start(), words[end - 1].end()
    led = _LEADS.search(text[:begin])
    if len(boroughs) == 1 or (led and led["strong"]):
        return found
    return replace(
        found,
        start=led.start() if led else begin,
        end=last,
        name=text[begin:last],
        boroughs=tuple(dict.fromkeys(boroughs)),
    )


def _borough_before(
    text: str, words: list[re.Match[str]], end: int, table: PlaceTable
) -> tuple[int, Borough] | None:
    """Where its words begin, and it."""
    while end and words[end - 1].group().lower() in _JOINTS:
        end -= 1
    for start in range(max(0, end - MOST_WORDS), end):
        begin = words[start].start()
        if borough := table.borough_by(text[begin : words[end - 1].end()]):
            return None if _follows_of(text[:begin]) else (start, borough)
    return None


def _borough_after(
    text: str, words: list[re.Match[str]], start: int, table: PlaceTable
) -> tuple[int, Borough] | None:
    """Where its words end, and it."""
    while start < len(words) and words[start].group().lower() in _JOINTS:
        start += 1
    for end in range(min(start + MOST_WORDS, len(words)), start, -1):
        last = words[end - 1].end()
        if borough := table.borough_by(text[words[start].start() : last].strip(_ENDS)):
            return None if _NAMED_AFTER.match(text[last:]) else (end, borough)
    return None


def _read(text: str, first: int, last: int, table: PlaceTable) -> PlaceSaid | None:
    said = text[first:last].strip(_ENDS)
    borough, named = table.borough_by(said), table.named(said)
    if not borough and not named and not _is_postcode(said, table):
        return None
    led = _LEADS.search(text[:first])
    lead = _Lead(led.lastgroup) if led and led.lastgroup else _Lead.NONE
    part = lead is not _Lead.STRONG and _is_part_of_a_name(text, first, last)
    begin = led.start() if led else first
    if borough and lead is not _Lead.STRONG:
        certainty = Certainty.OFFER if part else Certainty.SURE
        return PlaceSaid(certainty, begin, last, said, boroughs=(borough,))
    alone = bool(borough) or not named or any(n.alone for n in named)
    if not borough and _are_wards(named):
        return None
    if not part and _is_meant(name_key(said), lead, alone):
        return _placed(Certainty.SURE, said, begin, last, table)
    told = lead is not _Lead.NONE or not (text[:first].strip() or text[last:].strip())
    if told or (alone and name_key(said) not in WORDS_TOO):
        return _placed(Certainty.OFFER, said, begin, last, table)
    return None


def _is_meant(key: str, lead: _Lead, alone: bool) -> bool:
    """Whether a name surely means the place, by what leads to it; `alone` where the name means it by itself."""
    if lead is _Lead.STRONG:
        return True
    if lead is _Lead.NONE:
        return alone and key not in WORDS_TOO
    return key not in _SKILLS and (alone or key not in shipped_synonyms().vocabulary)


def _are_wards(named: tuple[Named, ...]) -> bool:
    return bool(named) and all(one.kind == "ward" for one in named)


def _placed(certainty: Certainty, said: str, start: int, end: int, table: PlaceTable) -> PlaceSaid | None:
    try:
        return PlaceSaid(certainty, start, end, said, located=locate(said, table))
    except AmbiguousPlace as several:
        unclear = Certainty.AMBIGUOUS if certainty is Certainty.SURE else certainty
        return PlaceSaid(unclear, start, end, said, candidates=several.candidates)
    except UnknownPlace:
        return None


def _is_part_of_a_name(text: str, first: int, last: int) -> bool:
    after = text[last:]
    return bool(_NAMED_AFTER.match(after) or _AND.match(after)) or _follows_of(text[:first])


def _follows_of(before: str) -> bool:
    """As Greenwich does in University of Greenwich, and not in borough of Greenwich."""
    return bool(_NAMED_OF.search(before)) and not _LEADS.search(before)


def _is_postcode(said: str, table: PlaceTable) -> bool:
    postcode = read_postcode(said) if any(character.isdigit() for character in said) else None
    spot = table.spot(postcode) if postcode else None
    return spot is not None and spot.in_london is not False
