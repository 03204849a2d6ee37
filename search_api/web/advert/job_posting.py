"""schema.org's JobPosting for an open advert, so that search engines can show it: nothing that the page does not say.

What is not stated is left out. There is no word for an apprenticeship in the vocabulary: `OTHER` stands for it, with
full or part time where the hours are known.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

import orjson
from markupsafe import Markup

from foothold.clock import LONDON
from foothold.model.opportunity import Kind
from foothold.model.places import PublicPlace
from foothold.model.public import LAST_MINUTE, PublicOpportunity
from foothold.model.wage import PublicWage

UNITS: Mapping[str, str] = {"hour": "HOUR", "day": "DAY", "week": "WEEK", "month": "MONTH", "year": "YEAR"}
EMPLOYMENT: Mapping[str, str] = {
    Kind.WORK_EXPERIENCE: "INTERN",
    Kind.T_LEVEL_PLACEMENT: "INTERN",
    Kind.SUPPORTED_INTERNSHIP: "INTERN",
    Kind.INTERNSHIP: "INTERN",
    Kind.VOLUNTEERING: "VOLUNTEER",
}
COUNTRY = {"@type": "Country", "name": "GB"}
NATIONWIDE = {"@type": "Place", "address": {"@type": "PostalAddress", "addressCountry": "GB"}}
FULL_TIME_HOURS = 30
"""The yardstick of the funding rules for apprenticeships."""
_UNSAFE = re.compile("[<>&\u2028\u2029]")


def markup(public: PublicOpportunity) -> Markup:
    """As it may stand in a script element: no character in it can end that element."""
    text = orjson.dumps(job_posting(public)).decode()
    return Markup(_UNSAFE.sub(lambda found: f"\\u{ord(found.group()):04x}", text))


def job_posting(public: PublicOpportunity) -> dict[str, Any]:
    """`public` is the shape of an open advert, as presented now."""
    employer, positions = public["employer"], public["positions"]
    said = {
        "title": public["title"],
        "description": public["description_html"] or public["summary"],
        "url": public["page_url"],
        "identifier": {"@type": "PropertyValue", "name": "Foothold", "value": public["id"]},
        "datePosted": public["posted_date"],
        "validThrough": _valid_through(public["closing_date"], public["closing_time"]),
        "hiringOrganization": {"@type": "Organization", "name": employer["name"]} if employer else None,
        "employmentType": _employment(public["kind"], public["hours_per_week"]),
        "industry": public["route"],
        **_where(public),
        "baseSalary": _salary(public["wage"]),
        "workHours": public["working_week"],
        "jobStartDate": public["start_date"],
        "totalJobOpenings": positions,
    }
    kept = {name: value for name, value in said.items() if value}
    return {"@context": "https://schema.org", "@type": "JobPosting", **kept}


def _valid_through(closing: str | None, closing_time: str | None) -> str | None:
    if not closing:
        return None
    at = time.fromisoformat(closing_time or LAST_MINUTE)
    return datetime.combine(date.fromisoformat(closing), at, LONDON).isoformat()


def _employment(kind: str | None, hours: float | None) -> list[str]:
    named = [EMPLOYMENT.get(kind, "OTHER")] if kind else []
    if not hours:
        return named
    return [*named, "FULL_TIME" if hours >= FULL_TIME_HOURS else "PART_TIME"]


def _place(place: PublicPlace) -> dict[str, Any]:
    borough = place["borough"]["name"] if place["borough"] else None
    said = {
        "streetAddress": place["name"] if place["name"] != borough else None,
        "addressLocality": borough,
        "addressRegion": "London" if borough else None,
        "postalCode": place["postcode"],
        "addressCountry": "GB",
    }
    address = {name: value for name, value in said.items() if value}
    return {"@type": "Place", "address": {"@type": "PostalAddress", **address}}


def _where(public: PublicOpportunity) -> dict[str, Any]:
    """Search engines take no posting that says neither a place nor from where it may be applied for. All adverts here
    are open to Londoners, so that remote ones can be done from this country at least."""
    places = [_place(place) for place in public["places"]]
    if public["remote"] == "remote":
        return {
            "jobLocationType": "TELECOMMUTE",
            "applicantLocationRequirements": COUNTRY,
            "jobLocation": places,
        }
    return {"jobLocation": places or ([NATIONWIDE] if public["national"] else None)}


def _salary(wage: PublicWage | None) -> dict[str, Any] | None:
    unit = UNITS.get(wage["per"]) if wage and wage["per"] else None
    if not wage or not unit or wage["low"] is wage["high"] is None:
        return None
    low, high = wage["low"], wage["high"]
    figures = {"value": low} if low == high else {"minValue": low, "maxValue": high}
    stated = {name: figure for name, figure in figures.items() if figure is not None}
    value = {"@type": "QuantitativeValue", **stated, "unitText": unit}
    return {"@type": "MonetaryAmount", "currency": "GBP", "value": value}
