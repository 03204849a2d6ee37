import pytest

from foothold.index import set_aside
from foothold.index.contract import Refused
from foothold.model.crawl_run import Counts, Verdict
from foothold.model.identity import opportunity_id
from foothold.store import crawled_pages, runs
from foothold.store.crawled_pages import Validators
from foothold.store.open_store import Store
from foothold.store.records import save, withdraw_missing
from foothold.store.sightings import every_sighting
from tests.store.adverts import AT, day, reading

HEALTHY, PARTIAL, SUSPECT = Verdict.HEALTHY, Verdict.PARTIAL, Verdict.SUSPECT


def page_of(reference: str) -> str:
    return f"https://board.example/page/{reference}"


def crawl(store: Store, n: int, verdict: Verdict, references: str = "") -> None:
    run = runs.start(store, "board", day(n))
    adverts = [reading(r, page_url=page_of(r)) for r in references]
    save(store, "board", adverts, at=day(n), run=run)
    runs.finish(store, run, verdict, Counts(), (), day(n))


def test_a_run_keeps_its_counts_evidence_and_verdict(store: Store) -> None:
    run = runs.start(store, "board", AT)
    [begun] = runs.latest(store, "board")
    assert (begun.id, begun.started, begun.finished, begun.verdict) == (run, AT, None, None)
    counts = Counts(postings=9, rejected_by_reason={"out_of_area": 2}, filled={"wage": 7})
    runs.finish(store, run, SUSPECT, counts, ("9 postings where 20 were expected.",), day(1))
    [ended] = runs.latest(store, "board")
    assert (ended.finished, ended.verdict, ended.counts) == (day(1), SUSPECT, counts)
    assert ended.evidence == ("9 postings where 20 were expected.",)


def test_the_latest_run_comes_first_and_other_sources_stay_out(store: Store) -> None:
    for n, verdict in enumerate([HEALTHY, SUSPECT, HEALTHY]):
        crawl(store, n, verdict)
    runs.start(store, "other", day(9))
    assert [run.started for run in runs.latest(store, "board", 2)] == [day(2), day(1)]
    assert [run.started for run in runs.healthy(store, "board")] == [day(2), day(0)]


ROWS = {
    # what the runs before the last, a healthy one, were and saw, what it saw itself, and what it withdraws
    "two healthy runs did not see it": ([(HEALTHY, "12"), (HEALTHY, "1")], "1", "2"),
    "one healthy run did not see it": ([(HEALTHY, "12")], "1", ""),
    "the run before saw it": ([(HEALTHY, "1"), (HEALTHY, "12")], "1", ""),
    "the run before was partial": ([(HEALTHY, "12"), (HEALTHY, "1"), (PARTIAL, "1")], "1", ""),
    "the run before was suspect": ([(HEALTHY, "12"), (HEALTHY, "1"), (SUSPECT, "")], "1", ""),
    "two healthy runs after a suspect one": ([(HEALTHY, "12"), (SUSPECT, ""), (HEALTHY, "1")], "1", "2"),
    "nothing ran before": ([], "1", ""),
}


@pytest.mark.parametrize(("before", "seen", "withdrawn"), ROWS.values(), ids=ROWS)
def test_what_two_healthy_runs_in_a_row_did_not_see_is_withdrawn(
    before: list[tuple[Verdict, str]], seen: str, withdrawn: str, store: Store
) -> None:
    for n, (verdict, references) in enumerate(before):
        crawl(store, n, verdict, references)
    earlier = runs.latest(store, "board")
    crawl(store, len(before), HEALTHY, seen)
    live = {sighting.own_id for sighting in every_sighting(store)}
    assert withdraw_missing(store, "board", earlier, day(9)) == len(withdrawn)
    left = {sighting.own_id for sighting in every_sighting(store)}
    assert live - left == {opportunity_id("board", reference) for reference in withdrawn}


def test_what_stands_on_a_page_that_could_not_be_had_is_not_missing(store: Store) -> None:
    for n, references in enumerate(("123", "1")):
        crawl(store, n, HEALTHY, references)
    earlier = runs.latest(store, "board")
    crawl(store, 2, HEALTHY, "1")
    assert withdraw_missing(store, "board", earlier, day(2), not_had=[page_of("2")]) == 1
    left = {sighting.own_id for sighting in every_sighting(store)}
    assert left == {opportunity_id("board", "1"), opportunity_id("board", "2")}


def test_what_is_gone_is_withdrawn_whatever_the_run_before_was(store: Store) -> None:
    crawl(store, 0, PARTIAL, "12")
    gone = [opportunity_id("board", "2")]
    assert withdraw_missing(store, "board", runs.latest(store, "board"), day(1), gone=gone) == 1
    assert [sighting.own_id for sighting in every_sighting(store)] == [opportunity_id("board", "1")]


def test_a_page_is_asked_with_what_it_answered_last(store: Store) -> None:
    url = "https://board.example/list"
    first, last = Validators('"a"', None), Validators('"b"', "Mon, 02 Nov 2026 09:00:00 GMT")
    assert crawled_pages.every_validator(store, "board") == {}
    crawled_pages.remember_all(store, "board", {url: first}, AT)
    crawled_pages.remember_all(store, "board", {url: last}, day(1))
    assert crawled_pages.every_validator(store, "board") == {url: last}
    assert crawled_pages.read_at(store, "board", url) == day(1)
    crawled_pages.forget(store, "board")
    assert crawled_pages.every_validator(store, "board") == {}


def test_refused_documents_are_kept_by_generation_with_their_newest_reason(store: Store) -> None:
    set_aside.set_aside(store, "g1", [Refused("a" * 12, 4, "too long"), Refused("b" * 12, 3, "odd")], AT)
    set_aside.set_aside(store, "g1", [Refused("a" * 12, 9, "still too long")], AT)
    set_aside.set_aside(store, "g2", [], AT)
    assert set_aside.of_generation(store, "g1") == [
        Refused("b" * 12, 3, "odd"),
        Refused("a" * 12, 9, "still too long"),
    ]
    set_aside.taken(store, "g1", ["b" * 12])
    assert [document.revision for document in set_aside.of_generation(store, "g1")] == [9]
    set_aside.forget(store, "g1")
    assert set_aside.of_generation(store, "g1") == []
