"""Career sites whose lists are pages: what a crawl of one asks for, and what it saves."""

import json

from foothold.model.crawl_run import Verdict
from tests.crawlers.crawling import LocalSource
from tests.crawlers.local_site import LocalSite, Page, posting_page

CARD = '<li class="iCIMS_JobCardItem"><a class="iCIMS_Anchor" href="/jobs/{n}/a-job/job?in_iframe=1"><h3>{title}</h3></a></li>'


def _cards(first: int, page: int) -> Page:
    titles = {first: "Plumbing apprentice", first + 1: "Plumbing apprentice", first + 2: "Driver"}
    cards = "".join(CARD.format(n=n, title=title) for n, title in titles.items())
    return Page(f"<html><body><p>Page {page} of 2</p><ul>{cards}</ul></body></html>".encode())


def test_the_jobs_of_a_portal_are_saved_from_their_own_pages(site: LocalSite, source: LocalSource) -> None:
    site.pages["/jobs/search?in_iframe=1&pr=0"] = _cards(1, 1)
    site.pages["/jobs/search?in_iframe=1&pr=1"] = _cards(4, 2)
    site.pages |= {f"/jobs/{n}/a-job/job?in_iframe=1": posting_page(n) for n in (1, 2, 4, 5)}
    source.describe(
        family="icims", values=f'{{url: "{site.url}/jobs/search?in_iframe=1&pr=0", titles: [apprentice]}}'
    )
    assert source.crawl().verdict is Verdict.HEALTHY
    assert sorted(source.shown()) == [f"Plumbing apprentice {n}" for n in (1, 2, 4, 5)]
    assert not [path for path in site.paths() if "/jobs/3/" in path or "/jobs/6/" in path]


def test_a_search_page_with_its_list_in_a_script_is_paged_and_followed(
    site: LocalSite, source: LocalSource
) -> None:
    for start in (0, 2):
        jobs = [{"title": "Plumbing apprentice", "jobSeqNo": f"R{n}"} for n in (start + 1, start + 2)]
        data = {"eagerLoadRefineSearch": {"totalHits": 4, "data": {"jobs": jobs}}}
        page = f"<html><script>var phApp = phApp || {{}}; phApp.ddo = {json.dumps(data)}; phApp.x = {{}};</script></html>"
        site.pages[f"/gb/en/search-results?from={start}"] = Page(page.encode())
    site.pages |= {f"/gb/en/job/R{n}": posting_page(n) for n in range(1, 5)}
    source.describe(family="phenom", values=f'{{url: "{site.url}/gb/en/search-results"}}')
    assert source.crawl().verdict is Verdict.HEALTHY
    assert sorted(source.shown()) == [f"Plumbing apprentice {n}" for n in range(1, 5)]


def test_an_answer_that_is_no_list_fails_the_run_and_withdraws_nothing(
    site: LocalSite, source: LocalSource
) -> None:
    site.pages["/gb/en/search-results?from=0"] = Page(b"<html><body><h1>We have moved</h1></body></html>")
    source.describe(family="phenom", values=f'{{url: "{site.url}/gb/en/search-results"}}')
    outcome = source.crawl()
    assert outcome.verdict in (Verdict.FAILED, Verdict.SUSPECT)
    assert any("phApp.ddo" in said for said in outcome.evidence)
