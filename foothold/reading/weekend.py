"""Whether an advert's working week reaches into the weekend, read only where it says so beyond doubt."""

import re
from collections.abc import Iterable
from enum import IntEnum, StrEnum
from functools import lru_cache

from foothold.reading.sentences import clauses


class Weekend(StrEnum):
    """`INCLUDED` also where the advert says that some weekends are, or may be, worked."""

    INCLUDED = "included"
    WEEKDAYS_ONLY = "weekdays_only"
    UNKNOWN = "unknown"


class _WeekendWords(IntEnum):
    NOTHING = 0
    WEEKDAYS = 1
    NO_WEEKENDS = 2
    WEEKENDS = 3


_SATURDAY = r"(?:sat(?:urday)?s?|sun(?:day)?s?)"
_MONDAY, _FRIDAY = r"(?:mon(?:day)?s?)", r"(?:fri(?:day)?s?)"
_TO = r" ?(?:-|to|through to|through|until|till|/) ?"
_WEEKDAYS = re.compile(
    rf"\b{_MONDAY}{_TO}{_FRIDAY}\b|\bmon-fri\b|\bm-f\b|\bweekdays only\b|\bonly (?:on )?weekdays\b"
)
_NO_WEEKENDS = re.compile(
    r"\b(?:no|not|never|excluding|without|don't|do not|won't|will not)\b(?: (?!but\b|and\b)\w+){0,6} weekends?\b"
    r"|\bweekends? (?:are |is )?(?:always )?(?:off|free|not (?:required|worked|included|needed))\b|\bevery weekend off\b"
)
_WEEKENDS = re.compile(
    rf"\b{_MONDAY}{_TO}{_SATURDAY}\b|\b(?:tue|wed|thu|fri)\w*{_TO}{_SATURDAY}\b|\b{_SATURDAY} ?(?:and|&|/|or) ?{_SATURDAY}\b"
    r"|\b(?:any )?(?:5|five|4|four) (?:days )?(?:out of|over|from|in every|in) (?:any )?(?:7|seven)\b|\b(?:7|seven)[- ]day (?:rota|roster|working pattern|shift pattern|operation)\b"
    r"|\bweekend (?:work(?:ing)?|shifts?|rota|hours|days?|duty|duties|cover|availability)\b|\bweekday and weekend\b"
    r"|\b(?:work(?:ing)?|including|includes?|include|some|occasional|alternate|alternating|every other|1 in \d|one in \w+|available|availability (?:at|on)|hours|shifts|evenings?,?"
    r" (?:and|or)|evenings? ?[&/]|rota(?: basis)?(?: to include)?) (?:(?:some|occasional|alternate|every other|the|a|on|at|over|all|most|for|during|odd|1 in \d) ){0,3}(?:evenings? (?:and|or) )?weekends?\b"
    rf"|\b(?:work(?:ing)?|including|includes?|some|occasional|alternate|every other|every|shifts?|rota|available)(?: (?:some|occasional|alternate|every other|on|a)){{0,2}} {_SATURDAY}\b(?! \d)"
    r"|\b(?:saturday|sunday) (?:job|shifts?|mornings?|work(?:ing)?|rota)\b"
)
_IN_A_WEEK = re.compile(rf"\bweekends?\b|\b{_SATURDAY}\b(?! \d)|\b(?:7|seven) days\b")
"""In a field that speaks of the working week alone, the word is enough."""
_NOT_OURS = re.compile(
    r"\b(?:call|phone|telephone|tel|email|contact|enquir\w+|opening|open|opens|lines|helpline|switchboard|office hours|closing|closes|apply|deadline|enjoy|interview\w*"
    r"|assessment|open day|event|festival|retreat|break|away)\b"
)
_WORKED = re.compile(
    r"\b(?:hours?|hrs?|shifts?|work(?:ing)?|week|rota|am|pm|full[- ]time|part[- ]time)\b|\d(?:am|pm|:\d\d)"
)


def read_weekend(working_week: str | None, texts: Iterable[str]) -> Weekend:
    """`working_week` is the field for it; running text counts where it speaks of hours of work. A weekend that
    is worked beats “Monday to Friday” beside it; against “no weekends” it leaves the answer unknown."""
    said = {_of_the_week(clause) for clause in clauses(working_week or "")}
    said |= {_in_clause(clause) for text in texts if _is_mentioned(text) for clause in clauses(text)}
    if _WeekendWords.WEEKENDS in said:
        return Weekend.UNKNOWN if _WeekendWords.NO_WEEKENDS in said else Weekend.INCLUDED
    return Weekend.WEEKDAYS_ONLY if said - {_WeekendWords.NOTHING} else Weekend.UNKNOWN


def _is_mentioned(text: str) -> bool:
    low = text.lower()
    return any(
        word in low for word in ("weekend", "friday", "saturday", "sunday", "-fri", "seven", " 7", "weekdays")
    )


@lru_cache(maxsize=1_024)
def _of_the_week(clause: str) -> _WeekendWords:
    if _NO_WEEKENDS.search(clause):
        return _WeekendWords.NO_WEEKENDS
    if _WEEKENDS.search(clause) or _IN_A_WEEK.search(clause):
        return _WeekendWords.WEEKENDS
    return _WeekendWords.WEEKDAYS if _WEEKDAYS.search(clause) else _WeekendWords.NOTHING


# As with grades, the same clause stands in many adverts.
@lru_cache(maxsize=8_192)
def _in_clause(clause: str) -> _WeekendWords:
    if not _is_mentioned(clause) or _NOT_OURS.search(clause):
        return _WeekendWords.NOTHING
    if _NO_WEEKENDS.search(clause):
        return _WeekendWords.NO_WEEKENDS
    if _WEEKENDS.search(clause):
        return _WeekendWords.WEEKENDS
    return (
        _WeekendWords.WEEKDAYS
        if _WEEKDAYS.search(clause) and _WORKED.search(clause)
        else _WeekendWords.NOTHING
    )
