"""What a run leaves in the store for the person who looks after its source."""

from pathlib import Path

from crawlers.run_recorder import RUNS_WITH_REJECTED, Ledger
from foothold.model.crawl_run import Counts, Verdict
from foothold.model.posting import RawPosting, Reason, Rejected
from foothold.reading.intake import Reading
from foothold.store import rejected, runs
from foothold.store.open_store import Store, open_store
from tests.store.adverts import AT


def rejecting_run(store: Store, source: str) -> None:
    ledger = Ledger.begin(store, source, lambda: AT)
    posting = RawPosting(seen=AT, title="Head of plumbing")
    ledger.save([Reading(posting, Rejected(Reason.OUT_OF_SCOPE, "title", posting.title))])
    ledger.finish(Verdict.HEALTHY, Counts(), ())


def test_what_was_rejected_is_kept_for_the_last_runs_of_each_source(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'foothold.db'}")
    store.upgrade()
    rejecting_run(store, "quiet")
    for _ in range(RUNS_WITH_REJECTED + 3):
        rejecting_run(store, "busy")
    kept = rejected.latest(store, "busy")
    latest = runs.latest(store, "busy", RUNS_WITH_REJECTED)
    assert [one.run for one in kept] == [run.id for run in latest]
    assert len(rejected.latest(store, "quiet")) == 1
