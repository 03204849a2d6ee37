"""A board whose list is asked for by POST, page after page, and whose adverts have answers of their own."""

import json

from foothold.model.crawl_run import Verdict
from tests.crawlers.crawling import LocalSource
from tests.crawlers.local_site import Asked, LocalSite, Page

BOARD = "/wday/cxs/ravensbourne/Careers"
JOBS = [f"/job/Hackney/Plumbing-Apprentice-{n}_R{n}" for n in range(1, 44)]


def _page_of_the_list(asked: Asked) -> Page:
    """As the service answers: it refuses all but POST, and counts the adverts on the first page alone."""
    if not asked.body:
        return Page(status=405)
    wanted = json.loads(asked.body)
    offset = wanted["offset"]
    found = [
        {"title": f"Apprentice {path}", "externalPath": path, "locationsText": "2 Locations"} for path in JOBS
    ]
    answer = {"total": 0 if offset else len(found), "jobPostings": found[offset : offset + wanted["limit"]]}
    return Page(json.dumps(answer).encode())


def _advert(number: int) -> Page:
    info = {
        "title": f"Plumbing apprentice {number}",
        "jobDescription": "<p>A Level 2 apprenticeship.</p>",
        "location": "Hackney, E8 1EA",
        "additionalLocations": ["Brixton"],
        "startDate": "2026-11-01",
        "externalUrl": f"https://careers.example/Careers/job/Hackney/Plumbing-Apprentice_R{number}",
    }
    return Page(json.dumps({"jobPostingInfo": info}).encode())


def test_a_list_by_post_is_paged_and_its_adverts_are_saved_whole(
    site: LocalSite, source: LocalSource
) -> None:
    site.pages[f"{BOARD}/jobs"] = _page_of_the_list
    site.pages |= {f"{BOARD}{path}": _advert(number) for number, path in enumerate(JOBS, 1)}
    source.describe(family="workday", values=f'{{url: "{site.url}{BOARD}/jobs", employer: Ravensbourne}}')
    assert source.crawl().verdict is Verdict.HEALTHY
    assert len(source.shown()) == len(JOBS)
    record = source.shown()["Plumbing apprentice 43"]
    assert [place["name"] for place in record["places"]] == ["Hackney", "Brixton"]
    asked = [json.loads(request.body)["offset"] for request in site.asked if request.path.endswith("/jobs")]
    assert sorted(asked) == [0, 20, 40]
