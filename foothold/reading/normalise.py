"""A `RawPosting` becomes an `Opportunity` or a `Rejected`: hop ② of the five."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, time
from decimal import Decimal
from typing import Any

from foothold.model.courses import Course, CourseReading, CourseTable, built_in_courses, route_named
from foothold.model.identity import web_address
from foothold.model.levy import Levy
from foothold.model.opportunity import Duration, Kind, Note, Opportunity
from foothold.model.organisations import Employer, Provider, name_alone
from foothold.model.plausible import POSITIONS, UKPRN, is_number, whole_number
from foothold.model.posting import POSTING_FIELDS, RawPosting, Reason, Rejected, every, first
from foothold.model.source import Source
from foothold.model.wage import Wage
from foothold.reading.age import read_age
from foothold.reading.bounds import MOST_NOTES, MOST_REQUIREMENTS, SHOWN, Bounded, bounded, cut, note
from foothold.reading.commitments import all_commitments
from foothold.reading.dates.patterns import clean
from foothold.reading.dates.reading import DateReading, read_date
from foothold.reading.dates.roles import Role, names_no_date
from foothold.reading.decoded import decoded
from foothold.reading.duration import read_duration
from foothold.reading.hours import read_hours
from foothold.reading.html_text import LONGEST_MARKUP, clean_html, list_items, one_line, plain_text
from foothold.reading.kind import decided_kind, is_foundation, kind_in_text, read_kind
from foothold.reading.level import level_in_text, read_level, stated_level
from foothold.reading.levy import Positions, read_levy
from foothold.reading.notes import notes_of
from foothold.reading.places.gazetteer import PlaceTable
from foothold.reading.places.workplaces import Whereabouts, read_whereabouts
from foothold.reading.wage.reading import read_wage


@dataclass(frozen=True, slots=True)
class Context:
    """What a reading needs beside the posting.

    `values` are the source's facts (`employer`, `kind`, `levy_position`, …): they fill what postings leave
    unsaid, and `kind` decides. `scope` off keeps ordinary jobs and places outside London. `british` says that
    the source advertises for the United Kingdom, so that its remote work is open to Londoners. `strict`
    rejects a date or wage that somebody typed and nobody can read, as an employer's upload wants it.
    """

    places: PlaceTable
    courses: CourseTable
    values: Mapping[str, Any] = field(default_factory=dict)
    scope: bool = True
    british: bool = False
    positions: Positions = field(default_factory=dict)
    strict: bool = False

    @classmethod
    def of_source(cls, source: Source, places: PlaceTable, positions: Positions) -> "Context":
        """What every posting of a source is read by."""
        courses = built_in_courses()
        return cls(places, courses, source.values, british=source.british, positions=positions)


class Steps:
    """Which field is being read: where a reading fails, it is the field to name."""

    __slots__ = ("field",)

    def __init__(self) -> None:
        self.field: str | None = None


def normalise(posting: RawPosting, context: Context) -> Opportunity | Rejected:
    """What a posting says, or why it is not taken. What cannot be read is None with a note.

    `foothold.reading.intake` is the way in for whole sources and files: there a fault in one posting is that one's own.
    """
    return read_bounded(bounded(posting), context, Steps())


def read_bounded(door: Bounded, context: Context, at: Steps) -> Opportunity | Rejected:
    """As `normalise`, of a posting that is within its bounds already."""
    said = decoded(_filled(door.posting, context.values))
    at.field = "title"
    title = one_line(said.title)
    if not title:
        return _rejected(said, Reason.MISSING_TITLE, "title", said.title)
    title = cut(title, SHOWN["title"])
    at.field = "kind"
    kind = _kind(said, title, context)
    if isinstance(kind, Rejected):
        return kind
    at.field = "places"
    where = read_whereabouts(said, title, context.places, british=context.british)
    if context.scope and (outside := where.refusal(said)):
        return replace(outside, title=title, url=said.url)
    dates = _Dates.of(said, at)
    unreadable = dates.unreadable(said) if context.strict else None
    if unreadable:
        return _rejected(said, Reason.INVALID_FIELD, *unreadable)
    opportunity = _opportunity(said, title, kind, where, dates, context, at)
    notes = (*door.notes, *dates.notes(said), *where.notes, *notes_of(said, opportunity))
    return replace(opportunity, notes=notes[:MOST_NOTES]) if notes else opportunity


def _opportunity(
    said: RawPosting,
    title: str,
    kind: Kind | None,
    where: Whereabouts,
    dates: "_Dates",
    context: Context,
    at: Steps,
) -> Opportunity:
    at.field = "course"
    course = context.courses.read(every(said.course), stated_level(said.level) or read_level(title))
    at.field = "hours"
    hours = read_hours(said.hours) or read_hours(said.working_week)
    at.field = "duration"
    duration = _duration(said.duration)
    at.field = "wage"
    wage = _wage(said, kind, hours, duration, dates)
    at.field = "age"
    age = read_age(said.age)
    at.field = "level"
    level = _level(kind, title, said, course)
    at.field = "route"
    route = (course.standard.route if course.standard else None) or route_named(said.route)
    at.field = "employer"
    name = _line(said.employer, SHOWN["employer"])
    employer = _employer(name, said) if name else None
    at.field = "provider"
    provider = _provider(every(said.provider))
    at.field = "levy_position"
    levy = _levy(said, kind, name, context)
    at.field = "positions"
    positions = whole_number(said.positions, POSITIONS)
    at.field = "requirements"
    requirements = _requirements(every(said.requirements))
    at.field = "summary"
    summary = _line(said.summary, SHOWN["summary"])
    at.field = "working_week"
    working_week = _line(said.working_week, SHOWN["working_week"])
    at.field = "url"
    url = web_address(said.url)
    at.field = "apply_url"
    apply_url = web_address(said.apply_url)
    at.field = "description"
    return Opportunity(
        url=url,
        title=title,
        kind=kind,
        foundation=_foundation(kind, title, said, course),
        employer=employer,
        provider=provider,
        summary=summary,
        description_html=clean_html("\n\n".join(every(said.description))),
        requirements=requirements,
        apply_url=apply_url,
        positions=positions,
        places=where.places,
        national=where.national,
        remote=where.remote,
        wage=wage,
        hours_per_week=hours,
        working_week=working_week,
        duration=duration,
        level=level,
        route=route,
        course=_shown_course(course),
        posted_date=dates.day("posted"),
        closing_date=dates.day("closing"),
        closing_time=dates.closing_time,
        start_date=dates.start.date,
        end_date=dates.end.date or dates.start.end_date,
        age=age,
        levy=levy,
    )


def _levy(said: RawPosting, kind: Kind | None, employer: str | None, context: Context) -> Levy:
    return read_levy(
        kind,
        employer,
        position=said.levy_position,
        funding=said.funding,
        seeks_transfer=said.seeks_transfer,
        source_position=context.values.get("levy_position"),
        positions=context.positions,
    )


def _line(text: str | None, longest: int) -> str | None:
    words = one_line(text)
    return cut(words, longest) if words else None


def _duration(text: str | None) -> Duration | None:
    read = read_duration(text)
    if read is None or len(read.text) <= SHOWN["duration"]:
        return read
    return replace(read, text=cut(read.text, SHOWN["duration"]))


def _shown_course(reading: CourseReading) -> Course | None:
    course = reading.course
    if course is None or len(course.title) <= SHOWN["course"]:
        return course
    return replace(course, title=cut(course.title, SHOWN["course"]))


def _requirements(texts: tuple[str, ...]) -> tuple[str, ...] | None:
    """The items, as many as anybody reads."""
    items = [cut(item, SHOWN["requirements"]) for text in texts for item in list_items(text)]
    return tuple(items[:MOST_REQUIREMENTS]) or None


NOT_FILLED = ("kind", "levy_position", "url")
"""Kind and levy have their own order, and a source's `url` is that of its feed."""


def _filled(posting: RawPosting, values: Mapping[str, Any]) -> RawPosting:
    """The posting with the source's own facts where it is silent; levy facts keep their own order."""
    missing = {
        name: str(values[name])
        for name in POSTING_FIELDS
        if name not in NOT_FILLED and values.get(name) and not getattr(posting, name)
    }
    return replace(posting, **missing) if missing else posting  # type: ignore[arg-type]


def _whole_text(said: RawPosting) -> str:
    return plain_text("\n".join((said.summary or "", *every(said.description)))[:LONGEST_MARKUP])


def _kind(said: RawPosting, title: str, context: Context) -> Kind | Rejected | None:
    if context.values.get("kind"):
        return Kind(context.values["kind"])
    types = every(said.kind)
    by_title = read_kind(title)
    named = decided_kind(types, by_title, typed_by_hand=context.strict)
    if by_title.out_of_scope and not (named and by_title.job_about):
        return _rejected(said, Reason.OUT_OF_SCOPE, "title", title) if context.scope else None
    opening = plain_text(said.summary or first(said.description))
    kind = named or kind_in_text(opening)
    if kind or not context.scope:
        return kind
    if types and _means_an_unknown_kind(types):
        return _rejected(said, Reason.UNKNOWN_KIND, "kind", ", ".join(types))
    return _rejected(said, Reason.OUT_OF_SCOPE, "title", title)


_EMPLOYMENT_TYPES = {
    "full", "part", "time", "permanent", "contract", "contractor", "temporary", "fixed", "term", "fulltime",
    "parttime", "other", "per", "diem", "perm", "temp", "standard", "hours", "casual", "zero", "flexible", "regular",
    "employee", "job", "vacancy", "freelance", "day", "shift", "seasonal", "hourly", "salaried", "and", "or",
    "traineeship", "trainee",
}  # fmt: skip


def _means_an_unknown_kind(types: tuple[str, ...]) -> bool:
    """A type that is more than an employment type ("Full-time") was meant to say what the advert is."""
    words = {word for text in types for word in re.findall(r"[^\W_]+", text.lower())}
    return bool(words - _EMPLOYMENT_TYPES)


def _foundation(kind: Kind | None, title: str, said: RawPosting, course: CourseReading) -> bool | None:
    if kind is not Kind.APPRENTICESHIP:
        return None
    if course.standard:
        return course.standard.foundation
    texts = (title, *every(said.kind), *every(said.course))
    return (
        True
        if any(is_foundation(text.replace("Apprenticeship", " apprenticeship")) for text in texts)
        else None
    )


def _level(kind: Kind | None, title: str, said: RawPosting, course: CourseReading) -> int | None:
    if course.level and (kind is Kind.APPRENTICESHIP or course.standard):
        return course.level
    if kind not in (Kind.APPRENTICESHIP, None):
        return None
    said_level = stated_level(said.level)
    if said_level or kind is None:
        return said_level
    return read_level(title) or level_in_text(_whole_text(said))


def _employer(name: str, said: RawPosting) -> Employer:
    """With its public commitments: those of the dated list, and those that the advert states."""
    texts = (said.summary or "", *every(said.description), *every(said.requirements))
    return Employer.named(name, all_commitments(name_alone(name), texts))


def _provider(texts: tuple[str, ...]) -> Provider | None:
    """A name, and the UKPRN (eight digits beginning with 1) where one stands beside it."""
    names = [name for text in texts if (name := _line(text, SHOWN["provider"])) and not is_number(name)]
    numbers = (whole_number(text, UKPRN) for text in texts)
    return Provider(names[0], next(filter(None, numbers), None)) if names else None


_PART_OF_A_COURSE = re.compile(
    r"\bpart of (?:your|a|their|the) (?:\w+ )?(?:course|degree|studies|study)\b", re.I
)


def _wage(
    said: RawPosting, kind: Kind | None, hours: Decimal | None, duration: Duration | None, dates: "_Dates"
) -> Wage | None:
    texts = [text for text in every(said.wage) if text.strip()]
    if not texts:
        return None
    # Only an unpaid internship asks whether it is part of a course, so only then is the text read for it.
    part_of_course = kind is Kind.INTERNSHIP and bool(_PART_OF_A_COURSE.search(_whole_text(said)))
    readings = [
        read_wage(
            text,
            unit=said.wage_unit,
            hours=hours,
            start=dates.start_day,
            kind=kind,
            weeks=_weeks(duration),
            course_placement=part_of_course,
        )
        for text in texts
    ]
    wage = next((w for w in readings if w.low is not None or w.high is not None), readings[0])
    text = wage.text or ""
    return replace(wage, text=cut(text, SHOWN["wage"])) if len(text) > SHOWN["wage"] else wage


def _weeks(duration: Duration | None) -> int | None:
    if duration is None:
        return None
    return duration.weeks or (duration.months * 52 // 12 if duration.months else None)


def _rejected(said: RawPosting, reason: Reason, at: str, text: str | None) -> Rejected:
    return Rejected(reason, at, text, _line(said.title, SHOWN["title"]), said.url)


_ROLES: tuple[Role, ...] = ("posted", "closing", "start", "end")
_WRONG = {"impossible", "month_first", "out_of_range", "several", "no_day"}
"""Flags of a text that holds a date: what is wrong with it is told, whatever words stand beside it."""


@dataclass(frozen=True, slots=True)
class _Dates:
    posted: DateReading
    closing: DateReading
    start: DateReading
    end: DateReading

    @classmethod
    def of(cls, said: RawPosting, at: Steps) -> "_Dates":
        readings = []
        for name in _ROLES:
            at.field = name
            readings.append(read_date(getattr(said, name), said.seen, role=name))
        return cls(*readings)

    def day(self, name: str) -> date | None:
        reading: DateReading = getattr(self, name)
        return date.fromisoformat(reading.date) if reading.date and len(reading.date) == 10 else None

    @property
    def start_day(self) -> date | None:
        """The start for looking up legal rates: a month without a day counts from its first."""
        said = self.start.date
        return date.fromisoformat(said if len(said) == 10 else f"{said}-01") if said else None

    @property
    def closing_time(self) -> time | None:
        return time.fromisoformat(self.closing.time) if self.closing.time and self.day("closing") else None

    def notes(self, said: RawPosting) -> tuple[Note, ...]:
        found = []
        for name in _ROLES:
            reading: DateReading = getattr(self, name)
            text = getattr(said, name)
            whole_day = name in ("posted", "closing")
            if text and text.strip() and (reading.date is None or (whole_day and len(reading.date) < 10)):
                found.append(note(name, text, ", ".join(reading.flags) or "no date that we can read"))
        return tuple(found)

    def unreadable(self, said: RawPosting) -> tuple[str, str] | None:
        """What somebody typed as a date; that there is none yet ("TBC", "Rolling") is an answer."""
        notes = (note for note in self.notes(said) if not self._open(said, note.field))
        note = next(notes, None)
        return (note.field, note.text) if note else None

    def _open(self, said: RawPosting, name: str) -> bool:
        flags: tuple[str, ...] = getattr(self, name).flags
        return not set(flags) & _WRONG and names_no_date(clean(getattr(said, name)))
