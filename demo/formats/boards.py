"""Two applicant-tracking boards: Greenhouse's JSON with its escaped HTML, Lever's list of postings."""

import html
import json
from collections.abc import Iterable
from datetime import UTC, datetime, time
from typing import Any

from demo.advert import Advert
from demo.formats.words import (
    description_html,
    description_lines,
    requirements_html,
    shown_closing,
    shown_kind,
    shown_pay,
    shown_places,
    shown_title,
)


def greenhouse(adverts: Iterable[Advert], url: str) -> bytes:
    jobs = [_greenhouse_job(advert, url) for advert in adverts]
    return json.dumps({"jobs": jobs, "meta": {"total": len(jobs)}}).encode()


def _greenhouse_job(advert: Advert, url: str) -> dict[str, Any]:
    places = shown_places(advert)
    name = "; ".join(f"{address}, {postcode}" for address, postcode, _, _ in places)
    content = description_html(advert) + "<h2>What you need</h2>" + requirements_html(advert)
    return {
        "id": 7_000_000 + advert.number,
        "internal_job_id": 4_000_000 + advert.number,
        "title": shown_title(advert),
        "absolute_url": url + advert.path,
        "company_name": advert.employer,
        "location": {"name": name or ("United Kingdom" if advert.national else "")},
        "updated_at": f"{advert.posted.isoformat()}T10:00:00-04:00",
        "first_published": f"{advert.posted.isoformat()}T10:00:00-04:00",
        "application_deadline": None,
        "requisition_id": advert.reference,
        "content": html.escape(content),
        "departments": [{"id": 1, "name": "Early careers"}],
        "offices": [],
        "metadata": [
            {"id": 1, "name": "Salary", "value": shown_pay(advert) or None, "value_type": "short_text"},
            {"id": 2, "name": "Close date", "value": shown_closing(advert), "value_type": "date"},
            {
                "id": 3,
                "name": "Type of opportunity",
                "value": shown_kind(advert),
                "value_type": "single_select",
            },
        ],
    }


def lever(adverts: list[Advert], url: str, skip: int, limit: int) -> bytes:
    return json.dumps([_lever_posting(advert, url) for advert in adverts[skip : skip + limit]]).encode()


def _lever_posting(advert: Advert, url: str) -> dict[str, Any]:
    places = [f"{address}, {postcode}" for address, postcode, _, _ in shown_places(advert)]
    created = datetime.combine(advert.posted, time(11), UTC)
    return {
        "id": f"00000000-0000-4000-8000-{advert.number:012d}",
        "text": shown_title(advert),
        "createdAt": int(created.timestamp() * 1000),
        "categories": {
            "commitment": shown_kind(advert),
            "location": places[0] if places else ("United Kingdom" if advert.national else ""),
            "allLocations": places,
            "team": advert.job.route,
        },
        "country": "GB",
        "workplaceType": {"on_site": "onsite"}.get(advert.remote, advert.remote),
        "description": f"<div>{description_html(advert)}</div>",
        "descriptionPlain": description_lines(advert),
        "lists": [{"text": "What you need", "content": requirements_html(advert)}],
        "additional": f"<div>Closing date: {advert.closing:%d %B %Y}</div>",
        "hostedUrl": url + advert.path,
        "applyUrl": f"{url}{advert.path}/apply",
    } | _lever_pay(advert)


def _lever_pay(advert: Advert) -> dict[str, Any]:
    if advert.pay_low is None or advert.flaw == "unreadable_pay":
        return {"salaryDescriptionPlain": shown_pay(advert)}
    interval = {"hour": "per-hour-wage", "week": "per-week-salary", "year": "per-year-salary"}[
        advert.pay_unit
    ]
    figures = {"min": advert.pay_low, "max": advert.pay_high, "currency": "GBP", "interval": interval}
    return {"salaryRange": figures}
