"""Any list in HTML by selectors: what the YAML may say, how it pages, and what it is told where it is wrong."""

import re
import time
from datetime import UTC, datetime
from typing import Any

import pytest

from crawlers.families import family
from crawlers.family import Fetch
from crawlers.formats.html_page import page_of, words
from crawlers.formats.selector import Selector
from foothold.errors import SourceMisconfigured, Unreadable
from foothold.model.posting import RawPosting, Rejected

SEEN = datetime(2026, 9, 5, tzinfo=UTC)
LIST = "https://college.example/jobs"
VALUES: dict[str, Any] = {"rows": "li.job", "fields": {"title": "a"}}
TWO = b"<ul><li class=job><a href=/jobs/1>Apprentice cook</a></li><li class=job><a href=/jobs/2>Chef</a></li></ul>"
ADVERT = b"<h1>Apprentice cook</h1><p class=where>Acton</p>"
NONE = b"<html><body><p class=none>No vacancies today.</p></body></html>"


def read(body: bytes, page: str = LIST, **values: Any) -> list[RawPosting | Rejected]:
    return list(family("listing").read(body, page, SEEN, {**VALUES, **values}))


def followed(body: bytes, page: str = LIST, **values: Any) -> list[Fetch]:
    return list(family("listing").follow(body, page, {"url": LIST, **VALUES, **values}))


PAGE = page_of(
    b"<div id=d data-x='a@b'><a class=m href='/1?a=b'>One <b>b</b>old</a><a name=n>Two</a>"
    b"<dl><dt>Pay<dd>7.55<dt>Hours<dd>30</dl><!-- c --></div>"
)


@pytest.mark.parametrize(
    ("selector", "texts"),
    [
        ("a.m", ["One bold"]),
        ("a", ["One bold", "Two"]),
        ("a@href", ["/1?a=b"]),
        ("a@title", []),
        ("div@data-x", ["a@b"]),
        ("[data-x='a@b'] > a.m@href", ["/1?a=b"]),
        ('dt:contains("Hours") + dd', ["30"]),
        ("a:not([href])", ["Two"]),
        (".//dt[.='Pay']/following-sibling::dd[1]", ["7.55"]),
        ("//a/@href", ["/1?a=b"]),
        ("(//a)[2]", ["Two"]),
        ("./@nothing", []),
        ("//a[2]/text()", ["Two"]),
        ("(count(//a))", ["2.0"]),
        ("(1 = 1)", []),
        ("section", []),
    ],
)
def test_a_selector_finds_words_or_an_attribute(selector: str, texts: list[str]) -> None:
    assert Selector.of(selector, "fields.title").texts(PAGE) == texts


def test_of_prose_the_markup_is_kept() -> None:
    assert Selector.of("a.m", "fields.description").texts(PAGE, prose=True) == ["One <b>b</b>old"]


@pytest.mark.parametrize(
    "selector", ["a[", "a >", "a..b", "a:nothing", "//a[", "./a[last(]", "(//a", "a::attr(href)", "a@", "@@"]
)
def test_a_broken_selector_is_told_with_its_key(selector: str) -> None:
    with pytest.raises(SourceMisconfigured, match=r"`fields\.title: "):
        Selector.of(selector, "fields.title")


@pytest.mark.parametrize(
    "selector",
    ["//a[re:test(., 'x')]", "//a[nothing(.)]", "//a[$x]"],
    ids=["no patterns", "no function", "no name"],
)
def test_a_selector_that_asks_for_more_than_xpath_is_told_with_its_key(selector: str) -> None:
    with pytest.raises(SourceMisconfigured, match=r"`fields\.title: "):
        Selector.of(selector, "fields.title").texts(PAGE)


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"url": LIST, "fields": {"title": "a"}}, "listing needs `rows`"),
        ({"url": LIST, "rows": "li", "fields": {"title": "a["}}, "`fields.title: a[` is no selector"),
        ({"url": LIST, "rows": "li[", "fields": {"title": "a"}}, "`rows: li[` is no selector"),
        ({"url": LIST, "rows": ["li"], "fields": {"title": "a"}}, "`rows` is one selector"),
        ({"url": LIST, "rows": "li", "fields": {"titel": "a"}}, "at least where the `title` is"),
        (
            {"url": LIST, "rows": "li", "fields": {"title": "a", "pay": "b"}},
            "`fields.pay`: no posting has this",
        ),
        ({"url": LIST, **VALUES, "detail_fields": "job_posting"}, "`detail_fields` wants `detail`"),
        ({"url": LIST, **VALUES, "detail": "a", "detail_fields": {"places": "p"}}, "`detail_fields`"),
        ({"url": LIST, **VALUES, "next": {"page": "p", "pages": "b"}}, "`next`"),
        ({"url": LIST, **VALUES, "next": 2}, "`next: 2`"),
        (VALUES, "values.url"),
    ],
)
def test_a_source_that_is_written_wrongly_is_told_the_key(values: dict[str, Any], told: str) -> None:
    with pytest.raises(SourceMisconfigured, match=re.escape(told)):
        list(family("listing").start(values, None))


@pytest.mark.parametrize(
    ("body", "values", "told"),
    [
        (NONE, {}, "`rows: li.job` finds nothing on this page."),
        (NONE, {"empty": "p.nothing"}, "finds nothing on this page nor does `empty: p.nothing`."),
        (NONE, {"detail": "a"}, "and it is no advert's own page."),
        (TWO, {"fields": {"title": "b"}}, "`fields.title: b` finds no words in any of 2 rows."),
        (TWO, {"fields": {"title": ["b", "i"]}}, "`fields.title: b or i` finds no words"),
    ],
)
def test_a_selector_that_finds_nothing_is_told(body: bytes, values: dict[str, Any], told: str) -> None:
    with pytest.raises(SourceMisconfigured, match=re.escape(told)):
        read(body, **values)


def test_what_is_no_page_is_unreadable() -> None:
    with pytest.raises(Unreadable, match="HTML"):
        read(b"")


def test_a_page_that_selectors_would_never_end_in_is_unreadable() -> None:
    body, before = b"<table><tr class=job>" + b"<td>x" * 100_000, time.monotonic()
    values = {"rows": "tr", "fields": {"title": "td ~ td:nth-child(2)"}}
    with pytest.raises(Unreadable, match="3,000"):
        read(body, **values)
    with pytest.raises(Unreadable, match="3,000"):
        followed(body, **values)
    assert time.monotonic() - before < 20  # The square of the cells would take hours.


def test_an_empty_list_is_believed_where_its_page_says_so_or_counting_went_past_the_last() -> None:
    assert read(NONE, empty="p.none") == []
    assert read(NONE, f"{LIST}?p=4", next={"page": "p"}) == []
    with pytest.raises(SourceMisconfigured):
        read(NONE, next={"page": "p"})


def test_a_row_without_a_title_is_for_the_core_to_reject() -> None:
    body = b"<ul><li class=job><a>Cook</a><li class=job>Our values</ul>"
    assert read(body) == [RawPosting(seen=SEEN, title="Cook"), RawPosting(seen=SEEN)]


@pytest.mark.parametrize(
    ("link", "said", "url", "expected"),
    [
        ("<a rel=next href='?p=2'>", "a[rel=next]", LIST, [f"{LIST}?p=2"]),
        ("<a rel=next data-to='/jobs/p2'>", "a[rel=next]@data-to", LIST, ["https://college.example/jobs/p2"]),
        ("<a rel=next href='?p=2'>", "//a[@rel='next']/@href", LIST, [f"{LIST}?p=2"]),
        ("<a rel=next href='https://elsewhere.example/'>", "a[rel=next]", LIST, []),
        ("<a rel=next href='http://[bad'>", "a[rel=next]", LIST, []),
        ("<a rel=next href='#'>", "a[rel=next]", LIST, []),
        ("", "a[rel=next]", LIST, []),
        ("", {"page": "p"}, LIST, [f"{LIST}?p=2"]),
        ("", {"page": "p"}, f"{LIST}?p=300", []),
        ("", {"offset": "from"}, f"{LIST}?from=4", [f"{LIST}?from=6"]),
    ],
)
def test_further_pages_are_asked_for(link: str, said: Any, url: str, expected: list[str]) -> None:
    fetches = followed(TWO + link.encode(), url, next=said)
    assert [fetch.url for fetch in fetches] == expected
    assert all(fetch.listing for fetch in fetches)


def test_a_page_without_rows_leads_no_further_by_counting() -> None:
    assert followed(NONE, f"{LIST}?p=2", next={"page": "p"}) == []


def test_each_wanted_adverts_own_page_is_asked_for_and_the_list_is_not_read_itself() -> None:
    values = {"url": LIST, "detail": "a", "titles": "apprentice"}
    assert [(fetch.url, fetch.listing) for fetch in followed(TWO, **values)] == [(f"{LIST}/1", False)]
    assert read(TWO, **values) == []
    assert len(read(TWO, **values, details=False)) == 2


def test_an_advert_of_its_own_is_read_by_its_own_fields_and_has_its_address() -> None:
    values = {"detail": "a", "detail_fields": {"title": "h1", "places": "p.where"}}
    (found,) = read(ADVERT, f"{LIST}/1", **values)
    assert found == RawPosting(seen=SEEN, url=f"{LIST}/1", title="Apprentice cook", places="Acton")


def test_an_advert_without_a_job_posting_is_told() -> None:
    with pytest.raises(SourceMisconfigured, match="no advert's own page"):
        read(ADVERT, f"{LIST}/1", detail="a", detail_fields="job_posting")


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("Brockwell Hall<br>SE24 9BJ", "Brockwell Hall SE24 9BJ"),
        ("<b>S</b>E24<!-- gate --> 9BJ", "SE24 9BJ"),
        ("<div>Ruskin</div><div>Park</div>", "Ruskin Park"),
        ("<ul><li>Yard<li>Shop</ul>", "Yard Shop"),
        (" <i> </i> ", None),
    ],
)
def test_the_lines_of_a_page_stay_apart_as_words(html: str, text: str | None) -> None:
    assert words(page_of(f"<p>{html}</p>".encode())) == text
