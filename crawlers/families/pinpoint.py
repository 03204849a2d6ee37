"""Pinpoint careers sites: one JSON answer a company, text and pay in it."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from urllib.parse import urljoin

from crawlers.family import Family, Fetch, Values, read_json, said
from crawlers.formats.adverts import Advert, Found, described, found_in, posting_from, requirements, site
from crawlers.formats.board import board_address
from crawlers.formats.objects import an_object
from foothold.errors import Unreadable

POSTINGS = "https://{}.pinpointhq.com/postings.json"


def start(values: Values, key: str | None) -> Iterable[Fetch]:
    return [Fetch(board_address(values, "pinpoint", "company", POSTINGS))]


def read(body: bytes, url: str | None, seen: datetime, values: Values) -> Iterator[Found]:
    postings = an_object(read_json(body)).get("data")
    if not isinstance(postings, list):
        raise Unreadable("This is not a Pinpoint careers site: it has no list “data”.")
    return found_in(postings, lambda posting: _posting(posting, url, seen, values))


def _posting(posting: Advert, url: str | None, seen: datetime, values: Values) -> Found:
    location = an_object(posting.get("location"))
    place = site(
        site=location.get("name"),
        street=location.get("street_address"),
        town=location.get("city"),
        county=location.get("province"),
        postcode=location.get("postal_code"),
    )
    return posting_from([*_fixed(posting, url, values), *_text(posting), *_pay(posting)], seen, [place])


def _fixed(posting: Advert, url: str | None, values: Values) -> Iterator[tuple[str, str | None]]:
    path = said(posting.get("path"))
    yield "external_id", said(posting.get("id"))
    yield "url", said(posting.get("url")) or (urljoin(url, path) if url and path else None)
    yield "title", said(posting.get("title"))
    yield "employer", said(values.get("employer"))
    yield "kind", _worded(posting, "employment_type")
    yield "remote", _worded(posting, "workplace_type")
    yield "closing", said(posting.get("deadline_at"))


def _text(posting: Advert) -> Iterator[tuple[str, str | None]]:
    yield "description", said(posting.get("description"))
    for name in ("key_responsibilities", "skills_knowledge_expertise", "benefits"):
        reader = requirements if name == "skills_knowledge_expertise" else described
        yield from reader(said(posting.get(f"{name}_header")), said(posting.get(name)))


def _pay(posting: Advert) -> Iterator[tuple[str, str | None]]:
    """Pay that the employer shows: its line, else its figures."""
    if said(posting.get("compensation_visible")) == "false":
        return
    line = said(posting.get("compensation"))
    yield "wage", line
    if not line:
        yield "wage.low", said(posting.get("compensation_minimum"))
        yield "wage.high", said(posting.get("compensation_maximum"))
        yield "wage.currency", said(posting.get("compensation_currency"))
    yield "wage_unit", said(posting.get("compensation_frequency"))


def _worded(posting: Advert, name: str) -> str | None:
    return said(posting.get(f"{name}_text")) or said(posting.get(name))


FAMILY = Family(name="pinpoint", read=read, start=start)
