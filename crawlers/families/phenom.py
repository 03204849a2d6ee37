"""Phenom career sites: search pages whose script holds the list, and job pages with a JobPosting."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlsplit

from crawlers.families.job_posting_page import read as read_structured
from crawlers.family import Family, Fetch, Values, each, read_json, said, unreadable
from crawlers.formats.adverts import posting_from
from crawlers.formats.board import query_of, with_query
from crawlers.formats.html_page import assigned
from crawlers.formats.listed_adverts import count, fetches_details, wanted
from crawlers.formats.objects import Pairs, an_object, objects, strings
from foothold.errors import SourceMisconfigured, Unreadable
from foothold.model.posting import RawPosting, Rejected

SEARCH = "search-results"
LISTS = (
    "eagerLoadRefineSearch",
    "refineSearch",
)  # In a search page, and in an answer of the site's `/widgets`.


def start(values: Values, key: str | None) -> Iterable[Fetch]:
    url = said(values.get("url"))
    if not url:
        raise SourceMisconfigured(
            f"phenom needs values.url: the site's search page, https://…/gb/en/{SEARCH}, with its filters."
        )
    return [Fetch(with_query(url, **{"from": 0}), listing=True)]


def follow(body: bytes, url: str, values: Values) -> Iterable[Fetch]:
    """Each job's own page, and the next ten up to `totalHits`."""
    found = _search(_data(body))
    jobs = objects(an_object(found.get("data")).get("jobs"))
    if fetches_details(values, "url"):
        for job in jobs:
            address = _page(job, url)
            if address and wanted(said(job.get("title")), values):
                yield Fetch(address)
    reached = count(query_of(url, "from")) + len(jobs)
    if jobs and reached < count(found.get("totalHits")):
        yield Fetch(with_query(url, **{"from": reached}), listing=True)


def read(body: bytes, url: str | None, seen: datetime, values: Values) -> Iterator[RawPosting | Rejected]:
    is_page = body[:64].lstrip()[:1] not in (b"{", b"[")
    if is_page and (structured := list(read_structured(body, url, seen, {}))):
        return iter(structured)
    data = _data(body)
    job = an_object(an_object(data.get("jobDetail")).get("data")).get("job")
    if isinstance(job, dict):
        return iter([_posting(job, url, seen, values)])
    found = _search(data)
    if not found:
        raise Unreadable("This is no page of a Phenom site: no “phApp.ddo” in it holds a search or a job.")
    if fetches_details(values, "url"):
        return iter(())
    jobs = an_object(found.get("data")).get("jobs")
    return each(jobs if isinstance(jobs, list) else (), lambda job: _posting(job, url, seen, values))


def _data(body: bytes) -> Mapping[str, Any]:
    if body[:64].lstrip().startswith(b"{"):
        return an_object(read_json(body))
    return an_object(assigned(body, "phApp.ddo"))


def _search(data: Mapping[str, Any]) -> Mapping[str, Any]:
    return next((found for name in LISTS if (found := an_object(data.get(name)))), {})


def _page(job: Mapping[str, Any], url: str | None) -> str | None:
    """The job's own page, which the list does not name: it stands beside the search, by the job's long number."""
    parts = urlsplit(url or "")
    reference = said(job.get("jobSeqNo")) or said(job.get("jobId"))
    site, search, _ = parts.path.rpartition(SEARCH)
    if not reference or not search:
        return None
    return parts._replace(path=f"{site}job/{quote(reference, safe='')}", query="", fragment="").geturl()


def _posting(job: Any, url: str | None, seen: datetime, values: Values) -> RawPosting | Rejected:
    if not isinstance(job, dict) or not said(job.get("title")):
        return unreadable(f"a job without a title: {job!r}")
    own = url if url and SEARCH not in url and "/job/" in url else _page(job, url)
    pairs = [("url", own), *_fixed(job, values)]
    return posting_from(pairs, seen, [{"places": [place]} for place in _places(job)])


def _fixed(job: Mapping[str, Any], values: Values) -> Pairs:
    yield "external_id", said(job.get("jobId")) or said(job.get("reqId"))
    yield "apply_url", said(job.get("applyUrl"))
    yield "title", said(job.get("title"))
    yield "employer", said(values.get("employer")) or said(job.get("companyName"))
    for name in ("type", "contractType1", "workHours"):
        yield "kind", said(job.get(name))
    description = said(job.get("description"))
    yield "description", description
    yield "summary", said(job.get("descriptionTeaser")) if not description else None
    yield "remote", said(job.get("workplaceType"))
    yield "hours", said(job.get("hoursPerWeek"))
    yield "posted", said(job.get("postedDate"))


def _places(job: Mapping[str, Any]) -> list[str]:
    """Never its coordinates: they are those of the town's middle, and would put all of London in one borough."""
    several = strings(job.get("multi_location"))
    one = said(job.get("location")) or said(job.get("cityStateCountry")) or said(job.get("cityState"))
    return list(dict.fromkeys(several or ([one] if one else [])))


FAMILY = Family(name="phenom", read=read, start=start, follow=follow)
