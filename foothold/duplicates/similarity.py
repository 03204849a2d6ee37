"""How alike two adverts are: measures of names, titles, texts and pay. What follows from them, `duplicates` says."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from rapidfuzz import fuzz

from foothold.model.organisations import slugify
from foothold.model.public import PublicOpportunity
from foothold.model.wage import PublicWage
from foothold.reading.html_text import plain_text


class Likeness(StrEnum):
    SAME = "same"
    NEAR = "near"
    OTHER = "other"
    UNKNOWN = "unknown"


FORMS = {
    "limited": "ltd",
    "ltd": "ltd",
    "plc": "plc",
    "llp": "llp",
    "lp": "lp",
    "inc": "inc",
    "cic": "cic",
    "cio": "cio",
}
"""Company forms by how they are written: an Acme Ltd and an Acme Plc are two legal persons."""
_LONG_FORMS = (
    ("public-limited-company", "plc"),
    ("community-interest-company", "cic"),
    ("limited-liability-partnership", "llp"),
)
_TRADING_AS = re.compile(r"\b(?:t/a|t/as|trading as|formerly|part of|on behalf of)\b", re.I)
_OF_NO_NAME = frozenset(["the", "and", "co", "company", "uk", "gb"])
_GENERIC = _OF_NO_NAME | frozenset(
    [
        "group",
        "holdings",
        "services",
        "service",
        "solutions",
        "international",
        "europe",
        "london",
        "careers",
        "jobs",
        "nhs",
        "foundation",
        "trust",
        "university",
        "hospital",
        "hospitals",
        "college",
        "school",
        "academy",
        "council",
        "borough",
    ]
)
_NOBODY = re.compile(
    r"\b(our client|confidential|undisclosed|not disclosed|anonymous|various employers)\b", re.I
)

_REFERENCES = re.compile(
    r"\b(?:vac|ref(?:erence)?|req|job id|id)(?: no)?[\s.:#-]*[a-z]{0,5}-?\d[\w/-]*|#\s*\w*\d\w*|[(\[]\s*[a-z]{0,5}-?[\d/-]{4,}\s*[)\]]",
    re.I,
)
_LEVEL = re.compile(r"\b(?:level|lvl|l)[\s-]?[2-8]\b", re.I)
_CUT = re.compile(r"\s+[-–—|:]\s+|\s*[:|(\[]\s*|\s*,\s*|\s+(?:in|at|with|for)\s+")
_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_SHORT_MONTHS = {month[:3]: month for month in _MONTHS if month != "may"} | {"sept": "september"}
_SEASONS = ("spring", "summer", "autumn", "winter", "easter", "christmas")
LABELS = frozenset(["degree", "higher", "advanced", "intermediate", "foundation", "junior", "senior"])
_OF_NO_TITLE = frozenset(
    [
        "apprentice",
        "apprentices",
        "apprenticeship",
        "apprenticeships",
        "trainee",
        "programme",
        "program",
        "scheme",
        "opportunity",
        "vacancy",
        "role",
        "position",
        "job",
        "jobs",
        "the",
        "a",
        "an",
        "of",
        "and",
        "in",
        "at",
        "for",
        "with",
        "to",
        "london",
        "greater",
        "full",
        "time",
        "permanent",
        "fixed",
        "term",
        "contract",
        "required",
        "wanted",
        "needed",
        "new",
        "immediate",
        "start",
        "hiring",
        "now",
        "no",
        "experience",
        "level",
    ]
)
_RANKS = frozenset(("senior", "manag", "lead", "head", "deputy", "supervis", "part", "night", "weekend"))
"""Stems that make another job of the same work."""
_SUFFIX = re.compile(r"(?:ations?|ators?|ative|ings?|ers?|ors?|ants?|s)$")
_STEMS = {"admin": "administr", "it": "it", "hr": "hr", "customers": "custom", "developer": "develop"}


LONGEST_NAME = 300
"""Characters of a title or a name that are compared."""
_WORD = re.compile(r"[^\W_]+")
_TAG = re.compile(r"<[^<>]*>")


@dataclass(frozen=True, slots=True)
class Name:
    """An organisation's name without its company form."""

    words: tuple[str, ...]
    form: str | None

    @property
    def joined(self) -> str:
        return "".join(self.words)

    @property
    def distinctive(self) -> tuple[str, ...]:
        return tuple(word for word in self.words if word not in _GENERIC) or self.words


@lru_cache(maxsize=4096)
def name_words(text: str) -> frozenset[str]:
    """The words of a place's or an organisation's name."""
    return frozenset(word for word in slugify(text[:LONGEST_NAME]).split("-") if word)


@lru_cache(maxsize=4096)
def names_in(text: str | None) -> tuple[Name, ...]:
    """The name that was given and those it trades as; none for a client who is not named."""
    text = (text or "")[:LONGEST_NAME]
    if not text or _NOBODY.search(text):
        return ()
    return tuple(filter(None, map(_name, _TRADING_AS.split(text))))


def _name(text: str) -> Name | None:
    slug = slugify(text)
    for long, short in _LONG_FORMS:
        slug = slug.replace(long, short)
    words = slug.split("-")
    forms = [FORMS[word] for word in words[1:] if word in FORMS]
    kept = tuple(word for word in words if word and word not in _OF_NO_NAME and word not in FORMS)
    return Name(kept or tuple(words), forms[-1] if forms else None) if slug else None


def employers_alike(a: str | None, b: str | None) -> Likeness:
    """SAME: one spelling, company forms aside unless both say one; NEAR: they may be one, or parts of one."""
    ours, theirs = names_in(a), names_in(b)
    if not ours or not theirs:
        return Likeness.UNKNOWN
    found = {_names_alike(x, y) for x in ours for y in theirs}
    return next(likeness for likeness in (Likeness.SAME, Likeness.NEAR, Likeness.OTHER) if likeness in found)


def _names_alike(a: Name, b: Name) -> Likeness:
    if a.joined == b.joined:
        return Likeness.NEAR if a.form and b.form and a.form != b.form else Likeness.SAME
    fewer, more = sorted((set(a.distinctive), set(b.distinctive)), key=len)
    if (
        fewer <= more
        and any(len(word) > 2 for word in fewer)
        and (len(fewer) > 1 or a.words[0] == b.words[0])
    ):
        return Likeness.NEAR
    return Likeness.OTHER


def spoken(text: str) -> str:
    """A text in which names are looked for: `-words-joined-`, without what names are written with or without."""
    return f"-{slugify(text)}-".replace("-and-", "-").replace("-the-", "-")


def named_in(text: str, name: str | None) -> bool:
    """Whether a `spoken` text names this organisation, whole but for its company form."""
    return any(len(n.joined) > 4 and f"-{'-'.join(n.words)}-" in text for n in names_in(name))


@dataclass(frozen=True, slots=True)
class Title:
    """What a title says: the work (stems), the label of its level, and what tells one intake from another."""

    work: frozenset[str]
    labels: frozenset[str]
    intake: frozenset[str]
    tail: frozenset[str] = frozenset()
    """The part of the work that is named after a dash, in brackets or the like: a team, a branch, a shift."""


@lru_cache(maxsize=4096)
def title_of(text: str, besides: frozenset[str] = frozenset()) -> Title:
    """`besides` are words that the advert's places and employer already say."""
    text = text[:LONGEST_NAME]
    bare = _LEVEL.sub(" ", _REFERENCES.sub(" ", text))
    words = [_SHORT_MONTHS.get(word, word) for word in slugify(bare).split("-") if word]
    intake = {word for word in words if word in _MONTHS or word in _SEASONS or re.fullmatch(r"20\d\d", word)}
    intake |= {
        " ".join(words[n : n + 2]) for n, word in enumerate(words) if word in ("cohort", "intake", "phase")
    }
    said = [w for w in words if w not in _OF_NO_TITLE and w not in intake and w not in LABELS]
    work = [w for w in said if w not in besides] or said or words
    stems = frozenset(map(stem, work))
    head = next((part for part in _CUT.split(bare) if slugify(part)), "")
    named = frozenset(map(stem, slugify(head).split("-")))
    return Title(
        stems, LABELS & set(words), frozenset(intake), stems - named if stems & named else frozenset()
    )


def stem(word: str) -> str:
    """`plumber`, `plumbing` → `plumb`; a word keeps at least four letters."""
    if word in _STEMS:
        return _STEMS[word]
    cut = _SUFFIX.sub("", word)
    return cut if len(cut) >= 4 else word


def works_alike(a: Title, b: Title) -> Likeness:
    """NEAR where one says all that the other says and more; a slip of the pen is no difference."""
    ours, theirs = set(a.work - b.work), set(b.work - a.work)
    for word in sorted(ours):
        slip = next(
            (other for other in sorted(theirs) if len(word) > 4 and fuzz.ratio(word, other) >= 86), None
        )
        if slip:
            ours.discard(word)
            theirs.discard(slip)
    if not ours and not theirs:
        return Likeness.SAME
    common, more = a.work & b.work, ours | theirs
    another = more & (_RANKS | a.tail | b.tail)
    return Likeness.NEAR if common and not (ours and theirs) and not another else Likeness.OTHER


def words_of(content: PublicOpportunity) -> list[str]:
    """The words of an advert's summary and description, without marks and case."""
    html = content["description_html"] or content["summary"] or ""
    return _WORD.findall(plain_text(html).casefold())


def opening_of(content: PublicOpportunity, count: int) -> list[str]:
    """The first words, coarse, without reading the whole."""
    html = content["description_html"] or content["summary"] or ""
    return _WORD.findall(_TAG.sub(" ", html[: 40 * count]).casefold())[:count]


def shingles(words: list[str]) -> frozenset[int]:
    """Every three words in a row, as numbers that hold within this process."""
    return frozenset(map(hash, zip(words, words[1:], words[2:], strict=False)))


FEW, ENOUGH = 12, 30
"""A text of fewer shingles says nothing; one of fewer than ENOUGH may be only the employer's first sentence."""


def texts_alike(a: frozenset[int], b: frozenset[int]) -> float | None:
    """The share of the shorter text that stands in the longer, as boards cut texts short; None for a few words."""
    shorter = min(len(a), len(b))
    return len(a & b) / shorter if shorter >= FEW else None


YEARLY = {"year": 1.0, "month": 12.0, "week": 52.0, "day": 260.0}
USUAL_HOURS = 37.5


def pay_of_year(content: PublicOpportunity) -> tuple[float, float, bool] | None:
    """Pounds a year from and to, and whether that needed no guess of the hours. None where no figure is known."""
    wage, hours = content["wage"], content["hours_per_week"]
    figures = _figures(wage) if wage else []
    if not wage or not figures or wage["per"] in (None, "total"):
        return None
    if wage["per"] == "hour":
        times, exact = 52 * (hours or USUAL_HOURS), bool(hours)
    else:
        times, exact = YEARLY[wage["per"] or ""], True
    return min(figures) * times, max(figures) * times, exact


def pay_alike(a: PublicOpportunity, b: PublicOpportunity) -> Likeness:
    """SAME: the ranges meet; NEAR: they would with other weekly hours than the usual; OTHER: they cannot."""
    one, other = a["wage"], b["wage"]
    if one and other and {one["paid"], other["paid"]} == {"paid", "unpaid"}:
        return Likeness.OTHER
    ours, theirs = pay_of_year(a), pay_of_year(b)
    if not one or not other or not ours or not theirs:
        return Likeness.UNKNOWN
    if one["per"] == other["per"] == "hour":
        exact = True
        ours, theirs = (*_hourly(one), True), (*_hourly(other), True)
    else:
        exact = ours[2] and theirs[2]
    if _meet(ours, theirs, 0.02):
        return Likeness.SAME
    return Likeness.OTHER if exact or not _meet(ours, theirs, 0.25) else Likeness.NEAR


def _hourly(wage: PublicWage) -> tuple[float, float]:
    figures = _figures(wage)
    return min(figures), max(figures)


def _figures(wage: PublicWage) -> list[float]:
    return [figure for figure in (wage["low"], wage["high"]) if figure is not None]


def _meet(a: tuple[float, float, bool], b: tuple[float, float, bool], slack: float) -> bool:
    return a[0] <= b[1] * (1 + slack) and b[0] <= a[1] * (1 + slack)


def number_of(*said: Iterable[str] | str) -> int:
    """The same 64-bit number for the same words, in every process and database."""
    text = "\n".join(part if isinstance(part, str) else " ".join(part) for part in said)
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big", signed=True)


def title_key(text: str, besides: frozenset[str]) -> str:
    """The first part of a title that names work, its words cut to six letters and in order: coarse, for finding."""
    text = text[:LONGEST_NAME]
    for part in (*_CUT.split(text), text):
        work = title_of(part, besides).work
        if any(word not in _OF_NO_TITLE and not word.isdigit() for word in work):
            return " ".join(sorted({word[:6] for word in work}))
    return slugify(text)


def employer_key(text: str | None) -> str | None:
    """The first two distinctive words of the first name, coarse, for finding."""
    names = names_in(text)
    return " ".join(names[0].distinctive[:2]) if names else None
