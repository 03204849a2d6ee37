"""What an advert's page says of itself to search engines and to those who share it, and what leads on from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from foothold.clock import london_date
from foothold.opportunity import Status
from foothold.store.sightings import own_page
from search_api.parts import Parts
from search_api.web import facts, words
from search_api.web.advert import web_address
from search_api.web.card import Card
from search_api.web.job_posting import markup
from search_api.web.similar import similar


@dataclass(frozen=True, slots=True)
class AboutAdvert:
    """`canonical` is the employer's own page, where the advert came from it, else this page. A closed advert has
    no `job_posting`."""

    id: str
    path: str
    description: str
    canonical: str
    job_posting: Markup | None
    employer_path: str | None
    similar: tuple[Card, ...]


def about_advert(public: Mapping[str, Any], held: Parts) -> AboutAdvert:
    """`public` is the shape as presented now."""
    employer = public["employer"]
    return AboutAdvert(
        id=public["id"],
        path=f"/opportunities/{public['id']}",
        description=described(public, held),
        canonical=web_address(own_page(held.store, public["id"])) or public["page_url"],
        job_posting=markup(public) if public["status"] == Status.OPEN else None,
        employer_path=f"/employer/{employer['slug']}" if employer and employer["slug"] else None,
        similar=similar(held, public),
    )


def described(public: Mapping[str, Any], held: Parts) -> str:
    """`Apprenticeship, Level 3 (A level). Dalston, Hackney. £8 an hour. Closes in 3 days, 25 November.`"""
    closes = words.closes(public["closing_date"], public["closing_time"], london_date(held.clock()))
    said = (facts.kind(public), facts.where(public), words.pay(public["wage"]), closes)
    return " ".join(f"{part}." for part in said if part)
