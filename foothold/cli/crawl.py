"""`foothold crawl`: crawl sources now, each in a process of its own, and say how each went."""

import sys
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.text import Text

from foothold.cli.terminal import styled
from foothold.clock import system_clock
from foothold.errors import FootholdError
from foothold.model.crawl_run import Verdict
from foothold.model.source import Source, load_sources
from foothold.settings import Settings
from foothold.store.open_store import Store, open_store
from scheduler.job import CRAWL
from scheduler.lease import held
from scheduler.runner import Crawl, Event, Outcome

FAILED, SUSPECT = 1, 3
STYLES = {Verdict.HEALTHY: "green", Verdict.PARTIAL: "cyan", Verdict.SUSPECT: "yellow", Verdict.FAILED: "red"}


@click.command()
@click.argument("slugs", nargs=-1, metavar="[SLUG]…")
@click.option("--all", "everything", is_flag=True, help="Every source that is on.")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Stop each source after N postings.")
@click.option("--jobs", type=click.IntRange(1, 16), default=2, show_default=True, help="Sources at a time.")
@click.option("--record", is_flag=True, help="Keep some pages as cases for review, without people's names.")
def crawl(slugs: tuple[str, ...], everything: bool, limit: int | None, jobs: int, record: bool) -> None:
    """Crawl the named sources, or --all, into the record store.

    Ends with 0, with 1 where a crawl failed, with 3 where one was suspect.
    """
    settings = Settings()
    try:
        sources = _wanted(load_sources(settings.sources_folder), slugs, everything)
        store = open_store(settings.store_url)
        store.upgrade()
        store.close()
    except FootholdError as error:
        raise click.ClickException(str(error)) from error
    sys.exit(exit_code(crawl_sources(sources, settings, limit=limit, jobs=jobs, record=record)))


def _wanted(sources: dict[str, Source], slugs: tuple[str, ...], everything: bool) -> list[Source]:
    if everything == bool(slugs):
        raise click.UsageError("Name the sources to crawl, or say --all.")
    if everything:
        return [source for source in sources.values() if source.on]
    unknown = [slug for slug in slugs if slug not in sources]
    if unknown:
        raise click.UsageError(
            f"There is no source “{unknown[0]}”. `foothold sources` lists those that there are."
        )
    off = [slug for slug in slugs if not sources[slug].on]
    if off:
        raise click.UsageError(
            f"{off[0]} is off: its terms are unverified. Check them and note it in its YAML."
        )
    return [sources[slug] for slug in dict.fromkeys(slugs)]


def crawl_sources(
    sources: Iterable[Source],
    settings: Settings,
    *,
    limit: int | None = None,
    jobs: int = 2,
    record: bool = False,
) -> list[Outcome]:
    """Crawl with a line of progress each; prints how each ended. An interruption ends the crawls first."""
    console = Console(highlight=False, markup=False, emoji=False)
    options = ("--record",) if record else ()
    with (
        closing(open_store(settings.store_url)) as store,
        _progress(console) as progress,
        ThreadPoolExecutor(jobs) as pool,
    ):
        crawls = _Crawls(settings, store, console, progress, limit, options)
        try:
            return list(pool.map(crawls.one, sources))
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            for crawling in crawls.running:
                crawling.interrupt()
            raise


@dataclass(frozen=True, slots=True)
class _Crawls:
    """Those of one command. Each holds its source's lease, as a scheduler's crawl does: nothing is crawled by two."""

    settings: Settings
    store: Store
    console: Console
    progress: Progress
    limit: int | None
    options: tuple[str, ...]
    running: list[Crawl] = field(default_factory=list)

    def one(self, source: Source) -> Outcome:
        kept: list[str] = []
        seconds, name = self.settings.lease_seconds, f"{CRAWL}{source.slug}"
        with held(self.store, name, seconds, system_clock, lambda: self._lost(source.slug)) as fence:
            if fence is None:
                outcome = Outcome(source.slug, None, skipped="it is being crawled already")
            else:
                outcome = self._follow(source.slug, kept)
        for line in (*summary(outcome), *(styled(f"  recorded in {folder}") for folder in kept)):
            self.console.print(line, soft_wrap=True)
        return outcome

    def _follow(self, slug: str, kept: list[str]) -> Outcome:
        task = self.progress.add_task(slug, total=None, said="starting")
        crawling = Crawl(slug, self.settings, limit=self.limit, options=self.options)
        self.running.append(crawling)
        try:
            return crawling.follow(lambda event: _show(self.progress, task, event, kept))
        finally:
            self.progress.remove_task(task)

    def _lost(self, slug: str) -> None:
        for crawling in self.running:
            if crawling.slug == slug:
                crawling.stop("It lost its lease: another may be crawling the source.")


def _progress(console: Console) -> Progress:
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(20),
        TextColumn("{task.fields[said]}", markup=False),
        TimeElapsedColumn(),
        console=console,
        transient=True,
    )


def _show(progress: Progress, task: TaskID, event: Event, kept: list[str]) -> None:
    if event.get("event") == "progress":
        progress.update(task, said=counted(event))
    if event.get("event") == "recorded":
        kept.append(event["case"])


def counted(event: dict[str, Any]) -> str:
    """The four numbers that a person watches."""
    return (
        f"{event['pages']} pages, {event['postings']} postings, "
        f"{event['saved']} saved, {event['rejected']} rejected"
    )


def summary(outcome: Outcome) -> list[Text]:
    """How a crawl went: one line, and its evidence under it."""
    if outcome.skipped:
        return [styled(f"{outcome.source}  skipped: {outcome.skipped}")]
    if outcome.refused:
        return [styled(f"{outcome.source}  ", ("failed", STYLES[Verdict.FAILED]), f": {outcome.refused}")]
    verdict = outcome.verdict or Verdict.FAILED
    numbers = f"  {counted(outcome.event)}" if outcome.event and "pages" in outcome.event else ""
    line = styled(f"{outcome.source}  ", (verdict, STYLES[verdict]), numbers)
    return [line, *(styled(f"  {sentence}") for sentence in outcome.evidence)]


def exit_code(outcomes: Iterable[Outcome]) -> int:
    """1 where a crawl failed, else 3 where one was suspect, else 0."""
    ended = {outcome.verdict or (Verdict.FAILED if outcome.refused else None) for outcome in outcomes}
    if Verdict.FAILED in ended:
        return FAILED
    return SUSPECT if Verdict.SUSPECT in ended else 0
