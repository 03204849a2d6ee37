"""Greenhouse job boards: one JSON page a board, its text HTML-escaped once by the format."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime

from crawlers.family import Family, Fetch, Values, read_json, said
from crawlers.formats.adverts import Advert, Found, found_in, posting_from, site
from crawlers.formats.board import board_address
from crawlers.formats.objects import FACTS, objects
from foothold.errors import Unreadable
from foothold.model.plausible import whole_number
from foothold.reading.entities import unescaped
from foothold.uploads.headings import match

BOARD = "https://boards-api.greenhouse.io/v1/boards/{}/jobs?content=true"
MOST_CENTS = range(10**11)
WORKING = re.compile(r"\s*+(?:in[- ]office|on[- ]?site|hybrid)\s*+", re.I)
NO_PLACE = re.compile(
    rf"{WORKING.pattern}|\s*+(?:(?:multiple|various|several|all|\d++)\s++)?(?:locations?|offices?|flexible|various)\s*+",
    re.I,
)
HOSTS = (
    "boards.greenhouse.io",
    "job-boards.greenhouse.io",
    "boards.eu.greenhouse.io",
    "job-boards.eu.greenhouse.io",
)


def start(values: Values, key: str | None) -> Iterable[Fetch]:
    return [Fetch(board_address(values, "greenhouse", "board", BOARD))]


def read(body: bytes, url: str | None, seen: datetime, values: Values) -> Iterator[Found]:
    payload = read_json(body)
    jobs = payload.get("jobs") if isinstance(payload, dict) else None
    if isinstance(payload, dict) and jobs is None and "title" in payload and "absolute_url" in payload:
        jobs = [payload]
    if not isinstance(jobs, list):
        raise Unreadable("This is not a Greenhouse board: it has no list “jobs”.")
    return found_in(jobs, lambda job: _posting(job, seen, values))


def _posting(job: Advert, seen: datetime, values: Values) -> Found:
    return posting_from(
        [*_fixed(job, values), *_metadata(job)], seen, [site(places=place) for place in _places(job)]
    )


def _fixed(job: Advert, values: Values) -> Iterator[tuple[str, str | None]]:
    yield "external_id", said(job.get("id"))
    yield "url", said(job.get("absolute_url"))
    yield "title", said(job.get("title"))
    yield "employer", said(values.get("employer")) or said(job.get("company_name"))
    content = said(job.get("content"))
    yield "description", unescaped(content) if content else None
    own = _own_location(job)
    yield "remote", own if own and WORKING.fullmatch(own) else None
    yield "posted", said(job.get("first_published"))
    yield "closing", said(job.get("application_deadline"))
    for range_ in objects(job.get("pay_input_ranges")):
        yield "wage", _pay(range_)


def _metadata(job: Advert) -> Iterator[tuple[str, str | None]]:
    for entry in objects(job.get("metadata")):
        # "Salary - Min salary for London - £28,860": the name, then guidance to the recruiter.
        name = (said(entry.get("name")) or "").split(" - ")[0]
        found = match(name)
        if not found:
            continue
        value = entry.get("value")
        if found.field == "wage" and isinstance(value, dict):
            yield "wage", _amounts(value)
        elif found.field in FACTS:
            for text in value if isinstance(value, list) else [value]:
                yield found.field, said(text)
        if found.period and value:
            yield "wage_unit", found.period


def _amounts(value: Advert) -> str | None:
    """A currency field: `{"amount": "24000", "unit": "GBP"}`, or a range of `min_value` and `max_value`."""
    figures = [said(value.get(name)) for name in ("amount", "min_value", "max_value")]
    text = " - ".join(figure for figure in figures if figure)
    return f"{said(value.get('unit')) or ''} {text}".strip() if text else None


def _pay(range_: Advert) -> str | None:
    """A published range of pay, which the format gives in the currency's hundredths."""
    cents = [whole_number(said(range_.get(name)), MOST_CENTS) for name in ("min_cents", "max_cents")]
    pounds = [f"{figure / 100:.2f}" for figure in cents if figure is not None]
    if not pounds:
        return None
    return " ".join(
        filter(None, (said(range_.get("currency_type")), " - ".join(pounds), said(range_.get("title"))))
    )


def _places(job: Advert) -> list[str]:
    """The job's own location; the offices where it names none, or only says how or how often to work there."""
    own = _own_location(job)
    if own and not NO_PLACE.fullmatch(own):
        return [own]
    offices = (
        said(office.get("location")) or said(office.get("name")) for office in objects(job.get("offices"))
    )
    return [office for office in offices if office] or ([own] if own else [])


def _own_location(job: Advert) -> str | None:
    location = job.get("location")
    return said(location.get("name")) if isinstance(location, dict) else said(location)


FAMILY = Family(name="greenhouse", read=read, start=start, hosts=HOSTS)
