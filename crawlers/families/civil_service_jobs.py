"""Civil Service Jobs as it answers the national apprenticeship service: one JSON list, texts by language."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from crawlers.family import Family, Fetch, Values, read_json, said
from crawlers.formats.adverts import Advert, Found, Site, found_in, once_each, posting_from, site, working
from crawlers.formats.objects import an_object, objects, strings
from foothold.errors import SourceMisconfigured, Unreadable


def start(values: Values, key: str | None) -> Iterable[Fetch]:
    """The service's address and the header of its key are told to those who get one."""
    url, header = said(values.get("url")), said(values.get("key_header"))
    if not url:
        raise SourceMisconfigured("civil_service_jobs needs values.url: the address of the service's jobs.")
    return [Fetch(url, headers={header: key} if header and key else {})]


def read(body: bytes, url: str | None, seen: datetime, values: Values) -> Iterator[Found]:
    return once_each(found_in(_jobs(body), lambda job: _posting(job, seen, values)))


def _jobs(body: bytes) -> list[Any]:
    answer = read_json(body)
    jobs = answer.get("jobs") if isinstance(answer, dict) else answer
    if isinstance(jobs, list) and (not objects(jobs) or any("jobTitle" in job for job in objects(jobs))):
        return jobs
    raise Unreadable("This is no list of Civil Service Jobs: it has no “jobs” with a “jobTitle”.")


def _posting(job: Advert, seen: datetime, values: Values) -> Found:
    return posting_from(_fixed(job, values), seen, _sites(job))


def _fixed(job: Advert, values: Values) -> Iterator[tuple[str, str | None]]:
    times = an_object(job.get("keyTimes"))
    yield "external_id", said(job.get("jobReference")) or said(job.get("jobCode"))
    yield "url", said(job.get("jobURL"))
    yield "apply_url", _english(job, "jobApplyURL")
    yield "title", _english(job, "jobTitle")
    yield "employer", said(values.get("employer")) or _english(job, "department")
    yield from (("kind", text) for text in _all_english(job, "contractType"))
    yield "working_week", ", ".join(_all_english(job, "workingPattern"))
    yield "route", _english(job, "profession")
    yield "remote", working(remote=an_object(job.get("locationFlags")).get("remoteWorking"))
    yield "posted", said(times.get("publishedTime"))
    yield "closing", said(times.get("closingTime"))
    for field, name in (("wage.low", "salaryMinimum"), ("wage.high", "salaryMaximum")):
        figure = said(job.get(name))
        yield field, figure if figure and figure.strip("0.") else None
    yield "wage.currency", said(job.get("salaryCurrency"))


def _sites(job: Advert) -> list[Site]:
    """The points where the job is; regions and the country in words where it has none."""
    points = objects(job.get("locationGeoCoordinates"))
    sites = [site(lat=point.get("lat"), lon=point.get("lon")) for point in points]
    named = _all_english(job, "countryRegions") or strings(_english(job, "country"))
    return [one for one in sites if len(one) == 2] or [site(places=name) for name in named]


def _english(job: Advert, name: str) -> str | None:
    return next(iter(_all_english(job, name)), None)


def _all_english(job: Advert, name: str) -> list[str]:
    """A text in English, or in Welsh where there is no other; some fields hold several."""
    texts = an_object(job.get(name))
    return strings(texts.get("en")) or strings(texts.get("cy"))


FAMILY = Family(name="civil_service_jobs", read=read, start=start)
