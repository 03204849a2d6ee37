"""The public shape of an opportunity: the same keys in the API, `foothold read`, feeds and exports.

Every key is always there; a missing fact is null, never a default. Pay is in pounds.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import TypedDict, cast

from foothold.clock import LONDON, iso_instant
from foothold.model.opportunity import Opportunity, Status
from foothold.model.organisations import Employer, Provider
from foothold.model.places import PublicPlace, place_json
from foothold.model.wage import PublicWage, number, wage_json

SHOWN_UNCONFIRMED = timedelta(days=30)
"""An advert without a closing date stops being shown this long after it was last confirmed."""

LAST_MINUTE = "23:59"
"""How sources write the end of the day: the advert is open until midnight."""


class PublicCommitment(TypedDict):
    name: str
    level: str | None
    basis: str
    url: str | None


class PublicEmployer(TypedDict):
    name: str
    slug: str
    commitments: list[PublicCommitment]


class PublicProvider(TypedDict):
    name: str
    ukprn: int | None


class PublicDuration(TypedDict):
    text: str
    months: int | None
    weeks: int | None


class PublicCourse(TypedDict):
    lars_code: int | None
    title: str


class PublicAge(TypedDict):
    min: int | None
    max: int | None


class PublicLevy(TypedDict):
    employer_position: str
    position_basis: str
    funding: str
    funding_basis: str
    seeks_transfer: bool | None


class SourceEntry(TypedDict):
    """Instants in UTC, ISO 8601."""

    source: str
    url: str | None
    first_seen: str
    last_seen: str


class PublicOpportunity(TypedDict):
    """One advert as everybody reads it. `id`, `page_url`, `last_confirmed` and `revision` are null before it is
    stored; days are ISO 8601 in London, `start_date` and `end_date` a month where the advert names no day."""

    id: str | None
    url: str | None
    page_url: str | None
    title: str
    kind: str | None
    foundation: bool | None
    status: str
    employer: PublicEmployer | None
    provider: PublicProvider | None
    summary: str | None
    description_html: str | None
    requirements: list[str] | None
    apply_url: str | None
    positions: int | None
    places: list[PublicPlace]
    national: bool
    remote: str | None
    wage: PublicWage | None
    hours_per_week: float | None
    working_week: str | None
    duration: PublicDuration | None
    level: int | None
    route: str | None
    course: PublicCourse | None
    posted_date: str | None
    closing_date: str | None
    closing_time: str | None
    start_date: str | None
    end_date: str | None
    age: PublicAge | None
    levy: PublicLevy
    sources: list[SourceEntry]
    copies: list[str]
    last_confirmed: str | None
    revision: int | None


def public_shape(
    opportunity: Opportunity,
    *,
    id: str | None = None,  # noqa: A002 - the public key is `id`
    status: Status = Status.OPEN,
    sources: Sequence[SourceEntry] = (),
    last_confirmed: date | None = None,
    revision: int | None = None,
    page_url: str | None = None,
    copies: Sequence[str] = (),
) -> PublicOpportunity:
    """The JSON-ready shape; `sources` are `{"source", "url", "first_seen", "last_seen"}` each, `copies` the ids of
    the same advert with other owners."""
    o = opportunity
    return {
        "id": id,
        "url": o.url,
        "page_url": page_url,
        "title": o.title,
        "kind": o.kind,
        "foundation": o.foundation,
        "status": status,
        "employer": _employer(o.employer),
        "provider": _provider(o.provider),
        "summary": o.summary,
        "description_html": o.description_html,
        "requirements": list(o.requirements) if o.requirements else None,
        "apply_url": o.apply_url,
        "positions": o.positions,
        "places": [place_json(place) for place in o.places],
        "national": o.national,
        "remote": o.remote,
        "wage": wage_json(o.wage) if o.wage else None,
        "hours_per_week": number(o.hours_per_week),
        "working_week": o.working_week,
        "duration": {"text": o.duration.text, "months": o.duration.months, "weeks": o.duration.weeks}
        if o.duration
        else None,
        "level": o.level,
        "route": o.route,
        "course": {"lars_code": o.course.lars_code, "title": o.course.title} if o.course else None,
        "posted_date": _iso(o.posted_date),
        "closing_date": _iso(o.closing_date),
        "closing_time": o.closing_time.strftime("%H:%M") if o.closing_time else None,
        "start_date": o.start_date,
        "end_date": o.end_date,
        "age": {"min": o.age.min, "max": o.age.max} if o.age else None,
        "levy": {
            "employer_position": o.levy.employer_position,
            "position_basis": o.levy.position_basis,
            "funding": o.levy.funding,
            "funding_basis": o.levy.funding_basis,
            "seeks_transfer": o.levy.seeks_transfer,
        },
        "sources": list(sources),
        "copies": list(copies),
        "last_confirmed": _iso(last_confirmed),
        "revision": revision,
    }


def id_of(public: PublicOpportunity) -> str:
    """The id of an advert that is stored. Raises ValueError for one that was only read."""
    if public["id"] is None:
        raise ValueError("an advert that was only read has no id")
    return public["id"]


def fact(public: Mapping[str, object], name: str) -> object:
    """A fact of a `PublicOpportunity` whose name is known only when the program runs."""
    return public[name]


def present(public: PublicOpportunity, *, at: datetime, public_url: str) -> PublicOpportunity:
    """The stored shape as read at an instant: `status` closed once it is over, and the page's address."""
    shown = cast(PublicOpportunity, {"copies": [], **public})
    if shown["status"] == Status.OPEN and at >= shown_until(public):
        shown["status"] = Status.CLOSED
    if shown["id"]:
        shown["page_url"] = f"{public_url.rstrip('/')}/opportunities/{shown['id']}"
    return shown


def shown_until(public: PublicOpportunity) -> datetime:
    """The first instant at which the advert is closed."""
    return closes_at(public["closing_date"], public["closing_time"], public["last_confirmed"])


def closes_at(closing_date: str | None, closing_time: str | None, last_confirmed: str | None) -> datetime:
    """After the closing time, or after the end of the closing date, in London; without a closing date, 30 days after
    it was last confirmed."""
    if closing_date:
        day = date.fromisoformat(closing_date)
        if closing_time and closing_time != LAST_MINUTE:
            return datetime.combine(day, time.fromisoformat(closing_time), LONDON)
        return datetime.combine(day + timedelta(days=1), time(), LONDON)
    if last_confirmed:
        confirmed = date.fromisoformat(last_confirmed)
        return datetime.combine(confirmed + SHOWN_UNCONFIRMED + timedelta(days=1), time(), LONDON)
    return datetime.max.replace(tzinfo=LONDON)


def source_entry(source: str, url: str | None, first_seen: datetime, last_seen: datetime) -> SourceEntry:
    return {
        "source": source,
        "url": url,
        "first_seen": iso_instant(first_seen),
        "last_seen": iso_instant(last_seen),
    }


def _employer(employer: Employer | None) -> PublicEmployer | None:
    if not employer:
        return None
    return {
        "name": employer.name,
        "slug": employer.slug,
        "commitments": [
            {"name": c.name, "level": c.level, "basis": c.basis, "url": c.url} for c in employer.commitments
        ],
    }


def _provider(provider: Provider | None) -> PublicProvider | None:
    return {"name": provider.name, "ukprn": provider.ukprn} if provider else None


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
