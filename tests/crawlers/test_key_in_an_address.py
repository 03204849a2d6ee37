"""A key that a service takes in the address alone is sent, and stands nowhere else."""

import json

import pytest

from foothold.model.crawl_run import Verdict
from tests.crawlers.crawling import LocalSource
from tests.crawlers.local_site import Asked, LocalSite, Page

KEY = "s3cret/key"
VALUES = '{{url: "{}/search/1", app_id: 0f0f, query: {{what: cook, results_per_page: 1}}}}'


def advert(asked: Asked) -> Page:
    number = asked.path.partition("?")[0].rpartition("/")[2]
    job = {"id": number, "title": "Apprentice cook", "location": {"display_name": "Camden, London"}}
    return Page(json.dumps({"count": 2, "results": [job]}).encode())


def test_the_key_reaches_every_page_and_no_record_of_the_crawl(
    site: LocalSite, source: LocalSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FOOTHOLD_KEY_LOCAL", KEY)
    site.answers_anything = advert
    source.describe(VALUES.format(site.url), family="adzuna")
    outcome = source.crawl()
    assert outcome.verdict is Verdict.HEALTHY, outcome.evidence
    query = "?app_id=0f0f&app_key=s3cret%2Fkey&results_per_page=1&what=cook"
    assert [path for path in site.paths() if "search" in path] == [f"/search/1{query}", f"/search/2{query}"]
    kept = b"".join(path.read_bytes() for path in source.settings.home.rglob("*") if path.is_file())
    assert b"s3cret" not in kept
