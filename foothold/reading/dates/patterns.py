"""The ways in which adverts write dates and times of day, as patterns, and what each found."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from foothold.reading.entities import unescaped

LONGEST = 600
_MONTHS = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "oct": 10,
    "nov": 11, "dec": 12,
}  # fmt: skip
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MONTH = (
    r"(?:jan(?:uary)?|feb(?:r?uary|uary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_GLUED_TH = re.compile(rf"(?<=\d)(?:st|nd|rd|th)(?={MONTH})")
_GLUED_RANGE = re.compile(rf"(?<=\d{{4}})-(?=\d{{1,2}}(?:st|nd|rd|th)?\s?{MONTH})")
_GLUED_MONTH = MONTH.replace(r"\b", "(?![a-z])")
WEEKDAY = r"(?:mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday|s)?|thu(?:rs?(?:day)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)\b\.?"
_TH = r"(?:\s?(?:st|nd|rd|th)(?![a-z]))?"
_DAY = rf"\d{{1,2}}(?!\d|:|[.]\d|\s?[ap]\.?m\b){_TH}"
_YEAR = (
    r"(?:[\s,./-]*(?P<y>(?:19|20|21)\d\d)(?!\d|\s?h(?:ou)?rs?\b)"
    r"|[\s,]*'(?P<ya>\d\d)\b"
    rf"|[-/](?P<yb>\d\d)(?![\d:]|\s*(?:{_TH[:-1]}\s*{MONTH}|st\b|nd\b|rd\b|th\b|am\b|pm\b))"
    r"|\s(?P<yc>\d\d)(?=\s*(?:$|[,;)\]]|at\b|\d{1,2}[:.]\d\d)))?"
)
_JOIN_DAYS = r"\s*(?:-|to|until|and|&|\+|,|/|or)\s*(?:and\s+)?"
_ZONE = r"z\b|(?:utc|gmt)(?:\s?[+-]\d\d?:?(?:\d\d)?)?\b|[+-](?:0\d|1[0-4]):?[0-5]\d(?!\d)|[+-](?:0\d|1[0-4])(?![\d:])|bst\b|cest\b|cet\b|edt\b|est\b|pdt\b|pst\b|cdt\b|cst\b"

_ISO = re.compile(
    r"(?<!\d)(?P<y>\d{4})(?P<sep>[-/.])(?P<m>\d{1,2})(?P=sep)(?P<d>\d{1,2})(?!\d)"
    r"(?:(?:t|,?\s+)(?P<hh>\d{1,2}):(?P<mm>\d\d)(?::(?P<ss>\d\d)(?:[.,]\d+)?)?(?!\s?[ap]\.?m\b)(?:\s?(?P<zone>"
    + _ZONE
    + r"))?)?"
)
_COMPACT = re.compile(
    r"\s*(?P<y>20\d\d)(?P<m>\d\d)(?P<d>\d\d)(?:t(?P<hh>\d\d)(?P<mm>\d\d)(?P<ss>\d\d)?(?P<zone>z)?)?\s*"
)
_NUMERIC = re.compile(
    r"(?<![\d/.:£])(?P<d>\d{1,2})\s?(?P<sep>[/.-])\s?(?P<m>\d{1,2})\s?(?P=sep)\s?(?P<y>\d{4}|\d\d)(?!\d|/|\.\d|:)"
)
_YEAR_FIRST = re.compile(rf"(?<!\d)(?P<y>(?:19|20)\d\d)[\s-](?P<month>{MONTH})[\s-](?P<days>{_DAY})")
_DAY_MONTH = re.compile(
    rf"(?:(?P<wd>{WEEKDAY}),?\s*(?:the\s+)?)?(?<![\d:./£])(?<!\d-)"
    rf"(?P<days>(?:{_DAY}{_JOIN_DAYS}(?:{WEEKDAY},?\s*)?){{0,6}}{_DAY})"
    rf"(?:\s*,?\s*(?:of\s+)?|[-/.])(?P<month>{_GLUED_MONTH}){_YEAR}"
)
_MONTH_DAY = re.compile(
    rf"(?:(?P<wd>{WEEKDAY}),?\s*)?\b(?P<month>{MONTH})[\s-]*(?:the\s+)?(?P<days>{_DAY}(?:{_JOIN_DAYS}{_DAY}(?!\s*{MONTH}))?)"
    rf"(?:,?\s*(?P<y>(?:19|20|21)\d\d)(?!\d|\s?h(?:ou)?rs?\b))?"
)
_MONTH_YEAR = re.compile(
    rf"\b(?P<month>{MONTH})(?:[\s,./-]*(?:of\s+|half[\s-]?term,?\s+)?(?P<y>(?:19|20|21)\d\d)(?!\d)|\s?'(?P<ya>\d\d)\b)"
)
# "Mar-27" is how spreadsheets write March 2027; a day is not hyphened behind its month in Britain.
_MONTH_SHORT_YEAR = re.compile(
    rf"(?<![\w-])(?<!\d )(?P<month>{MONTH})-(?P<ya>[2-3]\d)(?![\d:,/-]|st\b|nd\b|rd\b|th\b|\s*(?:-|to)\s*\d|\s+\d)"
)
_MONTH_SLASH_YEAR = re.compile(r"(?<![\d/.:-])(?P<m>\d{1,2})\s?[/-]\s?(?P<y>20\d\d)(?![\d/-])")
_YEAR_MONTH = re.compile(r"(?<![\d/.:-])(?P<y>20\d\d)-(?P<m>\d\d)(?![\d/-])")
_DAY_SLASH_MONTH = re.compile(r"(?<![\d/.:£-])(?P<d>\d{1,2})/(?P<m>\d{1,2})(?![\d/%])")
_BARE_MONTH = re.compile(rf"\b(?P<month>{MONTH})")
_PART = r"(?:(?:early|mid|late|the |start of|end of|beginning of|middle of|mid-)\s*)*"
BARE_MONTH_JOIN = re.compile(rf"\s*(?:-|to|until|and|&|/|or|,)\s*{_PART}$")

_TIME = re.compile(
    r"(?<![\d.:/£+])(?P<hh>\d{1,2})(?:[:.](?P<mm>\d\d)(?::(?P<ss>\d\d)(?:[.,]\d+)?)?)?\s*(?P<half>[ap])\.?\s?m\b\.?"
    r"(?:\s?(?P<zone>(?:" + _ZONE + r")))?"
    r"|(?<![\d.:/£+])(?P<h24>\d{1,2}):(?P<m24>\d\d)(?::(?P<s24>\d\d)(?:[.,]\d+)?(?:\s?(?P<zone24>" + _ZONE + r"))?"
    r"|\s?(?P<zonename>z|utc|gmt|bst|cet|est|edt|pst|pdt)\b)?(?![:\d])"
    r"|(?<![\d.:/])(?P<hdot>[01]?\d|2[0-3])\.?(?P<mdot>[0-5]\d)\s?h(?:ou)?rs\b"
    r"|(?<![\d.:/£])(?P<hon>[01]\d|2[0-3])\.(?P<mon>[0-5]\d)(?=\s+on\b)"
    r"|\b(?:at|by)\s+(?P<hat>[01]?\d|2[0-3])\.(?P<mat>[0-5]\d)\b(?!\.)"
    r"|\b(?P<noon>noon|midday)\b|\b(?P<midnight>midnight)\b"
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Clock24:
    """A time of day as written. `zone` is lower case as written, or None for London's."""

    hour: int
    minute: int
    zone: str | None
    start: int = 0
    end: int = 0

    @property
    def day_edge(self) -> bool:
        """Midnight or the last minute: it bounds the written day, whatever zone stands beside it."""
        return (self.hour, self.minute) in ((0, 0), (24, 0), (23, 59))


@dataclass(frozen=True, slots=True)
class Atom:
    """One date as written. `numeric`: all figures, day and month in an order that has to be judged."""

    year: int | None
    month: int
    day: int | None
    start: int
    end: int
    weekday: int | None = None
    numeric: bool = False
    time: Clock24 | None = None


def clean(text: str) -> str:
    said = unescaped(text[:LONGEST]).replace("â€“", "-").replace("â€”", "-")
    said = re.sub(r"<[^<>]{1,100}>", " ", said)
    said = re.sub(r"[‐‑‒–—―−→]", "-", said).replace("’", "'").replace("‘", "'")
    return _GLUED_RANGE.sub(" - ", _GLUED_TH.sub(" ", " ".join(said.lower().split())))


def read_atoms(said: str) -> tuple[list[Atom], str]:
    """The dates in their order, and the text with each of them blanked, in which times can be looked for."""
    atoms: list[Atom] = []
    named = _A_MONTH.search(said) is not None
    for pattern, build in _FORMS if named else _FORMS_OF_FIGURES:
        found = [(match, list(build(match))) for match in pattern.finditer(said)]
        for match, built in found:
            if built:
                atoms.extend(built)
                said = said[: match.start()] + "\0" * (match.end() - match.start()) + said[match.end() :]
    if named:
        said = _bare_months(said, atoms)
    return sorted(atoms, key=lambda atom: atom.start), said


def read_compact(said: str) -> Atom | None:
    match = _COMPACT.fullmatch(said)
    return next(_iso(match)) if match else None


def read_times(blanked: str) -> list[Clock24]:
    return [time for match in _TIME.finditer(blanked) if (time := _time(match))]


def names_a_month(said: str) -> bool:
    """Whether it speaks of a month without saying more; "may" and "mar" only where they cannot be a verb."""
    return any(
        match["month"] not in ("may", "mar", "march")
        or re.search(
            r"(?:\b(?:in|by|from|until|early|mid|late|of|during|starting|start)|^)\W*$", said[: match.start()]
        )
        for match in _BARE_MONTH.finditer(said)
    )


def _iso(match: re.Match[str]) -> Iterator[Atom]:
    groups = match.groupdict()
    time = _clock(groups["hh"], groups["mm"], groups["zone"], match) if groups["hh"] else None
    yield Atom(int(match["y"]), int(match["m"]), int(match["d"]), match.start(), match.end(), time=time)


def _numeric(match: re.Match[str]) -> Iterator[Atom]:
    year = int(match["y"]) if len(match["y"]) == 4 else 2000 + int(match["y"])
    yield Atom(year, int(match["m"]), int(match["d"]), match.start(), match.end(), numeric=True)


def _worded(match: re.Match[str]) -> Iterator[Atom]:
    groups = match.groupdict()
    month, year = _MONTHS[match["month"][:3]], _year(groups)
    weekday = _WEEKDAYS.index(groups["wd"][:3]) if groups.get("wd") else None
    days = list(re.finditer(r"\d{1,2}", match["days"]))
    for at, day in enumerate(days):
        start = match.start() if at == 0 else match.start("days") + day.start()
        end = match.end() if at == len(days) - 1 else _end_of_day(match, day)
        yield Atom(year, month, int(day[0]), start, end, weekday if at == 0 else None)


def _end_of_day(match: re.Match[str], day: re.Match[str]) -> int:
    behind = re.match(_TH, match["days"][day.end() :])
    return match.start("days") + day.end() + (behind.end() if behind else 0)


def _month_year(match: re.Match[str]) -> Iterator[Atom]:
    yield Atom(_year(match.groupdict()), _MONTHS[match["month"][:3]], None, match.start(), match.end())


def _month_number(match: re.Match[str]) -> Iterator[Atom]:
    if 1 <= int(match["m"]) <= 12:
        yield Atom(int(match["y"]), int(match["m"]), None, match.start(), match.end())


def _day_and_month(match: re.Match[str]) -> Iterator[Atom]:
    yield Atom(None, int(match["m"]), int(match["d"]), match.start(), match.end(), numeric=True)


def _year(groups: dict[str, str | None]) -> int | None:
    if groups.get("y"):
        return int(groups["y"] or 0)
    short = groups.get("ya") or groups.get("yb") or groups.get("yc")
    return 2000 + int(short) if short else None


_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Iterator[Atom]]], ...] = (
    (_ISO, _iso),
    (_NUMERIC, _numeric),
    (_YEAR_FIRST, _worded),
    (_DAY_MONTH, _worded),
    (_MONTH_SHORT_YEAR, _month_year),
    (_MONTH_DAY, _worded),
    (_MONTH_YEAR, _month_year),
    (_YEAR_MONTH, _month_number),
    (_MONTH_SLASH_YEAR, _month_number),
    (_DAY_SLASH_MONTH, _day_and_month),
)
"""In this order: a text taken by one form is not offered to the next."""
_FORMS_OF_FIGURES = tuple(form for form in _FORMS if "month" not in form[0].groupindex)
_A_MONTH = re.compile("|".join(_MONTHS))
"""Some letters of every month's name: most dates are figures alone, and it is quickly told."""


def _bare_months(said: str, atoms: list[Atom]) -> str:
    """The February of "February - May 2027": a month alone counts where a date follows it at once."""
    for match in reversed(list(_BARE_MONTH.finditer(said))):
        following = min(
            (atom for atom in atoms if atom.start >= match.end()), key=lambda a: a.start, default=None
        )
        if (
            following
            and following.day is None
            and BARE_MONTH_JOIN.fullmatch(said[match.end() : following.start])
        ):
            atoms.append(Atom(None, _MONTHS[match["month"][:3]], None, match.start(), match.end()))
            said = said[: match.start()] + "\0" * (match.end() - match.start()) + said[match.end() :]
    return said


def _time(match: re.Match[str]) -> Clock24 | None:
    if match["noon"]:
        return Clock24(12, 0, None, match.start(), match.end())
    if match["midnight"]:
        return Clock24(0, 0, None, match.start(), match.end())
    if match["hh"]:
        hour = int(match["hh"])
        if not 1 <= hour <= 12:
            return _clock(match["hh"], match["mm"] or "0", match["zone"], match) if hour > 12 else None
        time = _clock("0", match["mm"] or "0", match["zone"], match)
        return replace(time, hour=hour % 12 + (12 if match["half"] == "p" else 0)) if time else None
    hour_text = match["h24"] or match["hdot"] or match["hon"] or match["hat"]
    minute = match["m24"] or match["mdot"] or match["mon"] or match["mat"]
    return _clock(hour_text, minute, match["zone24"] or match["zonename"], match)


def _clock(hour: str, minute: str, zone: str | None, match: re.Match[str]) -> Clock24 | None:
    time = Clock24(int(hour), int(minute), zone, match.start(), match.end())
    return time if time.minute < 60 and (time.hour < 24 or (time.hour, time.minute) == (24, 0)) else None
