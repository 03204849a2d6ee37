"""Adzuna's search of adverts from many boards: JSON, page by page, each text the beginning of one."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from math import ceil
from typing import Any
from urllib.parse import urlencode, urlsplit

from crawlers.family import OWN_KEY, Family, Fetch, Values, read_json, said
from crawlers.formats.adverts import Advert, Found, Site, found_in, once_each, posting_from, site
from crawlers.formats.board import query_of, searches
from crawlers.formats.listed_adverts import count
from crawlers.formats.objects import an_object, strings
from foothold.errors import SourceMisconfigured, Unreadable

SEARCH = "https://api.adzuna.com/v1/api/jobs/gb/search/1"
PAGE_SIZE = 50  # The most that one page gives.
UNSTATED_SIZE = 10
PAGE = re.compile(r"/(\d{1,6})$")


def start(values: Values, key: str | None) -> Iterable[Fetch]:
    """One list for each search. The key is sent in the address, which Adzuna alone takes it from."""
    app = said(values.get("app_id"))
    base = said(values.get("url")) or SEARCH
    if base == SEARCH and not app:
        raise SourceMisconfigured("adzuna needs values.app_id, which Adzuna gives together with the key.")
    own = {"app_id": app, "app_key": OWN_KEY} if app else {}
    return [
        Fetch(f"{base}?{urlencode({**own, 'results_per_page': PAGE_SIZE, **search})}", listing=True)
        for search in searches(values, "adzuna")
    ]


def follow(body: bytes, url: str, values: Values) -> Iterable[Fetch]:
    """The next page up to `count`; its number ends the path."""
    answer = an_object(read_json(body))
    parts = urlsplit(url)
    page = PAGE.search(parts.path)
    size = count(query_of(url, "results_per_page")) or UNSTATED_SIZE
    last = ceil(count(answer.get("count")) / size)
    if not page or not answer.get("results") or int(page[1]) >= last:
        return ()
    path = f"{parts.path[: page.start()]}/{int(page[1]) + 1}"
    return [Fetch(parts._replace(path=path).geturl(), listing=True)]


def read(body: bytes, url: str | None, seen: datetime, values: Values) -> Iterator[Found]:
    return once_each(found_in(_results(body), lambda job: _posting(job, seen, values)))


def _results(body: bytes) -> list[Any]:
    answer = an_object(read_json(body))
    if isinstance(answer.get("results"), list):
        return list(answer["results"])
    told = said(answer.get("display")) or said(answer.get("exception"))
    raise Unreadable(
        "This is no search of Adzuna's: it has no list “results”." + (f" It says: {told}" if told else "")
    )


def _posting(job: Advert, seen: datetime, values: Values) -> Found:
    return posting_from(_fixed(job, values), seen, [_site(job)])


def _fixed(job: Advert, values: Values) -> Iterator[tuple[str, str | None]]:
    yield "external_id", said(job.get("id"))
    yield "url", said(job.get("redirect_url"))
    yield "title", said(job.get("title"))
    yield "employer", said(values.get("employer")) or said(an_object(job.get("company")).get("display_name"))
    yield "kind", said(job.get("contract_type"))
    yield "description", said(job.get("description"))
    yield "posted", said(job.get("created"))
    if said(job.get("salary_is_predicted")) not in ("1", "true"):
        yield "wage.low", said(job.get("salary_min"))
        yield "wage.high", said(job.get("salary_max"))


def _site(job: Advert) -> Site:
    """The place in words. Its point is not read: it is the middle of the place, which may lie in another borough
    than the work ("Norwood, South East London" on a point in Southwark, seen in 2023)."""
    location = an_object(job.get("location"))
    areas = strings(location.get("area"))
    named = said(location.get("display_name"))
    if areas[1:] and all(part.strip() in areas for part in (named or "").split(",") if part):
        # The display name has two of them; what stands between may be the borough.
        return site(places=", ".join(reversed(areas[1:])))
    return site(places=named or ", ".join(areas), county="London" if "London" in areas else None)


FAMILY = Family(name="adzuna", read=read, start=start, follow=follow, needs_key=True)
