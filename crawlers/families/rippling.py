"""Rippling job boards: a JSON list, an advert a row a place; text, date and pay are in each advert's own answer."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from crawlers.family import Family, Fetch, Values, read_json, said
from crawlers.formats.adverts import Advert, Found, Site, found_in, once_each, posting_from, site
from crawlers.formats.board import board_address, own_answers
from crawlers.formats.listed_adverts import fetches_details, wanted
from crawlers.formats.objects import an_object, objects, strings
from foothold.errors import Unreadable

BOARD = "https://api.rippling.com/platform/api/ats/v1/board/{}/jobs"
HOSTS = ("ats.rippling.com",)


def start(values: Values, key: str | None) -> Iterable[Fetch]:
    return [Fetch(board_address(values, "rippling", "board", BOARD), listing=True)]


def follow(body: bytes, url: str, values: Values) -> Iterable[Fetch]:
    """Each advert's own answer."""
    if not fetches_details(values, "board", "url"):
        return []
    jobs = (job for job in objects(_jobs(read_json(body))) if wanted(said(job.get("name")), values))
    return own_answers(url, (job.get("uuid") for job in jobs))


def read(body: bytes, url: str | None, seen: datetime, values: Values) -> Iterator[Found]:
    """One posting an advert. A list that a crawl follows is not read itself: each own answer says more."""
    payload = read_json(body)
    jobs = _jobs(payload)
    if isinstance(payload, list) and fetches_details(values, "board", "url"):
        return iter(())
    return once_each(found_in(jobs, lambda job: posting_from(_fixed(job, values), seen, _sites(job))))


def _jobs(payload: Any) -> list[Any]:
    if isinstance(payload, list):
        return payload
    if isinstance(payload, dict) and {"uuid", "name"} <= set(payload):
        return [payload]
    raise Unreadable("This is not a Rippling board: it is no list, and no job with a “uuid” and a “name”.")


def _fixed(job: Advert, values: Values) -> Iterator[tuple[str, str | None]]:
    kind = an_object(job.get("employmentType"))
    yield "external_id", said(job.get("uuid"))
    yield "url", said(job.get("url"))
    yield "title", said(job.get("name"))
    yield "employer", said(values.get("employer")) or said(job.get("companyName"))
    # Its `id` is in words and its `label` a code, “SALARIED_FT”.
    yield "kind", said(kind.get("id")) or said(kind.get("label"))
    text = an_object(job.get("description"))
    yield "description", said(text.get("role")) or said(job.get("description"))
    yield "description", said(text.get("company"))
    yield "posted", said(job.get("createdOn"))
    for range_ in objects(job.get("payRangeDetails")):
        yield "wage", _pay(range_)
        yield "wage_unit", said(range_.get("frequency"))


def _pay(range_: Advert) -> str | None:
    figures = [text for name in ("rangeStart", "rangeEnd") if (text := said(range_.get(name)))]
    if not figures:
        return None
    return f"{said(range_.get('currency')) or ''} {' - '.join(dict.fromkeys(figures))}".strip()


def _sites(job: Advert) -> list[Site]:
    """The place of a row of the list, or all places of the advert's own answer."""
    label = said(an_object(job.get("workLocation")).get("label"))
    return [site(places=place) for place in strings(job.get("workLocations")) or strings(label)]


FAMILY = Family(name="rippling", read=read, start=start, follow=follow, hosts=HOSTS)
