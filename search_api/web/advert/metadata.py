"""What an advert's page says of itself to search engines and to those who share it, and what leads on from it."""

from dataclasses import dataclass

from markupsafe import Markup

from foothold.clock import london_date
from foothold.model.opportunity import Status
from foothold.model.public import PublicOpportunity
from foothold.store.record import Record, is_shown
from foothold.store.records import find_each
from foothold.store.sightings import own_page
from search_api.services import Services
from search_api.web import facts, words
from search_api.web.advert.job_posting import markup
from search_api.web.advert.page import web_address
from search_api.web.advert.similar import similar
from search_api.web.card import Card


@dataclass(frozen=True, slots=True)
class AboutAdvert:
    """`canonical` is the employer's own page, where the advert came from it, else this page. A closed advert has
    no `job_posting`, and neither has one of which `shown_copy` is shown instead: the path of the page of the advert
    that its employer, or who speaks for it, has posted."""

    id: str
    path: str
    description: str
    canonical: str
    job_posting: Markup | None
    employer_path: str | None
    similar: tuple[Card, ...]
    shown_copy: str | None = None


def about_advert(record: Record, public: PublicOpportunity, services: Services) -> AboutAdvert:
    """`public` is the record's shape as presented now."""
    employer = public["employer"]
    copy = _shown_copy(record, services)
    canonical = web_address(own_page(services.store, record.id)) or public["page_url"] or ""
    return AboutAdvert(
        id=record.id,
        path=f"/opportunities/{record.id}",
        description=described(public, services),
        canonical=f"{services.settings.public_url.rstrip('/')}{copy}" if copy else canonical,
        job_posting=markup(public) if public["status"] == Status.OPEN and not copy else None,
        employer_path=f"/employer/{employer['slug']}" if employer and employer["slug"] else None,
        similar=similar(services, public),
        shown_copy=copy,
    )


def _shown_copy(record: Record, services: Services) -> str | None:
    if record.hidden_until is None or services.clock() >= record.hidden_until:
        return None
    copies = find_each(services.store, record.public["copies"]).values()
    shown = (one.id for one in copies if isinstance(one, Record) and is_shown(one, services.clock()))
    return next((f"/opportunities/{id_}" for id_ in shown), None)


def described(public: PublicOpportunity, services: Services) -> str:
    """`Apprenticeship, Level 3 (A level). Dalston, Hackney. £8.00 an hour. Closes in 3 days, 25 November.`"""
    closes = words.closes(public["closing_date"], public["closing_time"], london_date(services.clock()))
    said = (facts.kind(public), facts.where(public), words.pay(public["wage"]), closes)
    return " ".join(f"{part}." for part in said if part)
