"""Frozen with schema 0002, and it never changes: the numbers under which copies of an advert were looked for.

`foothold.duplicates.candidate.blocks_of` is the rule of today. Where it comes to differ, a later migration numbers adverts anew.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

BLOCKS = ("by_title", "by_closing", "by_place", "by_text")

_OPENING_WORDS = 12
_LONGEST_NAME = 300
_FORMS = frozenset(["limited", "ltd", "plc", "llp", "lp", "inc", "cic", "cio"])
_LONG_FORMS = (
    ("public-limited-company", "plc"),
    ("community-interest-company", "cic"),
    ("limited-liability-partnership", "llp"),
)
_OF_NO_NAME = frozenset(["the", "and", "co", "company", "uk", "gb"])
_GENERIC = _OF_NO_NAME | {
    "group", "holdings", "services", "service", "solutions", "international", "europe", "london", "careers",
    "jobs", "nhs", "foundation", "trust", "university", "hospital", "hospitals", "college", "school",
    "academy", "council", "borough",
}  # fmt: skip
_TRADING_AS = re.compile(r"\b(?:t/a|t/as|trading as|formerly|part of|on behalf of)\b", re.I)
_NOBODY = re.compile(
    r"\b(our client|confidential|undisclosed|not disclosed|anonymous|various employers)\b", re.I
)
_REFERENCES = re.compile(
    r"\b(?:vac|ref(?:erence)?|req|job id|id)(?: no)?[\s.:#-]*[a-z]{0,5}-?\d[\w/-]*|#\s*\w*\d\w*|[(\[]\s*[a-z]{0,5}-?[\d/-]{4,}\s*[)\]]",
    re.I,
)
_LEVEL = re.compile(r"\b(?:level|lvl|l)[\s-]?[2-8]\b", re.I)
_CUT = re.compile(r"\s+[-–—|:]\s+|\s*[:|(\[]\s*|\s*,\s*|\s+(?:in|at|with|for)\s+")
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december",
)  # fmt: skip
_SHORT_MONTHS = {month[:3]: month for month in _MONTHS if month != "may"} | {"sept": "september"}
_INTAKES = frozenset([*_MONTHS, "spring", "summer", "autumn", "winter", "easter", "christmas"])
_YEAR = re.compile(r"20\d\d")
_LABELS = frozenset(["degree", "higher", "advanced", "intermediate", "foundation", "junior", "senior"])
_OF_NO_TITLE = frozenset([
    "apprentice", "apprentices", "apprenticeship", "apprenticeships", "trainee", "programme", "program",
    "scheme", "opportunity", "vacancy", "role", "position", "job", "jobs", "the", "a", "an", "of", "and",
    "in", "at", "for", "with", "to", "london", "greater", "full", "time", "permanent", "fixed", "term",
    "contract", "required", "wanted", "needed", "new", "immediate", "start", "hiring", "now", "no",
    "experience", "level",
])  # fmt: skip
_SUFFIX = re.compile(r"(?:ations?|ators?|ative|ings?|ers?|ors?|ants?|s)$")
_STEMS = {"admin": "administr", "it": "it", "hr": "hr", "customers": "custom", "developer": "develop"}
_WORD = re.compile(r"[^\W_]+")
_TAG = re.compile(r"<[^<>]*>")


def blocks_of(content: Mapping[str, Any], boroughs: str) -> dict[str, int | None]:
    """Employer and work; employer and closing date; work, boroughs and closing date; work, boroughs and first words.
    None where an advert does not say enough."""
    employer = content["employer"]["name"] if content["employer"] else None
    who = _employer_key(employer)
    work = _title_key(content["title"], _place_words(content) | _name_words(employer or ""))
    closing = content["closing_date"]
    opening = _opening_of(content)
    return {
        "by_title": _number_of("title", who, work) if who else None,
        "by_closing": _number_of("closing", who, closing) if who and closing else None,
        "by_place": _number_of("place", work, closing, boroughs) if closing and boroughs else None,
        "by_text": _number_of("text", work, opening, boroughs) if len(opening) == _OPENING_WORDS else None,
    }


def _place_words(content: Mapping[str, Any]) -> frozenset[str]:
    places = content["places"]
    named = [place["name"] or "" for place in places]
    named += [place["borough"]["name"] for place in places if place["borough"]]
    return frozenset[str]().union(*map(_name_words, named))


def _name_words(text: str) -> frozenset[str]:
    return frozenset(word for word in _slugify(text[:_LONGEST_NAME]).split("-") if word)


def _employer_key(text: str | None) -> str | None:
    """The first two distinctive words of the first name that an employer gives."""
    text = (text or "")[:_LONGEST_NAME]
    if _NOBODY.search(text):
        return None
    slug = next(filter(None, map(_slugify, _TRADING_AS.split(text))), None)
    if slug is None:
        return None
    for long, short in _LONG_FORMS:
        slug = slug.replace(long, short)
    said = slug.split("-")
    words = [word for word in said if word and word not in _OF_NO_NAME and word not in _FORMS] or said
    return " ".join(([word for word in words if word not in _GENERIC] or words)[:2])


def _title_key(text: str, besides: frozenset[str]) -> str:
    """The first part of a title that names work, its words cut to six letters and in order."""
    text = text[:_LONGEST_NAME]
    for part in (*_CUT.split(text), text):
        work = _work(part, besides)
        if any(word not in _OF_NO_TITLE and not word.isdigit() for word in work):
            return " ".join(sorted({word[:6] for word in work}))
    return _slugify(text)


def _work(text: str, besides: frozenset[str]) -> frozenset[str]:
    bare = _LEVEL.sub(" ", _REFERENCES.sub(" ", text))
    words = [_SHORT_MONTHS.get(word, word) for word in _slugify(bare).split("-") if word]
    unnumbered = {word for word in words[-1:] if word in ("cohort", "intake", "phase")}
    said = [word for word in words if word not in unnumbered and not _says_no_work(word)]
    return frozenset(map(_stem, [word for word in said if word not in besides] or said or words))


def _says_no_work(word: str) -> bool:
    return word in _OF_NO_TITLE or word in _LABELS or word in _INTAKES or bool(_YEAR.fullmatch(word))


def _stem(word: str) -> str:
    if word in _STEMS:
        return _STEMS[word]
    cut = _SUFFIX.sub("", word)
    return cut if len(cut) >= 4 else word


def _opening_of(content: Mapping[str, Any]) -> list[str]:
    html = content["description_html"] or content["summary"] or ""
    return _WORD.findall(_TAG.sub(" ", html[: 40 * _OPENING_WORDS]).casefold())[:_OPENING_WORDS]


def _number_of(*said: Iterable[str] | str) -> int:
    text = "\n".join(part if isinstance(part, str) else " ".join(part) for part in said)
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big", signed=True)


def _slugify(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.replace("&", " and ")).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower().replace("'", "")).strip("-")
