"""One advert of the Display Advert API as a RawPosting, whichever of the service's shapes it has.

The API leaves nulls out; the service behind it writes them, and fills what it does not know with zeros and
the year 1. None of these is said on.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from crawlers.family import said
from crawlers.formats.same_posting import PLACE_FIELDS
from foothold.model.posting import RawPosting, Text

Row = Mapping[str, Any]

WAGE_TYPES = {
    "ApprenticeshipMinimum": "National Minimum Wage rate for apprentices",
    "NationalMinimum": "National Minimum Wage",
    "CompetitiveSalary": "Competitive salary",
}
# The service behind the API writes the enumerations as numbers.
WAGE_TYPE_NUMBERS = {
    "2": "ApprenticeshipMinimum",
    "3": "NationalMinimum",
    "4": "Custom",
    "6": "CompetitiveSalary",
}
WAGE_UNITS = {
    "Weekly": "week",
    "Monthly": "month",
    "Annually": "year",
    "2": "week",
    "3": "month",
    "4": "year",
}
KINDS = {"apprenticeship": "apprenticeship", "standard": "apprenticeship",
         "foundationapprenticeship": "foundation apprenticeship", "foundation": "foundation apprenticeship"}  # fmt: skip

NO_DATE = re.compile(r"0001-01-01")
ZERO = re.compile(r"[+-]?0*(?:\.0*)?")
# Live answers of 2026 leave `wageAmount` out and give the figure of every wage type here: "£14,560 a year".
WAGE_STATED = re.compile(
    r"\s*+£\s?\d[\d,]*+(?:\.\d++)?+(?:\s*+(?:to|-|–)\s*+£?\s?\d[\d,]*+(?:\.\d++)?+)?"
    r"(?:\s*+(?:an?|per)\s++(?:hour|day|week|month|year|annum)\s*+(?:[,(.].*)?|\s*+(?:[,(.][^£]*+)?)",
    re.DOTALL,
)
HOST_ONLY = re.compile(r"[\w-]++(?:\.[\w-]++)++(?:[/?#]\S*+)?")

DESCRIPTION = (
    "fullDescription", "longDescription", "trainingDescription", "additionalTrainingDescription",
    "outcomeDescription", "companyBenefitsInformation", "employerDescription",
)  # fmt: skip
# What stands beside the wage and the place is kept as prose: a bonus in it must not be read as the wage.
BESIDE = ("isNationalVacancyDetails", "employmentLocationInformation")


def posting_of(row: Row, seen: datetime) -> RawPosting:
    """Raises AttributeError or TypeError where a nested part has a shape that no version has."""
    wage = row.get("wage") or {}
    course = row.get("course") or {}
    where = _places(row)
    return RawPosting(
        seen=seen,
        external_id=_reference(row),
        url=_web(row.get("vacancyUrl")),
        title=said(row.get("title")),
        employer=_employer(row),
        provider=_side(said(row.get("providerName")), _figure(row.get("ukprn"))),
        kind=_kind(row, course),
        summary=said(row.get("description")),
        description=_texts(_prose(row, wage)),
        requirements=_texts(_requirements(row)),
        places=where["places"],
        postcode=where["postcode"],
        lat=where["lat"],
        lon=where["lon"],
        national=_national(row),
        wage=_wage(row, wage),
        wage_unit=WAGE_UNITS.get(str(wage.get("wageUnit") or row.get("wageUnit") or "")),
        hours=_figure(row.get("hoursPerWeek")),
        working_week=said(wage.get("workingWeekDescription")) or said(row.get("workingWeek")),
        duration=_figure(row.get("expectedDuration")),
        level=_level(row, course),
        course=_course(row, course),
        route=said(course.get("route")) or said(row.get("courseRoute")),
        posted=_date(row.get("postedDate")),
        closing=_date(row.get("closingDate")),
        start=_date(row.get("startDate")),
        positions=_figure(row.get("numberOfPositions")),
        apply_url=_web(row.get("applicationUrl")),
    )


def _reference(row: Row) -> str | None:
    """The digits: the list and the page say VAC1000012741 where the API says 1000012741."""
    reference = said(row.get("vacancyReference"))
    return reference.strip().removeprefix("VAC") if reference else None


def _employer(row: Row) -> str | None:
    """An employer that asked to stay unnamed is not named, also where the answer lets it slip."""
    name = "anonymousEmployerName" if row.get("isEmployerAnonymous") is True else "employerName"
    return said(row.get(name))


def _kind(row: Row, course: Row) -> str | None:
    """The course's type; one with a course or a named level is an apprenticeship. The rows of NHS Jobs and
    Civil Service Jobs have neither, and not all are."""
    kind = KINDS.get(str(course.get("type") or row.get("apprenticeshipType") or "").lower())
    return kind or ("apprenticeship" if _course(row, course) or _level(row, course) else None)


def _prose(row: Row, wage: Row) -> Iterator[str | None]:
    yield from (said(row.get(name)) for name in DESCRIPTION)
    if not _stated_wage(row, wage):
        yield _beside_wage(row, wage)
    yield from (said(row.get(name)) for name in BESIDE)


def _requirements(row: Row) -> Iterator[str | None]:
    yield from map(said, row.get("skills") or ())
    for asked in row.get("qualifications") or ():
        parts = [said(asked.get(name)) for name in ("qualificationType", "subject", "grade")]
        weight = said(asked.get("weighting"))
        text = ", ".join(part for part in parts if part)
        yield f"{text} ({weight.lower()})" if text and weight and weight.isalpha() else text
    yield said(row.get("thingsToConsider"))


def _places(row: Row) -> dict[str, Text]:
    """The row's own address, then the others; side by side, and none for an advert without one."""
    lists = [row.get("address"), *(row.get("otherAddresses") or ()), *(row.get("addresses") or ())]
    if not any(lists) and (row.get("addressLine1") or row.get("postCode")):
        lists = [{**row, "postcode": row.get("postCode")}]
    own = row.get("location") or {}
    found = [_place(address, own if at == 0 else {}) for at, address in enumerate(lists) if address]
    if not found and any(point := _point(own)):
        found = [("", "", *point)]
    rows = list(dict.fromkeys(place for place in found if any(place)))
    return {name: _column([place[at] for place in rows]) for at, name in enumerate(PLACE_FIELDS)}


def _place(address: Row, own: Row) -> tuple[str, str, str, str]:
    """Four lines, postcode, point. An address carries its own point; the row's is that of its first."""
    lines = [said(address.get(f"addressLine{line}")) for line in (1, 2, 3, 4)]
    lat, lon = _point(address) if any(_point(address)) else _point(own)
    return ", ".join(line for line in lines if line), said(address.get("postcode")) or "", lat, lon


def _point(holder: Row) -> tuple[str, str]:
    lat = said(holder.get("latitude")) or said(holder.get("lat")) or ""
    lon = said(holder.get("longitude")) or said(holder.get("lon")) or ""
    nowhere = not lat or not lon or (ZERO.fullmatch(lat) and ZERO.fullmatch(lon))
    return ("", "") if nowhere else (lat, lon)


def _column(values: list[str]) -> Text:
    if not any(values):
        return None
    return tuple(values) if len(values) > 1 else values[0]


def _national(row: Row) -> str | None:
    everywhere = "AcrossEngland" in (row.get("availableWhere"), row.get("employerLocationOption"))
    everywhere = everywhere or row.get("vacancyLocationType") == "National"
    return "true" if everywhere or row.get("isNationalVacancy") is True else None


def _wage(row: Row, wage: Row) -> Text:
    """The figures that the advert states, else the words for its wage type; several are best first."""
    text = said(row.get("wageText"))
    if text:
        return text
    stated, typed = _stated_wage(row, wage), _typed_wage(row, wage)
    return _side(stated, typed)


def _stated_wage(row: Row, wage: Row) -> str | None:
    """The words beside the wage, where they are its figures and the answer has none elsewhere."""
    text = _beside_wage(row, wage)
    figures = text and WAGE_STATED.fullmatch(text) and not _figure(wage.get("wageAmount"))
    return text if figures and not said(row.get("wageText")) else None


def _beside_wage(row: Row, wage: Row) -> str | None:
    return said(wage.get("wageAdditionalInformation")) or said(row.get("wageAdditionalInformation"))


def _typed_wage(row: Row, wage: Row) -> str | None:
    kind = str(wage.get("wageType") or row.get("wageType") or "")
    kind = WAGE_TYPE_NUMBERS.get(kind, kind)
    if kind in WAGE_TYPES:
        return WAGE_TYPES[kind]
    low, high = _figure(row.get("wageAmountLowerBound")), _figure(row.get("wageAmountUpperBound"))
    if low and high and low != high:
        return f"£{low} to £{high}"
    amount = _figure(wage.get("wageAmount")) or _figure(row.get("wageAmount")) or low or high
    return f"£{amount}" if amount else None


def _level(row: Row, course: Row) -> str | None:
    """A course's level, else its name. The service's mock lists write a bare number as the name of one."""
    number = (
        _figure(course.get("level")) or _figure(row.get("standardLevel")) or _figure(row.get("courseLevel"))
    )
    name = said(row.get("apprenticeshipLevel"))
    return number or (name if name and not name.strip().isdigit() else None)


def _course(row: Row, course: Row) -> Text:
    title = said(course.get("title")) or said(row.get("courseTitle")) or said(row.get("standardTitle"))
    code = (
        _figure(course.get("larsCode"))
        or _figure(row.get("standardLarsCode"))
        or _figure(row.get("courseId"))
    )
    return _side(title, code)


def _date(value: Any) -> str | None:
    text = said(value)
    return None if text is None or NO_DATE.match(text.strip()) else text


def _figure(value: Any) -> str | None:
    """A figure in its own words; zero is how the service writes that there is none."""
    text = said(value)
    return None if text is None or ZERO.fullmatch(text.strip()) else text


def _web(value: Any) -> str | None:
    """An address; employers type theirs without a scheme."""
    text = (said(value) or "").strip()
    return f"https://{text}" if HOST_ONLY.fullmatch(text) else text or None


def _side(name: str | None, number: str | None) -> Text:
    return (name, number) if name and number else name or number


def _texts(parts: Iterator[str | None]) -> Text:
    texts = tuple(dict.fromkeys(part for part in parts if part))
    return texts if len(texts) > 1 else (texts[0] if texts else None)
