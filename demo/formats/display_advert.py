"""The Display Advert API of the national apprenticeship service: its v1 list, one row a place, its totals."""

import json
from collections.abc import Sequence
from typing import Any

from demo.advert import Advert
from demo.formats.words import description_html, shown_closing, shown_places, shown_title

LEVELS = {2: "Intermediate", 3: "Advanced", 4: "Higher", 5: "Higher", 6: "Degree", 7: "Degree"}
UNITS = {"week": "Weekly", "year": "Annually"}


def listing(rows: Sequence[dict[str, Any]], page: int, page_size: int) -> bytes:
    """One page. As the real service, it drops rows without a course after paging: totals still count them."""
    pages = -(-len(rows) // page_size)
    shown = [row for row in rows[(page - 1) * page_size : page * page_size] if row.get("course")]
    answer = {"vacancies": shown, "total": len(rows), "totalFiltered": len(rows), "totalPages": pages}
    return json.dumps(answer).encode()


def rows_of(advert: Advert, url: str) -> list[dict[str, Any]]:
    """One row a place, with nulls left out; a national advert has no address."""
    common = _vacancy(advert, url)
    places = shown_places(advert)
    if not places:
        return [common | {"location": {"lat": 0.0, "lon": 0.0}}]
    rows = []
    for address, postcode, lat, lon in places:
        lines = {f"addressLine{n}": part.strip() for n, part in enumerate(address.split(","), start=1)}
        where = {"latitude": float(lat), "longitude": float(lon)}
        location = {"lat": float(lat), "lon": float(lon)}
        rows.append(common | {"address": {**lines, "postcode": postcode, **where}, "location": location})
    return rows


def _vacancy(advert: Advert, url: str) -> dict[str, Any]:
    said = {
        "title": shown_title(advert),
        "description": advert.summary[:350],
        "fullDescription": description_html(advert),
        "numberOfPositions": advert.positions,
        "postedDate": f"{advert.posted.isoformat()}T09:30:00",
        "closingDate": f"{shown_closing(advert)}T23:59:59",
        "startDate": f"{advert.start.isoformat()}T00:00:00",
        "wage": _wage(advert),
        "hoursPerWeek": advert.hours,
        "expectedDuration": advert.duration,
        "employerName": f"{advert.employer} " if advert.number % 7 == 0 else advert.employer,
        "employerWebsiteUrl": f"www.{advert.employer_slug}.example",
        "course": _course(advert),
        "apprenticeshipLevel": LEVELS[advert.job.level],
        "providerName": advert.provider,
        "ukprn": advert.ukprn,
        "isDisabilityConfident": advert.number % 3 == 0,
        "vacancyUrl": url,
        "vacancyReference": advert.reference,
        "isNationalVacancy": advert.national,
    }
    return {name: value for name, value in said.items() if value is not None and value != ""}


def _course(advert: Advert) -> dict[str, Any] | None:
    if advert.flaw == "ordinary_job":
        return None
    return {
        "title": advert.level_title,
        "level": advert.job.level,
        "route": advert.job.route,
        "type": "Standard",
    }


def _wage(advert: Advert) -> dict[str, Any]:
    week = {"workingWeekDescription": advert.working_week}
    if advert.flaw == "unreadable_pay" or advert.pay_words == "Competitive":
        return {"wageType": "CompetitiveSalary", "wageUnit": "Unspecified", **week}
    if advert.pay_low is not None and advert.pay_unit in UNITS and advert.pay_low == advert.pay_high:
        amount = {"wageAmount": advert.pay_low, "wageUnit": UNITS[advert.pay_unit]}
        return {"wageType": "Custom", **amount, **week}
    return {"wageType": "ApprenticeshipMinimum", "wageUnit": "Unspecified", **week}
