"""The ages an advert is open to, where it says so in years or in school years, and where the law does."""

import re

from foothold.model.opportunity import Age, Kind
from foothold.model.plausible import AGES
from foothold.model.public import PublicAge

APPRENTICE_FROM = 16
"""The law's lowest age for an apprenticeship."""
ANY_AGE = (0, 150)
SCHOOL_YEARS = range(7, 14)
LONGEST = 500

_RANGE = re.compile(
    r"\b(?:aged?|between|ages)?\s*(\d{2})\s*(?:-|–|—|to|and)\s*(\d{2})\b(?!\s*(?:hours|months|weeks|%))", re.I
)
_FROM = re.compile(
    r"\b(\d{2})\s*(?:\+|plus|or over|and over|or older|and above|or above|years (?:old )?(?:or|and) (?:over|above))",
    re.I,
)
_AT_LEAST = re.compile(
    r"\b(?:at least|over|minimum(?: age)?(?: of| is|:)?|must be(?: at least)?|from|aged)\s*(\d{2})\b", re.I
)
_UP_TO = re.compile(r"\b(?:up to|under|maximum(?: age)?(?: of| is|:)?)\s*(\d{2})\b", re.I)
_YEARS = re.compile(
    r"\b(?:years?|yrs?|y)\s*(7|8|9|1[0-3])(?:\s*(?:-|–|to|and|or|&|/|,)\s*(?:year\s*|yr\s*|y)?(7|8|9|1[0-3]))?\b",
    re.I,
)
_EXCLUSIVE_UNDER = re.compile(r"\bunder\s*\d{2}\b", re.I)


def read_age(text: str | None) -> Age | None:
    """`16+`, `16 to 18`, `Year 10`, `14`; None where the text does not settle it.

    A school year holds the ages at its start and its end: pupils of Year 10 are 14 or 15.
    """
    if not text or not text.strip():
        return None
    text = " ".join(text[:LONGEST].split())
    school = _YEARS.search(text)
    if school:
        first, last = int(school[1]), int(school[2] or school[1])
        return Age(ages_of_year(first)[0], ages_of_year(last)[1]) if first <= last else None
    span = _RANGE.search(text)
    if span:
        return _plausible(int(span[1]), int(span[2]))
    low = _FROM.search(text) or _AT_LEAST.search(text)
    high = _UP_TO.search(text)
    if low or high:
        most = int(high[1]) - bool(_EXCLUSIVE_UNDER.search(text)) if high else None
        return _plausible(int(low[1]) if low else None, most)
    only = re.fullmatch(r"\s*(\d{2})\s*", text)
    return _plausible(int(only[1]), None) if only else None


def open_ages(kind: str | None, age: PublicAge | None) -> tuple[int, int]:
    """First and last age that an advert is open to, from its public shape: a bound that it does not state is
    open, but no apprenticeship is open to anybody younger than the law lets in."""
    low, high = (age["min"], age["max"]) if age else (None, None)
    least = APPRENTICE_FROM if kind == Kind.APPRENTICESHIP else ANY_AGE[0]
    return max(least, ANY_AGE[0] if low is None else low), ANY_AGE[1] if high is None else high


def ages_of_year(school_year: int) -> tuple[int, int]:
    """The ages of its pupils: Year 10 are 14 or 15."""
    return school_year + 4, school_year + 5


def _plausible(low: int | None, high: int | None) -> Age | None:
    said = [age for age in (low, high) if age is not None]
    if any(age not in AGES for age in said) or said != sorted(said):
        return None
    return Age(low, high)
