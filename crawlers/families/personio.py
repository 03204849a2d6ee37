"""Personio career sites: one XML answer a company, `workzag-jobs`."""

import html
from collections.abc import Iterable, Iterator
from datetime import datetime
from urllib.parse import urlsplit

from lxml import etree

from crawlers.family import Family, Fetch, Values, each, said
from crawlers.formats.adverts import Found, described, once_each, posting_from, site
from crawlers.formats.board import board_address
from crawlers.formats.feed_xml import Break, own_text, records
from foothold.errors import Unreadable
from foothold.model.posting import Reason, Rejected

POSITIONS = "https://{}.jobs.personio.de/xml?language=en"
ROOT = "workzagjobs"
HOSTS = ("{company}.jobs.personio.com",)


def start(values: Values, key: str | None) -> Iterable[Fetch]:
    return [Fetch(board_address(values, "personio", "company", POSITIONS))]


def read(body: bytes, url: str | None, seen: datetime, values: Values) -> Iterator[Found]:
    """One posting an id: a position stands once for every category that it is listed in."""
    return once_each(_positions(body, url, seen, values))


def _positions(body: bytes, url: str | None, seen: datetime, values: Values) -> Iterator[Found]:
    root: list[str] = []

    def is_position(name: str, depth: int) -> bool:
        if depth == 0:
            root.append(name)
        return depth == 1 and name == "position"

    for record in records(body, is_position):
        if root[0] != ROOT:
            break
        if isinstance(record, Break):
            yield Rejected(Reason.UNREADABLE, "feed", record.where)
        else:
            yield from each([record], lambda one: posting_from(_fixed(one, url, values), seen, _sites(one)))
    if root[0] != ROOT:
        raise Unreadable("This is not Personio's XML: its outermost element is not “workzag-jobs”.")


def _fixed(position: etree._Element, url: str | None, values: Values) -> Iterator[tuple[str, str | None]]:
    reference = _text(position, "id")
    yield "external_id", reference
    yield "url", _page(reference, url)
    yield "title", _text(position, "name")
    yield "employer", said(values.get("employer")) or _text(position, "subcompany")
    yield "kind", _text(position, "employmentType")
    yield "kind", _text(position, "schedule")
    for block in position.iterfind("jobDescriptions/jobDescription"):
        heading = _text(block, "name")
        yield from described(html.escape(heading, quote=False) if heading else None, _text(block, "value"))
    yield "posted", _text(position, "createdAt")
    yield "wage.low", _text(position, "salaryInformation/min")
    yield "wage.high", _text(position, "salaryInformation/max")
    yield "wage.currency", _text(position, "salaryInformation/currencyCode")
    yield "wage_unit", _text(position, "salaryInformation/type")


def _page(reference: str | None, url: str | None) -> str | None:
    """The position's page, which the feed does not name: it stands beside the feed."""
    parts = urlsplit(url or "")
    return f"{parts.scheme}://{parts.netloc}/job/{reference}" if reference and parts.netloc else None


def _sites(position: etree._Element) -> list[dict[str, list[str]]]:
    offices = [*position.iterfind("office"), *position.iterfind("additionalOffices/office")]
    return [site(places=own_text(office)) for office in offices]


def _text(parent: etree._Element, path: str) -> str | None:
    element = parent.find(path)
    return None if element is None else own_text(element)


FAMILY = Family(name="personio", read=read, start=start, hosts=HOSTS)
