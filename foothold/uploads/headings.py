"""What a heading of a sheet means: the table of accepted headings, and the match by meaning."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple


class Heading(NamedTuple):
    """One field, or one part of a field (`places.town`), and the headings that name it, best first."""

    field: str
    headings: tuple[str, ...]
    meaning: str
    example: str


HEADINGS: tuple[Heading, ...] = (
    Heading("external_id", ("Reference", "Reference number", "Job reference", "Vacancy reference", "Ref",
            "Requisition ID", "Job ID", "Vacancy ID", "ID"),
            "Your own reference. It tells a changed advert from a new one.", "APP-2026-014"),
    Heading("title", ("Job title", "Title", "Vacancy title", "Advert title", "Position title", "Vacancy",
            "Role", "Position", "Opportunity", "Job role", "Job", "Apprenticeship title", "Apprenticeship vacancy", "Apprenticeship role", "Placement title", "Programme title", "Apprenticeship"), "What the young person would be.",
            "Apprentice plumber"),
    Heading("kind", ("Kind", "Opportunity type", "Type of opportunity", "Vacancy type", "Job type", "Type",
            "Contract type", "Contract", "Employment type", "Programme", "Type of placement", "Placement type"),
            "Apprenticeship, work experience, T Level placement, internship …", "Apprenticeship"),
    Heading("employer", ("Employer", "Company", "Organisation", "Organization", "Company name", "Business",
            "Hiring organisation", "Recruiter", "Host employer", "Host organisation", "Host company", "Company organisation"), "Who the young person would work for.",
            "Marlow & Finch Plumbing"),
    Heading("provider", ("Training provider", "Provider", "Learning provider", "College",
            "Training organisation", "Training company", "Delivered by", "Training delivered by"), "Who gives the training of an apprenticeship.", "Riverside College"),
    Heading("summary", ("Summary", "Short description", "Overview", "In brief"),
            "One or two sentences for the list of results.", "Learn plumbing with a small team."),
    Heading("description", ("Description", "Job description", "Job desc", "Full description",
            "What you will do", "Duties", "Responsibilities", "About the role", "Advert", "Advert text",
            "Details"), "The whole text of the advert.", "You will fit and repair bathrooms and heating."),
    Heading("requirements", ("Requirements", "Skills", "Qualifications", "Entry requirements", "Essential",
            "Person specification", "Desirable", "What we look for", "Eligibility", "Entry criteria", "Essential criteria", "Eligibility criteria"), "What a person needs to apply.",
            "GCSE maths and English at grade 4"),
    Heading("places", ("Location", "Place", "Workplace", "Place of work", "Locations", "Where",
            "Address", "Work location", "Based in", "Area", "Workplace address", "Work address", "Workplace location", "Site address"),
            "Where the work is. One place a row, or the parts in columns of their own.", "Hackney"),
    Heading("places.site", ("Site", "Site name", "Building"), "Name of the site.", "Mill Row Works"),
    Heading("places.street", ("Street", "Address line 1", "Address 1", "Street address"),
            "First line of the address.", "12 Mill Row"),
    Heading("places.district", ("Address line 2", "Address 2", "Neighbourhood"),
            "Second line of the address.", "Dalston"),
    Heading("places.borough", ("Borough", "London borough", "Council area", "Local authority"), "Borough.", "Hackney"),
    Heading("places.town", ("Town", "City", "Town or city", "City or town", "Town city", "Address line 3"),
            "Town or city.", "London"),
    Heading("places.county", ("County", "Region", "State", "Address line 4"), "County or region.",
            "Greater London"),
    Heading("places.country", ("Country",), "Country.", "England"),
    Heading("postcode", ("Postcode", "Postal code", "Zip", "Zip code", "Postcode of workplace", "Work postcode", "Site postcode"),
            "Postcode of the workplace. It decides the borough.", "E8 1EA"),
    Heading("lat", ("Latitude", "Lat"), "Latitude of the workplace.", "51.5462"),
    Heading("lon", ("Longitude", "Lon", "Lng", "Long"), "Longitude of the workplace.", "-0.0553"),
    Heading("remote", ("Remote", "Workplace type", "Remote or on site", "Home working", "Hybrid",
            "Working model", "Working arrangements", "Work arrangement", "Hybrid remote", "Is remote", "Hybrid or remote"), "On site, hybrid or remote.", "On site"),
    Heading("national", ("National", "Recruiting nationally", "Across England"),
            "Yes where the place does not matter.", "No"),
    Heading("wage", ("Wage", "Salary", "Pay", "Rate of pay", "Pay rate", "Remuneration", "Salary offered",
            "Wages", "Payment", "Hourly rate", "Annual salary", "Weekly wage", "Monthly payment",
            "Salary range", "Stipend", "Compensation", "Rate"), "What it pays, in pounds, with the period.",
            "£8.50 an hour"),
    Heading("wage.low", ("Minimum salary", "Salary from", "Salary min", "Minimum pay", "Pay from",
            "Min salary", "Minimum wage", "Lowest salary", "Min amount", "Min pay"), "Lowest pay of a range.", "14500"),
    Heading("wage.high", ("Maximum salary", "Salary to", "Salary max", "Maximum pay", "Pay to",
            "Max salary", "Highest salary", "Max amount", "Max pay"), "Highest pay of a range.", "16000"),
    Heading("wage.currency", ("Currency", "Salary currency"), "Currency of the pay, where it has a column.",
            "GBP"),
    Heading("wage_unit", ("Pay period", "Salary period", "Wage unit", "Salary unit", "Salary interval",
            "Paid per", "Payment frequency", "Salary frequency", "Per", "Interval", "Pay frequency"), "The period that the pay is for.",
            "hour"),
    Heading("hours", ("Hours per week", "Hours", "Weekly hours", "Working hours", "Contracted hours", "Hrs per week", "Hours week", "Hours pw", "Hrs pw", "Hours p w", "Hours a week"),
            "Hours a week.", "37.5"),
    Heading("working_week", ("Working week", "Working pattern", "Working days", "Shift pattern",
            "Days and times", "Work pattern"), "The days and times of a week.",
            "Monday to Friday, 8am to 4pm"),
    Heading("duration", ("Duration", "Length", "Expected duration", "Contract length",
            "Length of placement", "Programme length", "Length of apprenticeship", "Apprenticeship length", "Apprenticeship duration", "Length of programme"), "How long it lasts.", "18 months"),
    Heading("level", ("Level", "Apprenticeship level", "Course level", "Qualification level", "Level of apprenticeship"),
            "Level of an apprenticeship, 2 to 7.", "2"),
    Heading("course", ("Course", "Apprenticeship standard", "Standard", "Training course",
            "Apprenticeship course", "LARS code", "Framework", "Standard framework", "LARS", "LARS number", "ST code", "Standard code", "Standard reference", "Apprenticeship framework"), "The apprenticeship standard.",
            "Plumbing and domestic heating technician"),
    Heading("route", ("Route", "Sector", "Industry", "Occupational route"), "The field of work.",
            "Construction and the built environment"),
    Heading("posted", ("Posted", "Date posted", "Posted on", "Publish date", "Opening date", "Opening",
            "Published", "Advertised from", "Open date", "Post date", "Date advertised", "Date", "Date added", "Date published", "Live date", "Go live date", "Date live", "Added on"),
            "When the advert was published.", "2026-09-01"),
    Heading("closing", ("Closing date", "Closes", "Deadline", "Closing", "Close date",
            "Application deadline", "Apply by", "Expiry date", "Expires", "Closing date and time",
            "Applications close", "End of advert", "Valid through", "Last date to apply",
            "Deadline for applications", "Applications deadline", "Closing date for applications", "Closing date time",
            "Application closing date", "Apply before", "Advert closes", "Closes on", "Expiration date"),
            "Last day to apply.", "2026-10-01"),
    Heading("start", ("Start date", "Starts", "Start", "Expected start date", "Possible start date",
            "Starting", "Expected start", "Proposed start date", "Anticipated start date", "Planned start date", "Start month"), "When the work starts.", "2026-11-02"),
    Heading("end", ("End date", "Ends", "Finish date", "Finishes"), "When the work ends.", "2028-05-01"),
    Heading("age", ("Age", "Ages", "Age range", "Minimum age", "Age limit", "Age group"), "Ages it is open to.",
            "16 to 24"),
    Heading("positions", ("Number of positions", "Positions", "Vacancies", "Number of vacancies",
            "Openings", "Places available", "Number of places", "Headcount", "No of positions",
            "No of vacancies", "No of places", "No of openings", "Number of openings", "Positions available",
            "Vacancies available"), "How many people are wanted.",
            "2"),
    Heading("url", ("Advert link", "Link", "URL", "Web address", "Advert URL", "Job URL", "Link to advert",
            "Web page", "Website", "Job link", "Vacancy URL", "Web link", "Vacancy page"), "The page of the advert.",
            "https://marlowfinch.example/jobs/14"),
    Heading("apply_url", ("Apply link", "Apply URL", "How to apply", "Application link", "Application URL",
            "Apply", "Apply here", "Link to apply", "Apply online", "Where to apply", "Link to application",
            "Application form"), "Where to apply.", "https://marlowfinch.example/jobs/14/apply"),
    Heading("levy_position", ("Levy payer", "Employer pays levy", "Pays the levy", "Levy", "Levy position",
            "Apprenticeship levy"), "Whether the employer pays the apprenticeship levy.", "No"),
    Heading("funding", ("Funding", "Training funded by", "Funding source"), "What pays for the training.",
            "Transferred levy"),
    Heading("seeks_transfer", ("Seeks levy transfer", "Seeks transfer", "Levy transfer wanted",
            "Looking for levy"), "Yes where the employer looks for somebody's unspent levy.", "Yes"),
    Heading("status", ("Status", "Advert status", "Vacancy status", "Job status"),
            "Withdrawn, filled or closed where the advert must not be shown.", "Live"),
)  # fmt: skip

# Words that change nothing about what a heading means: "Name of the employer", "Job location".
FILLERS = frozenset({"a", "advert", "advertised", "details", "e", "g", "full", "in", "job", "name", "of",
                     "opportunity", "please", "position", "post", "role", "s", "the", "vacancy",
                     "your"})  # fmt: skip
PERIODS = (
    ("hour", re.compile(r"\b(?:hour|hourly|hr|ph|p h)\b")),
    ("day", re.compile(r"\b(?:day|daily)\b")),
    ("week", re.compile(r"\b(?:week|weekly|pw|p w)\b")),
    ("month", re.compile(r"\b(?:month|monthly|pcm)\b")),
    ("year", re.compile(r"\b(?:year|yearly|annual|annually|annum|pa|p a)\b")),
)
PERIOD_WORDS = frozenset(
    [
        "per",
        "an",
        "hour",
        "hours",
        "hourly",
        "hr",
        "ph",
        "day",
        "daily",
        "week",
        "weekly",
        "wk",
        "pw",
        "month",
        "monthly",
        "pcm",
        "pm",
        "year",
        "yearly",
        "annual",
        "annually",
        "annum",
        "pa",
        "p",
        "h",
        "w",
        "gbp",
        "gross",
    ]
)
LONGEST = 200
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_WORD = re.compile(r"[a-z0-9]+")
_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]")


@dataclass(frozen=True, slots=True)
class HeadingMatch:
    """What a heading names. `rank` orders headings of one field, best first; `period` is the pay period that
    the heading itself states (“Monthly payment”); `answers` are what a bare yes and a bare no under it say."""

    field: str
    rank: int
    period: str | None = None
    answers: tuple[str, str] | None = None


def match(heading: str) -> HeadingMatch | None:
    """The field that a heading or an element's name means, or None."""
    if len(heading) > LONGEST:
        return None
    words = _words(_ASIDE.sub(" ", heading))
    meant = [word for word in words if word not in FILLERS]
    found = _known().get("".join(words)) or _known().get("".join(meant)) or _of_a_period(meant)
    if not found:
        return None
    field, rank = found
    if field == "remote":
        return HeadingMatch(field, rank, answers=_answers(heading))
    return HeadingMatch(field, rank, _period(heading) if field.startswith("wage") else None)


def _answers(heading: str) -> tuple[str, str] | None:
    """A yes under “Hybrid” is not remote work; a no leaves both other ways open."""
    words = _words(heading)
    if "hybrid" in words:
        return "Hybrid", "No"
    return ("Home working possible", "No home working") if "home" in words else None


def _of_a_period(words: list[str]) -> tuple[str, int] | None:
    """A heading of pay that also says the period: “Pay per hour”, “Salary pa”."""
    found = _known().get("".join(word for word in words if word not in PERIOD_WORDS))
    return found if found and found[0].startswith("wage") else None


def _period(heading: str) -> str | None:
    text = " ".join(_words(heading))
    return next((name for name, pattern in PERIODS if pattern.search(text)), None)


def _words(heading: str) -> list[str]:
    return _WORD.findall(_CAMEL.sub(" ", unicodedata.normalize("NFKC", heading)).lower())


@cache
def _known() -> dict[str, tuple[str, int]]:
    """Field and rank by the heading's letters; the field's own name is a heading too."""
    known: dict[str, tuple[str, int]] = {}
    for entry in HEADINGS:
        for rank, heading in enumerate((*entry.headings, entry.field)):
            known.setdefault("".join(_words(heading)), (entry.field, rank))
    return known


def accepted_headings() -> list[Heading]:
    """Every field with the headings that name it, what it means and an example, in the template's order."""
    return list(HEADINGS)
