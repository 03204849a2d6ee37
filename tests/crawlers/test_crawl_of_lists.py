"""Boards whose list names the adverts and whose adverts have answers of their own, crawled whole."""

import json
from typing import Any

import pytest

from foothold.model.crawl_run import Verdict
from tests.crawlers.crawling import LocalSource
from tests.crawlers.local_site import LocalSite, Page

TEXT = "<p>A Level 2 apprenticeship.</p><p>Closing date: 1 October 2030</p>"
LISTS: dict[str, tuple[str, Any, dict[str, Any]]] = {
    "smartrecruiters": (
        "/v1/companies/oak/postings",
        {"totalFound": 2, "content": [{"id": "1", "name": "Apprentice cook"}, {"id": "2", "name": "Cleaner"}]},
        {"/v1/companies/oak/postings/1": {
            "id": "1", "name": "Apprentice cook", "location": {"city": "Hackney", "postalCode": "E8 1EA"},
            "jobAd": {"sections": {"jobDescription": {"title": "The job", "text": TEXT}}}}},
    ),
    "bamboohr": (
        "/careers/list",
        {"result": [{"id": "1", "jobOpeningName": "Apprentice cook"}, {"id": "2", "jobOpeningName": "Cleaner"}]},
        {"/careers/1/detail": {"result": {"jobOpening": {
            "jobOpeningName": "Apprentice cook", "location": {"city": "Hackney", "postalCode": "E8 1EA"},
            "description": TEXT}}}},
    ),
    "rippling": (
        "/board/oak/jobs",
        [{"uuid": "1", "name": "Apprentice cook", "workLocation": {"label": "Leeds"}}, {"uuid": "2", "name": "Cleaner"}],
        {"/board/oak/jobs/1": {
            "uuid": "1", "name": "Apprentice cook", "workLocations": ["Hackney, E8 1EA"], "description": {"role": TEXT}}},
    ),
}  # fmt: skip


@pytest.mark.parametrize(
    ("family", "path", "answer", "adverts"), [(n, *v) for n, v in LISTS.items()], ids=LISTS
)
def test_the_adverts_of_a_list_come_whole_from_their_own_answers(
    site: LocalSite, source: LocalSource, family: str, path: str, answer: Any, adverts: dict[str, Any]
) -> None:
    site.pages[path] = Page(json.dumps(answer).encode())
    site.pages |= {own: Page(json.dumps(advert).encode()) for own, advert in adverts.items()}
    source.describe(family=family, values=f'{{url: "{site.url}{path}", employer: Oak, titles: [apprentice]}}')
    assert source.crawl().verdict is Verdict.HEALTHY
    assert set(source.shown()) == {"Apprentice cook"}
    record = source.shown()["Apprentice cook"]
    assert (record["closing_date"], record["places"][0]["borough"]["name"]) == ("2030-10-01", "Hackney")
    assert set(site.paths()) == {"/robots.txt", path, *adverts}
