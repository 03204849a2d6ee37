"""Lever postings: a JSON list a company, paged by `skip` and `limit`."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from crawlers.family import Family, Fetch, Values, read_json, said
from crawlers.formats.adverts import Advert, Found, found_in, posting_from, site
from crawlers.formats.board import board_address, query_of, with_query
from crawlers.formats.epoch import moment
from crawlers.formats.listed_adverts import count
from crawlers.formats.objects import an_object, objects, strings
from foothold.errors import Unreadable

POSTINGS = "https://api.lever.co/v0/postings/{}?mode=json&skip=0&limit=100"
HOSTS = ("jobs.lever.co",)


def start(values: Values, key: str | None) -> Iterable[Fetch]:
    return [Fetch(board_address(values, "lever", "company", POSTINGS), listing=True)]


def follow(body: bytes, url: str, values: Values) -> Iterable[Fetch]:
    """The next page, while pages come back full."""
    limit = count(query_of(url, "limit"))
    if not limit or len(_postings(body)) < limit:
        return ()
    return [Fetch(with_query(url, skip=count(query_of(url, "skip")) + limit), listing=True)]


def read(body: bytes, url: str | None, seen: datetime, values: Values) -> Iterator[Found]:
    return found_in(_postings(body), lambda posting: _posting(posting, seen, values))


def _postings(body: bytes) -> list[Any]:
    payload = read_json(body)
    if isinstance(payload, dict) and "text" in payload and "categories" in payload:
        return [payload]
    if not isinstance(payload, list):
        raise Unreadable("This is not a list of Lever postings. Ask for the address with “mode=json”.")
    return payload


def _posting(posting: Advert, seen: datetime, values: Values) -> Found:
    places = [site(places=place) for place in _places(posting)]
    return posting_from([*_fixed(posting, values), *_pay(posting)], seen, places)


def _fixed(posting: Advert, values: Values) -> Iterator[tuple[str, str | None]]:
    categories = an_object(posting.get("categories"))
    yield "external_id", said(posting.get("id"))
    yield "url", said(posting.get("hostedUrl"))
    yield "apply_url", said(posting.get("applyUrl"))
    yield "title", said(posting.get("text"))
    yield "employer", said(values.get("employer"))
    yield "kind", said(categories.get("commitment"))
    yield "remote", said(posting.get("workplaceType"))
    yield "posted", moment(said(posting.get("createdAt")))
    yield "level", said(categories.get("level"))
    yield from (("description", text) for text in _prose(posting))
    for section in objects(posting.get("lists")):
        heading, content = said(section.get("text")), said(section.get("content"))
        yield "description", f"<h3>{heading or ''}</h3><ul>{content}</ul>" if content else None
    yield "description", said(posting.get("additional")) or said(posting.get("additionalPlain"))


def _prose(posting: Advert) -> list[str]:
    """`description` is opening and body in one; some answers give only the two."""
    whole = said(posting.get("description")) or said(posting.get("descriptionPlain"))
    if whole:
        return [whole]
    parts = (
        said(posting.get(name)) or said(posting.get(f"{name}Plain"))
        for name in ("opening", "descriptionBody")
    )
    return [part for part in parts if part]


def _pay(posting: Advert) -> Iterator[tuple[str, str | None]]:
    pay = an_object(posting.get("salaryRange"))
    yield "wage.low", said(pay.get("min"))
    yield "wage.high", said(pay.get("max"))
    yield "wage.currency", said(pay.get("currency"))
    interval = said(pay.get("interval"))
    # "per-year-salary", "per-hour-wage": the middle word is the period.
    yield "wage_unit", interval.split("-")[1] if interval and interval.startswith("per-") else interval
    if not (said(pay.get("min")) or said(pay.get("max"))):
        yield "wage", said(pay.get("text"))
        yield "wage", said(posting.get("salaryDescriptionPlain")) or said(posting.get("salaryDescription"))


def _places(posting: Advert) -> list[str]:
    categories = an_object(posting.get("categories"))
    return list(
        dict.fromkeys((*strings(categories.get("location")), *strings(categories.get("allLocations"))))
    )


FAMILY = Family(name="lever", read=read, start=start, follow=follow, hosts=HOSTS)
