"""`foothold crawl --record` keeps pages as cases for review: without people, and reading as they did."""

import json
from pathlib import Path

import pytest

from crawlers.record import lines, recorded_folder
from foothold.model.courses import built_in_courses
from foothold.model.posting import Reason, Rejected
from foothold.reading.normalise import Context
from foothold.reading.places.gazetteer import built_in_places
from tests.crawlers.crawling import LocalSource
from tests.crawlers.families.test_recorded_pages import read_case
from tests.crawlers.forked import ForkedCrawl
from tests.crawlers.local_site import LocalSite, Page, posting_page, serve_postings
from tests.crawlers.test_commands import foothold
from tests.store.adverts import AT


def recorded(source: LocalSource) -> dict[str, Path]:
    folder = recorded_folder(source.settings.home, "local")
    return {case.parent.name: case.parent for case in sorted(folder.glob("*/case.json"))}


def test_a_recorded_page_reads_as_its_expected_json_says(site: LocalSite, source: LocalSource) -> None:
    serve_postings(site, 5)
    done = foothold(source, "crawl", "local", "--record")
    assert done.exit_code == 0, done.stdout
    cases = recorded(source)
    assert list(cases) == ["listing", "page_1", "page_2", "page_3"]
    for name, folder in cases.items():
        assert read_case(folder) == json.loads((folder / "expected.json").read_text())
        assert f"recorded in {folder}" in done.stdout, name
    reading = json.loads((cases["page_1"] / "reading.json").read_text())
    assert reading[0]["opportunity"]["places"][0]["borough"]["name"] == "Hackney"
    assert source.count() == 5


def test_nobody_is_left_in_a_recorded_page(site: LocalSite, source: LocalSource) -> None:
    serve_postings(site, 1)
    people = (
        b"Ask for Rosalind Quayle on 020 7946 0018 or r.quayle@ravensbourne.example. "
        b'", "applicationContact": {"@type": "ContactPoint", "name": "Ida Merriweather", "telephone": "+44 7700 900123"}, "x": "'
    )
    body = posting_page(1).body.replace(
        b"with Ravensbourne Boilers.", b"with Ravensbourne Boilers. " + people
    )
    site.pages["/vacancy/1"] = Page(body.replace(b"Ask for", b"Please ask for"))
    ForkedCrawl("local", source.settings, limit=1, options=["--record"]).follow()
    folder = recorded(source)["page_1"]
    kept = "".join(path.read_text() for path in sorted(folder.iterdir()))
    for person in ("Quayle", "Merriweather", "7946", "900123", "r.quayle"):
        assert person not in kept
    assert "Ravensbourne Boilers" in kept


def test_an_ordinary_crawl_keeps_no_page(site: LocalSite, source: LocalSource) -> None:
    serve_postings(site, 1)
    source.crawl()
    assert recorded(source) == {}


def test_a_key_is_left_in_no_recorded_page(
    site: LocalSite, source: LocalSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    serve_postings(site, 1)
    monkeypatch.setenv("FOOTHOLD_KEY_LOCAL", "wren+thistle")
    site.pages["/vacancy/1"] = Page(
        posting_page(1).body + b"<a href='/more?key=wren%2Bthistle'>wren+thistle</a>"
    )
    ForkedCrawl("local", source.settings, limit=1, options=["--record"]).follow()
    kept = "".join(path.read_text() for path in sorted(recorded(source)["page_1"].iterdir()))
    assert "key=key-of-the-source'>key-of-the-source<" in kept
    assert "thistle" not in kept


def test_a_recording_says_of_a_rejected_posting_what_the_command_read_says() -> None:
    refused = Rejected(Reason.OUT_OF_SCOPE, "title", "Head chef", "Head chef", "https://board.example/1")
    context = Context(places=built_in_places(), courses=built_in_courses())
    [told] = lines([refused], context, "board", AT)
    assert told["rejected"] == {
        "reason": "out_of_scope",
        "field": "title",
        "text": "Head chef",
        "title": "Head chef",
        "url": "https://board.example/1",
    }
