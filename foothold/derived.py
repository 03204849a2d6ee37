"""Facts that the public shape does not hold and its texts tell, worked out alike for the index and for the pages."""

from collections.abc import Mapping
from typing import Any

from foothold.commitments import COMMITMENTS
from foothold.grades import Grades, read_grades
from foothold.hours import Hours, hours_band
from foothold.rich_text import plain_text
from foothold.weekend import Weekend, read_weekend

_SLUGS = {name: slug for slug, name in COMMITMENTS.items()}


def grades_of(public: Mapping[str, Any]) -> Grades:
    return read_grades(public["requirements"] or (), _texts(public))


def weekend_of(public: Mapping[str, Any]) -> Weekend:
    return read_weekend(public["working_week"], _texts(public))


def hours_of(public: Mapping[str, Any]) -> Hours:
    return hours_band(public["hours_per_week"])


def commitments_of(public: Mapping[str, Any]) -> tuple[str, ...]:
    """Their slugs; those of other names have none."""
    employer = public["employer"]
    found = [_SLUGS.get(one["name"]) for one in employer["commitments"]] if employer else []
    return tuple(slug for slug in found if slug)


def _texts(public: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(filter(None, (public["summary"], plain_text(public["description_html"]))))
