"""How long a placement or apprenticeship lasts: the words, and whole months or weeks where they are sure."""

import re
from decimal import Decimal

from foothold.model.opportunity import Duration
from foothold.model.plausible import MONTHS, WEEKS

_WORDS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15,
    "sixteen": 16, "eighteen": 18, "twenty": 20, "twenty-four": 24, "thirty": 30, "thirty-six": 36,
}  # fmt: skip
_NUMBER = rf"(?:\d{{1,3}}(?:\.\d{{1,2}})?|{'|'.join(sorted(_WORDS, key=len, reverse=True))})"
_QUANTITY = re.compile(
    rf"(?<![\w.\-/])(?P<number>{_NUMBER})[\s-]*(?P<unit>years?|yrs?|months?|mths?|mos?|weeks?|wks?|fortnights?)"
    r"(?:\(s\))?(?![\w-]*\d)\b(?![\s-]*old\b)"
)
_ISO = re.compile(r"p(?:(?P<y>\d{1,2})y)?(?:(?P<m>\d{1,3})m)?(?:(?P<w>\d{1,3})w)?(?:0+d)?(?:t0+[hms])?")
_PATTERN_OF_WEEK = re.compile(
    rf"{_NUMBER}\s*(?:full\s*)?(?:days?|hours?|hrs?)\s*(?:a|per|each|every|/|in a|p)\s*(?:week|wk|w|month|year)\b"
    rf"|{_NUMBER}[\s-]*(?:weeks?|months?|years?)[’']?s?\s*(?:notice|probation\w*|trial|holiday|annual leave|unpaid)"
)
_LOOSE = re.compile(
    r"\d\s*(?:-|–|—|to|or)\s*\d|\d\s?\+|\b(?:up to|at least|min|minimum|max|maximum|between|about|around|roughly"
    r"|approx\w*|circa|over|more than|less than|under|or more|or longer|typical\w*|usually|depending|academic)\b"
)
_JOINS = re.compile(r"\s*(?:,|and|&|,\s*and)?\s*")


def read_duration(text: str | None) -> Duration | None:
    """None only for no text. A range ("12-15 months") or a limit ("up to a year") keeps its words alone."""
    if not text or not text.strip():
        return None
    words = " ".join(text.split())
    said = words[:1000].lower()
    if iso := _ISO.fullmatch(said):
        months, weeks = 12 * int(iso["y"] or 0) + int(iso["m"] or 0), int(iso["w"] or 0)
        return _plausible(words, months or None, weeks or None)
    if _LOOSE.search(said):
        return Duration(words)
    return _plausible(words, *_sure(_PATTERN_OF_WEEK.sub(" ", said)))


def _plausible(words: str, months: int | None, weeks: int | None) -> Duration:
    if (months is None or months in MONTHS) and (weeks is None or weeks in WEEKS):
        return Duration(words, months, weeks)
    return Duration(words, implausible=True)


def _sure(said: str) -> tuple[int | None, int | None]:
    """Months and weeks; the same length said twice ("18 months (1.5 years)") counts once."""
    found = list(_QUANTITY.finditer(said))
    amounts = [_amount(quantity) for quantity in found]
    if len(found) == 2 and found[0]["unit"][0] == "y" and found[1]["unit"][0] == "m":
        between = said[found[0].end() : found[1].start()]
        if _JOINS.fullmatch(between):
            return _whole(amounts[0][0] + amounts[1][0]), None
    if len(set(amounts)) != 1:
        return None, None
    months, weeks = amounts[0]
    return _whole(months), _whole(weeks)


def _amount(quantity: re.Match[str]) -> tuple[Decimal, Decimal]:
    number = quantity["number"]
    count = Decimal(_WORDS[number]) if number in _WORDS else Decimal(number)
    match quantity["unit"][0]:
        case "y":
            return count * 12, Decimal(0)
        case "m":
            return count, Decimal(0)
        case "w":
            return Decimal(0), count
        case _:
            return Decimal(0), count * 2


def _whole(count: Decimal) -> int | None:
    return int(count) if count and count == count.to_integral_value() else None
