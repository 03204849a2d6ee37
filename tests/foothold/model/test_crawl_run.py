"""A run is believed only on its evidence."""

from datetime import UTC, date, datetime

import pytest

from foothold.model.crawl_run import Counts, CrawlRun, Ending, Verdict, judge
from foothold.model.source import ExpectedPostings, ExpectedShare, Expects, Publisher, Source, Terms

SOURCE = Source(
    slug="example_college",
    title="Example College",
    publisher=Publisher(name="Example College", url="https://college.example", kind="provider"),
    terms=Terms(robots="allowed", licence="facts only", checked=date(2026, 9, 1)),
    family="job_posting_page",
    values={},
    schedule="15 5 * * *",
    expects=Expects(
        postings=ExpectedPostings(min=8, max_drop=0.5), filled={"closing": ExpectedShare(min=0.9)}
    ),
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
    ("an empty feed", counts(0, pages=1), Ending.COMPLETE, Verdict.FAILED, "0 postings, where at least 8"),
    ("a limited run that had come to nothing yet", counts(0, pages=1), Ending.LIMITED, Verdict.PARTIAL, "limited"),
    ("limited", counts(20), Ending.LIMITED, Verdict.PARTIAL, "limited"),
    ("interrupted", counts(20), Ending.INTERRUPTED, Verdict.PARTIAL, "interrupted"),
    ("asked to wait", counts(20), Ending.ASKED_TO_WAIT, Verdict.PARTIAL, "later"),
    ("answered nothing any more", counts(20), Ending.UNANSWERED, Verdict.FAILED, "answered nothing any more"),
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


def expecting(**expects: object) -> Source:
    return SOURCE.model_copy(update={"expects": Expects.model_validate(expects)})


def test_a_source_that_may_be_empty_is_believed_when_it_is() -> None:
    assert judge(expecting(postings={"min": 0}), counts(0, pages=1), [])[0] is Verdict.HEALTHY


def test_more_postings_than_expected_only_warn() -> None:
    source = expecting(postings={"min": 8, "max": 19})
    assert judge(source, counts(20), []) == (
        Verdict.HEALTHY,
        ("20 postings on 21 pages.", "Warning: 20 postings, where at most 19 are expected."),
    )


def test_a_field_filled_more_often_than_expected_only_warns() -> None:
    source = expecting(filled={"wage": {"min": 0.5, "max": 0.9}})
    verdict, evidence = judge(source, counts(20), [])
    assert verdict is Verdict.HEALTHY
    assert evidence[1] == "Warning: wage is filled in 100% of the postings, where at most 90% is expected."


def test_a_warning_stands_beside_a_doubt() -> None:
    source = expecting(postings={"max": 10}, filled={"hours": 0.5})
    verdict, evidence = judge(source, counts(20), [])
    assert (verdict, len(evidence)) == (Verdict.SUSPECT, 2)


def test_a_field_that_is_said_and_seldom_read_is_named() -> None:
    met = counts(20)
    met.unreadable["wage"] = 9
    verdict, evidence = judge(SOURCE, met, [GOOD])
    assert verdict is Verdict.HEALTHY
    assert evidence[1] == "Warning: wage could not be read in 9 of the 20 postings that say it."


def test_what_a_source_did_not_say_is_counted_by_field() -> None:
    met = counts(20)
    met.filled["wage"] = 15
    assert (met.missing["wage"], met.missing["closing"], met.missing["hours"]) == (5, 0, 20)
