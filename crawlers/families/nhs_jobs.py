"""The search of NHS Jobs as XML, page by page."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from lxml import etree

from crawlers.family import Family, Fetch, Values, each, said
from crawlers.formats.feed_xml import Break, local_name, own_text, records
from crawlers.formats.listed_adverts import count
from foothold.errors import Unreadable
from foothold.model.posting import RawPosting, Reason, Rejected
from foothold.uploads.assemble import composed

SEARCH = "https://www.jobs.nhs.uk/api/v1/search_xml?contractType=Apprenticeship&page=1"
RECORDS = frozenset({"vacancydetails", "vacancy", "job"})
FIELDS = {
    "title": "title", "description": "description", "employer": "employer", "type": "kind", "salary": "wage",
    "closedate": "closing", "postdate": "posted", "url": "url",
}  # fmt: skip


def start(values: Values, key: str | None) -> Iterable[Fetch]:
    return [Fetch(said(values.get("url")) or SEARCH, listing=True)]


def follow(body: bytes, url: str, values: Values) -> Iterable[Fetch]:
    """The next page up to `totalPages`; without that number, until a page is empty."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    page = count(query.get("page")) or 1
    total = _total_pages(body)
    if page >= total if total is not None else not _holds_vacancies(body):
        return ()
    query["page"] = str(page + 1)
    return [Fetch(urlunsplit(parts._replace(query=urlencode(query))), listing=True)]


def _total_pages(body: bytes) -> int | None:
    for element in records(body, lambda name, depth: name == "totalpages"):
        text = None if isinstance(element, Break) else own_text(element)
        return count(text) or None
    return None


def _holds_vacancies(body: bytes) -> bool:
    return any(not isinstance(record, Break) for record in records(body, _is_vacancy))


def _is_vacancy(name: str, depth: int) -> bool:
    return depth > 0 and name in RECORDS


def read(body: bytes, url: str | None, seen: datetime, values: Values) -> Iterator[RawPosting | Rejected]:
    root: list[str] = []

    def is_vacancy(name: str, depth: int) -> bool:
        if depth == 0:
            root.append(name)
        return _is_vacancy(name, depth)

    for record in records(body, is_vacancy):
        if isinstance(record, Break):
            yield Rejected(Reason.UNREADABLE, "feed", record.where)
        else:
            yield from each([record], lambda one: _posting(one, seen, values))
    if root[0] in ("html", "rss", "feed", "error"):
        raise Unreadable("This is not the XML search of NHS Jobs.")


def _posting(vacancy: etree._Element, seen: datetime, values: Values) -> RawPosting:
    said_by = {local_name(child): own_text(child) for child in vacancy}
    texts = {field: [text] for name, field in FIELDS.items() if (text := said_by.get(name))}
    reference = said_by.get("reference") or said_by.get("id")
    if reference:
        texts["external_id"] = [reference]
    employer = said(values.get("employer"))
    if employer:
        texts["employer"] = [employer]
    return composed(texts, seen, [{"places": [place]} for place in _places(vacancy)])


def _places(vacancy: etree._Element) -> list[str]:
    """Each location as written: site, town and, last, the postcode. The service has written the inner element
    as `location` and as `locations`."""
    leaves = (
        element
        for element in vacancy.iterdescendants()
        if local_name(element) in ("location", "locations") and not len(element)
    )
    return list(dict.fromkeys(text for leaf in leaves if (text := own_text(leaf))))


FAMILY = Family(name="nhs_jobs", read=read, start=start, follow=follow)
