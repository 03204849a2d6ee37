"""What a crawl saves, confirms, withdraws and refuses to believe."""

import json
import sqlite3
from collections.abc import Callable

import pytest

import foothold
from foothold.clock import system_clock
from foothold.model.crawl_run import Verdict
from foothold.store import duplicate_review, rejected
from tests.crawlers.crawling import LocalSource
from tests.crawlers.local_site import Asked, LocalSite, Page, posting_page, serve_postings, sitemap

WALL = Page(b"<html><title>Just a moment...</title><script src='/cdn-cgi/challenge-platform/x.js'></script>")


def test_the_pages_of_a_sitemap_become_open_records(site: LocalSite, source: LocalSource) -> None:
    serve_postings(site, 12)
    events: list[dict[str, object]] = []
    outcome = source.crawl(on_event=events.append)
    assert (outcome.verdict, outcome.evidence) == (Verdict.HEALTHY, ("12 postings on 13 pages.",))
    record = source.shown()["Plumbing apprentice 7"]
    assert record["employer"]["name"] == "Ravensbourne Boilers"
    assert record["places"][0]["borough"]["name"] == "Hackney"
    assert len(source.shown()) == 12
    assert {asked.headers["user-agent"] for asked in site.asked} == {
        f"Foothold/{foothold.__version__} (+{source.settings.contact})"
    }
    assert events[0]["event"] == "started"
    assert events[-1] | {"event": "finished", "pages": 13, "postings": 12, "saved": 12} == events[-1]


def test_a_second_crawl_changes_nothing(site: LocalSite, source: LocalSource) -> None:
    serve_postings(site, 5)
    source.crawl()
    before = source.shown()
    source.crawl()
    counts = source.last_run().counts
    assert (counts.saved, counts.unchanged) == (0, 5)
    assert source.shown() == before


def test_unchanged_pages_are_asked_for_conditionally_and_count_as_seen(
    site: LocalSite, source: LocalSource
) -> None:
    serve_postings(site, 6, etags=True)
    source.crawl()
    site.pages["/vacancy/2"] = posting_page(2, etag='"new"', wage=21000)
    outcome = source.crawl()
    counts = source.last_run().counts
    assert outcome.verdict is Verdict.HEALTHY
    assert (counts.not_modified, counts.seen_again, counts.saved) == (5, 5, 1)
    assert source.shown()["Plumbing apprentice 2"]["wage"]["low"] == 21000


def test_a_page_with_a_date_alone_is_asked_for_since_that_date(site: LocalSite, source: LocalSource) -> None:
    changed = "Sun, 01 Nov 2026 08:00:00 GMT"

    def since(asked: Asked) -> Page:
        known = asked.headers.get("if-modified-since")
        return (
            Page(status=304) if known == changed else Page(posting.body, headers={"Last-Modified": changed})
        )

    serve_postings(site, 1)
    posting = site.pages["/vacancy/1"]
    assert isinstance(posting, Page)
    site.pages["/vacancy/1"] = since
    source.crawl()
    assert source.crawl().verdict is Verdict.HEALTHY
    counts = source.last_run().counts
    assert (counts.not_modified, counts.seen_again) == (1, 1)


def test_half_the_feed_is_suspect_and_withdraws_nothing(site: LocalSite, source: LocalSource) -> None:
    serve_postings(site, 12)
    source.crawl()
    site.pages["/sitemap.xml"] = sitemap(site, [f"/vacancy/{n}" for n in range(1, 6)])
    for _ in range(2):
        assert source.crawl().verdict is Verdict.SUSPECT
    assert len(source.shown()) == 12


def test_what_two_healthy_runs_in_a_row_did_not_see_is_withdrawn(
    site: LocalSite, source: LocalSource
) -> None:
    serve_postings(site, 12)
    source.crawl()
    site.pages["/sitemap.xml"] = sitemap(site, [f"/vacancy/{n}" for n in range(1, 11)])
    source.crawl()
    assert len(source.shown()) == 12
    source.crawl()
    assert (len(source.shown()), source.last_run().counts.withdrawn) == (10, 2)


def test_an_advert_whose_own_page_is_gone_is_withdrawn_at_once(site: LocalSite, source: LocalSource) -> None:
    serve_postings(site, 12)
    source.crawl()
    site.pages["/vacancy/3"] = Page(status=410)
    del site.pages["/vacancy/4"]
    assert source.crawl().verdict is Verdict.HEALTHY
    assert {"Plumbing apprentice 3", "Plumbing apprentice 4"}.isdisjoint(source.shown())
    assert len(source.shown()) == 10


@pytest.mark.parametrize("ended", ["gone", "unlisted"])
def test_of_two_adverts_that_a_person_made_one_the_other_stays_when_one_goes(
    site: LocalSite, source: LocalSource, ended: str
) -> None:
    serve_postings(site, 12)
    source.crawl()
    ids = {title: public["id"] for title, public in source.shown().items()}
    duplicate_review.merge(
        source.store, ids["Plumbing apprentice 3"], ids["Plumbing apprentice 4"], system_clock()
    )
    if ended == "gone":
        site.pages["/vacancy/3"] = Page(status=410)
    else:
        site.pages["/sitemap.xml"] = sitemap(site, [f"/vacancy/{n}" for n in range(1, 13) if n != 3])
    for _ in range(2):
        assert source.crawl().verdict is Verdict.HEALTHY
        assert len(source.shown()) == 11
    assert "Plumbing apprentice 4" in source.shown()


def test_a_site_whose_pages_are_all_gone_withdraws_nothing(site: LocalSite, source: LocalSource) -> None:
    serve_postings(site, 8)
    source.crawl()
    for number in range(1, 9):
        site.pages[f"/vacancy/{number}"] = Page(status=404)
    outcome = source.crawl()
    assert outcome.verdict is Verdict.FAILED
    assert "8 of 9 pages are gone (404 or 410)." in outcome.evidence
    assert len(source.shown()) == 8


def test_an_empty_list_where_adverts_were_has_failed_and_withdraws_nothing(
    site: LocalSite, source: LocalSource
) -> None:
    serve_postings(site, 3)
    source.crawl()
    site.pages["/sitemap.xml"] = sitemap(site, [])
    for _ in range(2):
        outcome = source.crawl()
        assert outcome.verdict is Verdict.FAILED
        assert outcome.evidence[0] == "0 postings, where at least 1 are expected."
    assert len(source.shown()) == 3


def test_what_could_not_be_read_of_what_was_taken_is_counted_by_field(
    site: LocalSite, source: LocalSource
) -> None:
    serve_postings(site, 3)
    told = site.pages["/vacancy/2"]
    assert isinstance(told, Page)
    site.pages["/vacancy/2"] = Page(told.body.replace(b'"2027-01-31"', b'"when it is filled"'))
    source.crawl()
    counts = source.last_run().counts
    assert counts.unreadable == {"closing": 1}
    assert (counts.missing["closing"], counts.missing["hours"]) == (0, 3)


@pytest.mark.parametrize("status", [200, 403])
def test_a_bot_wall_withdraws_nothing(status: int, site: LocalSite, source: LocalSource) -> None:
    serve_postings(site, 8)
    source.crawl()
    for number in range(1, 9):
        site.pages[f"/vacancy/{number}"] = Page(WALL.body, status=status)
    outcome = source.crawl()
    assert outcome.verdict is Verdict.SUSPECT
    assert "bot wall" in outcome.evidence[0]
    assert len(source.shown()) == 8


def test_a_limited_crawl_is_partial(site: LocalSite, source: LocalSource) -> None:
    serve_postings(site, 40)
    assert source.crawl(limit=5).verdict is Verdict.PARTIAL
    assert 5 <= len(source.shown()) < 40


def test_a_source_that_does_not_answer_has_failed(site: LocalSite, source: LocalSource) -> None:
    site.pages["/sitemap.xml"] = Page(status=500)
    outcome = source.crawl()
    assert outcome.verdict is Verdict.FAILED
    assert "HTTP 500" in " ".join(outcome.evidence)


def test_what_is_not_taken_is_kept_with_its_reason(site: LocalSite, source: LocalSource) -> None:
    serve_postings(site, 2)
    ordinary = site.pages["/vacancy/2"]
    assert isinstance(ordinary, Page)
    site.pages["/vacancy/2"] = Page(
        ordinary.body.replace(b"Plumbing apprentice 2", b"Head of plumbing").replace(
            b"A Level 3 apprenticeship with", b"Work for"
        )
    )
    source.crawl()
    assert source.last_run().counts.rejected_by_reason == {"out_of_scope": 1}
    assert [one.rejected.title for one in rejected.latest(source.store, "local")] == ["Head of plumbing"]


def test_a_page_larger_than_the_cap_is_not_read(site: LocalSite, source: LocalSource) -> None:
    serve_postings(site, 12)
    large = site.pages["/vacancy/1"]
    assert isinstance(large, Page)
    site.pages["/vacancy/1"] = Page(large.body + b" " * 300_000)
    outcome = source.crawl()
    assert len(source.shown()) == 11
    assert "/vacancy/1 failed" in " ".join(outcome.evidence)


def test_a_source_that_is_no_sample_does_not_reach_this_machine(site: LocalSite, source: LocalSource) -> None:
    serve_postings(site, 2)
    source.describe(sample=False)
    outcome = source.crawl()
    assert outcome.verdict is Verdict.FAILED
    assert "not a public address" in " ".join(outcome.evidence)
    assert site.asked == []


def test_a_source_without_its_key_is_skipped_with_the_variable_to_set(
    site: LocalSite, source: LocalSource
) -> None:
    (source.folder / "local.yml").write_text(
        (source.folder / "local.yml").read_text() + "\nneeds_key: true\n"
    )
    assert source.crawl().skipped == "needs FOOTHOLD_KEY_LOCAL"
    assert site.asked == []


def test_an_advert_that_is_listed_once_a_place_becomes_one_record(
    site: LocalSite, source: LocalSource
) -> None:
    def rows(*places: tuple[str, str, str]) -> Page:
        found = [
            {
                "vacancyReference": reference,
                "title": f"Baker apprentice {reference}",
                "employerName": "Ravensbourne Bread",
                "closingDate": "2027-01-31T23:59:59Z",
                "course": {"larsCode": 119, "title": "Baker (level 2)", "level": 2},
                "address": {"addressLine1": place, "postcode": postcode},
            }
            for reference, place, postcode in places
        ]
        return Page(json.dumps({"vacancies": found, "total": 3, "totalPages": 2}).encode())

    def answer(asked: Asked) -> Page:
        return rows(("1", "Camden", "NW1 8AB")) if "pageNumber=2" in asked.path else first

    first = rows(("1", "Hackney", "E8 1EA"), ("2", "Brixton", "SW9 8QH"))
    site.answers_anything = answer
    source.describe(family="display_advert_api", values=f'{{url: "{site.url}/api", version: "1"}}')
    outcome = source.crawl()
    assert outcome.verdict is Verdict.HEALTHY, outcome.evidence
    shown = source.shown()
    assert {title: len(public["places"]) for title, public in shown.items()} == {
        "Baker apprentice 1": 2,
        "Baker apprentice 2": 1,
    }


def test_a_store_that_breaks_fails_the_run_and_what_was_saved_stays(
    site: LocalSite, source: LocalSource
) -> None:
    serve_postings(site, 230)
    database = sqlite3.connect(source.settings.home / "foothold.db")

    def break_the_store(event: dict[str, object]) -> None:
        database.execute("ALTER TABLE sightings RENAME TO elsewhere")

    site.pages["/vacancy/150"] = posting_page(150, seconds=2)
    outcome = source.crawl(on_event=once(break_the_store))
    assert outcome.verdict is Verdict.FAILED
    assert "broke down" in outcome.evidence[0]
    assert len(source.shown()) in (100, 200)


def once(act: Callable[[dict[str, object]], None]) -> Callable[[dict[str, object]], None]:
    """The act at the first event that tells of something saved, and never again."""
    acted: list[object] = []

    def maybe(event: dict[str, object]) -> None:
        if event.get("saved") and not acted:
            acted.append(event)
            act(event)

    return maybe
