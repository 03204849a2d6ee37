"""Career sites of nine systems: where they are fetched, how they page, what they ask for, what they refuse."""

import json
import time
from datetime import UTC, datetime
from typing import Any

import pytest

from crawlers.families import family
from crawlers.family import Fetch
from foothold.errors import SourceMisconfigured, Unreadable
from foothold.model.posting import RawPosting, Rejected

SEEN = datetime(2026, 9, 5, tzinfo=UTC)
WORKDAY = "https://acme.wd3.myworkdayjobs.com/wday/cxs/acme/Careers/jobs"
ORACLE = "https://acme.fa.example/hcmRestApi/resources/latest/recruitingCEJobRequisitions"
NEEDS = ["eightfold", "icims", "jobvite", "oleeo", "oracle_recruiting", "paylocity", "phenom", "successfactors", "workday"]  # fmt: skip

STARTS: dict[str, tuple[str, dict[str, Any], list[str]]] = {
    "workday": ("workday", {"host": "acme.wd3.myworkdayjobs.com", "site": "Careers"}, [f"{WORKDAY}#offset=0&search="]),
    "workday, two searches": ("workday", {"url": WORKDAY, "search": ["apprentice", "work experience"]},
                              [f"{WORKDAY}#offset=0&search=apprentice", f"{WORKDAY}#offset=0&search=work+experience"]),
    "eightfold": ("eightfold", {"host": "a.example", "domain": "a.com"}, ["https://a.example/api/apply/v2/jobs?domain=a.com&start=0&num=10"]),
    "eightfold, the newer interface": ("eightfold", {"host": "a.example", "domain": "a.com", "api": "pcsx", "search": "apprentice"},
                                       ["https://a.example/api/pcsx/search?domain=a.com&start=0&query=apprentice"]),
    "icims": ("icims", {"host": "careers-a.icims.com", "search": "apprentice"},
              ["https://careers-a.icims.com/jobs/search?ss=1&in_iframe=1&pr=0&searchKeyword=apprentice"]),
    "jobvite": ("jobvite", {"company": "candlewick"}, ["https://jobs.jobvite.com/candlewick/search?p=0"]),
    "oleeo": ("oleeo", {"host": "a.tal.net", "boards": ["vacancy/1", "vacancy/3"]},
              [f"https://a.tal.net/vx/candidate/jobboard/vacancy/{n}/adv/?start=0" for n in (1, 3)]),
    "paylocity": ("paylocity", {"company": "0f6c"}, ["https://recruiting.paylocity.com/recruiting/jobs/All/0f6c"]),
    "phenom": ("phenom", {"url": "https://a.example/gb/en/search-results?keywords=apprentice"},
               ["https://a.example/gb/en/search-results?keywords=apprentice&from=0"]),
    "successfactors": ("successfactors", {"host": "careers.a.example"}, ["https://careers.a.example/sitemap.xml"]),
}  # fmt: skip


@pytest.mark.parametrize(("name", "values", "urls"), STARTS.values(), ids=STARTS)
def test_a_site_is_asked_where_its_values_say(name: str, values: dict[str, Any], urls: list[str]) -> None:
    assert [fetch.url for fetch in family(name).start(values, None)] == urls
    assert all(fetch.listing for fetch in family(name).start(values, None))


@pytest.mark.parametrize("name", NEEDS)
def test_a_site_without_its_address_says_which_value_is_missing(name: str) -> None:
    with pytest.raises(SourceMisconfigured, match=r"values\.(?:host|url|company)"):
        list(family(name).start({}, None))


def test_oracle_is_asked_with_a_finder_that_names_site_and_keyword() -> None:
    values = {"host": "acme.fa.example", "site": "CX_1", "search": "work experience", "location_id": "3000"}
    (fetch,) = family("oracle_recruiting").start(values, None)
    assert fetch.url.startswith(f"{ORACLE}?onlyData=true&expand=requisitionList.workLocation,")
    finder = (
        "finder=findReqs;siteNumber=CX_1,keyword=%22work%20experience%22,locationId=3000,limit=200,offset=0,"
    )
    assert finder in fetch.url


def followed(name: str, body: bytes, url: str, values: dict[str, Any] | None = None) -> list[Fetch]:
    return list(family(name).follow(body, url, values or {}))


def test_a_workday_list_is_paged_by_what_its_first_page_counts() -> None:
    first = json.dumps({"total": 41, "jobPostings": []}).encode()
    pages = followed(
        "workday", first, f"{WORKDAY}#offset=0&search=apprentice", {"facets": {"Country": ["x"]}}
    )
    assert [fetch.url.partition("#")[2] for fetch in pages] == [
        "offset=20&search=apprentice",
        "offset=40&search=apprentice",
    ]
    assert json.loads(pages[1].body or b"") == {
        "appliedFacets": {"Country": ["x"]},
        "limit": 20,
        "offset": 40,
        "searchText": "apprentice",
    }
    assert (pages[1].method, pages[1].listing) == ("POST", True)
    later = json.dumps({"total": 41, "jobPostings": []}).encode()
    assert followed("workday", later, f"{WORKDAY}#offset=20&search=apprentice") == []


DETAILS: dict[str, tuple[str, Any, str, dict[str, Any], list[str]]] = {
    "workday": ("workday", {"total": 2, "jobPostings": [
        {"title": "Baking Apprentice", "externalPath": "/job/Bow/Baking_R1"}, {"title": "Driver", "externalPath": "/job/Bow/Driver_R2"}, {"title": "Apprentice"}, 3]},
        WORKDAY, {"url": WORKDAY, "titles": "apprentice"}, ["https://acme.wd3.myworkdayjobs.com/wday/cxs/acme/Careers/job/Bow/Baking_R1"]),
    "oracle": ("oracle_recruiting", {"items": [{"TotalJobsCount": 2, "requisitionList": [{"Id": "7", "Title": "Apprentice"}, {"Id": "8", "Title": "Driver"}]}]},
        f"{ORACLE}?finder=findReqs;siteNumber=CX_1,limit=200,offset=0", {"host": "x", "titles": ["apprentice"]},
        [f"{ORACLE[:-1]}Details?expand=all&onlyData=true&finder=ById;Id=%227%22,siteNumber=CX_1"]),
    "eightfold": ("eightfold", {"count": 2, "positions": [{"id": 7, "name": "Apprentice"}, {"id": 8, "name": "Apprentice", "job_description": "<p>Bake</p>"}, {"id": "../x", "name": "Apprentice"}]},
        "https://a.example/api/apply/v2/jobs?domain=a.com&start=0&num=10", {"host": "a.example"}, ["https://a.example/api/apply/v2/jobs/7?domain=a.com"]),
    "eightfold, the newer interface": ("eightfold", {"data": {"count": 1, "positions": [{"id": 7, "name": "Apprentice"}]}},
        "https://a.example/api/pcsx/search?domain=a.com&start=0", {"host": "a.example"}, ["https://a.example/api/pcsx/position_details?position_id=7&domain=a.com&hl=en"]),
    "paylocity": ("paylocity", '<script>window.pageData = {"Jobs": [{"JobId": 7, "JobTitle": "Work-experience week"}, {"JobId": 8, "JobTitle": "Driver"}]};</script>',
        "https://recruiting.paylocity.com/recruiting/jobs/All/0f6c", {"company": "0f6c", "titles": ["work experience"]}, ["https://recruiting.paylocity.com/recruiting/jobs/Details/7"]),
    "phenom": ("phenom", '<script>phApp.ddo = {"eagerLoadRefineSearch": {"totalHits": 1, "data": {"jobs": [{"title": "Apprentice", "jobSeqNo": "A/7"}, {"title": "Driver"}]}}};</script>',
        "https://a.example/gb/en/search-results?from=0", {"url": "x"}, ["https://a.example/gb/en/job/A%2F7"]),
    "jobvite": ("jobvite", '<a href="/candlewick/job/oAbc?nl=1">Apprentice</a><a href="https://other.example/candlewick/job/oDef">Apprentice</a>',
        "https://jobs.jobvite.com/candlewick/search?p=0", {"company": "candlewick"}, ["https://jobs.jobvite.com/candlewick/job/oAbc"]),
    "icims": ("icims", '<p>Page 1 of 1</p><a class="iCIMS_Anchor" href="/jobs/7/an-apprentice/job"><h3>An Apprentice</h3></a>',
        "https://careers-a.icims.com/jobs/search?pr=0", {"host": "x"}, ["https://careers-a.icims.com/jobs/7/an-apprentice/job?in_iframe=1"]),
    "oleeo": ("oleeo", '<table><tr><td><a href="/vx/xf-0a1b/candidate/so/opp/7-An-Apprentice/en-GB">An Apprentice</a></td></tr><tr><td><a href="/vx/xf-0a1b/candidate/so/opp/8-Driver/en-GB">Driver</a></td></tr></table>',
        "https://a.tal.net/vx/candidate/jobboard/vacancy/1/adv/?start=0", {"host": "a.tal.net", "titles": "apprentice"}, ["https://a.tal.net/vx/candidate/so/opp/7-An-Apprentice/en-GB"]),
    "successfactors": ("successfactors", '<urlset xmlns="http://www.google.com/schemas/sitemap/0.9"><url><loc>https://a.example/job/Bow-Work-Experience/77/</loc></url>'
        "<url><loc>https://a.example/job/Bow-Driver/78/</loc></url><url><loc>https://a.example/content/Work-Experience/</loc></url></urlset>",
        "https://a.example/sitemap.xml", {"host": "a.example", "titles": ["work experience"]}, ["https://a.example/job/Bow-Work-Experience/77/"]),
}  # fmt: skip


@pytest.mark.parametrize(("name", "page", "url", "values", "urls"), DETAILS.values(), ids=DETAILS)
def test_the_adverts_of_a_list_are_asked_for_one_by_one_and_not_read_from_it(
    name: str, page: Any, url: str, values: dict[str, Any], urls: list[str]
) -> None:
    body = (page if isinstance(page, str) else json.dumps(page)).encode()
    assert [fetch.url for fetch in followed(name, body, url, values)] == urls
    short = [one for one in family(name).read(body, url, SEEN, values) if isinstance(one, RawPosting)]
    assert all(posting.description for posting in short)


@pytest.mark.parametrize("name", ["workday", "oracle", "jobvite"])
def test_a_source_that_wants_no_details_has_its_list_read(name: str) -> None:
    family_name, page, url, values, _ = DETAILS[name]
    body = (page if isinstance(page, str) else json.dumps(page)).encode()
    assert followed(family_name, body, url, values | {"details": False}) == []
    found = list(family(family_name).read(body, url, SEEN, values | {"details": False}))
    assert isinstance(found[0], RawPosting)


PAGES: dict[str, tuple[str, str, str, str | None]] = {
    "oracle goes on from what came": ("oracle_recruiting", '{"items": [{"TotalJobsCount": 300, "requisitionList": [{"Id": "1"}, {"Id": "2"}]}]}',
        f"{ORACLE}?finder=findReqs;siteNumber=C,limit=200,offset=200", f"{ORACLE}?finder=findReqs;siteNumber=C,limit=200,offset=202"),
    "oracle ends with an empty page": ("oracle_recruiting", '{"items": [{"TotalJobsCount": 300, "requisitionList": []}]}', f"{ORACLE}?finder=findReqs;offset=200", None),
    "eightfold": ("eightfold", '{"count": 3, "positions": [{"id": 1}, {"id": 2}]}', "https://a.example/x?domain=a&start=0", "https://a.example/x?domain=a&start=2"),
    "eightfold, the last": ("eightfold", '{"count": 3, "positions": [{"id": 3}]}', "https://a.example/x?domain=a&start=2", None),
    "phenom": ("phenom", '<script>phApp.ddo = {"eagerLoadRefineSearch": {"totalHits": 11, "data": {"jobs": [{}, {}]}}};</script>',
        "https://a.example/gb/en/search-results?keywords=x&from=8", "https://a.example/gb/en/search-results?keywords=x&from=10"),
    "icims": ("icims", '<p>Page 1\n of 2</p><a class="iCIMS_Anchor" href="/jobs/7/a/job">A</a>', "https://c.example/jobs/search?in_iframe=1&pr=0", "https://c.example/jobs/search?in_iframe=1&pr=1"),
    "icims, the last": ("icims", '<p>Page 2 of 2</p><a class="iCIMS_Anchor" href="/jobs/7/a/job">A</a>', "https://c.example/jobs/search?pr=1", None),
    "icims that counts no pages, an empty one": ("icims", "<p>No jobs</p>", "https://c.example/jobs/search?pr=3", None),
    "jobvite": ("jobvite", '<a class="jv-pagination-next" href="/c/search?p=1">Next</a>', "https://j.example/c/search?p=0", "https://j.example/c/search?p=1"),
    "oleeo": ("oleeo", '<span class="next_links"><a href="?start=50">Next page</a></span>', "https://a.tal.net/vx/xf-0a1b/jobboard/adv/?start=0", "https://a.tal.net/vx/jobboard/adv/?start=50"),
    "successfactors, an index": ("successfactors", "<sitemapindex><sitemap><loc>/sitemap2.xml</loc></sitemap></sitemapindex>", "https://a.example/sitemap.xml", "https://a.example/sitemap2.xml"),
}  # fmt: skip


@pytest.mark.parametrize(("name", "page", "url", "further"), PAGES.values(), ids=PAGES)
def test_a_list_is_paged_to_its_end(name: str, page: str, url: str, further: str | None) -> None:
    found = followed(name, page.encode(), url)
    assert found == ([Fetch(further, listing=True)] if further else [])


BROKEN = b'{"error": "not authorised"}'
WEB_PAGE = b"<!doctype html><html><body><p>Please wait</p></body></html>"


@pytest.mark.parametrize("name", NEEDS)
@pytest.mark.parametrize("body", [BROKEN, WEB_PAGE, b""], ids=["an error", "a web page", "nothing"])
def test_an_answer_of_another_format_is_unreadable_and_says_why(name: str, body: bytes) -> None:
    with pytest.raises(Unreadable, match=r"This is (?:no|not|neither)\b"):
        list(family(name).read(body, None, SEEN, {}))


ODD: dict[str, tuple[str, str]] = {
    "workday": ("workday", '{"jobPostings": [null, 3, "x", {"title": {"a": 1}}, {"title": "A", "locationsText": 3, "externalPath": []}]}'),
    "oracle": ("oracle_recruiting", '{"items": [{"requisitionList": [null, 3, "x", {"Title": []}, {"Title": "A", "secondaryLocations": 3, "workLocation": [1]}]}]}'),
    "eightfold": ("eightfold", '{"positions": [null, 3, "x", {"name": 1e999}, {"name": "A", "locations": {"a": 1}, "t_create": "x"}]}'),
    "paylocity": ("paylocity", '<script>window.pageData = {"Jobs": [null, 3, "x", {"JobTitle": ""}, {"JobTitle": "A", "JobLocation": 3, "JobId": []}]};</script>'),
    "phenom": ("phenom", '{"refineSearch": {"data": {"jobs": [null, 3, "x", {"title": []}, {"title": "A", "multi_location": 3.5, "jobSeqNo": {}}]}}}'),
}  # fmt: skip


@pytest.mark.parametrize(("name", "page"), ODD.values(), ids=ODD)
def test_an_odd_advert_stops_no_other(name: str, page: str) -> None:
    found = list(family(name).read(page.encode(), None, SEEN, {}))
    assert [isinstance(one, Rejected) for one in found[:3]] == [True, True, True]
    assert isinstance(found[-1], RawPosting)
    assert found[-1].title == "A"


HOSTILE = {
    "a name set without end": b"window.pageData = {" * 50_000 + b"phApp.ddo = {" * 50_000,
    "a list without end": b"phApp.ddo = " + b"[" * 1_000_000,
    "rows without end": b'<div class="iCIMS"><table>' + b'<tr class="row"><td><dt>Location</dt><dd>' * 30_000,
    "links of one row": b"<table class=iCIMS><tr><td>"
    + b'<a class="iCIMS_Anchor" href="/jobs/1/x/job">T</a><a href="/c/job/a1">T</a>' * 10_000,
}


@pytest.mark.parametrize("name", ["icims", "jobvite", "oleeo", "paylocity", "phenom", "successfactors"])
@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_page_costs_no_more_than_its_size(name: str, body: bytes) -> None:
    before = time.monotonic()
    try:
        list(family(name).read(body, "https://a.example/search", SEEN, {}))
        followed(name, body, "https://a.example/search", {"host": "x", "company": "x", "url": "x"})
    except Unreadable as said:
        assert str(said)
    assert time.monotonic() - before < 10
