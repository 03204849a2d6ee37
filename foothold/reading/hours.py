"""Hours a week, where an advert says them as one figure."""

import re
from decimal import Decimal
from enum import StrEnum

from foothold.model.plausible import HOURS_A_WEEK


class Hours(StrEnum):
    """How much of a week it takes; an apprenticeship takes 30 hours as a rule."""

    UP_TO_15 = "up_to_15"
    FROM_16_TO_29 = "16_to_29"
    FROM_30 = "30_or_more"
    UNKNOWN = "unknown"


def hours_band(hours: float | Decimal | None) -> Hours:
    """Half hours belong to the whole hour below them: 15.5 is up to 15."""
    if hours is None:
        return Hours.UNKNOWN
    if hours < 16:
        return Hours.UP_TO_15
    return Hours.FROM_16_TO_29 if hours < 30 else Hours.FROM_30


LONGEST = 1_000
_FRACTIONS = {"¼": ".25", "½": ".5", "¾": ".75"}
_HOURS = re.compile(
    r"(?<![\d.,:£/])(?P<low>\d{1,4}(?:\.\d{1,2})?)"
    r"(?:\s*(?:-|to|or)\s*(?P<high>\d{1,4}(?:\.\d{1,2})?))?(?P<more>\s?\+)?"
    r"\s*-?\s*(?:hours?|hrs?|h(?=pw\b)|h\b)\.?(?:\s*(?:and\s+)?(?P<minutes>[0-5]?\d)\s*(?:minutes?|mins?|m)\b)?"
    r"(?P<after>[^.;,\n]{0,40})",
    re.ASCII,
)
_LABELLED = re.compile(
    r"(?:hours(?: (?:per|a|each) week)?|weekly hours|hours/week|hpw)\s*(?:[:=]|is|are)\s*"
    r"(?P<low>\d{1,2}(?:\.\d{1,2})?)(?![\d.:]|\s*(?:-|to|am|pm|hours?|hrs?|h\b|\+|:))",
    re.ASCII,
)
_CLOCK = re.compile(r"(?P<hours>\d{2}):(?P<minutes>[0-5]\d)(?::00)?", re.ASCII)
_LAST_HOUR = 24
"""Of a day: `37:30` is no time of day."""
_BARE = re.compile(r"\d{1,2}(?:\.\d{1,2})?", re.ASCII)
_A_WEEK = re.compile(r"^\s*\(?\s*(?:of work |work |working |contract |in total )?(?:(?:per|a|each|every|in a|/|p\.?)\s*(?:working |full )?w(?:ee)?k?\b|p\.?w\b|weekly|/\s*w)")  # fmt: skip
_NOT_A_WEEK = re.compile(
    r"^\s*-?\s*(?:(?:per|a|each|every|/|in)\s*(?:day|month|year|annum|fortnight|shift|session)|daily|monthly"
    r"|fortnightly|(?:unpaid |paid )?(?:lunch|break)|notice|in total|total|over\b|across|shift|of (?:unpaid|paid|off|on|study|train)"
    r"|off[ -]the[ -]job|training|study|ago|after|before|from)"
)  # fmt: skip
_LOOSE = re.compile(
    r"(?:up to|at least|min(?:imum)?(?: of)?|max(?:imum)?(?: of)?|between|from|over|more than|around|approx\w*"
    r"|about|circa|within|under|less than|every|zero)\s*:?\s*$"
)


def read_hours(text: str | None) -> Decimal | None:
    """None for a range, a limit, hours a day or a month, and times of day: they do not say hours a week."""
    if not text:
        return None
    said = _plain(text)
    if _BARE.fullmatch(said):
        return _plausible(Decimal(said))
    if (clock := _CLOCK.fullmatch(said)) and int(clock["hours"]) > _LAST_HOUR:
        return _plausible(_with_minutes(clock["hours"], clock["minutes"]))
    weekly: set[Decimal | None] = set()
    unsaid: set[Decimal | None] = set()
    for found in _HOURS.finditer(said):
        if not _NOT_A_WEEK.match(found["after"]):
            (weekly if _A_WEEK.match(found["after"]) else unsaid).add(_figure(found, said))
    labelled = {Decimal(found["low"]) for found in _LABELLED.finditer(said)}
    figures = weekly or unsaid or labelled
    return _plausible(figures.pop()) if len(figures) == 1 else None


def _plain(text: str) -> str:
    said = " ".join(text[:LONGEST].lower().replace("–", "-").replace("—", "-").split())
    for sign, decimals in _FRACTIONS.items():
        said = re.sub(rf"(?<=\d)\s?{sign}", decimals, said)
    return said


def _figure(found: re.Match[str], said: str) -> Decimal | None:
    loose = _LOOSE.search(said[max(0, found.start() - 20) : found.start()])
    if found["high"] or found["more"] or loose or re.match(r"\s*\(?min(?:imum)?\b", found["after"]):
        return None
    return _with_minutes(found["low"], found["minutes"])


def _with_minutes(hours: str, minutes: str | None) -> Decimal:
    part = (Decimal(minutes) / 60).quantize(Decimal("0.01")) if minutes else Decimal(0)
    return Decimal(hours) + part


def _plausible(hours: Decimal | None) -> Decimal | None:
    least, most = HOURS_A_WEEK
    return hours if hours is not None and least <= hours <= most else None
