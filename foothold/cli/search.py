"""`foothold search`: how well searches are answered, and which are not."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from statistics import fmean

import click

from foothold.cli.index import SUSPECT, opened_index
from foothold.cli.opened import opened_store, told_in_a_sentence
from foothold.cli.terminal import say, table
from foothold.clock import system_clock
from foothold.index.contract import SearchIndex
from foothold.index.evaluation import (
    JUDGED_AT,
    Asking,
    Scored,
    by_kind,
    golden_queries,
    judged_index,
    misspelt_queries,
    recall,
    scores,
    words_alone,
)
from foothold.index.open_index import open_engine
from foothold.settings import Settings
from foothold.store.unanswered import SHOWN_DAYS, SHOWN_TIMES

WORST = 10
LEAST_RECALL = 0.95


@click.group()
def search() -> None:
    """The quality of searches."""


@search.command()
@click.option("--least", default=0.85, show_default=True, help="The mean nDCG@10 that is good enough.")
@click.option(
    "--judged-corpus",
    is_flag=True,
    help="Judge the engine on the shipped judged adverts, in an index of their own that is discarded again.",
)
@click.option(
    "--intents",
    type=click.Choice(["apply", "ignore"]),
    default="apply",
    show_default=True,
    help="Whether words that mean a filter become one, as on the pages.",
)
def evaluate(least: float, judged_corpus: bool, intents: str) -> None:
    """Judge the live index by the golden queries whose adverts it holds: nDCG@10 by kind, and the worst."""
    asking = _as_pages_ask() if intents == "apply" else words_alone
    with _judged(judged_corpus) as (index, at):
        held = {id_ for id_, _, content in index.revisions() if content}
        scored = scores(index, (g for g in golden_queries() if g.grades.keys() <= held), at, asking)
        spelt = [recall(index, pair, at, asking) for pair in misspelt_queries()] if judged_corpus else []
    if not scored:
        say("No golden query applies: the index holds none of their adverts. Try --judged-corpus.")
        raise SystemExit(SUSPECT)
    _tell(scored, spelt)
    if fmean(one.ndcg for one in scored) < least or (spelt and fmean(spelt) < LEAST_RECALL):
        raise SystemExit(1)


@search.command()
@click.option("--limit", type=click.IntRange(1), default=100, show_default=True, help="How many at most.")
def unanswered(limit: int) -> None:
    """Words that found nothing, the most frequent first: what config/search/synonyms.txt may lack.

    Only those of several searches on several days, and no search that may tell of a person.
    """
    from foothold.store.unanswered import frequent

    with opened_store() as store:
        found = frequent(store, limit=limit)
    for one in found:
        say(f"{one.times:>6}  {one.days:>3} days, last {one.last_day}  {one.words}")
    if not found:
        say(f"No words found nothing {SHOWN_TIMES} times on {SHOWN_DAYS} days.")


@contextmanager
def _judged(corpus: bool) -> Iterator[tuple[SearchIndex, datetime]]:
    """The live index today, or the judged adverts on the same engine on the day that they were judged for."""
    if not corpus:
        with opened_index() as (_, engine):
            yield engine.active(), system_clock()
        return
    engine = open_engine(Settings())
    stamp = f"{system_clock():%Y%m%dT%H%M%S}-judged"
    with told_in_a_sentence(), judged_index(engine, stamp) as index:
        yield index, JUDGED_AT


def _as_pages_ask() -> Asking:
    from foothold.reading.places.gazetteer import built_in_places
    from search_api.search.understanding import as_pages_ask

    return as_pages_ask(built_in_places())


def _tell(scored: Sequence[Scored], spelt: Sequence[float]) -> None:
    rows = [(kind, str(len(values)), f"{fmean(values):.3f}") for kind, values in by_kind(scored).items()]
    rows.append(("mean", str(len(scored)), f"{fmean(one.ndcg for one in scored):.3f}"))
    table(("kind of query", "queries", "nDCG@10"), rows, width=100)
    if spelt:
        say(f"Misspelt searches find {fmean(spelt):.3f} of what the clean ones find ({len(spelt)} pairs).")
    say("The worst:")
    for one in scored[:WORST]:
        say(f"{one.ndcg:.3f}  {one.golden.text} ({one.golden.why})")
