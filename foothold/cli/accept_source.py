"""`foothold sources accept`: an operator's word that a source really shows as few adverts as its last run found."""

import getpass

import click

from foothold.clock import LONDON, Clock, london_date
from foothold.model.belief import adverts, says_nothing, yardstick
from foothold.model.crawl_run import Acceptance, CrawlRun, Drop
from foothold.store import runs
from foothold.store.open_store import Store

LOOKED_AT = 50
DOUBTED = (Drop.WHOLE, Drop.UNPROVEN)


def accept_last_run(store: Store, slug: str, by: str | None, note: str | None, clock: Clock) -> str:
    """What follows, for the operator. Raises UsageError where the last run leaves nothing to accept."""
    known = runs.latest(store, slug, LOOKED_AT)
    run = next((run for run in known if not says_nothing(run)), None)
    if run is None:
        raise click.UsageError(f"{slug} has no run that saw the whole source.")
    if run.accepted:
        return (
            f"{run.accepted.by} accepted it on {run.accepted.at.astimezone(LONDON):%Y-%m-%d %H:%M} already."
        )
    if run.drop not in DOUBTED:
        raise click.UsageError(_nothing_to_accept(slug, run))
    accepted = Acceptance(clock(), by or getpass.getuser(), note)
    before = yardstick([*known, *runs.healthy(store, slug, 1)], london_date(run.started))
    runs.accept(store, run.id, accepted)
    had = f", where {before.counts.taken} were before" if before else ""
    return (
        f"{adverts(run.counts)} will be believed from the next run on{had}. What is missing is withdrawn once two "
        "healthy runs in a row have not seen it."
    )


def _nothing_to_accept(slug: str, run: CrawlRun) -> str:
    when = f"{run.started.astimezone(LONDON):%Y-%m-%d %H:%M}"
    if run.verdict == "healthy":
        return f"The last run of {slug}, of {when}, was healthy: there is nothing to accept."
    why = run.evidence[0] if run.evidence else "it says not why."
    return f"The last run of {slug}, of {when}, is {run.verdict} for another reason than fewer adverts: {why}"
