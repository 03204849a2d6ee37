"""Workable accounts: the public widget, and the API for the account's own people (SPI version 3)."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from crawlers.family import Family, Fetch, Values, read_json, said
from crawlers.formats.adverts import (
    Advert,
    Found,
    Site,
    described,
    found_in,
    not_on_offer,
    once_each,
    posting_from,
    requirements,
    site,
    working,
)
from crawlers.formats.board import board_address, next_page, own_answers
from crawlers.formats.listed_adverts import fetches_details, wanted
from crawlers.formats.objects import an_object, objects
from foothold.errors import Unreadable

WIDGET = "https://apply.workable.com/api/v1/widget/accounts/{}?details=true"
SPI = "https://www.workable.com/spi/v3/accounts/{}/jobs?state=published&limit=100"
# `state` is one of these in the SPI; in the widget it is the region of the place.
STATES = frozenset({"draft", "published", "closed", "archived"})
HOSTS = ("apply.workable.com", "www.workable.com")


def start(values: Values, key: str | None) -> Iterable[Fetch]:
    """The widget; with a key the SPI, whose list leads to an answer a job."""
    if not key:
        return [Fetch(board_address(values, "workable", "account", WIDGET))]
    headers = {"Authorization": f"Bearer {key}", "Accept": "application/json"}
    return [Fetch(board_address(values, "workable", "account", SPI), headers=headers, listing=True)]


def follow(body: bytes, url: str, values: Values) -> Iterable[Fetch]:
    payload = an_object(read_json(body))
    if fetches_details(values, "account", "url"):
        jobs = (job for job in objects(payload.get("jobs")) if wanted(said(job.get("title")), values))
        yield from own_answers(url, (job.get("shortcode") for job in jobs if not _state(job)))
    yield from next_page(url, an_object(payload.get("paging")).get("next"))


def read(body: bytes, url: str | None, seen: datetime, values: Values) -> Iterator[Found]:
    """One posting a shortcode: the widget gives an advert a row a country.

    A list of the SPI that a crawl follows is not read itself: each job's own answer says the same and more.
    """
    payload = an_object(read_json(body))
    jobs = _jobs(payload)
    if "paging" in payload and fetches_details(values, "account", "url"):
        return iter(())
    employer = said(values.get("employer")) or said(payload.get("name"))
    return once_each(found_in(jobs, lambda job: _posting(job, seen, employer)))


def _jobs(payload: Advert) -> list[Any]:
    if isinstance(payload.get("jobs"), list):
        return list(payload["jobs"])
    job = an_object(payload.get("job")) or payload
    if {"title", "shortcode"} <= set(job):
        return [job]
    raise Unreadable("This is no Workable account: it has no list “jobs”, and is no job with a “shortcode”.")


def _posting(job: Advert, seen: datetime, employer: str | None) -> Found:
    state = _state(job)
    if state:
        return not_on_offer("state", state, said(job.get("title")), said(job.get("url")))
    return posting_from(
        [*_fixed(job), *_text(job), *_pay(job), ("employer", employer)], seen, list(_sites(job))
    )


def _state(job: Advert) -> str | None:
    """Why the SPI's job is not on offer, or None."""
    state = said(job.get("state"))
    return state if state in STATES - {"published"} else None


def _fixed(job: Advert) -> Iterator[tuple[str, str | None]]:
    location = an_object(job.get("location"))
    yield "external_id", said(job.get("shortcode")) or said(job.get("id"))
    yield "url", said(job.get("url")) or said(job.get("shortlink"))
    yield "apply_url", said(job.get("application_url"))
    yield "title", said(job.get("title"))
    yield "kind", said(job.get("employment_type"))
    flags = (job.get("telecommuting"), location.get("telecommuting"))
    yield (
        "remote",
        said(job.get("workplace_type"))
        or said(location.get("workplace_type"))
        or working(remote=any(said(flag) == "true" for flag in flags)),
    )
    yield "posted", said(job.get("published_on")) or said(job.get("created_at"))


def _text(job: Advert) -> Iterator[tuple[str, str | None]]:
    description = said(job.get("description"))
    if not description:
        yield "description", said(job.get("full_description"))
        return
    yield "description", description
    yield from requirements("Requirements", said(job.get("requirements")))
    yield from described("Benefits", said(job.get("benefits")))


def _pay(job: Advert) -> Iterator[tuple[str, str | None]]:
    pay = an_object(job.get("salary"))
    yield "wage.low", said(pay.get("salary_from"))
    yield "wage.high", said(pay.get("salary_to"))
    yield "wage.currency", (said(pay.get("salary_currency")) or "").upper()


def _sites(job: Advert) -> Iterator[Site]:
    """The workplaces that the employer shows: it may hide the place of an advert that is open to a whole region."""
    location = an_object(job.get("location"))
    places = objects(job.get("locations"))
    for place in places:
        if said(place.get("hidden")) != "true":
            yield _site(place)
    if not places:
        yield _site(location or {**job, "region": job.get("state")})


def _site(place: Advert) -> Site:
    return site(
        town=place.get("city"),
        county=place.get("region"),
        country=place.get("country"),
        postcode=place.get("zip_code"),
    )


FAMILY = Family(name="workable", read=read, start=start, follow=follow, hosts=HOSTS)
