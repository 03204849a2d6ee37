"""Teaching Vacancies, the Department for Education's service for schools: schema.org JobPostings in JSON."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from crawlers.family import Family, Fetch, Values, read_json, said
from crawlers.formats.adverts import Advert, Found, found_in, once_each
from crawlers.formats.board import next_page
from crawlers.formats.graph import Graph, types_of
from crawlers.formats.objects import an_object
from crawlers.formats.schema_org import posting_of
from foothold.errors import Unreadable

JOBS = "https://teaching-vacancies.service.gov.uk/api/v1/jobs.json"


def start(values: Values, key: str | None) -> Iterable[Fetch]:
    return [Fetch(said(values.get("url")) or JOBS, listing=True)]


def follow(body: bytes, url: str, values: Values) -> Iterable[Fetch]:
    return next_page(url, an_object(an_object(read_json(body)).get("links")).get("next"))


def read(body: bytes, url: str | None, seen: datetime, values: Values) -> Iterator[Found]:
    """The list comes in no fixed order, so that an advert may come twice."""
    return once_each(found_in(_jobs(body), lambda job: _posting(job, seen, values)))


def _jobs(body: bytes) -> list[Any]:
    answer = an_object(read_json(body))
    if isinstance(answer.get("data"), list):
        return list(answer["data"])
    if "JobPosting" in types_of(dict(answer)):
        return [answer]
    raise Unreadable("This is no answer of Teaching Vacancies: it has no list “data” of JobPostings.")


def _posting(job: Advert, seen: datetime, values: Values) -> Found:
    """The JobPosting, which has no identifier of its own: the name in its address is one."""
    posting = posting_of(dict(job), Graph.of([job]), None, seen)
    slug = urlsplit(posting.url or "").path.rpartition("/")[2]
    return replace(
        posting,
        external_id=posting.external_id or slug or None,
        employer=said(values.get("employer")) or posting.employer,
    )


FAMILY = Family(name="teaching_vacancies", read=read, start=start, follow=follow)
