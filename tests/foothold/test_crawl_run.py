"""A run is believed only on its evidence."""

from datetime import UTC, date, datetime

import pytest

from foothold.crawl_run import Counts, CrawlRun, Ending, Verdict, judge
from foothold.source import ExpectedPostings, Expects, Publisher, Source, Terms

SOURCE = Source(
    slug="example_college",
    title="Example College",
    publisher=Publisher(name="Example College", url="https://college.example", kind="provider"),
    terms=Terms(robots="allowed", licence="facts only", checked=date(2026, 9, 1)),
    family="job_posting_page",
    values={},
    schedule="15 5 * * *",
    expects=Expects(postings=ExpectedPostings(min=8, max_drop=0.5), filled={"closing": 0.9}),
)


def counts(postings: int = 20, **other: int) -> Counts:
    filled = {"closing": postings, "wage": postings, "title": postings}
    return Counts(
        **{"pages": postings + 1, "postings": postings, "saved": postings, "filled": filled} | other  # type: ignore[arg-type]
    )


def run(verdict: Verdict, counts: Counts, day: int = 1) -> CrawlRun:
    at = datetime(2026, 11, day, tzinfo=UTC)
    return CrawlRun(day, SOURCE.slug, at, at, verdict, counts)


GOOD = run(Verdict.HEALTHY, counts(20))

CASES = [
    ("all as expected", counts(20), Ending.COMPLETE, Verdict.HEALTHY, "20 postings"),
    ("somewhat fewer than last time", counts(12), Ending.COMPLETE, Verdict.HEALTHY, "saw 20"),
    ("less than half of last time", counts(9), Ending.COMPLETE, Verdict.SUSPECT, "drop"),
    ("fewer than expected", counts(7), Ending.COMPLETE, Verdict.SUSPECT, "at least 8"),
    ("an empty feed", counts(0, pages=1), Ending.COMPLETE, Verdict.SUSPECT, "0 postings"),
    ("limited", counts(20), Ending.LIMITED, Verdict.PARTIAL, "limited"),
    ("interrupted", counts(20), Ending.INTERRUPTED, Verdict.PARTIAL, "interrupted"),
    ("asked to wait", counts(20), Ending.ASKED_TO_WAIT, Verdict.PARTIAL, "later"),
    ("a bot wall among the pages", counts(19, bot_walls=1), Ending.COMPLETE, Verdict.SUSPECT, "bot wall"),
    ("a bot wall and nothing else", counts(0, pages=1, bot_walls=1), Ending.COMPLETE, Verdict.SUSPECT, "bot wall"),
    ("a page in twenty failed", counts(20, failed=1), Ending.COMPLETE, Verdict.HEALTHY, "20 postings"),
    ("a quarter of the pages failed", counts(20, failed=7), Ending.COMPLETE, Verdict.SUSPECT, "7 of 28 pages failed"),
    ("one listing failed", counts(20, failed=1, failed_listings=1), Ending.COMPLETE, Verdict.SUSPECT, "listings failed"),
    ("nothing answered", counts(0, pages=0, failed=1), Ending.COMPLETE, Verdict.FAILED, "Nothing could be read"),
    ("robots.txt forbids everything", counts(0, pages=0, forbidden=1), Ending.COMPLETE, Verdict.FAILED, "robots.txt"),
    ("unchanged pages count as seen", counts(0, seen_again=20, not_modified=20), Ending.COMPLETE, Verdict.HEALTHY, "not changed"),
    ("most pages gone", counts(9, gone=30, saved=20), Ending.COMPLETE, Verdict.SUSPECT, "gone"),
    ("fewer could be read into records", counts(20, saved=5, rejected=15), Ending.COMPLETE, Verdict.SUSPECT, "readable"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("met", "ending", "verdict", "says"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_a_verdict_follows_from_what_a_run_met(
    met: Counts, ending: Ending, verdict: Verdict, says: str
) -> None:
    found, evidence = judge(SOURCE, met, [GOOD], ending=ending)
    assert (found, says in " ".join(evidence)) == (verdict, True), evidence


def test_the_first_run_has_nothing_to_shrink_from() -> None:
    assert judge(SOURCE, counts(9), [])[0] is Verdict.HEALTHY


def test_a_run_is_compared_with_the_last_healthy_one_and_no_other() -> None:
    earlier = [run(Verdict.HEALTHY, counts(20), 1), run(Verdict.SUSPECT, counts(9), 2)]
    assert judge(SOURCE, counts(9), earlier)[0] is Verdict.SUSPECT


def test_an_expected_field_that_falls_empty_is_named() -> None:
    met = counts(20)
    met.filled["closing"] = 10
    verdict, evidence = judge(SOURCE, met, [])
    assert verdict is Verdict.SUSPECT
    assert evidence == ("closing is filled in 50% of the postings, where 90% is expected.",)


def test_a_field_that_nobody_expected_but_was_always_there_is_missed() -> None:
    met = counts(20)
    met.filled["wage"] = 4
    verdict, evidence = judge(SOURCE, met, [GOOD])
    assert verdict is Verdict.SUSPECT
    assert "wage is filled in 20%" in evidence[0]


def test_a_format_that_has_changed_shows_in_damaged_postings() -> None:
    met = counts(20)
    met.rejected_by_reason["unreadable"] = 10
    assert judge(SOURCE, met, [])[0] is Verdict.SUSPECT


def test_a_board_that_has_not_changed_is_not_doubted_for_the_ordinary_jobs_it_also_has() -> None:
    mostly_refused = run(Verdict.HEALTHY, counts(400, saved=9, rejected=391))
    unchanged = counts(0, pages=0, saved=0, not_modified=1, seen_again=9)
    assert judge(SOURCE, unchanged, [mostly_refused])[0] is Verdict.HEALTHY
    half_gone = counts(0, pages=0, saved=0, not_modified=1, seen_again=4)
    assert judge(SOURCE, half_gone, [mostly_refused])[0] is Verdict.SUSPECT
