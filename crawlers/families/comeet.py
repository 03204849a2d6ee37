"""Comeet careers pages: one JSON list a company, text in it."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from crawlers.family import Family, Fetch, Values, read_json, said
from crawlers.formats.adverts import (
    Advert,
    Found,
    Site,
    described,
    found_in,
    not_on_offer,
    posting_from,
    requirements,
    site,
    working,
)
from crawlers.formats.board import board_address, with_query
from crawlers.formats.listed_adverts import count
from crawlers.formats.objects import an_object, objects
from foothold.errors import SourceMisconfigured, Unreadable

POSITIONS = "https://www.comeet.co/careers-api/2.0/company/{}/positions?details=true"
HOSTS = ("www.comeet.com",)


def start(values: Values, key: str | None) -> Iterable[Fetch]:
    """The token is no secret: it stands in the source of the employer's own careers page."""
    token = said(values.get("token"))
    if not token and not values.get("url"):
        raise SourceMisconfigured(
            "comeet needs values.token, which stands in the source of the careers page."
        )
    address = board_address(values, "comeet", "company", POSITIONS)
    return [Fetch(with_query(address, token=token) if token else address)]


def read(body: bytes, url: str | None, seen: datetime, values: Values) -> Iterator[Found]:
    positions = read_json(body)
    if isinstance(positions, dict) and {"uid", "name"} <= set(positions):
        positions = [positions]
    if not isinstance(positions, list):
        raise Unreadable("This is no list of Comeet's positions. Ask for the address with company and token.")
    return found_in(positions, lambda position: _posting(position, seen, values))


def _posting(position: Advert, seen: datetime, values: Values) -> Found:
    if said(position.get("is_internal")) == "true":
        return not_on_offer("is_internal", "true", said(position.get("name")), _page(position))
    return posting_from(
        [*_fixed(position, values), *_text(position)], seen, [_site(an_object(position.get("location")))]
    )


def _page(position: Advert) -> str | None:
    """Its own page: `url_active_page` may be one page for all positions of an employer."""
    return said(position.get("url_comeet_hosted_page")) or said(position.get("url_active_page"))


def _fixed(position: Advert, values: Values) -> Iterator[tuple[str, str | None]]:
    location = an_object(position.get("location"))
    yield "external_id", said(position.get("uid"))
    yield "url", _page(position)
    yield "title", said(position.get("name"))
    yield "employer", said(values.get("employer")) or said(position.get("company_name"))
    yield "kind", said(position.get("employment_type"))
    # `is_remote` is true of hybrid work too.
    yield "remote", said(position.get("workplace_type")) or working(remote=location.get("is_remote"))


def _text(position: Advert) -> Iterator[tuple[str, str | None]]:
    details = sorted(objects(position.get("details")), key=lambda part: count(part.get("order")))
    for part in details:
        name = said(part.get("name"))
        reader = requirements if name == "Requirements" else described
        yield from reader(name, said(part.get("value")))


def _site(location: Advert) -> Site:
    number, street = said(location.get("street_number")), said(location.get("street_name"))
    return site(
        site=location.get("name"),
        street=" ".join(filter(None, (number, street))),
        town=location.get("city"),
        county=location.get("state"),
        country=location.get("country"),
        postcode=location.get("postal_code"),
    )


FAMILY = Family(name="comeet", read=read, start=start, hosts=HOSTS)
