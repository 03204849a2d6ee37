"""`foothold sources`: which sources there are, how they are doing, and whether a source's YAML holds."""

from collections import Counter

import click
from rich.console import Console
from rich.table import Table

from foothold.clock import system_clock
from foothold.crawl_run import CrawlRun
from foothold.errors import FootholdError, StoreUnavailable
from foothold.settings import KEY_PREFIX, Settings, source_keys
from foothold.source import Source, load_sources
from foothold.store import rejected as rejected_postings
from foothold.store import runs
from foothold.store.open_store import Store, open_store


@click.group(invoke_without_command=True)
@click.pass_context
def sources(context: click.Context) -> None:
    """List the sources; `show` and `check` look at one."""
    if context.invoked_subcommand:
        return
    settings = Settings()
    table = Table("source", "family", "publisher", "on", "schedule", "last run", box=None, pad_edge=False)
    store = open_store(settings.store_url)
    for source in _loaded(settings).values():
        table.add_row(
            source.slug,
            source.family,
            source.publisher.name,
            _on(source),
            source.schedule,
            _last(store, source.slug),
        )
    Console(highlight=False, width=140).print(table)


@sources.command()
@click.argument("slug")
@click.option("--rejected", is_flag=True, help="What was rejected lately, and why.")
@click.option("--last", default=5, show_default=True, help="How many runs, or rejected postings, to show.")
def show(slug: str, rejected: bool, last: int) -> None:
    """Show a source's last runs with their evidence, or its rejected postings."""
    settings = Settings()
    source = _one(settings, slug)
    store = open_store(settings.store_url)
    try:
        if rejected:
            _show_rejected(store, slug, last)
        else:
            _show_runs(source, runs.latest(store, slug, last))
    except StoreUnavailable as error:
        raise click.ClickException(str(error)) from error
    finally:
        store.close()


@sources.command()
@click.argument("slug")
def check(slug: str) -> None:
    """Check a source's YAML: it loads, its family knows its values, its schedule has a next time."""
    from crawlers.address import refusal
    from crawlers.families import family
    from scheduler.slots import next_slot

    source = _one(Settings(), slug)
    try:
        first = [fetch.url for fetch in family(source.family).start(source.values, "KEY")]
        slot = next_slot(source.schedule, system_clock())
    except (FootholdError, KeyError, ValueError) as error:
        raise click.ClickException(f"{slug}.yml: {error}") from error
    refused = [why for url in first if (why := refusal(url, loopback=source.sample))]
    for url in first:
        click.echo(f"begins at   {url}")
    click.echo(f"terms       robots {source.terms.robots}, {source.terms.licence}")
    click.echo(f"on          {_on(source)}")
    click.echo(f"next run    {slot:%Y-%m-%d %H:%M %Z}" if slot else "next run    never")
    if refused or slot is None:
        raise click.ClickException(
            f"{slug}.yml: {refused[0] if refused else 'its schedule never comes round'}."
        )


def _loaded(settings: Settings) -> dict[str, Source]:
    try:
        return load_sources(settings.sources_folder)
    except FootholdError as error:
        raise click.ClickException(str(error)) from error


def _one(settings: Settings, slug: str) -> Source:
    found = _loaded(settings)
    if slug not in found:
        raise click.UsageError(f"There is no source “{slug}”. There are: {', '.join(found) or 'none'}.")
    return found[slug]


def _on(source: Source) -> str:
    if not source.on:
        return "off: terms unverified"
    if source.needs_key and source.slug not in source_keys():
        return f"needs {KEY_PREFIX}{source.slug.upper()}"
    return "yes"


def _last(store: Store, slug: str) -> str:
    try:
        latest = runs.latest(store, slug, 1)
    except StoreUnavailable:
        return "–"
    return f"{latest[0].started:%Y-%m-%d %H:%M} {latest[0].verdict or 'unfinished'}" if latest else "never"


def _show_runs(source: Source, latest: list[CrawlRun]) -> None:
    click.echo(f"{source.title} ({source.family}), {source.publisher.url}")
    if not latest:
        click.echo(f"Not crawled yet. `foothold crawl {source.slug}` does it now.")
    for run in latest:
        counts = run.counts
        click.echo(
            f"{run.started:%Y-%m-%d %H:%M}  {run.verdict or 'unfinished'}  {counts.answered} pages, "
            f"{counts.seen} postings, {counts.saved} saved, {counts.rejected} rejected, "
            f"{counts.withdrawn} withdrawn"
        )
        for sentence in run.evidence:
            click.echo(f"    {sentence}")


def _show_rejected(store: Store, slug: str, last: int) -> None:
    found = rejected_postings.latest(store, slug, 1000)
    if not found:
        click.echo("Nothing was rejected.")
    for reason, count in Counter(posting.rejected.reason for posting in found).most_common():
        click.echo(f"{count:6}  {reason}")
    for one in (posting.rejected for posting in found[:last]):
        said = f"{one.field}: {one.text[:100]}" if one.field and one.text else ""
        click.echo("  ".join(filter(None, (one.reason, one.title or "(no title)", said, one.url))))
