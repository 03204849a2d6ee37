"""What an advert's text says under a label: “Closing date: 1 October 2026”.

A label begins its line. After a colon stands what it says; without one, or on the next line, only a date that stands
there alone is taken, because everything else may be prose.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from foothold.model.posting import RawPosting, every
from foothold.reading.dates.patterns import MONTH, WEEKDAY
from foothold.reading.entities import unescaped
from foothold.reading.html_text import LONGEST_MARKUP

LABELS = {
    "closing": ("closing date", "application deadline", "applications close", "application closing date", "deadline",
                "closing date for applications", "deadline for applications", "closing date and time", "closes", "close date",
                "applications closing date", "vacancy closing date", "vacancy closes", "apply by", "closing date for this role",
                "closing date for this vacancy", "closing date of applications", "deadline to apply", "last date to apply"),
    "start": ("start date", "expected start date", "anticipated start date", "proposed start date", "planned start date"),
    "wage": ("salary", "wage", "pay", "rate of pay", "starting salary", "annual salary", "salary range", "hourly rate",
             "annual wage", "weekly wage"),
    "hours": ("hours per week", "weekly hours"),
    "duration": ("duration", "length of placement", "contract length"),
}  # fmt: skip
DATES = ("closing", "start")
FIELDS = {label: field for field, labels in LABELS.items() for label in labels}
LONGEST = 120
LINE = re.compile(r"<(?:br|/?(?:p|div|li|ul|ol|h\d|tr|table|dl)|dt)\b[^<>]*>|\n", re.IGNORECASE)
CELL = re.compile(r"</?(?:t[hd]|d[td])\b[^<>]*>", re.IGNORECASE)
TAG = re.compile(r"<[^<>]*>")
BEFORE = re.compile(r"^[\W_]+")
"""Bullets, stars and little pictures."""
SAID_BEFORE_A_DATE = re.compile(
    rf"(?:the )?(?P<label>{'|'.join(sorted((label for field in DATES for label in LABELS[field]), key=len, reverse=True))})"
    r"(?: (?:is|will be|on|at|by))*[\s:–-]+(?P<said>.+)",
    re.IGNORECASE,
)
DATE_ALONE = re.compile(
    rf"(?:{WEEKDAY}|{MONTH}|\d{{1,4}}(?:\s?(?:st|nd|rd|th)\b)?|(?<=\d)\s?[ap]\.?m\b|\b(?:midnight|noon|midday|at|on|by|the|of)\b"
    r"|[\s,.:/()–-])++",
    re.IGNORECASE,
)


def labelled(text: str | None) -> Iterator[tuple[str, str]]:
    """Field and text of each labelled line of HTML or plain text; the caller keeps what it has not got."""
    waiting: str | None = None
    for line in map(_plain, LINE.split(text or "")):
        if not line:
            continue
        label, colon, said = (part.strip() for part in line.partition(":"))
        field = FIELDS.get(label.lower())
        if waiting and _is_a_date(line):
            yield waiting, line
        elif field and colon and 0 < len(said) <= LONGEST:
            yield field, said
        elif (found := SAID_BEFORE_A_DATE.fullmatch(line)) and _is_a_date(found["said"]):
            yield FIELDS[found["label"].lower()], found["said"]
        waiting = field if field in DATES and not said else None


def _plain(line: str) -> str:
    """The line's words; of an overlong one its beginning, which is prose whatever follows."""
    words = unescaped(TAG.sub("", CELL.sub(" ", line[: 20 * LONGEST])))
    return BEFORE.sub("", " ".join(words.split()))


def _is_a_date(text: str) -> bool:
    return len(text) <= LONGEST and any(map(str.isdigit, text)) and bool(DATE_ALONE.fullmatch(text))


# A page may give the same text to each of its postings.
@lru_cache(maxsize=4)
def _facts(text: str) -> tuple[tuple[str, str], ...]:
    return tuple(labelled(text))


def with_labelled(posting: RawPosting) -> RawPosting:
    """The posting with what its description says under a label, where it says nothing of that elsewhere.

    A date that the text gives in two ways is not known.
    """
    found: dict[str, list[str]] = {}
    for field, said in _facts("\n".join(every(posting.description))[:LONGEST_MARKUP]):
        if not getattr(posting, field):
            found.setdefault(field, []).append(said)
    missing = {field: said[0] for field, said in found.items() if field not in DATES or len(set(said)) == 1}
    return replace(posting, **missing) if missing else posting  # type: ignore[arg-type]
