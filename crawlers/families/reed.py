"""Reed's interface for jobseekers: a JSON search, paged by how many to skip, and an answer for each advert."""

import base64
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

from crawlers.family import Family, Fetch, Values, read_json, said
from crawlers.formats.adverts import Advert, Found, found_in, once_each, posting_from, site
from crawlers.formats.board import own_answers, query_of, searches, with_query
from crawlers.formats.listed_adverts import count, fetches_details, wanted
from crawlers.formats.objects import an_object, objects
from foothold.errors import MissingKey, Unreadable

SEARCH = "https://www.reed.co.uk/api/1.0/search"
PAGE_SIZE = 100  # The most that one page gives.


def start(values: Values, key: str | None) -> Iterable[Fetch]:
    """One list for each search; the key is the name of its basic authentication, without a password."""
    base = said(values.get("url")) or SEARCH
    if base == SEARCH and not key:
        raise MissingKey("Reed wants a key, which is free from reed.co.uk/developers: set FOOTHOLD_KEY_ and the "
                         "source's name in capitals.")  # fmt: skip
    token = base64.b64encode(f"{key}:".encode()).decode()
    headers = {"Authorization": f"Basic {token}"} if key else {}
    return [
        Fetch(f"{base}?{urlencode({'resultsToTake': PAGE_SIZE, **search})}", headers=headers, listing=True)
        for search in searches(values, "reed")
    ]


def follow(body: bytes, url: str, values: Values) -> Iterable[Fetch]:
    """Each advert's own answer, and the next page up to `totalResults`."""
    jobs = objects(_jobs(body))
    if fetches_details(values, "query", "url"):
        chosen = (job for job in jobs if wanted(said(job.get("jobTitle")), values))
        folder = f"{urlsplit(url).path.rpartition('/')[0]}/jobs"
        yield from own_answers(url, (job.get("jobId") for job in chosen), folder=folder)
    skipped = count(query_of(url, "resultsToSkip")) + len(jobs)
    if jobs and skipped < count(an_object(read_json(body)).get("totalResults")):
        yield Fetch(with_query(url, resultsToSkip=skipped), listing=True)


def read(body: bytes, url: str | None, seen: datetime, values: Values) -> Iterator[Found]:
    """A search whose adverts are fetched one by one is not read itself: it knows a beginning of each text."""
    jobs = _jobs(body)
    if "results" in an_object(read_json(body)) and fetches_details(values, "query", "url"):
        return iter(())
    return once_each(found_in(jobs, lambda job: _posting(job, seen, values)))


def _jobs(body: bytes) -> list[Any]:
    answer = read_json(body)
    if isinstance(answer, list):
        return answer
    if isinstance(answer, dict) and isinstance(answer.get("results"), list):
        return list(answer["results"])
    if isinstance(answer, dict) and "jobTitle" in answer and "jobId" in answer:
        return [answer]
    raise Unreadable("This is no answer of Reed's: it has neither a list “results” nor a “jobTitle”.")


def _posting(job: Advert, seen: datetime, values: Values) -> Found:
    return posting_from(_fixed(job, values), seen, [site(places=job.get("locationName"))])


def _fixed(job: Advert, values: Values) -> Iterator[tuple[str, str | None]]:
    yield "external_id", said(job.get("jobId"))
    yield "url", said(job.get("jobUrl"))
    yield "apply_url", said(job.get("externalUrl"))
    yield "title", said(job.get("jobTitle"))
    yield "employer", said(values.get("employer")) or said(job.get("employerName"))
    yield "kind", said(job.get("contractType"))
    yield "description", said(job.get("jobDescription"))
    yield "posted", said(job.get("datePosted")) or said(job.get("date"))
    yield "closing", said(job.get("expirationDate"))
    yield from _pay(job)


def _pay(job: Advert) -> Iterator[tuple[str, str | None]]:
    """The line of the advert, else its figures, where zero says nothing. What Reed makes of an hourly rate for a
    year is not read: the advert does not say it."""
    yield "wage", said(job.get("salary"))
    yield "wage_unit", said(job.get("salaryType"))
    for field, name in (("wage.low", "minimumSalary"), ("wage.high", "maximumSalary")):
        figure = said(job.get(name))
        yield field, figure if figure and figure.strip("0.") else None
    yield "wage.currency", said(job.get("currency"))


FAMILY = Family(name="reed", read=read, start=start, follow=follow, needs_key=True)
