"""Recruitee careers sites: one JSON answer a company, text and pay in it."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from crawlers.family import Family, Fetch, Values, read_json, said
from crawlers.formats.adverts import (
    Advert,
    Found,
    Site,
    found_in,
    not_on_offer,
    posting_from,
    requirements,
    site,
    working,
)
from crawlers.formats.board import board_address
from crawlers.formats.objects import an_object, objects
from foothold.errors import Unreadable

OFFERS = "https://{}.recruitee.com/api/offers/"


def start(values: Values, key: str | None) -> Iterable[Fetch]:
    return [Fetch(board_address(values, "recruitee", "company", OFFERS))]


def read(body: bytes, url: str | None, seen: datetime, values: Values) -> Iterator[Found]:
    payload = an_object(read_json(body))
    offers = payload.get("offers")
    if isinstance(payload.get("offer"), dict):
        offers = [payload["offer"]]
    if not isinstance(offers, list):
        raise Unreadable("This is not a Recruitee careers site: it has no list “offers”.")
    return found_in(offers, lambda offer: _posting(offer, seen, values))


def _posting(offer: Advert, seen: datetime, values: Values) -> Found:
    status = said(offer.get("status"))
    if status and status != "published":
        return not_on_offer("status", status, said(offer.get("title")), said(offer.get("careers_url")))
    return posting_from([*_fixed(offer, values), *_pay(offer)], seen, _sites(offer))


def _fixed(offer: Advert, values: Values) -> Iterator[tuple[str, str | None]]:
    yield "external_id", said(offer.get("id"))
    yield "url", said(offer.get("careers_url"))
    yield "apply_url", said(offer.get("careers_apply_url"))
    yield "title", said(offer.get("title"))
    yield "employer", said(values.get("employer")) or said(offer.get("company_name"))
    kind = said(offer.get("employment_type_code"))
    # One of a closed list, which employers of many countries take for any training: it is no kind of ours.
    yield "kind", kind if kind != "traineeship" else None
    yield "summary", said(offer.get("highlight"))
    yield "description", said(offer.get("description"))
    yield from requirements(None, said(offer.get("requirements")))
    yield (
        "remote",
        working(remote=offer.get("remote"), hybrid=offer.get("hybrid"), on_site=offer.get("on_site")),
    )
    yield "hours", _hours(offer)
    yield "posted", said(offer.get("published_at"))
    yield "closing", said(offer.get("close_at"))


def _hours(offer: Advert) -> str | None:
    figures = (
        said(offer.get(f"{end}_hours_per_week")) or said(offer.get(f"{end}_hours")) for end in ("min", "max")
    )
    return " - ".join(dict.fromkeys(figure for figure in figures if figure)) or None


def _pay(offer: Advert) -> Iterator[tuple[str, str | None]]:
    salary = an_object(offer.get("salary"))
    yield "wage.low", said(salary.get("min"))
    yield "wage.high", said(salary.get("max"))
    yield "wage.currency", said(salary.get("currency"))
    yield "wage_unit", said(salary.get("period"))


def _sites(offer: Advert) -> list[Site]:
    """Each workplace by the employer's name for it and its address; without a list of them the offer's own line."""
    remote = said(offer.get("remote")) == "true"
    places = objects(offer.get("locations"))
    if places:
        return [_site(place, remote=remote) for place in places]
    whole = said(offer.get("location"))
    if whole:
        postcode = None if remote else offer.get("postal_code")
        return [site(places=whole, country=offer.get("country"), postcode=postcode)]
    return [_site({**offer, "name": None, "state": offer.get("state_name")}, remote=remote)]


def _site(place: Advert, *, remote: bool) -> Site:
    """Of a remote offer's workplace its name and country: its address is the head office's, or a form's default."""
    if remote:
        return site(site=place.get("name"), country=place.get("country"))
    return site(
        site=place.get("name"),
        street=place.get("street"),
        town=place.get("city"),
        county=place.get("state"),
        country=place.get("country"),
        postcode=place.get("postal_code"),
    )


FAMILY = Family(name="recruitee", read=read, start=start)
