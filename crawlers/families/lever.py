"""Lever postings: a JSON list a company, paged by `skip` and `limit`."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from crawlers.families.epoch import moment
from crawlers.families.family import Family, Fetch, Values, read_json, said, unreadable
from crawlers.families.labelled import labelled
from foothold.composed import composed
from foothold.errors import SourceMisconfigured, Unreadable
from foothold.posting import RawPosting, Rejected

POSTINGS = "https://api.lever.co/v0/postings/{company}?mode=json&skip=0&limit=100"


def start(values: Values, key: str | None) -> Iterable[Fetch]:
    company = said(values.get("company"))
    if not company and not values.get("url"):
        raise SourceMisconfigured("lever needs values.company: the company's name in its address.")
    return [Fetch(str(values.get("url") or POSTINGS.format(company=company)), listing=True)]


def follow(body: bytes, url: str, values: Values) -> Iterable[Fetch]:
    """The next page, while pages come back full."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    limit = query.get("limit", "")
    if not limit.isdecimal() or int(limit) == 0 or len(_postings(body)) < int(limit):
        return ()
    skip = query.get("skip", "0")
    query["skip"] = str((int(skip) if skip.isdecimal() else 0) + int(limit))
    return [Fetch(urlunsplit(parts._replace(query=urlencode(query))), listing=True)]


def read(body: bytes, url: str | None, seen: datetime, values: Values) -> Iterator[RawPosting | Rejected]:
    return (_posting(posting, seen, values) for posting in _postings(body))


def _postings(body: bytes) -> list[Any]:
    payload = read_json(body)
    if isinstance(payload, dict) and "text" in payload and "categories" in payload:
        return [payload]
    if not isinstance(payload, list):
        raise Unreadable("This is not a list of Lever postings. Ask for the address with “mode=json”.")
    return payload


def _posting(posting: Any, seen: datetime, values: Values) -> RawPosting | Rejected:
    if not isinstance(posting, dict):
        return unreadable(f"a posting that is no object: {posting!r}")
    texts: dict[str, list[str]] = {}
    for field, text in (*_fixed(posting, values), *_pay(posting)):
        if text is not None:
            texts.setdefault(field, []).append(text)
    paid = "wage.low" in texts or "wage.high" in texts
    for field, text in labelled("\n".join(texts.get("description", ()))):
        if not (field == "wage" and paid):
            texts.setdefault(field, [text])
    return composed(texts, seen, [{"places": [place]} for place in _places(posting)])


def _fixed(posting: Mapping[str, Any], values: Values) -> Iterator[tuple[str, str | None]]:
    categories = _object(posting.get("categories"))
    yield "external_id", said(posting.get("id"))
    yield "url", said(posting.get("hostedUrl"))
    yield "apply_url", said(posting.get("applyUrl"))
    yield "title", said(posting.get("text"))
    yield "employer", said(values.get("employer"))
    yield "kind", said(categories.get("commitment"))
    yield "remote", said(posting.get("workplaceType"))
    yield "posted", moment(said(posting.get("createdAt")))
    yield "level", said(categories.get("level"))
    yield from (("description", text) for text in _prose(posting))
    for section in posting.get("lists") or ():
        if isinstance(section, dict):
            heading, content = said(section.get("text")), said(section.get("content"))
            yield "description", f"<h3>{heading or ''}</h3><ul>{content}</ul>" if content else None
    yield "description", said(posting.get("additional")) or said(posting.get("additionalPlain"))


def _prose(posting: Mapping[str, Any]) -> list[str]:
    """`description` is opening and body in one; some answers give only the two."""
    whole = said(posting.get("description")) or said(posting.get("descriptionPlain"))
    if whole:
        return [whole]
    parts = (
        said(posting.get(name)) or said(posting.get(f"{name}Plain"))
        for name in ("opening", "descriptionBody")
    )
    return [part for part in parts if part]


def _pay(posting: Mapping[str, Any]) -> Iterator[tuple[str, str | None]]:
    pay = _object(posting.get("salaryRange"))
    yield "wage.low", said(pay.get("min"))
    yield "wage.high", said(pay.get("max"))
    yield "wage.currency", said(pay.get("currency"))
    interval = said(pay.get("interval"))
    # "per-year-salary", "per-hour-wage": the middle word is the period.
    yield "wage_unit", interval.split("-")[1] if interval and interval.startswith("per-") else interval
    if not (said(pay.get("min")) or said(pay.get("max"))):
        yield "wage", said(pay.get("text"))
        yield "wage", said(posting.get("salaryDescriptionPlain")) or said(posting.get("salaryDescription"))


def _places(posting: Mapping[str, Any]) -> list[str]:
    categories = _object(posting.get("categories"))
    every = categories.get("allLocations")
    named = [said(place) for place in every] if isinstance(every, list) else []
    first = said(categories.get("location"))
    return list(dict.fromkeys(place for place in (first, *named) if place))


def _object(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


FAMILY = Family(name="lever", read=read, start=start, follow=follow)
