"""Any list of adverts in HTML, read by selectors that the source's YAML names."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urljoin

from crawlers.families import job_posting_page
from crawlers.family import Family, Fetch, Values, each
from crawlers.formats.adverts import Found, once_each
from crawlers.formats.field_map import FieldMap, field_map, posting_at
from crawlers.formats.html_page import Element, page_of
from crawlers.formats.listed_adverts import fetches_details, wanted
from crawlers.formats.paging import Paging
from crawlers.formats.selector import Selector
from crawlers.formats.sitemap import address_on_site, listed
from foothold.errors import SourceMisconfigured, Unreadable

JOB_POSTING = "job_posting"
MOST_SIDE_BY_SIDE = 3_000


@dataclass(frozen=True, slots=True)
class ListingPlan:
    """What a source's YAML says of its pages. Raises SourceMisconfigured with the key that is wrong.

    `detail_fields` is None where an advert's own page is read as one with a schema.org JobPosting.
    """

    rows: Selector
    fields: FieldMap
    paging: Paging
    empty: Selector | None
    detail: Selector | None
    detail_fields: FieldMap | None

    @classmethod
    def of(cls, values: Values) -> "ListingPlan":
        rows = _selector(values, "rows")
        if rows is None:
            raise SourceMisconfigured("listing needs `rows`: the selector of one advert's part of the list.")
        fields = field_map(values.get("fields"), "fields", Selector.of)
        own = values.get("detail_fields")
        by_itself = own is None or own == JOB_POSTING
        detail = _selector(values, "detail")
        if own is not None and detail is None:
            raise SourceMisconfigured(
                "`detail_fields` wants `detail` beside it: the selector of the link in a row."
            )
        return cls(
            rows=rows,
            fields=fields,
            paging=Paging.of(values, _link),
            empty=_selector(values, "empty"),
            detail=detail.linking() if detail else None,
            detail_fields=None if by_itself else field_map(own, "detail_fields", Selector.of),
        )


def _selector(values: Values, key: str) -> Selector | None:
    text = values.get(key)
    if text is not None and (not isinstance(text, str) or not text.strip()):
        raise SourceMisconfigured(f"`{key}` is one selector; here it is {text!r}.")
    return Selector.of(text.strip(), key) if text else None


def _link(text: str, key: str) -> Selector:
    return Selector.of(text, key).linking()


def start(values: Values, key: str | None) -> Iterable[Fetch]:
    plan = ListingPlan.of(values)
    if plan.paging.last is not None:
        raise SourceMisconfigured(
            "`next`: a page says nowhere how many pages there are that listing could read."
        )
    addresses = listed(values.get("url"))
    if not addresses:
        raise SourceMisconfigured("listing needs values.url: the address of the list, or several.")
    return [Fetch(address, listing=True) for address in addresses]


def follow(body: bytes, url: str, values: Values) -> Iterable[Fetch]:
    """Each wanted advert's own page where `detail` says where its link is, and the next page."""
    plan, page = ListingPlan.of(values), _page(body)
    rows, home = plan.rows.begins(page), _home(page, url)
    if plan.detail and fetches_details(values, "url"):
        for row in rows:
            if wanted(_title(row, plan.fields), values):
                yield from _on_site(plan.detail.texts(row)[:1], home, url, values)
    if plan.paging.link:
        for further in _on_site(plan.paging.link.texts(page)[:1], home, url, values):
            yield Fetch(further.url, listing=True)
    yield from plan.paging.counted(url, len(rows), None)


def _page(body: bytes) -> Element:
    """The page. Raises Unreadable for one that selectors could not be followed in: what they cost grows with the
    square of the elements side by side."""
    page = page_of(body)
    if any(len(element) > MOST_SIDE_BY_SIDE for element in page.iter("*")):
        raise Unreadable(
            f"An element of this page holds more than {MOST_SIDE_BY_SIDE:,} others; lists by selectors are shorter."
        )
    return page


def _on_site(links: Iterable[str], home: str, url: str, values: Values) -> Iterator[Fetch]:
    for link in links:
        address = address_on_site(_joined(home, link), url, values)
        if address and address != url:
            yield Fetch(address)


def _home(page: Element, url: str | None) -> str:
    """What relative addresses of the page begin at."""
    base = page.find(".//base[@href]")
    return _joined(url or "", base.get("href") or "") if base is not None else url or ""


def _joined(home: str, link: str) -> str:
    try:
        return urljoin(home, link)
    except ValueError:
        return link


def read(body: bytes, url: str | None, seen: datetime, values: Values) -> Iterator[Found]:
    """A list whose adverts are fetched one by one is not read itself. Rows of one reference are one advert."""
    plan, page = ListingPlan.of(values), _page(body)
    rows = plan.rows.begins(page)
    if not rows and plan.detail:
        found = _advert(plan, page, body, url, seen)
        if found:
            return iter(found)
    if not rows:
        _check_empty(plan, page, url)
    if plan.detail and fetches_details(values, "url"):
        return iter(())
    _check_titles(plan, rows)
    home = _home(page, url) or None
    return once_each(each(rows, lambda row: posting_at(row, plan.fields, home, seen)))


def _advert(plan: ListingPlan, page: Element, body: bytes, url: str | None, seen: datetime) -> list[Found]:
    """An advert's own page, by its selectors or by the JobPosting in it; none where it holds neither."""
    if plan.detail_fields is None:
        return list(job_posting_page.read(body, url, seen, {}))
    if not _title(page, plan.detail_fields):
        return []
    posting = posting_at(page, plan.detail_fields, _home(page, url) or None, seen)
    return [replace(posting, url=posting.url or url)]


def _check_empty(plan: ListingPlan, page: Element, url: str | None) -> None:
    """A list without rows is believed where the page says so, or where counting went one page too far."""
    if plan.paging.is_further(url) or (plan.empty and plan.empty.begins(page)):
        return
    if not len(page):
        raise Unreadable("This is no page: nothing can be made of it as HTML.")
    also = f" nor does `empty: {plan.empty.text}`" if plan.empty else ""
    also += ", and it is no advert's own page" if plan.detail else ""
    raise SourceMisconfigured(
        f"`rows: {plan.rows.text}` finds nothing on this page{also}. Where a list may be empty, `empty` selects what "
        "its page then shows."
    )


def _check_titles(plan: ListingPlan, rows: list[Element]) -> None:
    if rows and not any(_title(row, plan.fields) for row in rows):
        selectors = " or ".join(where.text for where in plan.fields.fields["title"])
        raise SourceMisconfigured(f"`fields.title: {selectors}` finds no words in any of {len(rows)} rows.")


def _title(place: Element, fields: FieldMap) -> str | None:
    return next((text for where in fields.fields["title"] for text in where.texts(place)), None)


FAMILY = Family(name="listing", read=read, start=start, follow=follow)
