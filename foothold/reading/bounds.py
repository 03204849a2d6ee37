"""How long each field of a posting may be: the door's own measure, taken before anything is read.

Sources and uploads send what they like, and one advert must not make a page, a feed or the index heavy, nor keep a
worker busy. The bounds are several times what the longest real adverts have. `docs/bounds.md` lists them for people; a
test holds it to this.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from operator import attrgetter

from foothold.model.identity import canonical_url
from foothold.model.opportunity import Note
from foothold.model.posting import RawPosting, Text, every
from foothold.reading.html_text import LONGEST_MARKUP


@dataclass(frozen=True, slots=True)
class Bound:
    """Characters of one text, how many texts a field may hold, and characters of all of them together. A text that is
    `whole` or nothing (an address, a number) is left out where it is longer; of others the beginning is read."""

    longest: int
    texts: int = 1
    in_all: int | None = None
    whole: bool = False


BOUNDS: Mapping[str, Bound] = {
    "external_id": Bound(1_000, whole=True),
    "url": Bound(2_000, whole=True),
    "title": Bound(1_000),
    "employer": Bound(1_000),
    "provider": Bound(1_000, 10),
    "kind": Bound(300, 20),
    "summary": Bound(20_000),
    "description": Bound(LONGEST_MARKUP, 50, LONGEST_MARKUP),
    "requirements": Bound(20_000, 200, 40_000),
    "places": Bound(1_000, 200, 10_000),
    "postcode": Bound(100, 200, whole=True),
    "lat": Bound(50, 200, whole=True),
    "lon": Bound(50, 200, whole=True),
    "remote": Bound(500),
    "national": Bound(200),
    "wage": Bound(2_000, 10, 5_000),
    "wage_unit": Bound(200),
    "hours": Bound(2_000),
    "working_week": Bound(2_000),
    "duration": Bound(1_000),
    "level": Bound(500),
    "course": Bound(500, 10),
    "route": Bound(500),
    "posted": Bound(600),
    "closing": Bound(600),
    "start": Bound(600),
    "end": Bound(600),
    "age": Bound(500),
    "positions": Bound(100, whole=True),
    "apply_url": Bound(2_000, whole=True),
    "levy_position": Bound(200),
    "funding": Bound(200),
    "seeks_transfer": Bound(200),
}
"""What is read and kept of a raw posting, by field."""

SHOWN: Mapping[str, int] = {
    "title": 250,
    "employer": 200,
    "provider": 200,
    "summary": 5_000,
    "requirements": 500,
    "places": 200,
    "wage": 500,
    "working_week": 500,
    "duration": 300,
    "course": 300,
}
"""Characters of what the public sees, by field; of requirements and places, of each."""
MOST_REQUIREMENTS = 60
MOST_PLACES = 60
MOST_NOTES = 40
LONGEST_NOTE = 200


_IN_ORDER = tuple((name, bound, bound.longest) for name, bound in BOUNDS.items())
_VALUES = attrgetter(*BOUNDS)


@dataclass(frozen=True, slots=True)
class Bounded:
    """A posting within the bounds, and what was cut off or left out of it."""

    posting: RawPosting
    notes: tuple[Note, ...] = ()


def bounded(posting: RawPosting) -> Bounded:
    """The posting with every field within its bound. One that is within them already is not touched."""
    changed: dict[str, Text] = {}
    notes: list[Note] = []
    for (name, bound, longest), said in zip(_IN_ORDER, _VALUES(posting), strict=True):
        if said is None or (type(said) is str and len(said) <= longest and said.isascii()):
            continue
        kept, why = _one(said, bound) if isinstance(said, str) else _several(said, bound)
        if kept is not said:
            changed[name] = kept
        if why:
            notes.append(note(name, " ".join(every(said)[:1]), why))
    if not changed:
        return Bounded(posting)
    if _has_lost_its_name(posting, changed):
        changed["external_id"] = _name(posting)
    return Bounded(replace(posting, **changed), tuple(notes))  # type: ignore[arg-type]


def note(name: str, text: str, why: str) -> Note:
    """A note that quotes no more of the text than tells it apart."""
    return Note(name, cut(encodable(text[: 2 * LONGEST_NOTE]), LONGEST_NOTE), why)


def cut(text: str, longest: int) -> str:
    """A text that breaks off after a word, with “…”, where it is longer."""
    if len(text) <= longest:
        return text
    beginning = text[: longest - 1]
    words, space, _ = beginning.rpartition(" ")
    # A word of half the whole is no word: it is cut where it is too long.
    return (words if space and len(words) > longest // 2 else beginning).rstrip(" ,.;:") + "…"


def encodable(text: str) -> str:
    r"""Half a character, which no file and no database can hold, as its number: `\ud83d`."""
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "backslashreplace").decode()
    return text


def _one(text: str, bound: Bound) -> tuple[str | None, str | None]:
    """What is kept of a text, the same object where that is all of it; and why it is not."""
    kept = encodable(text[: bound.longest + 1])
    if len(kept) <= bound.longest:
        return kept, None
    if bound.whole:
        return None, f"longer than {bound.longest:,} characters, and left out"
    return kept[: bound.longest], f"cut off after {bound.longest:,} characters"


def _several(texts: tuple[str, ...], bound: Bound) -> tuple[tuple[str, ...], str | None]:
    why: str | None = None
    kept: list[str] = []
    left = bound.in_all or bound.texts * bound.longest
    for text in texts[: bound.texts]:
        one, shortened = _one(text[:left] if len(text) > left and not bound.whole else text, bound)
        why = why or shortened or (f"cut off after {bound.in_all:,} characters" if len(text) > left else None)
        # An empty text keeps the place of its neighbours: places, postcodes and coordinates go in step.
        kept.append(one or "")
        left = max(0, left - len(kept[-1]))
    if len(texts) > bound.texts:
        why = f"{len(texts):,} texts, of which {bound.texts} are read"
    same = len(kept) == len(texts) and all(map(_is, kept, texts))
    return (texts, None) if same else (tuple(kept), why)


def _is(a: str, b: str) -> bool:
    return a is b


def _has_lost_its_name(posting: RawPosting, changed: Mapping[str, Text]) -> bool:
    """Whether what would make the advert the same one at the next sight was too long to keep."""
    if posting.external_id and posting.external_id.strip():
        return changed.get("external_id", "") is None
    return changed.get("url", "") is None


def _name(posting: RawPosting) -> str | None:
    """A shorter reference that is the same at each sight."""
    own = " ".join((posting.external_id or "").split()) or canonical_url(posting.url)
    if not own:
        return None
    digest = hashlib.sha256(own.encode("utf-8", "replace")).hexdigest()
    return f"{encodable(own[:400])}#{digest}"
