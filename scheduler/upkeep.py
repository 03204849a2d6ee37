"""The jobs that keep the store and its index in order."""

from datetime import timedelta

from crawlers.run_recorder import RUNS_WITH_REJECTED
from foothold.alerts import book, mails
from foothold.clock import london_date
from foothold.errors import IndexUnavailable
from foothold.index.audit import audit
from foothold.index.contract import GenerationState
from foothold.index.open_index import open_engine
from foothold.index.rebuild import prune
from foothold.index.sync import follow
from foothold.searching.unanswered import KEPT_DAYS
from foothold.store import allowances, holds, job_runs, rejected, reports, runs, unanswered
from foothold.store.backup import back_up
from scheduler.job import Turn

KEPT = timedelta(days=90)
"""What was rejected, and what jobs did, is for the person who looks after them: a season of it is enough."""
REFUSED_BY_THE_AUDIT = "Run `foothold index rebuild`."


def follow_store(turn: Turn) -> str:
    """Until the turn is stopped. Of several that follow one drains, by the drain's own lease."""
    follow(turn.store, open_engine(turn.settings), stop=turn.stopped)
    return "The index followed the store."


def audit_index(turn: Turn) -> str:
    """Counts, totals and the content of every advert. Raises IndexUnavailable where they do not agree."""
    engine = open_engine(turn.settings)
    if not any(g.state is GenerationState.ACTIVE for g in engine.generations()):
        return "There is no index yet."
    found = audit(turn.store, engine.active(), turn.clock())
    if found.differences:
        raise IndexUnavailable(f"{'; '.join(found.differences)}. {REFUSED_BY_THE_AUDIT}")
    return (
        f"{found.documents} adverts in {found.generation} agree with the record store; {found.behind} changes"
        f" behind, {found.refused} set aside."
    )


def prune_leftovers(turn: Turn) -> str:
    """Generations that nobody uses, what old runs rejected; rejected postings, job runs, mails, visitors' reports and
    searches without an answer past their season, alerts past their end, and counts of limits whose window is over."""
    gone = prune(turn.store, open_engine(turn.settings), clock=turn.clock)
    before = turn.clock() - KEPT
    postings = rejected.forget(turn.store, before)
    for source in runs.sources(turn.store):
        postings += rejected.forget_runs(turn.store, source, RUNS_WITH_REJECTED)
    job_runs.forget(turn.store, before)
    book.tidy(turn.store, turn.clock())
    mails.forget(turn.store, before)
    allowances.forget(turn.store, turn.clock())
    holds.forget(turn.store, turn.clock())
    unanswered.forget(turn.store, london_date(turn.clock()) - timedelta(days=KEPT_DAYS))
    said = reports.forget(turn.store, turn.clock() - reports.KEPT)
    reports.forget_networks(turn.store, turn.clock() - reports.NETWORK_LASTS)
    return f"{len(gone)} generations, {postings} rejected postings and {said} reports discarded."


def back_up_records(turn: Turn) -> str:
    """One more file in the folder; the oldest beyond so many go."""
    folder = turn.settings.backup_folder
    assert folder is not None
    done = back_up(turn.store, folder, clock=turn.clock, keep=turn.settings.backup_keep)
    return (
        f"{done.path.name}: {done.manifest.tables['opportunities']} records, {done.size_bytes / 1e6:.1f} MB."
    )
