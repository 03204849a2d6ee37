from foothold.crawl_run import Counts, Verdict
from foothold.identity import opportunity_id
from foothold.index.contract import Refused
from foothold.store import crawled_pages, refused, runs
from foothold.store.crawled_pages import Validators
from foothold.store.open_store import Store
from foothold.store.records import not_seen_since, save
from tests.store.adverts import AT, day, reading

HEALTHY, PARTIAL, SUSPECT = Verdict.HEALTHY, Verdict.PARTIAL, Verdict.SUSPECT


def crawl(store: Store, n: int, verdict: Verdict, references: str = "") -> None:
    run = runs.start(store, "board", day(n))
    save(store, "board", [reading(r) for r in references], at=day(n), run=run)
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


def test_what_two_healthy_runs_in_a_row_did_not_see_may_be_withdrawn(store: Store) -> None:
    crawl(store, 0, HEALTHY, "12")
    crawl(store, 1, HEALTHY, "1")
    assert not_seen_since(store, "board", runs.two_healthy_since(store, "board") or AT) == []
    crawl(store, 2, HEALTHY, "1")
    since = runs.two_healthy_since(store, "board")
    assert since == day(1)
    assert not_seen_since(store, "board", since) == [opportunity_id("board", "2")]


def test_a_run_that_was_not_healthy_breaks_the_row(store: Store) -> None:
    for verdicts in ([HEALTHY], [PARTIAL], [HEALTHY]):
        crawl(store, 0, verdicts[0])
        assert runs.two_healthy_since(store, "board") is None


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
    refused.set_aside(store, "g1", [Refused("a" * 12, 4, "too long"), Refused("b" * 12, 3, "odd")], AT)
    refused.set_aside(store, "g1", [Refused("a" * 12, 9, "still too long")], AT)
    refused.set_aside(store, "g2", [], AT)
    assert refused.of_generation(store, "g1") == [
        Refused("b" * 12, 3, "odd"),
        Refused("a" * 12, 9, "still too long"),
    ]
    refused.taken(store, "g1", ["b" * 12])
    assert [document.revision for document in refused.of_generation(store, "g1")] == [9]
    refused.forget(store, "g1")
    assert refused.of_generation(store, "g1") == []
