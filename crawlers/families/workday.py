"""Workday career sites: a list asked for by POST, twenty at a time, and an answer for each advert."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from crawlers.family import Family, Fetch, Values, each, read_json, said, unreadable
from crawlers.formats.adverts import posting_from
from crawlers.formats.listed_adverts import count, fetches_details, json_post, place_named, wanted
from crawlers.formats.objects import Pairs, an_object, gathered, objects, strings
from crawlers.formats.sitemap import listed
from foothold.errors import SourceMisconfigured, Unreadable
from foothold.model.posting import RawPosting, Rejected

LIST = "https://{host}/wday/cxs/{tenant}/{site}/jobs"
PAGE_SIZE = 20  # The most there is: a list of 21 is answered with an error.
REFERENCE = re.compile(r"_((?=[A-Za-z-]*+\d)[A-Za-z0-9-]++)$")


def start(values: Values, key: str | None) -> Iterable[Fetch]:
    """The first page of every search; without `search`, of the whole board."""
    url = said(values.get("url")) or _list_address(values)
    return [_page(url, text, 0, values) for text in listed(values.get("search")) or ("",)]


def follow(body: bytes, url: str, values: Values) -> Iterable[Fetch]:
    """Every advert's own answer, and behind the first page all further ones: later pages count 0."""
    payload = read_json(body)
    address, _, fragment = url.partition("#")
    asked = dict(parse_qsl(fragment, keep_blank_values=True))
    yield from _details(payload, address, values)
    if asked.get("offset", "0") == "0":
        for offset in range(PAGE_SIZE, count(an_object(payload).get("total")), PAGE_SIZE):
            yield _page(address, asked.get("search", ""), offset, values)


def read(body: bytes, url: str | None, seen: datetime, values: Values) -> Iterator[RawPosting | Rejected]:
    payload = an_object(read_json(body))
    if isinstance(payload.get("jobPostingInfo"), dict):
        return iter([_posting(_of_detail(payload, values), _places_of(payload), seen)])
    jobs = payload.get("jobPostings")
    if not isinstance(jobs, list):
        raise Unreadable(
            "This is no answer of a Workday career site: it has neither “jobPostings” nor “jobPostingInfo”."
        )
    if fetches_details(values, "host", "url"):
        return iter(())
    return each(jobs, lambda job: _listed(job, url, seen, values))


def _list_address(values: Values) -> str:
    host, site = said(values.get("host")), said(values.get("site"))
    if not host or not site:
        raise SourceMisconfigured(
            "workday needs values.host and values.site: NAME.wd3.myworkdayjobs.com and the word behind it."
        )
    return LIST.format(host=host, site=site, tenant=said(values.get("tenant")) or host.split(".")[0])


def _page(url: str, search: str, offset: int, values: Values) -> Fetch:
    asked = urlencode({"offset": offset, "search": search})
    return json_post(
        f"{url}#{asked}",
        {
            "appliedFacets": values.get("facets") or {},
            "limit": PAGE_SIZE,
            "offset": offset,
            "searchText": search,
        },
    )


def _details(payload: Any, address: str, values: Values) -> Iterator[Fetch]:
    if not fetches_details(values, "host", "url"):
        return
    for job in objects(an_object(payload).get("jobPostings")):
        path = said(job.get("externalPath"))
        if path and wanted(said(job.get("title")), values):
            yield Fetch(f"{address.removesuffix('/jobs')}{path}", headers={"Accept": "application/json"})


def _listed(job: Any, url: str | None, seen: datetime, values: Values) -> RawPosting | Rejected:
    """What the list says of one advert, for a file that is read on its own."""
    if not isinstance(job, dict) or not said(job.get("title")):
        return unreadable(f"a posting without a title: {job!r}")
    path, place = said(job.get("externalPath")), place_named(said(job.get("locationsText")))
    pairs = [
        ("external_id", _reference(path)),
        ("url", _address(path, url)),
        ("title", said(job.get("title"))),
        ("employer", said(values.get("employer"))),
        ("kind", said(job.get("timeType"))),
        ("remote", said(job.get("remoteType"))),
        ("posted", said(job.get("postedOn"))),
    ]
    return _posting(pairs, [[place]] if place else [], seen)


def _of_detail(payload: Mapping[str, Any], values: Values) -> Pairs:
    """`startDate` is the day that the advert went up, not the day that the work starts."""
    info = payload["jobPostingInfo"]
    address = said(info.get("externalUrl"))
    yield "external_id", _reference(address) or said(info.get("jobReqId")) or said(info.get("id"))
    yield "url", address
    yield "title", said(info.get("title"))
    yield (
        "employer",
        said(values.get("employer")) or said(an_object(payload.get("hiringOrganization")).get("name")),
    )
    yield "kind", said(info.get("timeType"))
    yield "remote", said(info.get("remoteType"))
    yield "posted", said(info.get("startDate")) or said(info.get("postedOn"))
    yield "closing", said(info.get("endDate")) or said(info.get("timeLeftToApply"))
    yield "description", said(info.get("jobDescription"))


def _places_of(payload: Mapping[str, Any]) -> list[list[str | None]]:
    """The first place with its country, which the answer states for that one alone, then the others."""
    info = payload["jobPostingInfo"]
    country = said(an_object(info.get("country")).get("descriptor"))
    first = said(info.get("location"))
    places: list[list[str | None]] = [[first, country]] if first else []
    places.extend([place] for place in strings(info.get("additionalLocations")))
    return places


def _posting(pairs: Pairs, places: list[list[str | None]], seen: datetime) -> RawPosting | Rejected:
    said_of = tuple(pairs)
    texts = gathered(said_of)
    if "title" not in texts:
        return unreadable("a posting without a title", url=texts.get("url", [None])[0])
    sites = [gathered(zip(("places", "places.country"), place, strict=False)) for place in places]
    return posting_from(said_of, seen, sites)


def _reference(path: str | None) -> str | None:
    """The end of an advert's address, `JR-0000129125`. An advert put up twice has a second address: `…-1`."""
    found = REFERENCE.search(urlsplit(path).path) if path else None
    return found.group(1) if found else None


def _address(path: str | None, url: str | None) -> str | None:
    parts = urlsplit(url or "")
    site = parts.path.removesuffix("/jobs").rpartition("/")[2]
    if not path or "/wday/cxs/" not in parts.path:
        return None
    return f"{parts.scheme}://{parts.netloc}/{site}{path}"


FAMILY = Family(name="workday", read=read, start=start, follow=follow)
