"""Adverts as a stranger might send them, and what reads them."""

from typing import Any

from foothold.model.courses import CourseReading, CourseTable, built_in_courses
from foothold.model.posting import RawPosting, Text
from foothold.reading.normalise import Context
from tests.untrusted.readers import CONTEXT, PLACES, SEEN


def advert(reference: str, **said: Any) -> RawPosting:
    """One that everybody can read, with what is odd about it."""
    whole: dict[str, Text] = {
        "title": f"Apprentice plumber {reference}", "employer": "Marlow & Finch", "kind": "Apprenticeship",
        "places": "Hackney", "postcode": "E8 1EA", "wage": "£9 an hour", "closing": "1 December 2026",
        "description": "Fit boilers.",
    }  # fmt: skip
    return RawPosting(**{"external_id": reference, **whole, "seen": SEEN, **said})


class FragileCourses(CourseTable):
    """The register, with two faults of its own: one course that breaks it, and one over which it never ends."""

    BREAKS, NEVER_ENDS = "Course of Ann Able, 07700 900123", "Endless course"

    def read(self, texts: tuple[str, ...], level: int | None = None) -> CourseReading:
        if self.BREAKS in texts:
            raise ValueError(f"no course: {texts}")
        while self.NEVER_ENDS in texts:
            pass
        return super().read(texts, level)


FRAGILE = Context(PLACES, FragileCourses(built_in_courses().standards), british=True)
__all__ = ["CONTEXT", "FRAGILE", "SEEN", "FragileCourses", "advert"]
