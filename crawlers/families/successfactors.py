"""SAP SuccessFactors career sites: a sitemap of job pages that describe themselves as microdata."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from urllib.parse import unquote, urlsplit

from crawlers.families.job_posting_page import read as read_structured
from crawlers.family import Family, Fetch, Values, each, said
from crawlers.formats.html_page import Element, first_of_class, of_class, page_of, words
from crawlers.formats.listed_adverts import wanted
from crawlers.formats.objects import FACTS, Pairs, gathered, labelled_fact
from crawlers.formats.sitemap import is_sitemap, sitemap_entries
from foothold.errors import SourceMisconfigured, Unreadable
from foothold.model.posting import RawPosting, Rejected, first

SITEMAP = "https://{host}/sitemap.xml"
JOB = re.compile(r"/job/([^/]+)/([\w-]+?)(?:-[a-z]{2}_[A-Z]{2})?/?$")
MARKS = (b"joblayouttoken", b"jobDisplay", b"jobTitle-link", b"successfactors", b"jobs2web")
PLACE_LINE = re.compile(r"^[^\S\n]*+Locations?:\s*+(\S[^\n]{0,118})$", re.M)
LABELS = FACTS | {"places", "employer", "posted"}


def start(values: Values, key: str | None) -> Iterable[Fetch]:
    host, sitemap = said(values.get("host")), said(values.get("sitemap"))
    if not host and not sitemap:
        raise SourceMisconfigured("successfactors needs values.host: that of the career site.")
    return [Fetch(sitemap or SITEMAP.format(host=host), listing=True)]


def follow(body: bytes, url: str, values: Values) -> Iterable[Fetch]:
    """Further sitemaps, and the job pages; with `titles`, those whose address holds one of them."""
    for fetch in sitemap_entries(body, url, values):
        job = JOB.search(unquote(urlsplit(fetch.url).path))
        if fetch.listing or (job and wanted(job.group(1), values)):
            yield fetch


def read(body: bytes, url: str | None, seen: datetime, values: Values) -> Iterator[RawPosting | Rejected]:
    """A sitemap holds no posting, and a page of the site that is no advert's holds none either."""
    if is_sitemap(body):
        return
    found = list(read_structured(body, url, seen, {}))
    if not found and not any(mark in body for mark in MARKS):
        raise Unreadable("This is no page of a SuccessFactors career site: it describes no JobPosting.")
    page = page_of(body) if found else None
    yield from each(
        found,
        lambda one: (
            _whole(one, page, url, values) if isinstance(one, RawPosting) and page is not None else one
        ),
    )


def _whole(posting: RawPosting, page: Element, url: str | None, values: Values) -> RawPosting:
    """The posting with what the page says of it outside the microdata. Where the template has no field for the
    place, employers write a line of it into the text."""
    texts = gathered(_beside(page, url, values))
    if not posting.postcode and (line := PLACE_LINE.search(first(posting.description) or "")):
        texts.setdefault("places", [line.group(1)])
    missing = {name: said[0] for name, said in texts.items() if not getattr(posting, name)}
    return replace(posting, **missing) if missing else posting  # type: ignore[arg-type]


def _beside(page: Element, url: str | None, values: Values) -> Pairs:
    job = JOB.search(urlsplit(url or "").path)
    yield "external_id", job.group(2) if job else None
    yield "employer", said(values.get("employer"))
    yield "places", words(first_of_class(page, "jobGeoLocation"))
    for label in of_class(page, "joblayouttoken-label"):
        row = label.getparent()
        name, whole = words(label), words(row) if row is not None else None
        if name and whole:
            yield from labelled_fact(name, whole.removeprefix(name).strip(), LABELS)


FAMILY = Family(name="successfactors", read=read, start=start, follow=follow)
