"""Where a crawl goes next: the first fetches of a source, and what an answer leads to."""

import gzip
import json

import pytest

from crawlers.families import FAMILY_MODULES, families, family
from crawlers.family import Fetch
from foothold.errors import MissingKey, SourceMisconfigured, Unreadable, WrongUse

HERE = "https://college.example/sitemap.xml"
PAGES = family("job_posting_page")
ADVERTS = family("display_advert_api")

SITEMAPS = {
    "in the usual namespace": b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>{}</loc></url></urlset>',
    "in another namespace": b'<urlset xmlns="http://www.google.com/schemas/sitemap/0.84"><url><loc>{}</loc></url></urlset>',
    "with a prefix": b'<?xml version="1.0"?><s:urlset xmlns:s="x:y"><s:url><s:loc> {} </s:loc></s:url></s:urlset>',
    "in no namespace": b"\xef\xbb\xbf<urlset><url><loc>{}</loc></url></urlset>",
    "as text": b"{}\r\nhttps://college.example/about\r\n",
    "gzipped": gzip.compress(b"<urlset><url><loc>https://college.example/vacancy/1</loc></url></urlset>"),
    "with an unknown entity": b"<urlset><url><loc>{}</loc></url><url><loc>&what;</loc></url></urlset>",
}


@pytest.mark.parametrize("body", SITEMAPS.values(), ids=SITEMAPS.keys())
def test_a_sitemap_leads_to_its_pages(body: bytes) -> None:
    body = body.replace(b"{}", b"https://college.example/vacancy/1")
    assert PAGES.follow(body, HERE, {"only": "/vacancy/"}) == [Fetch("https://college.example/vacancy/1")]


def test_an_index_leads_to_its_sitemaps_whatever_only_says() -> None:
    body = b"<sitemapindex><sitemap><loc>/jobs.xml</loc></sitemap><sitemap>https://college.example/b.xml</sitemap></sitemapindex>"
    found = PAGES.follow(body, HERE, {"only": "/vacancy/"})
    assert found == [
        Fetch("https://college.example/jobs.xml", listing=True),
        Fetch("https://college.example/b.xml", listing=True),
    ]


def test_a_sitemap_cannot_send_the_crawl_to_another_site() -> None:
    body = b"<urlset><url><loc>https://other.example/1</loc></url><url><loc>file:///etc/passwd</loc></url><url><loc>https://www.college.example/2</loc></url></urlset>"
    assert PAGES.follow(body, HERE, {}) == [Fetch("https://www.college.example/2")]
    both = PAGES.follow(body, HERE, {"hosts": ["other.example"]})
    assert [fetch.url for fetch in both] == ["https://other.example/1", "https://www.college.example/2"]


def test_a_listing_leads_to_its_vacancies_and_its_next_page() -> None:
    body = b"""<html><body><a href="/vacancy/1#apply">One</a> <a href="vacancy/2">Two</a> <a href="/vacancy/1">One</a>
    <a href="/news">News</a> <a rel="nofollow next" href="?page=2">Next</a> <a href="mailto:a@college.example">Write</a></body></html>"""
    found = PAGES.follow(body, "https://college.example/vacancies", {"links": "vacancy/"})
    assert found == [
        Fetch("https://college.example/vacancy/1"),
        Fetch("https://college.example/vacancy/2"),
        Fetch("https://college.example/vacancies?page=2", listing=True),
    ]


def test_pages_are_listings_only_where_links_are_to_be_followed() -> None:
    pages = ["https://college.example/a"]
    assert list(PAGES.start({"pages": pages}, None)) == [Fetch(pages[0])]
    assert list(PAGES.start({"pages": pages, "links": "/v/"}, None)) == [Fetch(pages[0], listing=True)]


def test_a_source_that_says_no_address_is_misconfigured() -> None:
    with pytest.raises(SourceMisconfigured, match="sitemap"):
        PAGES.start({}, None)


def test_the_adverts_are_asked_for_with_the_key_in_a_header() -> None:
    (fetch,) = ADVERTS.start({"query": {"lat": 51.5, "lon": -0.12, "distanceInMiles": 30}}, "s3cret")
    assert fetch.listing
    assert "pageSize=100" in fetch.url and "includeDetails=true" in fetch.url and "lat=51.5" in fetch.url
    assert fetch.headers == {"X-Version": "2", "Ocp-Apim-Subscription-Key": "s3cret"}
    assert "s3cret" not in fetch.url


def test_the_real_service_is_not_asked_without_a_key() -> None:
    with pytest.raises(MissingKey, match="FOOTHOLD_KEY_"):
        ADVERTS.start({}, None)
    assert ADVERTS.start({"url": "http://127.0.0.1:1/vacancies"}, None)


@pytest.mark.parametrize(
    ("rows", "page", "further"),
    [([{}] * 10, 1, 2), ([{}] * 3, 1, 2), ([], 2, 3), ([{}], 3, None)],
    ids=["a whole page", "a short page", "an empty page", "the last page"],
)
def test_pages_are_read_to_the_last_that_the_service_counts(
    rows: list[object], page: int, further: int | None
) -> None:
    body = json.dumps({"vacancies": rows, "total": 23, "totalFiltered": 23, "totalPages": 3}).encode()
    found = ADVERTS.follow(body, f"https://adverts.example/vacancy?pageNumber={page}&pageSize=10", {})
    wanted = f"https://adverts.example/vacancy?pageSize=10&pageNumber={further}"
    assert list(found) == ([Fetch(wanted, listing=True)] if further else [])


def test_with_details_each_advert_is_asked_for_by_its_reference() -> None:
    body = json.dumps(
        {"vacancies": [{"vacancyReference": "12"}, {"vacancyReference": "../x"}], "totalPages": 1}
    )
    found = ADVERTS.follow(body.encode(), "https://adverts.example/vacancy?pageNumber=1", {"details": True})
    assert list(found) == [Fetch("https://adverts.example/vacancy/12")]


def test_a_refused_key_says_so() -> None:
    body = b'{"statusCode": 401, "message": "Access denied due to invalid subscription key."}'
    with pytest.raises(Unreadable, match="invalid subscription key"):
        list(ADVERTS.read(body, None, None, {}))  # type: ignore[arg-type]


def test_every_family_is_listed_under_its_own_name() -> None:
    assert {name: found.name for name, found in families().items()} == {name: name for name in FAMILY_MODULES}


def test_an_unknown_family_is_answered_with_those_there_are() -> None:
    with pytest.raises(WrongUse, match="job_posting_page"):
        family("no_such")
