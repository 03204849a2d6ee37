"""Facts that the public shape does not hold and its texts tell, worked out alike for the index and for the pages."""

import re
from functools import lru_cache

from foothold.model.public import PublicOpportunity
from foothold.reading.commitments import COMMITMENTS
from foothold.reading.entities import unescaped
from foothold.reading.grades import Grades, read_grades
from foothold.reading.hours import Hours, hours_band
from foothold.reading.weekend import Weekend, read_weekend

_ENDS = ("</p>", "</li>", "<br>", "</h2>", "</h3>", "</h4>", "</td>", "</th>", "</blockquote>")
"""Where a line of a description ends: it was cleaned when it was read, so that no other tags are in it."""

_TAG = re.compile(r"<[^<>]*>")
_SLUGS = {name: slug for slug, name in COMMITMENTS.items()}


def grades_of(public: PublicOpportunity) -> Grades:
    return read_grades(public["requirements"] or (), _texts(public))


def weekend_of(public: PublicOpportunity) -> Weekend:
    return read_weekend(public["working_week"], _texts(public))


def hours_of(public: PublicOpportunity) -> Hours:
    return hours_band(public["hours_per_week"])


def commitments_of(public: PublicOpportunity) -> tuple[str, ...]:
    """Their slugs; those of other names have none."""
    employer = public["employer"]
    found = [_SLUGS.get(one["name"]) for one in employer["commitments"]] if employer else []
    return tuple(slug for slug in found if slug)


def _texts(public: PublicOpportunity) -> tuple[str, ...]:
    return tuple(filter(None, (public["summary"], _lines(public["description_html"] or ""))))


@lru_cache(maxsize=16)
def _lines(described: str) -> str:
    for end in _ENDS:
        described = described.replace(end, "\n")
    bare = _TAG.sub("", described)
    return unescaped(bare).replace("\xa0", " ") if "&" in bare or "\xa0" in bare else bare
