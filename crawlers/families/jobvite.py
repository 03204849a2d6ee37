"""Jobvite career sites: search pages of fifty rows, and job pages with a JobPosting."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from urllib.parse import urljoin, urlsplit

from crawlers.families.job_posting_page import read as read_structured
from crawlers.family import Family, Fetch, Values, each, said
from crawlers.formats.adverts import posting_from
from crawlers.formats.board import board_address
from crawlers.formats.html_page import Element, first_of_class, markup, of_class, page_of, with_rows, words
from crawlers.formats.listed_adverts import fetches_details, place_named, wanted
from crawlers.formats.objects import Pairs
from crawlers.formats.sitemap import address_on_site
from foothold.errors import Unreadable
from foothold.model.posting import RawPosting, Rejected

SITE = "https://jobs.jobvite.com"
# Not `/jobs`: that page groups jobs, and cuts long groups off behind “Show more”.
LIST = SITE + "/{}/search?p=0"
JOB = re.compile(r"/job/([A-Za-z0-9]+)(?:[?#]|$)")


def start(values: Values, key: str | None) -> Iterable[Fetch]:
    return [Fetch(board_address(values, "jobvite", "company", LIST), listing=True)]


def follow(body: bytes, url: str, values: Values) -> Iterable[Fetch]:
    """Each job's own page, and the page that “next” leads to."""
    page = page_of(body)
    for link in _links(page):
        address = address_on_site(link.get("href") or "", url, values)
        if address and wanted(words(link), values) and fetches_details(values, "company", "url"):
            yield Fetch(_without_query(address))
    for link in of_class(page, "jv-pagination-next"):
        address = address_on_site(link.get("href") or "", url, values)
        if address and address != url:
            yield Fetch(address, listing=True)


def read(body: bytes, url: str | None, seen: datetime, values: Values) -> Iterator[RawPosting | Rejected]:
    if structured := list(read_structured(body, url, seen, {})):
        return each(structured, lambda one: _with_reference(one, url) if isinstance(one, RawPosting) else one)
    page = page_of(body)
    if first_of_class(page, "jv-job-detail-description") is not None:
        return iter([_posting(_of_page(page, url, values), seen)])
    links = _links(page)
    if not links and b"jv-" not in body and b"jobvite" not in body.lower():
        raise Unreadable("This is no page of a Jobvite site: it has neither rows of jobs nor a job.")
    if fetches_details(values, "company", "url"):
        return iter(())
    rows = with_rows(links, lambda element: element.tag in ("tr", "li"))
    return each(rows, lambda row: _posting(_of_row(*row, url, values), seen))


def _links(page: Element) -> list[Element]:
    """The link of each row, once a job."""
    found: dict[str, Element] = {}
    for link in page.iter("a"):
        job = JOB.search(link.get("href") or "")
        if job and words(link):
            found.setdefault(job.group(1), link)
    return list(found.values())


def _with_reference(posting: RawPosting, url: str | None) -> RawPosting:
    """The pages name no reference but in their address."""
    return posting if posting.external_id else replace(posting, external_id=_reference(url))


def _reference(url: str | None) -> str | None:
    job = JOB.search(url or "")
    return job.group(1) if job else None


def _without_query(url: str) -> str:
    return urlsplit(url)._replace(query="", fragment="").geturl()


def _posting(pairs: Pairs, seen: datetime) -> RawPosting:
    return posting_from(pairs, seen)


def _of_row(link: Element, row: Element, url: str | None, values: Values) -> Pairs:
    href = link.get("href") or ""
    yield "external_id", _reference(href)
    yield "url", _without_query(urljoin(url or SITE, href))
    yield "title", words(link)
    yield "employer", said(values.get("employer"))
    yield "places", place_named(words(first_of_class(row, "jv-job-list-location")))


def _of_page(page: Element, url: str | None, values: Values) -> Pairs:
    """A job's page without structured data. The line under its title mixes department and place: it is not read."""
    yield "external_id", _reference(url)
    yield "url", url
    yield "title", words(first_of_class(page, "jv-header"))
    yield "employer", said(values.get("employer"))
    yield "description", markup(first_of_class(page, "jv-job-detail-description"))


FAMILY = Family(name="jobvite", read=read, start=start, follow=follow)
