"""Apprenticeship standards: their titles, levels, routes and LARS codes.

`config/courses.csv` is a reduced table of the public register (Skills England and Department for Education,
Open Government Licence); a route stands there only where a register gives it.
"""

import csv
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from foothold.model.organisations import slugify
from foothold.model.plausible import LARS_CODE, is_number, whole_number

ROUTES = (
    "Agriculture, environmental and animal care",
    "Business and administration",
    "Care services",
    "Catering and hospitality",
    "Construction and the built environment",
    "Creative and design",
    "Digital",
    "Education and early years",
    "Engineering and manufacturing",
    "Hair and beauty",
    "Health and science",
    "Legal, finance and accounting",
    "Protective services",
    "Sales, marketing and procurement",
    "Transport and logistics",
)
"""The 15 occupational routes, by their exact names."""

_LEVEL_SUFFIX = re.compile(r"(?<!\s)\s*+[(\[]?\s*+\b(?:level|l)\s*+([2-7])\b\s*+[)\]]?\s*+$", re.I)
_REFERENCE = re.compile(r"\b(?:ST|FA)\d{4}\b", re.I)
_ROUTE_BY_SLUG = {slugify(route): route for route in ROUTES}


@dataclass(frozen=True, slots=True)
class Course:
    """A training course as the public register names it; `lars_code` is the register's number."""

    lars_code: int | None
    title: str


@dataclass(frozen=True, slots=True)
class Standard:
    """A row of the register. `route` and `lars_code` are None where no register at hand gives them."""

    reference: str
    title: str
    level: int
    route: str | None
    lars_code: int | None
    foundation: bool


@dataclass(frozen=True, slots=True)
class CourseReading:
    """What a text says of a course; `standard` where the register has it beyond doubt."""

    course: Course | None
    level: int | None
    standard: Standard | None


class CourseTable:
    """The register by LARS code, by reference and by title."""

    def __init__(self, standards: tuple[Standard, ...]) -> None:
        self.standards = standards
        self._by_lars = {s.lars_code: s for s in standards if s.lars_code}
        self._by_reference = {s.reference: s for s in standards}
        self._by_title: dict[str, list[Standard]] = {}
        for standard in standards:
            self._by_title.setdefault(slugify(standard.title), []).append(standard)

    def read(self, texts: tuple[str, ...], level: int | None = None) -> CourseReading:
        """The course that the texts (a title, perhaps a LARS code or reference beside it) name."""
        code = next(filter(None, (whole_number(text, LARS_CODE) for text in texts)), None)
        titles = [" ".join(t.split()) for t in texts if t.strip() and not is_number(t)]
        title, said_level = _without_level(titles[0]) if titles else (None, None)
        standard = self._find(code, title, said_level or level)
        if standard:
            course = Course(code or standard.lars_code, standard.title)
            return CourseReading(course, standard.level, standard)
        return CourseReading(Course(code, title) if title else None, said_level, None)

    def _find(self, code: int | None, title: str | None, level: int | None) -> Standard | None:
        by_code = self._by_lars.get(code) if code else None
        if by_code or not title:
            return by_code
        reference = _REFERENCE.search(title)
        if reference:
            return self._by_reference.get(reference.group().upper())
        same_title = self._by_title.get(slugify(title), [])
        at_level = [s for s in same_title if level in (None, s.level)]
        return at_level[0] if len(at_level) == 1 else None


def route_named(text: str | None) -> str | None:
    """The exact route that a text names, or None."""
    return _ROUTE_BY_SLUG.get(slugify(text)) if text else None


@cache
def built_in_courses() -> CourseTable:
    rows = files("config").joinpath("courses.csv").read_text(encoding="utf-8").splitlines()
    return CourseTable(tuple(_standard(row) for row in csv.DictReader(rows)))


def _standard(row: dict[str, str]) -> Standard:
    return Standard(
        reference=row["reference"],
        title=row["title"],
        level=int(row["level"]),
        route=row["route"] or None,
        lars_code=int(row["lars_code"]) if row["lars_code"] else None,
        foundation=bool(row["foundation"]),
    )


def _without_level(title: str) -> tuple[str, int | None]:
    match = _LEVEL_SUFFIX.search(title)
    if not match:
        return title, None
    return title[: match.start()].rstrip(" ,-–") or title, int(match.group(1))
