"""Ashby job boards: one JSON answer a board, text and pay in it."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from crawlers.family import Family, Fetch, Values, read_json, said
from crawlers.formats.adverts import Advert, Found, found_in, not_on_offer, posting_from, site, working
from crawlers.formats.board import board_address
from crawlers.formats.objects import an_object, objects
from foothold.errors import Unreadable

BOARD = "https://api.ashbyhq.com/posting-api/job-board/{}?includeCompensation=true"
HOSTS = ("jobs.ashbyhq.com",)


def start(values: Values, key: str | None) -> Iterable[Fetch]:
    return [Fetch(board_address(values, "ashby", "board", BOARD))]


def read(body: bytes, url: str | None, seen: datetime, values: Values) -> Iterator[Found]:
    payload = read_json(body)
    jobs = an_object(payload).get("jobs")
    if jobs is None and {"title", "jobUrl"} <= set(an_object(payload)):
        jobs = [payload]
    if not isinstance(jobs, list):
        raise Unreadable("This is not an Ashby board: it has no list “jobs”.")
    return found_in(jobs, lambda job: _posting(job, seen, values))


def _posting(job: Advert, seen: datetime, values: Values) -> Found:
    if said(job.get("isListed")) == "false":
        return not_on_offer("isListed", "false", said(job.get("title")), said(job.get("jobUrl")))
    return posting_from([*_fixed(job, values), *_pay(job)], seen, _sites(job))


def _fixed(job: Advert, values: Values) -> Iterator[tuple[str, str | None]]:
    yield "external_id", said(job.get("id"))
    yield "url", said(job.get("jobUrl"))
    yield "apply_url", said(job.get("applyUrl"))
    yield "title", said(job.get("title"))
    yield "employer", said(values.get("employer"))
    yield "kind", said(job.get("employmentType"))
    yield "description", said(job.get("descriptionHtml")) or said(job.get("descriptionPlain"))
    # `isRemote` is true of hybrid work too (seen 2026-07-08).
    yield "remote", said(job.get("workplaceType")) or working(remote=job.get("isRemote"))
    yield "posted", said(job.get("publishedAt"))


def _pay(job: Advert) -> Iterator[tuple[str, str | None]]:
    """The figures of the salary; its summary, which rounds them to thousands, where there are none."""
    if said(job.get("shouldDisplayCompensationOnJobPostings")) == "false":
        return
    pay = an_object(job.get("compensation"))
    parts = objects(pay.get("summaryComponents"))
    salary = next((part for part in parts if said(part.get("compensationType")) == "Salary"), {})
    low, high = said(salary.get("minValue")), said(salary.get("maxValue"))
    if low or high:
        yield "wage.low", low
        yield "wage.high", high
        yield "wage.currency", said(salary.get("currencyCode"))
    else:
        yield (
            "wage",
            said(pay.get("scrapeableCompensationSalarySummary")) or said(pay.get("compensationTierSummary")),
        )
    yield "wage_unit", said(salary.get("interval"))


def _sites(job: Advert) -> list[dict[str, list[str]]]:
    return [_site(place) for place in (job, *objects(job.get("secondaryLocations")))]


def _site(place: Advert) -> dict[str, list[str]]:
    """The board's name of a place, and the address that stands beside it."""
    address = an_object(place.get("address"))
    address = an_object(address.get("postalAddress")) or address
    return site(
        places=place.get("location"),
        street=address.get("streetAddress"),
        town=address.get("addressLocality"),
        county=address.get("addressRegion"),
        country=address.get("addressCountry"),
        postcode=address.get("postalCode"),
    )


FAMILY = Family(name="ashby", read=read, start=start, hosts=HOSTS)
