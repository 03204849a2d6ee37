"""BambooHR careers pages: a JSON list a company; text, date and pay are in each opening's own answer."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from crawlers.family import Family, Fetch, Values, read_json, said
from crawlers.formats.adverts import Advert, Found, Site, found_in, not_on_offer, posting_from, site, working
from crawlers.formats.board import board_address, own_answers
from crawlers.formats.listed_adverts import fetches_details, wanted
from crawlers.formats.objects import an_object, objects
from foothold.errors import Unreadable

OPENINGS = "https://{}.bamboohr.com/careers/list"
WORKING = {"0": "on-site", "1": "remote", "2": "hybrid"}


def start(values: Values, key: str | None) -> Iterable[Fetch]:
    return [Fetch(board_address(values, "bamboohr", "company", OPENINGS), listing=True)]


def follow(body: bytes, url: str, values: Values) -> Iterable[Fetch]:
    """Each opening's own answer."""
    if not fetches_details(values, "company", "url"):
        return []
    openings = objects(an_object(read_json(body)).get("result"))
    chosen = (opening for opening in openings if wanted(said(opening.get("jobOpeningName")), values))
    folder = urlsplit(url).path.rstrip("/").removesuffix("/list")
    return own_answers(url, (opening.get("id") for opening in chosen), folder=folder, ending="/detail")


def read(body: bytes, url: str | None, seen: datetime, values: Values) -> Iterator[Found]:
    """A list that a crawl follows is not read itself: each opening's own answer says the same and more."""
    result = an_object(read_json(body)).get("result")
    opening = an_object(result).get("jobOpening")
    if isinstance(opening, dict):
        return found_in([opening], lambda one: _posting(one, url, seen, values))
    if not isinstance(result, list):
        raise Unreadable("These are no BambooHR careers: “result” is neither a list nor a “jobOpening”.")
    if fetches_details(values, "company", "url"):
        return iter(())
    return found_in(result, lambda one: _posting(one, url, seen, values))


def _posting(opening: Advert, url: str | None, seen: datetime, values: Values) -> Found:
    title, page = said(opening.get("jobOpeningName")), _page(opening, url)
    status = said(opening.get("jobOpeningStatus"))
    if status and status != "Open":
        return not_on_offer("jobOpeningStatus", status, title, page)
    return posting_from(_fixed(opening, title, page, values), seen, [_site(opening)])


def _fixed(
    opening: Advert, title: str | None, page: str | None, values: Values
) -> Iterator[tuple[str, str | None]]:
    # An opening's own answer names it only in its address.
    yield "external_id", said(opening.get("id")) or (page.rsplit("/", 1)[-1] if page else None)
    yield "url", page
    yield "title", title
    yield "employer", said(values.get("employer"))
    yield "kind", said(opening.get("employmentStatusLabel"))
    yield "description", said(opening.get("description"))
    yield "wage", said(opening.get("compensation"))
    yield "remote", _working(opening)
    yield "posted", said(opening.get("datePosted"))


def _page(opening: Advert, url: str | None) -> str | None:
    """The opening's page: where it says that it may be shared, else beside the list."""
    shared = said(opening.get("jobOpeningShareUrl"))
    parts, reference = urlsplit(url or ""), said(opening.get("id"))
    if shared or not parts.netloc:
        return shared
    if parts.path.endswith("/detail"):
        return parts._replace(path=parts.path.removesuffix("/detail"), query="", fragment="").geturl()
    folder = parts.path.rstrip("/").removesuffix("/list")
    named = parts._replace(path=f"{folder}/{reference}", query="", fragment="").geturl()
    return named if reference else None


def _working(opening: Advert) -> str | None:
    flagged = working(remote=opening.get("isRemote"))
    return flagged or WORKING.get(said(opening.get("locationType")) or "")


def _site(opening: Advert) -> Site:
    """The office; a remote opening has none, but the area that it is open to."""
    office, area = an_object(opening.get("location")), an_object(opening.get("atsLocation"))
    return _address(office) or _address(area)


def _address(place: dict[str, Any] | Advert) -> Site:
    return site(
        town=place.get("city"),
        county=said(place.get("state")) or said(place.get("province")),
        country=said(place.get("addressCountry")) or said(place.get("country")),
        postcode=place.get("postalCode"),
    )


FAMILY = Family(name="bamboohr", read=read, start=start, follow=follow)
