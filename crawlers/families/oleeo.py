"""Oleeo job boards (tal.net, applicationtrack.com): tables of adverts, and pages of labelled fields."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from urllib.parse import urljoin

from crawlers.family import Family, Fetch, Values, each, said
from crawlers.formats.adverts import posting_from
from crawlers.formats.html_page import Element, first_of_class, markup, of_class, page_of, with_rows, words
from crawlers.formats.listed_adverts import fetches_details, wanted
from crawlers.formats.objects import FACTS, Pairs, gathered, labelled_fact
from crawlers.formats.sitemap import address_on_site, listed
from foothold.errors import SourceMisconfigured, Unreadable
from foothold.model.posting import RawPosting, Rejected
from foothold.uploads.assemble import composed

BOARD = "https://{host}/vx/candidate/jobboard/{board}/adv/?start=0"
ADVERT = re.compile(r"/opp/(\d+)-")
# Every answer puts a token of its own into the addresses; without it they lead to the same advert.
SESSION = re.compile(r"/xf-[0-9a-f]+(?=/)")
COLUMNS = FACTS | {"places", "posted", "employer"}
PROSE = frozenset({"description", "requirements"})
ON_A_PAGE = COLUMNS | {
    "places.site",
    "places.street",
    "places.town",
    "places.county",
    "places.country",
    "postcode",
    "summary",
}


def start(values: Values, key: str | None) -> Iterable[Fetch]:
    host = said(values.get("host"))
    if not host and not values.get("url"):
        raise SourceMisconfigured("oleeo needs values.host, NAME.tal.net, and `boards:` such as vacancy/1.")
    boards = listed(values.get("boards")) or ("vacancy/1",)
    addresses = listed(values.get("url")) or tuple(BOARD.format(host=host, board=board) for board in boards)
    return [Fetch(address, listing=True) for address in addresses]


def follow(body: bytes, url: str, values: Values) -> Iterable[Fetch]:
    """Each advert's own page, and the page that “Next page” leads to."""
    page = page_of(body)
    for link in _links(page):
        address = address_on_site(link.get("href") or "", url, values)
        if address and wanted(words(link), values) and fetches_details(values, "host", "url"):
            yield Fetch(SESSION.sub("", address))
    for part in of_class(page, "next_links"):
        for link in part.iter("a"):
            address = address_on_site(link.get("href") or "", url, values)
            if address and address != url:
                yield Fetch(SESSION.sub("", address), listing=True)


def read(body: bytes, url: str | None, seen: datetime, values: Values) -> Iterator[RawPosting | Rejected]:
    page = page_of(body)
    fields = [group for group in of_class(page, "form-group") if group.get("data-field_id")]
    title = words(next(page.iter("h1"), None))
    if title and fields:
        pairs = [("title", title), *_of_page(fields, url, values)]
        return iter([posting_from(pairs, seen)])
    rows = with_rows(_links(page), lambda element: element.tag == "tr")
    if not rows and b"jobboard" not in body and b"search_res" not in body:
        raise Unreadable(
            "This is neither a job board of Oleeo's, whose rows lead to “/opp/…”, nor an advert's page of labelled fields."
        )
    if fetches_details(values, "host", "url"):
        return iter(())
    return each(rows, lambda row: composed(gathered(_of_row(row[1], row[0], url, values)), seen))


def _of_page(fields: Iterable[Element], url: str | None, values: Values) -> Pairs:
    """What stands beside the labels whose meaning is known; which there are is the employer's choice."""
    found = ADVERT.search(url or "")
    yield "external_id", found.group(1) if found else None
    yield "url", SESSION.sub("", url) if url else None
    yield "employer", said(values.get("employer"))
    for group in fields:
        label = words(first_of_class(group, "hform_lbl_text"))
        value = first_of_class(group, "form-control-static")
        yield from labelled_fact(label, markup(value), PROSE)
        yield from labelled_fact(label, words(value), ON_A_PAGE)


def _links(page: Element) -> list[Element]:
    """The first link to each advert."""
    found: dict[str, Element] = {}
    for link in page.iter("a"):
        if advert := ADVERT.search(link.get("href") or ""):
            found.setdefault(advert.group(1), link)
    return list(found.values())


def _of_row(row: Element, link: Element, url: str | None, values: Values) -> Pairs:
    href = link.get("href") or ""
    found = ADVERT.search(href)
    yield "external_id", row.get("data-oppid") or (found.group(1) if found else None)
    yield "url", urljoin(url or "", SESSION.sub("", href))
    yield "title", row.get("data-title") or words(link)
    yield "employer", said(values.get("employer"))
    cells = [cell for cell in row if cell.tag in ("td", "th")]
    for heading, cell in zip(_headings(row), cells, strict=False):
        yield from labelled_fact(heading, words(cell), COLUMNS)


def _headings(row: Element) -> list[str | None]:
    """The headings of the row's table. Boards without any say nothing of what their cells mean."""
    table = next(row.iterancestors("table"), None)
    head = next(table.iter("thead"), None) if table is not None else None
    return [words(cell) for cell in head.iter("th", "td")] if head is not None else []


FAMILY = Family(name="oleeo", read=read, start=start, follow=follow)
