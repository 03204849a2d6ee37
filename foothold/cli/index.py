"""`foothold index`: the search index, its generations and how they follow the record store."""

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager

import click

from foothold.cli.opened import told_in_a_sentence
from foothold.cli.terminal import say, table
from foothold.clock import system_clock
from foothold.errors import IndexUnavailable, WrongUse
from foothold.index import set_aside
from foothold.index.audit import Audit, audit
from foothold.index.contract import Generation, GenerationState, SearchEngine
from foothold.index.lease import holding
from foothold.index.open_index import open_engine, open_standby
from foothold.index.rebuild import prune as prune_generations
from foothold.index.rebuild import rebuild as rebuild_index
from foothold.index.rebuild import rollback as roll_back
from foothold.index.standby import Standby
from foothold.index.sync import THE_INDEX, Following, drain, follow, is_ahead, is_filling, why_damaged
from foothold.settings import Settings
from foothold.store.open_store import Store, open_store
from foothold.store.records import head_revision

SUSPECT = 3
"""Exit code: done, but something was suspect."""

AHEAD = (
    "The index is ahead of the record store, as after a restore: it shows what the store does not have."
    " Run `foothold index rebuild`."
)

NOT_LIVE = "None of them is live, so that nothing can be searched: run `foothold index rebuild`."
UNREAD = (
    "The live search index does not let itself be read. If what it lies on does not come back, run"
    " `foothold index rebuild`."
)

FILLING = (
    "The index is being filled for the first time, and searches say that they lack something: keep `foothold serve`"
    " or `foothold index drain --follow` running."
)

of_standby = click.option(
    "--standby",
    is_flag=True,
    help="This machine's stand-by (FOOTHOLD_SEARCH_STANDBY), not the cluster's index.",
)


@click.group()
def index() -> None:
    """The search index: look at it, fill it, rebuild it, check it."""


@index.command()
@click.option(
    "--within",
    type=click.FloatRange(0, 3600),
    metavar="SECONDS",
    help="End with 1 unless what the record store holds now reaches the index in so many seconds.",
)
@of_standby
def status(within: float | None, standby: bool) -> None:
    """Show the generations and how far each follows the record store."""
    with _opened_to_write(standby) as (store, engine, _):
        head = head_revision(store)
        if own := open_standby(Settings()):
            # Before the cluster is asked: it is of most interest while that does not answer.
            say(_told_of(own, head))
        table(
            ("generation", "state", "applied", "behind", "set aside"),
            [_line(g, head, len(set_aside.of_generation(store, g.name))) for g in engine.generations()],
            width=120,
        )
        say(f"The record store is at revision {head}.")
        if why := _why_suspect(store, engine):
            say(why, err=True)
            raise SystemExit(SUSPECT)
        if within is not None and not _reaches(engine, head, within):
            raise click.ClickException(f"The index has not reached it after {within:g} seconds.")


@index.command()
@of_standby
def rebuild(standby: bool) -> None:
    """Build a new generation from the record store, check it and switch to it."""
    with _opened_to_write(standby) as (store, engine, how):
        done = rebuild_index(store, engine, lease_name=how.rebuild_lease)
        rate = done.documents / max(done.seconds, 0.001)
        say(
            f"{done.generation} is live: {done.documents} adverts up to revision {done.applied} in"
            f" {done.seconds:.1f} s ({rate:,.0f} a second)."
        )
        _tell_refused(store, done.generation)


@index.command("drain")
@click.option("--follow", "forever", is_flag=True, help="Go on until stopped.")
@of_standby
def drain_(forever: bool, standby: bool) -> None:
    """Apply the record store's changes to the live generation."""
    with _opened_to_write(standby) as (store, engine, how):
        if forever:
            follow(store, engine, stop=_stop_on_signals(), how=how)
            return
        with holding(store, how.drain_lease, system_clock) as lease:
            if lease is None:
                raise WrongUse("Another process drains already; nothing is lost by leaving it to that.")
            done = drain(store, engine, how=how)
            engine.active().close()
        say(f"{done.put} changes applied; the index is at revision {done.applied}.")
        _tell_refused(store, engine.active().generation)


@index.command()
@of_standby
def verify(standby: bool) -> None:
    """Compare the live generation with the record store: counts, totals, the content of each advert."""
    with _opened_to_write(standby) as (store, engine, _):
        found = audit(store, engine.active(), system_clock())
        _tell_audit(found)
        if found.differences:
            say(f"Run `foothold index rebuild{' --standby' if standby else ''}`.", err=True)
            raise SystemExit(1)
        if found.refused:
            raise SystemExit(SUSPECT)


@index.command()
def rollback() -> None:
    """Serve the previous generation again."""
    with opened_index() as (_, engine):
        say(f"{roll_back(engine)} is live again.")


@index.command()
def prune() -> None:
    """Discard generations that neither serve nor could be gone back to."""
    with opened_index() as (store, engine):
        gone = prune_generations(store, engine)
        for told in [f"{name} discarded." for name in gone] or ["Nothing to discard."]:
            say(told)


@contextmanager
def opened_index() -> Iterator[tuple[Store, SearchEngine]]:
    """The settings' store and engine; errors become a sentence and an exit code, 2 for wrong use."""
    with _opened_to_write(False) as (store, engine, _):
        yield store, engine


@contextmanager
def _opened_to_write(standby: bool) -> Iterator[tuple[Store, SearchEngine, Following]]:
    """The index or this machine's stand-by, and how it follows the store."""
    settings = Settings()
    with told_in_a_sentence(), closing(open_store(settings.store_url)) as store:
        if standby:
            found = _standby(settings)
            yield store, found.engine, found.following
        else:
            yield store, open_engine(settings), THE_INDEX


def _line(generation: Generation, head: int, aside: int) -> tuple[str, ...]:
    marks = (("damaged", generation.damaged), ("read-only", generation.read_only))
    state = ", ".join([generation.state, *(mark for mark, there in marks if there)])
    applied = generation.applied_revision
    far = ("?", "?") if generation.damaged else (str(applied), str(head - applied))
    return (generation.name, state, *far, str(aside))


def _why_suspect(store: Store, engine: SearchEngine) -> str | None:
    if damaged := why_damaged(engine):
        return damaged
    states = {g.state: g.damaged for g in engine.generations()}
    if states and GenerationState.ACTIVE not in states:
        return NOT_LIVE
    if states.get(GenerationState.ACTIVE):
        return UNREAD
    if is_ahead(store, engine):
        return AHEAD
    return FILLING if is_filling(engine) else None


def _reaches(engine: SearchEngine, revision: int, seconds: float) -> bool:
    until = time.monotonic() + seconds
    while engine.active().applied_revision() < revision:
        if time.monotonic() >= until:
            return False
        time.sleep(0.2)
    return True


def _standby(settings: Settings) -> Standby:
    found = open_standby(settings)
    if found is None:
        raise WrongUse("No stand-by is set: it takes FOOTHOLD_SEARCH_URL and FOOTHOLD_SEARCH_STANDBY.")
    return found


def _told_of(standby: Standby, head: int) -> str:
    try:
        index = standby.index()
        applied = index.applied_revision()
    except IndexUnavailable as error:
        return str(error)
    return (
        f"The stand-by in {standby.folder} would answer: {index.generation} at revision {applied},"
        f" {head - applied} behind."
    )


def _tell_refused(store: Store, generation: str) -> None:
    aside = set_aside.of_generation(store, generation)
    for document in aside:
        say(f"{document.id} was set aside: {document.why}", err=True)
    if aside:
        raise SystemExit(SUSPECT)


def _tell_audit(found: Audit) -> None:
    say(
        f"{found.generation}: {found.documents} adverts, {found.records} in the record store,"
        f" {found.behind} changes behind, {found.refused} set aside."
    )
    for difference in found.differences:
        say(f"- {difference}")


def _stop_on_signals() -> threading.Event:
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    return stop
