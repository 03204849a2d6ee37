"""What an advert's words say of a date. Never a guess: what they leave open is None, and a flag says why."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

from dateutil import parser

from foothold.clock import LONDON, Clock, london_date, system_clock
from foothold.reading.dates.patterns import (
    MONTH,
    WEEKDAY,
    Atom,
    Clock24,
    clean,
    names_a_month,
    read_atoms,
    read_compact,
    read_times,
)
from foothold.reading.dates.roles import Role, choose, opens_before, speaks_of_another

FLAGS = (
    "no_day", "no_year", "several", "relative", "at_least", "day_first_assumed", "month_first", "impossible",
    "out_of_range",
)  # fmt: skip
"""Every flag there is; `docs/wages-and-dates.md` explains each."""

_FIRST_YEAR = 2000
_YEARS_AHEAD = 20
_ZONE_HOURS = {
    "z": 0, "utc": 0, "gmt": 0, "bst": 1, "cet": 1, "cest": 2, "est": -5, "edt": -4, "cst": -6, "cdt": -5,
    "pst": -8, "pdt": -7,
}  # fmt: skip
_TIME_BESIDE = r"(?:\(?(?:at |by |from )?(?:\d{1,2}(?:[:.]\d\d)?\s?[ap]\.?m\.?|\d{1,2}:\d\d(?::\d\d)?|noon|midday|midnight)\)?)"
_BEFORE_DATE = rf"(?:(?:the|on|early|mid|late|start of|end of|beginning of|{WEEKDAY},?|{_TIME_BESIDE},?|w/c|week commencing)\s*)*"
_RANGE_JOIN = re.compile(
    rf"\s*,?\s*{_TIME_BESIDE}?\s*,?\s*(?:-+>?|>|to|until|till|through|thru|/|up to|ending|and ending)\s*{_BEFORE_DATE}"
)
_EXTENDED_TO = re.compile(
    rf"\b(?:extended|changed|moved|revised|now) (?:to|until|till)\s*:?\s*{_BEFORE_DATE}$"
)
_EXTENDED_FROM = re.compile(
    rf"\b(?:extended|changed|moved|revised) from\s*{_BEFORE_DATE}[^a-z]*[a-z]*[^a-z]*\b(?:to|until|till)\s*{_BEFORE_DATE}$"
)
_BESIDE = re.compile(rf"[\s,(]*(?:(?:at|by|before|on|the|{WEEKDAY})[\s,]*){{0,3}}")
_TO = re.compile(rf"\s*{_TIME_BESIDE}?\s*,?\s*(?:to|until|till)\s*{_BEFORE_DATE}")
_LIST_JOIN = re.compile(rf"\s*,?\s*(?:and|&|,|or|/|\+)\s*(?:or |and )?{_BEFORE_DATE}")
_BETWEEN = re.compile(rf"\bbetween\s*{_BEFORE_DATE}$")
_NUMBERS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7}
_COUNT = r"(?P<count>\d{1,4}|an?|one|two|three|four|five|six|seven)"
_UNIT = r"(?P<unit>second|sec|minute|min|hour|hr|day|week|month|year|(?:[hdwy]|mo|yr)(?=\s+ago))s?'?"
_AGO = re.compile(
    rf"(?P<over>over|more than|at least)?\s*(?<![\d.]){_COUNT}\s*(?P<plus>\+|or more)?\s*{_UNIT}(?P<after>\+)?\s+ago\b"
)
_AHEAD = re.compile(rf"\bin (?:about )?{_COUNT}\s*(?P<plus>\+)?\s*{_UNIT}(?:'? time| from now)?\b")
_LEFT = re.compile(
    rf"(?<![\d.]){_COUNT}\s*(?P<plus>\+)?\s*{_UNIT} (?:left|remaining|to go|from now|from today|to apply|until)\b"
)
_WITHIN = re.compile(r"\b(?:less than|under|within|up to)\s*$")
_TODAY = re.compile(
    r"(?<!apply )(?<!us )(?<!now )\btoday\b|just (?:posted|now|added|listed|published)|\bmoments ago|\btonight\b"
)
_YESTERDAY = re.compile(r"yesterday\b")
_TOMORROW = re.compile(r"\btomorrow\b")


@dataclass(frozen=True, slots=True)
class DateReading:
    """`date` and `end_date` are `2026-11-02`, or `2026-11` without a day; `time` is `23:59`, London's."""

    text: str | None
    date: str | None = None
    end_date: str | None = None
    time: str | None = None
    flags: tuple[str, ...] = ()


def read_date(
    text: str | None,
    seen: datetime | None = None,
    *,
    role: Role | None = None,
    clock: Clock = system_clock,
) -> DateReading:
    """Never raises. `seen` settles relative dates and years left out; `clock` bounds the plausible years
    where nobody says when the text was seen. `role` is the field's: of several dates its own is read."""
    if not text or not text.strip():
        return DateReading(None)
    seen = seen.replace(tzinfo=UTC) if seen and not seen.tzinfo else seen
    last_year = london_date(seen or clock()).year + _YEARS_AHEAD
    said = clean(text)
    compact = read_compact(said)
    atoms, blanked = ([compact], "") if compact else read_atoms(said)
    times = read_times(blanked)
    if not atoms and role and speaks_of_another(said, role):
        return DateReading(text)
    if not atoms:
        return _without_date(text, said, _one_time(blanked, times), seen)
    return _Calendar(text, said, blanked, atoms, times, seen, last_year).reading(role)


def date_json(reading: DateReading) -> dict[str, Any]:
    return {
        "text": reading.text,
        "date": reading.date,
        "end_date": reading.end_date,
        "time": reading.time,
        "flags": list(reading.flags),
    }


def _ordered(flags: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(flags), key=FLAGS.index))


def _without_date(text: str, said: str, time: Clock24 | None, seen: datetime | None) -> DateReading:
    shown = _shown(time)
    relative = _relative(said, seen)
    if relative:
        day, flags = relative
        return DateReading(text, day.isoformat() if day else None, None, shown, _ordered(flags))
    return DateReading(text, None, None, shown, ("no_year",) if names_a_month(said) else ())


def _relative(said: str, seen: datetime | None) -> tuple[date | None, set[str]] | None:
    """The day that "2 days ago" or "in 5 days" counts to; None where the text counts nothing."""
    for pattern, sign in ((_AGO, -1), (_AHEAD, 1), (_LEFT, 1)):
        if match := pattern.search(said):
            groups = match.groupdict()
            if _WITHIN.search(said[: match.start()]):
                return None, {"relative"}
            if groups.get("over") or groups["plus"] or groups.get("after"):
                return None, {"relative", "at_least"}
            return _counted(match["count"], match["unit"], sign, seen), {"relative"}
    for pattern, days in ((_YESTERDAY, -1), (_TOMORROW, 1), (_TODAY, 0)):
        if pattern.search(said):
            return (london_date(seen) + timedelta(days=days) if seen else None), {"relative"}
    return None


def _counted(count: str, unit: str, sign: int, seen: datetime | None) -> date | None:
    """A month or a year is no number of days: those stay open."""
    number = _NUMBERS.get(count) or int(count)
    if seen is None or unit.startswith(("mo", "y")):
        return None
    if unit[0] in "shm":
        seconds = {"s": 1, "m": 60, "h": 3600}[unit[0]]
        return london_date(seen + timedelta(seconds=sign * number * seconds))
    return london_date(seen) + timedelta(days=sign * number * (7 if unit.startswith("w") else 1))


def _one_time(blanked: str, times: list[Clock24]) -> Clock24 | None:
    """The one time said, or the first of "10am - 4pm"; None where several times are said for several things."""
    inner = [time for time in times if (time.hour, time.minute) != (0, 0)] or times
    if len({(time.hour, time.minute, time.zone) for time in inner}) <= 1:
        return inner[0] if inner else None
    first, second = inner[:2]
    span = re.fullmatch(r"\s*(?:-|to|until|till|and)\s*", blanked[first.end : second.start])
    return first if span and len(inner) == 2 else None


def _shown(time: Clock24 | None) -> str | None:
    """Midnight is no time to show: an advert that says it means the whole written day."""
    if time is None or (time.hour, time.minute) in ((0, 0), (24, 0)):
        return None
    return f"{time.hour:02d}:{time.minute:02d}"


@dataclass(frozen=True, slots=True)
class _Calendar:
    """One text's dates, resolved: which belong together, which year they take, what is left open."""

    text: str
    said: str
    blanked: str
    atoms: list[Atom]
    times: list[Clock24]
    seen: datetime | None
    last_year: int

    def reading(self, role: Role | None) -> DateReading:
        flags: set[str] = set()
        months_first = any(a.numeric and a.month > 12 and 1 <= a.day <= 12 for a in self.atoms if a.day)
        if months_first:
            return self._none({"month_first"})
        atoms = self._with_years()
        if (extended := self._extended(atoms)) is not None:
            flags.add("several")
            atoms = [extended]
        elif role:
            chosen = choose(self.said, atoms, role, self._is_range)
            if chosen is None:
                return DateReading(self.text, flags=("several",) if len(atoms) > 1 else ())
            if chosen is not atoms[0]:
                return self._chosen(atoms, atoms.index(chosen), role)
        first, second = atoms[0], (atoms[1] if len(atoms) > 1 and self._is_range(0) else None)
        if first.year is None:
            first, second = self._settled(first, second)
        if len({(a.year, a.month, a.day) for a in atoms[(2 if second else 1) :]} - {_key(first)}) > 0:
            flags.add("several")
        return self._resolved(first, second, flags, self._time_of(first))

    def _resolved(
        self, first: Atom, second: Atom | None, flags: set[str], time: Clock24 | None
    ) -> DateReading:
        if first.year is None:
            return self._none(flags | {"no_year"} | ({"no_day"} if first.day is None else set()))
        if problem := self._problem(first):
            return self._none(flags | {problem})
        if first.day is None:
            flags.add("no_day")
        if self._order_assumed(first):
            flags.add("day_first_assumed")
        day, shown = self._in_london(first, time)
        return DateReading(self.text, day, self._end(first, second), shown, _ordered(flags))

    def _chosen(self, atoms: list[Atom], at: int, role: Role) -> DateReading:
        """A date that is not the first, with the time that stands beside it and no other."""
        before, atom = atoms[at - 1], atoms[at]
        if atom.year is None and before.year and opens_before(self.said, atoms, at):
            later = (atom.month, atom.day or 31) >= (before.month, before.day or 0)
            atom = replace(atom, year=before.year + (0 if later else 1))
        spans = role in ("posted", "start") and at + 1 < len(atoms) and self._is_range(at)
        second = atoms[at + 1] if spans else None
        if atom.year is None:
            atom, second = self._settled(atom, second)
        return self._resolved(atom, second, set(), atom.time or self._time_beside(atom))

    def _time_beside(self, atom: Atom) -> Clock24 | None:
        for time in self.times:
            gap = (
                self.said[time.end : atom.start]
                if time.end <= atom.start
                else self.said[atom.end : time.start]
            )
            if _BESIDE.fullmatch(gap):
                return time
        return None

    def _none(self, flags: set[str]) -> DateReading:
        return DateReading(
            self.text, None, None, _shown(_one_time(self.blanked, self.times)), _ordered(flags)
        )

    def _with_years(self) -> list[Atom]:
        """A year said once counts for all that are joined: "19-23 Feb & 26 Feb-1 Mar 2024"."""
        atoms = list(self.atoms)
        for at in range(len(atoms) - 2, -1, -1):
            following = atoms[at + 1]
            if atoms[at].year is None and following.year and self._is_joined(at):
                earlier = (atoms[at].month, atoms[at].day or 0) <= (following.month, following.day or 31)
                atoms[at] = replace(atoms[at], year=following.year - (0 if earlier else 1))
        for at in range(1, len(atoms)):
            previous = atoms[at - 1]
            if atoms[at].year is None and previous.year and self._is_joined(at - 1):
                later = (atoms[at].month, atoms[at].day or 31) >= (previous.month, previous.day or 0)
                atoms[at] = replace(atoms[at], year=previous.year + (0 if later else 1))
        return atoms

    def _extended(self, atoms: list[Atom]) -> Atom | None:
        """The new date of "extended from 5 March to 12 March 2027", whichever stands first."""
        for at in range(1, len(atoms)):
            behind, between = self.said[: atoms[at].start], self.said[atoms[at - 1].end : atoms[at].start]
            if _EXTENDED_TO.search(between) or (_EXTENDED_FROM.search(behind) and _TO.fullmatch(between)):
                return atoms[at]
        return None

    def _between(self, at: int) -> str:
        return self.said[self.atoms[at].end : self.atoms[at + 1].start]

    def _is_range(self, at: int) -> bool:
        between = self._between(at)
        if _BETWEEN.search(self.said[: self.atoms[at].start]) and re.fullmatch(
            rf"\s*(?:and|&)\s*{_BEFORE_DATE}", between
        ):
            return True
        joined = _RANGE_JOIN.fullmatch(between)
        written_whole = self.atoms[at].day is not None and self.atoms[at].end - self.atoms[at].start >= 8
        return bool(joined) and ("/" not in between or written_whole)

    def _is_joined(self, at: int) -> bool:
        return self._is_range(at) or bool(_LIST_JOIN.fullmatch(self._between(at)))

    def _settled(self, first: Atom, second: Atom | None) -> tuple[Atom, Atom | None]:
        """The year that a weekday, a count of days or the full form of `ctime` settles."""
        year = self._year_by_weekday(first) or self._year_by_count(first) or self._year_by_dateutil(first)
        if year is None:
            return first, second
        if second and second.year is None:
            later = (second.month, second.day or 31) >= (first.month, first.day or 0)
            second = replace(second, year=year + (0 if later else 1))
        return replace(first, year=year), second

    def _year_by_weekday(self, atom: Atom) -> int | None:
        if self.seen is None or atom.weekday is None or atom.day is None:
            return None
        now = london_date(self.seen).year
        fitting = [year for year in (now - 1, now, now + 1) if _weekday(year, atom) == atom.weekday]
        return fitting[0] if len(fitting) == 1 else None

    def _year_by_count(self, atom: Atom) -> int | None:
        counted = _relative(self.said, self.seen)
        day = counted[0] if counted else None
        return day.year if day and (day.month, day.day) == (atom.month, atom.day) else None

    def _year_by_dateutil(self, atom: Atom) -> int | None:
        """For forms that split the year off ("Thu Sep 25 10:36:28 2026"): parsed whole or not at all, and
        twice, so that no part comes from a default."""
        if len(self.atoms) != 1 or not re.search(MONTH, self.said) or len(self.said) > 60:
            return None
        readings = {_strictly(self.said, default) for default in (datetime(2000, 1, 1), datetime(2001, 2, 2))}  # noqa: DTZ001
        day = readings.pop()
        if readings or day is None or (day.month, day.day) != (atom.month, atom.day):
            return None
        return day.year

    def _problem(self, atom: Atom) -> str | None:
        if not 1 <= atom.month <= 12 or (atom.day is not None and _day(atom) is None):
            return "impossible"
        if atom.year is None or not _FIRST_YEAR <= atom.year <= self.last_year:
            return "out_of_range"
        return None

    def _order_assumed(self, first: Atom) -> bool:
        """03/04/2026 could be March's, unless another date in the text has a day above 12."""
        if not first.numeric or first.day is None or first.day > 12 or first.day == first.month:
            return False
        return not any(a.numeric and a.day is not None and a.day > 12 for a in self.atoms)

    def _time_of(self, first: Atom) -> Clock24 | None:
        if first.time or any(a.time for a in self.atoms):
            return first.time
        if len(self.atoms) == len(self.times) == 2 and self.times[0].end <= self.atoms[1].start:
            return self.times[0]
        return _one_time(self.blanked, self.times)

    def _in_london(self, atom: Atom, time: Clock24 | None) -> tuple[str, str | None]:
        written = _iso(atom)
        day = _day(atom)
        if time is None or time.day_edge or time.zone is None or day is None:
            return written, _shown(time)
        offset = _offset(time.zone)
        if offset is None:
            return written, None
        try:
            instant = datetime(day.year, day.month, day.day, time.hour, time.minute, tzinfo=offset)
            london = instant.astimezone(LONDON)
        except (OverflowError, ValueError):
            return written, None
        return london.date().isoformat(), _shown(Clock24(london.hour, london.minute, None))

    def _end(self, first: Atom, second: Atom | None) -> str | None:
        if second is None or second.year is None or self._problem(second):
            return None
        end = _iso(second)
        return end if end >= _iso(first)[: len(end)] else None


def _key(atom: Atom) -> tuple[int | None, int, int | None]:
    return atom.year, atom.month, atom.day


def _day(atom: Atom) -> date | None:
    try:
        return date(atom.year or 0, atom.month, atom.day or 0)
    except ValueError:
        return None


def _weekday(year: int, atom: Atom) -> int | None:
    day = _day(replace(atom, year=year))
    return day.weekday() if day else None


def _iso(atom: Atom) -> str:
    return f"{atom.year:04d}-{atom.month:02d}" + (f"-{atom.day:02d}" if atom.day is not None else "")


def _offset(zone: str) -> timezone | None:
    named = re.match(r"[a-z]+", zone)
    figures = re.search(r"([+-])(\d\d?):?(\d\d)?$", zone)
    if figures:
        minutes = int(figures[2]) * 60 + int(figures[3] or 0)
        return (
            timezone(timedelta(minutes=-minutes if figures[1] == "-" else minutes))
            if minutes < 1440
            else None
        )
    hours = _ZONE_HOURS.get(named[0]) if named else None
    return timezone(timedelta(hours=hours)) if hours is not None else None


def _strictly(said: str, default: datetime) -> date | None:
    try:
        return parser.parse(said, default=default, dayfirst=True, ignoretz=True).date()
    except (ValueError, OverflowError, TypeError, AttributeError):
        return None
