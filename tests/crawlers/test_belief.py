"""A source that really shrinks is believed in time, on both databases and at no other time."""

import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from crawlers.completeness import may_break_off
from foothold.cli import main
from foothold.model.belief import alike
from foothold.model.crawl_run import Counts, CrawlRun, Drop, Ending, Verdict
from foothold.model.source import Expects, Source
from foothold.store import runs
from foothold.store.open_store import Store
from tests.crawlers.crawling import LocalSource
from tests.crawlers.local_site import LocalSite, Page, serve_postings, sitemap
from tests.crawlers.simulated import SLUG, SOURCE, Simulated, adverts

HEALTHY, SUSPECT = Verdict.HEALTHY, Verdict.SUSPECT


DAYS = {
    "40 become 19": ([40, 19, 19, 19, 19, 19], "HSSSHH", [40, 40, 40, 40, 40, 19]),
    "3 become 1": ([3, 1, 1, 1, 1, 1], "HSSSHH", [3, 3, 3, 3, 3, 1]),
    "about as many each day": ([40, 19, 18, 19, 20, 18], "HSSSHH", [40, 40, 40, 40, 40, 20]),
    "now few, now many": ([40, 19, 40, 19, 40, 19, 40, 19], "HSHSHSHS", [40] * 8),
    "ever fewer": ([40, 19, 16, 13, 10, 8], "HSSSSS", [40] * 6),
    "nothing at all": ([40, 0, 0, 0, 0, 0], "HFFFFF", [40] * 6),
    "nothing between": ([40, 19, 19, 0, 19, 19], "HSSFSS", [40] * 6),
    "fewer, and fewer again": (
        [40, 19, 19, 19, 19, 5, 5, 5, 5, 5], "HSSSHSSSHH", [40, 40, 40, 40, 40, 40, 40, 40, 40, 5]
    ),
    "believed, and back again": ([40, 19, 19, 19, 40, 40], "HSSSHH", [40] * 6),
}  # fmt: skip


def letter(run: CrawlRun) -> str:
    assert run.verdict
    return run.verdict[0].upper()


@pytest.mark.parametrize(("shown", "verdicts", "open_"), DAYS.values(), ids=DAYS)
def test_fewer_adverts_are_believed_on_the_day_after_the_third_equal_reading(
    shown: list[int], verdicts: str, open_: list[int], store: Store
) -> None:
    source = Simulated(store)
    met = []
    for day, count in enumerate(shown, 1):
        met.append((letter(source.crawl(day, adverts(count))), source.open))
    assert met == list(zip(verdicts, open_, strict=True))


def test_each_reading_says_how_far_it_is_from_being_believed(store: Store) -> None:
    source = Simulated(store)
    source.crawl(1, adverts(40))
    said = [source.crawl(day, adverts(19)).evidence[:2] for day in (2, 3, 4, 5)]
    dropped = "19 postings, where the last healthy run had 40: a drop of more than 50%."
    assert {evidence[0] for evidence in said[:3]} == {dropped}
    [first, second, third] = [" ".join(run.evidence) for run in reversed(runs.latest(store, SLUG, 4)[1:])]
    later = "in a row with 19 adverts, on whole pages: after 3 on 3 days it is believed, or at once after"
    assert f"The first reading {later} `foothold sources accept {SLUG}`." in first
    assert f"The second reading {later}" in second
    assert "The third reading in a row with 19 adverts, on whole pages: believed from tomorrow." in third
    assert said[3][0] == (
        "19 postings on 1 pages. 19 adverts are believed, where the last healthy run had 40: "
        "3 readings on 3 days, the last on 4 December, were equal."
    )
    assert [run.drop for run in runs.latest(store, SLUG, 4)] == [Drop.BELIEVED, *[Drop.WHOLE] * 3]


def test_several_runs_of_one_day_are_one_reading(sqlite: Store) -> None:
    source = Simulated(sqlite)
    source.crawl(1, adverts(40))
    met = [source.crawl(day, adverts(19)).verdict for day in (2, 2, 2, 2, 3, 4, 4, 5)]
    assert met == [SUSPECT] * 7 + [HEALTHY]


def test_runs_that_were_told_nothing_neither_count_nor_end_the_row(sqlite: Store) -> None:
    source = Simulated(sqlite)
    source.crawl(1, adverts(40))
    source.crawl(2, adverts(19))
    source.crawl(3, [], failed=["https://college.example/feed"], pages=0)
    source.crawl(3, adverts(2), ending=Ending.LIMITED)
    source.crawl(4, adverts(19))
    source.crawl(5, adverts(19))
    assert source.crawl(6, adverts(19)).verdict is HEALTHY


NOT_WHOLE = {
    "a bot wall beside the adverts": {"guarded": 1},
    "a bot wall in place of pages": {"bot_walls": 1},
    "a list that breaks off": {"broken_off": 1},
    "a damaged posting": {"rejected_by_reason": {"unreadable": 1}},
    "pages that hold no advert": {"empty": 20, "pages": 40},
    "pages that are forbidden now": {"forbidden": 3},
    "a listing that failed": {"failed_listings": 1},
    "a field that fell empty": {"filled": {}},
}


@pytest.mark.parametrize("counts", NOT_WHOLE.values(), ids=NOT_WHOLE)
def test_half_a_page_is_not_believed_however_often_it_comes(counts: dict[str, Any], sqlite: Store) -> None:
    source = Simulated(sqlite)
    source.crawl(1, adverts(40))
    for day in range(2, 8):
        run = source.crawl(day, adverts(19), **counts)
        assert (run.verdict, run.drop is Drop.WHOLE) == (SUSPECT, False)
    assert source.open == 40


def test_one_page_that_failed_is_enough_to_doubt(sqlite: Store) -> None:
    source = Simulated(sqlite)
    source.crawl(1, adverts(40), pages=41)
    for day in range(2, 7):
        assert (
            source.crawl(day, adverts(19), failed=["https://college.example/jobs/7"], pages=20).verdict
            is SUSPECT
        )


def test_as_many_adverts_each_day_but_others_are_not_believed(sqlite: Store) -> None:
    """A list that shows some of many by turns, or half a list and then the other half."""
    source = Simulated(sqlite)
    source.crawl(1, adverts(40))
    for day in range(2, 9):
        run = source.crawl(day, adverts(19, first=1 if day % 2 else 20))
        assert run.verdict is SUSPECT
    assert source.open == 40
    assert {run.drop for run in runs.latest(sqlite, SLUG, 6)} == {Drop.WHOLE, Drop.UNPROVEN}


def test_a_few_that_come_and_go_are_no_other_list(sqlite: Store) -> None:
    source = Simulated(sqlite)
    source.crawl(1, adverts(40))
    met = [source.crawl(day, adverts(19, first=day)).verdict for day in range(2, 6)]
    assert met == [SUSPECT, SUSPECT, SUSPECT, HEALTHY]


def test_a_list_that_never_had_an_end_is_as_whole_as_ever(sqlite: Store) -> None:
    source = Simulated(sqlite)
    for day, count in enumerate([40, 19, 19, 19], 1):
        source.crawl(day, adverts(count), broken_off=1, guarded=1)
    assert source.crawl(5, adverts(19), broken_off=1, guarded=1).verdict is HEALTHY


def expecting(**postings: float) -> Source:
    return SOURCE.model_copy(update={"expects": Expects.model_validate({"postings": postings})})


def test_what_a_source_expects_holds_whatever_was_believed(sqlite: Store) -> None:
    source = Simulated(sqlite, expecting(min=20))
    source.crawl(1, adverts(40))
    for day in range(2, 8):
        assert source.crawl(day, adverts(19)).verdict is SUSPECT


YAML = """
title: Example College
publisher: {name: Example College, url: "https://college.example", kind: provider}
terms: {robots: allowed, licence: facts only, checked: 2026-09-01}
family: job_feed
values: {url: "https://college.example/feed"}
schedule: "15 5 * * *"
expects: {}
"""


@pytest.fixture
def foothold(store_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """The command, in a home that knows the simulated source and the store of its runs."""
    (tmp_path / f"{SLUG}.yml").write_text(YAML)
    monkeypatch.setenv("FOOTHOLD_SOURCES_FOLDER", str(tmp_path))
    monkeypatch.setenv("FOOTHOLD_DATABASE_URL", store_url)
    return lambda *words: CliRunner().invoke(main, words)


def test_a_source_that_may_be_empty_is_believed_empty_only_on_an_operators_word(
    store: Store, foothold: Callable[..., Result]
) -> None:
    source = Simulated(store, expecting(min=0))
    source.crawl(1, adverts(4))
    for day in range(2, 7):
        run = source.crawl(day, [])
        assert run.verdict is SUSPECT
        assert "an empty list proves nothing" in " ".join(run.evidence)
    assert foothold("sources", "accept", SLUG).output.startswith("0 adverts will be believed")
    assert [source.crawl(day, []).verdict for day in (7, 8)] == [HEALTHY, HEALTHY]
    assert source.open == 0


def test_an_operators_word_is_believed_at_once_and_stands_on_record(
    store: Store, foothold: Callable[..., Result]
) -> None:
    source = Simulated(store)
    source.crawl(1, adverts(40))
    source.crawl(2, adverts(19), guarded=1)
    told = foothold(
        "sources", "accept", SLUG, "--by", "ann", "--note", "The autumn programme is over."
    ).output
    assert told.startswith("19 adverts will be believed from the next run on, where 40 were before.")
    [run] = runs.latest(store, SLUG)
    assert run.accepted and (run.accepted.by, run.accepted.note) == ("ann", "The autumn programme is over.")
    assert "ann accepted it" in foothold("sources", "accept", SLUG).output
    believed = source.crawl(2, adverts(19), guarded=1)
    assert (believed.verdict, source.open) == (HEALTHY, 40)
    assert "ann accepted them on" in believed.evidence[0]
    source.crawl(3, adverts(19))
    assert source.open == 19
    shown = foothold("sources", "show", SLUG).output
    assert "ann accepted it" in shown and "The autumn programme is over." in shown


def test_nothing_else_than_fewer_adverts_can_be_accepted(
    store: Store, foothold: Callable[..., Result]
) -> None:
    source = Simulated(store, expecting(min=10))
    refused = {"no run that saw": lambda: None, "was healthy": lambda: source.crawl(1, adverts(40)),
               "at least 10 are expected": lambda: source.crawl(2, adverts(9)),
               "a bot wall": lambda: source.crawl(3, adverts(19), bot_walls=1)}  # fmt: skip
    for says, happens in refused.items():
        happens()
        result = foothold("sources", "accept", SLUG)
        assert (result.exit_code, says in result.output) == (2, True), result.output


PAGES = {
    "whole HTML": (b"<!doctype html><html><ul></ul></html>\n", 200, False),
    "whole HTML in capitals": (b"<HTML><BODY></BODY></HTML>", 200, False),
    "whole XML with a comment after it": (b"<?xml version='1.0'?><rss><channel/></rss><!-- made in 7 ms -->", 200, False),
    "an empty element": (b"<jobs/>", 200, False),
    "JSON": (b'{"jobs": []}', 200, False),
    "a plain list": (b"https://college.example/1\n", 200, False),
    "half of HTML": (b"<!doctype html><html><ul><li>", 200, True),
    "half of XML": (b"<urlset><url><loc>https://college.example/1</loc></url>", 200, True),
    "half of a gzip file": (gzip.compress(b"<urlset></urlset>" * 99)[:30], 200, True),
    "partial content": (b'{"jobs": []}', 206, True),
}  # fmt: skip


@pytest.mark.parametrize(("body", "status", "breaks_off"), PAGES.values(), ids=PAGES)
def test_a_list_without_its_end_may_break_off(body: bytes, status: int, breaks_off: bool) -> None:
    assert may_break_off(body, status) is breaks_off


@pytest.mark.parametrize(
    ("one", "other", "same"), [(19, 21, True), (19, 22, False), (1, 2, True), (1, 3, False), (200, 221, True), (200, 223, False)]
)  # fmt: skip
def test_readings_a_tenth_or_one_advert_apart_are_equal(one: int, other: int, same: bool) -> None:
    assert alike(Counts(postings=one, saved=one), Counts(postings=other, saved=other)) is same


HALF = {
    "behind a wall's sign": lambda page: Page(page.body + b"<!-- <title>Just a moment...</title> -->"),
    "without its end": lambda page: Page(page.body.removesuffix(b"</urlset>")),
    "called a part": lambda page: Page(page.body, status=206),
    "behind a wall's header": lambda page: Page(page.body, headers={"cf-mitigated": "challenge"}),
}


@pytest.mark.parametrize("half", HALF.values(), ids=HALF)
def test_half_a_list_from_a_real_site_is_seen_not_to_be_whole(
    half: Callable[[Page], Page], site: LocalSite, source: LocalSource
) -> None:
    serve_postings(site, 12)
    source.crawl()
    some = sitemap(site, [f"/vacancy/{n}" for n in range(1, 6)])
    site.pages["/sitemap.xml"] = half(some)
    source.crawl()
    assert source.last_run().drop is Drop.UNPROVEN
    site.pages["/sitemap.xml"] = some
    source.crawl()
    assert source.last_run().drop is Drop.WHOLE


def test_adverts_pages_that_hold_nothing_any_more_prove_no_drop(site: LocalSite, source: LocalSource) -> None:
    serve_postings(site, 12)
    source.crawl()
    for number in range(1, 8):
        site.pages[f"/vacancy/{number}"] = Page(b"<html>Please enable scripts to go on.</html>")
    source.crawl()
    assert (source.last_run().verdict, source.last_run().drop) == (SUSPECT, Drop.UNPROVEN)
