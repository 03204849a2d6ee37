"""One advert a payload, which stands in every text of it, by each road that leads into Foothold.

Each road has a trade of its own, so that its adverts are nobody's copies."""

import json
from collections.abc import Iterator
from html import escape
from typing import Any

from crawlers.families import family
from foothold.model.posting import RawPosting, Rejected
from tests.search_api.world import AT
from tests.security.payloads import EVERY, numbered

NUMBERS = range(len(EVERY))


def address(number: int, road: str) -> str:
    """An address that carries the payload."""
    return f"https://{road}.example/{number}?x={numbered(number)}"


def job_posting_page(number: int) -> bytes:
    said = numbered(number)
    posting = {
        "@context": "https://schema.org",
        "@type": "JobPosting",
        "title": f"Plumbing apprentice {said}",
        "description": f"<p>A level 3 apprenticeship.</p>{said}",
        "identifier": {"@type": "PropertyValue", "value": f"page-{number}", "name": said},
        "datePosted": "2026-09-01",
        "validThrough": "2026-12-31",
        "url": address(number, "page"),
        "employmentType": ["FULL_TIME", said],
        "hiringOrganization": {
            "@type": "Organization",
            "name": f"Marlow {said}",
            "sameAs": said,
            "logo": said,
        },
        "jobLocation": {
            "@type": "Place",
            "name": said,
            "address": {"streetAddress": said, "addressLocality": "Hackney", "postalCode": "E8 1EA"},
        },
        "baseSalary": f"£12 an hour {said}",
        "workHours": f"37 hours a week {said}",
        "qualifications": said,
        "responsibilities": said,
        "experienceRequirements": said,
        "skills": [said],
        "industry": said,
        "jobBenefits": said,
    }
    # In a page JSON must hide what would end its script.
    text = json.dumps(posting).replace("<", "\\u003c")
    return f'<!doctype html><script type="application/ld+json">{text}</script>'.encode()


def board() -> bytes:
    """A board's JSON; its `content` is HTML with its brackets escaped."""
    jobs = [
        {
            "id": number,
            "title": f"Bricklaying apprentice {numbered(number)}",
            "absolute_url": address(number, "board"),
            "location": {"name": f"Hackney, London E8 1EA {numbered(number)}"},
            "company_name": f"Marlow {numbered(number)}",
            "content": escape(f"<p>Learn the trade.</p>{numbered(number)}"),
            "application_deadline": "2026-12-31T23:59:00Z",
            "departments": [{"name": numbered(number)}],
            "offices": [{"name": numbered(number), "location": numbered(number)}],
            "metadata": [{"name": "Salary", "value": f"£12 an hour {numbered(number)}"}],
        }
        for number in NUMBERS
    ]
    return json.dumps({"jobs": jobs}).encode()


def feed() -> bytes:
    """An XML feed; what no XML can hold is left out of it."""
    return f"<source>{''.join(map(_job, NUMBERS))}</source>".encode()


def _job(number: int) -> str:
    said = escape("".join(c for c in numbered(number) if c.isprintable() or c in "\t\r\n"))
    return (
        f"<job><title>Joinery apprentice {said}</title><referencenumber>feed-{number}</referencenumber>"
        f"<url>https://feed.example/{number}</url><company>Marlow {said}</company><city>Hackney</city>"
        f"<postalcode>E8 1EA</postalcode><description>{said}</description><salary>£12 an hour {said}</salary>"
        f"<jobtype>apprenticeship {said}</jobtype><category>{said}</category>"
        f"<expirationdate>2026-12-31</expirationdate><education>{said}</education></job>"
    )


def upload() -> bytes:
    """The JSON of an employer, with every field that takes words."""
    rows: list[dict[str, Any]] = []
    for number in NUMBERS:
        said = numbered(number)
        rows.append(
            {
                "external_id": f"{number} {said}",
                "title": f"Glazing apprentice {said}",
                "kind": "Apprenticeship",
                "places": f"Hackney {said}",
                "postcode": "E8 1EA",
                "closing": "31 December 2026",
                "wage": f"£12 an hour {said}",
                "apply_url": said if ":" in said[:14] else address(number, "upload"),
                "url": said,
                **dict.fromkeys(("provider", "summary", "description", "requirements"), f"x {said}"),
                **dict.fromkeys(("hours", "working_week", "duration", "course", "route"), f"30 {said}"),
                **dict.fromkeys(("age", "positions", "remote", "seeks_transfer"), f"16 {said}"),
            }
        )
    return json.dumps(rows).encode()


def crawled() -> Iterator[tuple[str, list[RawPosting]]]:
    """By road, what the families read of the pages of a source that means harm."""
    pages = [("job_posting_page", job_posting_page(n), address(n, "page")) for n in NUMBERS]
    pages += [("greenhouse", board(), "https://board.example"), ("job_feed", feed(), "https://feed.example")]
    found: dict[str, list[RawPosting]] = {}
    for name, body, url in pages:
        read = family(name).read(body, url, AT, {})
        found.setdefault(name, []).extend(one for one in read if not isinstance(one, Rejected))
    yield from found.items()
