"""The sample city's adverts straight in the public shape, for benchmarks of what comes after the store."""

import hashlib
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any

from demo.advert import Advert, Workplace
from demo.city import adverts
from foothold.reading.places.gazetteer import built_in_places

TODAY = date(2026, 9, 20)


def public_adverts(count: int) -> Iterator[dict[str, Any]]:
    """One at a time, without the flaws that normalising would reject."""
    for made in adverts(count, TODAY):
        yield _public(made)


def _public(made: Advert) -> dict[str, Any]:
    seen = f"{TODAY}T08:00:00Z"
    hourly = made.pay_low if made.pay_unit == "hour" else made.pay_low and round(made.pay_low / 1_950, 2)
    paid = "paid" if made.pay_low else "unpaid" if "npaid" in made.pay_words else "unknown"
    described = "".join(f"<li>{text}</li>" for text in (*made.job.duties, *made.job.needs))
    return {
        "id": hashlib.sha256(made.reference.encode()).hexdigest()[:12].translate(_BASE32),
        "url": f"https://adverts.example/{made.reference}", "page_url": None, "title": made.title or "Trainee",
        "kind": made.kind, "foundation": None, "status": "open",
        "employer": {"name": made.employer, "slug": made.employer_slug, "commitments": []},
        "provider": {"name": made.provider, "ukprn": made.ukprn}, "summary": made.summary,
        "description_html": f"<p>{made.summary}</p><ul>{described}</ul>" * 2, "requirements": list(made.job.needs),
        "apply_url": None, "positions": made.positions, "places": [_place(place) for place in made.workplaces],
        "national": made.national, "remote": made.remote,
        "wage": {"text": made.pay_words, "paid": paid, "low": made.pay_low, "high": made.pay_high,
                 "per": made.pay_unit or None, "hourly_low": hourly, "hourly_high": None, "flags": []},
        "hours_per_week": made.hours, "working_week": made.working_week,
        "duration": {"text": made.duration, "months": None, "weeks": None}, "level": made.job.level or None,
        "route": made.job.route, "course": {"lars_code": None, "title": made.job.course},
        "posted_date": made.posted.isoformat(), "closing_date": made.closing.isoformat(), "closing_time": None,
        "start_date": made.start.isoformat(), "end_date": None, "age": None,
        "levy": {"employer_position": made.levy_position or "unknown", "position_basis": "unknown",
                 "funding": made.funding or "unknown", "funding_basis": "unknown",
                 "seeks_transfer": True if made.seeks_transfer else None},
        "sources": [{"source": f"source_{made.number % 9}", "url": None, "first_seen": seen, "last_seen": seen}],
        "last_confirmed": TODAY.isoformat(), "revision": made.number + 1,
    }  # fmt: skip


_BASE32 = str.maketrans("0189", "wxyz")


def _place(place: Workplace) -> dict[str, Any]:
    """Stations are few: a little apart, so that 200,000 adverts do not share 300 points."""
    apart = int(hashlib.sha256(place.street.encode()).hexdigest()[:8], 16)
    borough = {"code": place.borough_code, "name": _names()[place.borough_code]}
    return {
        "name": place.name,
        "postcode": place.postcode,
        "borough": borough,
        "lat": float(place.lat) + (apart % 1_000 - 500) / 50_000,
        "lon": float(place.lon) + (apart // 1_000 % 1_000 - 500) / 30_000,
        "precision": "postcode",
    }


@cache
def _names() -> dict[str, str]:
    return {borough.code: borough.name for borough in built_in_places().boroughs()}
