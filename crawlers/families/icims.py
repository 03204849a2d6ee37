"""iCIMS career portals: search pages of cards, and job pages that mostly carry a JobPosting."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from crawlers.families.job_posting_page import read as read_structured
from crawlers.family import Family, Fetch, Values, each, said
from crawlers.formats.adverts import posting_from
from crawlers.formats.board import query_of, with_query
from crawlers.formats.html_page import Element, first_of_class, markup, of_class, page_of, with_rows, words
from crawlers.formats.labelled import with_labelled
from crawlers.formats.listed_adverts import count, fetches_details, wanted
from crawlers.formats.objects import FACTS, Pairs, gathered, labelled_fact
from crawlers.formats.sitemap import address_on_site
from foothold.errors import SourceMisconfigured, Unreadable
from foothold.model.posting import RawPosting, Rejected

LIST = "https://{host}/jobs/search?ss=1&in_iframe=1&pr=0"
JOB = re.compile(r"/jobs/(\d++)/")
END_OF_PATH = re.compile("[?#]")
PAGES = re.compile(rb"Page\s+\d+\s+of\s+(\d+)", re.I)
MOST_PAGES = 50
LABELS = FACTS | {"places", "posted", "external_id"}


def start(values: Values, key: str | None) -> Iterable[Fetch]:
    host = said(values.get("host"))
    if not host and not values.get("url"):
        raise SourceMisconfigured("icims needs values.host: the portal's, careers-NAME.icims.com.")
    url = str(values.get("url") or LIST.format(host=host))
    search = said(values.get("search"))
    return [Fetch(with_query(url, searchKeyword=search) if search else url, listing=True)]


def follow(body: bytes, url: str, values: Values) -> Iterable[Fetch]:
    """Each job's own page as its frame holds it, and the next page up to the last that this one counts."""
    links = _links(page_of(body))
    for link in links:
        address = address_on_site(link.get("href") or "", url, values)
        if address and wanted(_title(link), values) and fetches_details(values, "host", "url"):
            yield Fetch(with_query(address, in_iframe="1"))
    pages = PAGES.search(body)
    page = count(query_of(url, "pr"))
    last = count(pages.group(1).decode()) if pages else MOST_PAGES
    if links and page + 1 < min(last, MOST_PAGES):
        yield Fetch(with_query(url, pr=page + 1), listing=True)


def read(body: bytes, url: str | None, seen: datetime, values: Values) -> Iterator[RawPosting | Rejected]:
    if structured := list(read_structured(body, url, seen, {})):
        return each(structured, lambda one: _as_advertised(one, url) if isinstance(one, RawPosting) else one)
    if b"iCIMS" not in body:
        raise Unreadable(
            "This is no page of an iCIMS portal. The portal's page only frames it: ask for the address with "
            "“in_iframe=1”."
        )
    page = page_of(body)
    if first_of_class(page, "iCIMS_JobContent") is not None:
        return iter([_posting(_of_page(page, url, values), seen)])
    if fetches_details(values, "host", "url"):
        return iter(())
    cards = with_rows(_links(page), _is_card)
    return each(cards, lambda card: _posting(_of_card(*card, url, values), seen))


def _as_advertised(posting: RawPosting, url: str | None) -> RawPosting:
    """Without what the portal puts into its JobPosting by itself: the frame in the address, and an end a year to
    the day after the beginning, which is no closing date of the employer's."""
    posted, closing = (posting.posted or "")[:10], (posting.closing or "")[:10]
    a_year = posted[4:] == closing[4:] and closing[:4] == str(count(posted[:4]) + 1)
    return with_labelled(
        replace(
            posting,
            external_id=posting.external_id or _reference(url),
            url=_bare(posting.url),
            closing=None if a_year else posting.closing,
        )
    )


def _reference(url: str | None) -> str | None:
    """The number in `/jobs/1234/apprentice-plumber/job`."""
    path = END_OF_PATH.split(url or "", maxsplit=1)[0]
    job = JOB.search(path) if path.endswith("job") else None
    return job.group(1) if job else None


def _links(page: Element) -> list[Element]:
    """The link of each card, once a job."""
    found: dict[str, Element] = {}
    for link in page.iter("a"):
        reference = _reference(link.get("href"))
        if reference and "iCIMS_Anchor" in (link.get("class") or "") and _title(link):
            found.setdefault(reference, link)
    return list(found.values())


def _title(link: Element) -> str | None:
    """The heading in the link: beside it stands a label for screen readers."""
    return next(
        (text for heading in link.iter("h1", "h2", "h3", "h4") if (text := words(heading))), None
    ) or words(link)


def _posting(pairs: Pairs, seen: datetime) -> RawPosting:
    return posting_from(pairs, seen)


def _of_card(link: Element, card: Element, url: str | None, values: Values) -> Pairs:
    href = link.get("href") or ""
    facts = gathered(_facts(card))
    yield "external_id", facts.pop("external_id", [_reference(href) or ""])[0]
    yield "url", _bare(urljoin(url or "", href))
    yield "title", _title(link)
    yield "employer", said(values.get("employer"))
    yield "summary", words(first_of_class(card, "description"))
    yield from ((field, text) for field, texts in facts.items() for text in texts)


def _is_card(element: Element) -> bool:
    names = (element.get("class") or "").split()
    return "iCIMS_JobCardItem" in names or "row" in names


def _of_page(page: Element, url: str | None, values: Values) -> Pairs:
    """A job's page without structured data: a title, a table of labels, and sections under headings."""
    facts = gathered(_facts(page))
    yield "external_id", facts.pop("external_id", [_reference(url) or ""])[0]
    yield "url", _bare(url)
    yield "title", words(first_of_class(page, "iCIMS_Header"))
    yield "employer", said(values.get("employer"))
    for section in of_class(page, "iCIMS_InfoMsg_Job"):
        heading = section.getprevious()
        text = markup(section)
        yield "description", f"<h3>{words(heading)}</h3>{text}" if heading is not None and text else text
    yield from ((field, text) for field, texts in facts.items() for text in texts)


def _facts(part: Element) -> Pairs:
    """What stands beside a label: `dt` and `dd`, or two `span`s of which the first is for screen readers."""
    for label in part.iter("dt", "span"):
        if label.tag == "dt" or "field-label" in (label.get("class") or "").split():
            text = words(label.getnext()) if label.getnext() is not None else None
            yield from labelled_fact(words(label), text, LABELS)


def _bare(url: str | None) -> str | None:
    parts = urlsplit(url or "")
    query = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] != "in_iframe"]
    return parts._replace(query=urlencode(query)).geturl() or None


FAMILY = Family(name="icims", read=read, start=start, follow=follow)
