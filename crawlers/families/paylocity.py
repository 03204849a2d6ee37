"""Paylocity career pages: a page whose script holds the list, and a page for each job."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urljoin

from crawlers.families.job_posting_page import read as read_structured
from crawlers.family import Family, Fetch, Values, each, said, unreadable
from crawlers.formats.adverts import posting_from
from crawlers.formats.html_page import Element, assigned, first_of_class, markup, of_class, page_of, words
from crawlers.formats.listed_adverts import fetches_details, wanted
from crawlers.formats.objects import Pairs, an_object, gathered, objects
from foothold.errors import SourceMisconfigured, Unreadable
from foothold.model.posting import RawPosting, Rejected

LIST = "https://recruiting.paylocity.com/recruiting/jobs/All/{company}"
JOB = "https://recruiting.paylocity.com/recruiting/jobs/Details/{id}"
# A workplace's name that only says how often one is there.
HOW = re.compile(r"\s*+(?:fully\s++)?(?:remote|hybrid|on[- ]?site|in[- ]?office)\s*+", re.I)


def start(values: Values, key: str | None) -> Iterable[Fetch]:
    company = said(values.get("company"))
    if not company and not values.get("url"):
        raise SourceMisconfigured(
            "paylocity needs values.company: the long id behind “jobs/All/” in its address."
        )
    return [Fetch(str(values.get("url") or LIST.format(company=company)), listing=True)]


def follow(body: bytes, url: str, values: Values) -> Iterable[Fetch]:
    """Each job's own page; the list has but one."""
    if not fetches_details(values, "company", "url"):
        return
    for job in objects(_data(body).get("Jobs")):
        reference = said(job.get("JobId"))
        if reference and reference.isalnum() and wanted(said(job.get("JobTitle")), values):
            yield Fetch(_page(reference, url))


def read(body: bytes, url: str | None, seen: datetime, values: Values) -> Iterator[RawPosting | Rejected]:
    data = _data(body)
    jobs = data.get("Jobs")
    if isinstance(jobs, list):
        if fetches_details(values, "company", "url"):
            return iter(())
        return each(jobs, lambda job: _listed(job, data, url, seen, values))
    if structured := list(read_structured(body, url, seen, {})):
        return iter(structured)
    page = page_of(body)
    if words(first_of_class(page, "job-preview-title")) is None:
        raise Unreadable("This is no page of Paylocity's: it has neither “window.pageData” nor a job.")
    pairs = _of_page(page, url, values)
    return iter([posting_from(pairs, seen)])


def _data(body: bytes) -> Mapping[str, Any]:
    return an_object(assigned(body, "window.pageData"))


def _page(reference: str, url: str | None) -> str:
    return urljoin(url or "", JOB.format(id=reference))


def _listed(
    job: Any, data: Mapping[str, Any], url: str | None, seen: datetime, values: Values
) -> RawPosting | Rejected:
    if not isinstance(job, dict) or not said(job.get("JobTitle")):
        return unreadable(f"a job without a title: {job!r}")
    sites = [] if job.get("ShouldDisplayLocation") is False else [gathered(_site(job))]
    return posting_from(_fixed(job, data, url, values), seen, sites)


def _fixed(job: Mapping[str, Any], data: Mapping[str, Any], url: str | None, values: Values) -> Pairs:
    reference, named = said(job.get("JobId")), said(job.get("LocationName"))
    yield "external_id", reference
    yield "url", _page(reference, url) if reference else None
    yield "title", said(job.get("JobTitle"))
    yield "employer", said(values.get("employer")) or said(data.get("ModuleTitle"))
    yield "description", said(job.get("Description"))
    yield "remote", "Remote" if job.get("IsRemote") is True else None
    yield "remote", named if named and HOW.fullmatch(named) else None
    yield "posted", said(job.get("PublishedDate"))


def _site(job: Mapping[str, Any]) -> Pairs:
    address = an_object(job.get("JobLocation"))
    name = said(address.get("Name")) or said(job.get("LocationName"))
    yield "places.site", name if name and not HOW.fullmatch(name) else None
    street = (said(address.get("Address")), said(address.get("Address2")))
    yield "places.street", ", ".join(part for part in street if part)
    yield "places.town", said(address.get("City"))
    yield "places.county", said(address.get("State"))
    yield "places.country", said(address.get("Country"))
    yield "postcode", said(address.get("Zip"))


def _of_page(page: Element, url: str | None, values: Values) -> Pairs:
    """A job's page without structured data: its title, and each section under its heading."""
    yield "url", url
    yield "title", words(first_of_class(page, "job-preview-title"))
    yield "employer", said(values.get("employer"))
    for heading in of_class(page, "job-listing-header"):
        section = heading.getnext()
        yield "description", markup(section) if section is not None else None


FAMILY = Family(name="paylocity", read=read, start=start, follow=follow)
