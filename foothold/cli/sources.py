"""`foothold sources`: which sources there are, how they are doing, and whether a source's YAML holds."""

from collections import Counter
from collections.abc import Sequence

import click

from foothold.cli.accept_source import accept_last_run
from foothold.cli.check_source import check_yaml, try_one_page
from foothold.cli.terminal import row, say, table
from foothold.clock import system_clock
from foothold.errors import FootholdError, StoreUnavailable
from foothold.model.crawl_run import Counts, CrawlRun
from foothold.model.source import Source, load_sources
from foothold.settings import KEY_PREFIX, Settings, source_keys
from foothold.store import rejected as rejected_postings
from foothold.store import runs
from foothold.store.open_store import Store, open_store

COLUMNS = ("source", "publisher", "family", "state", "last run", "healthy", "postings")
COVERAGE = {
    "place": ("places", "postcode", "lat"),
    "wage": ("wage",),
    "closing": ("closing",),
    "start": ("start",),
}
"""Headings of the list, and the fields whose filled share in the last healthy run stands under each."""


@click.group(invoke_without_command=True)
@click.pass_context
def sources(context: click.Context) -> None:
    """List the sources; `show` and `check` look at one, `accept` believes one that shrank."""
    if context.invoked_subcommand:
        return
    settings = Settings()
    store = open_store(settings.store_url)
    loaded = _loaded(settings).values()
    rows = [
        (one.slug, one.publisher.name, one.family, _state(one), *_last(store, one.slug))
        for one in sorted(loaded, key=lambda source: (not source.on, source.slug))
    ]
    table((*COLUMNS, *COVERAGE), rows, width=160)


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
@click.option("--note", metavar="TEXT", help="Why there are so few, for whoever looks later.")
@click.option("--by", metavar="NAME", help="Who says so; the user of this machine unless named.")
def accept(slug: str, note: str | None, by: str | None) -> None:
    """Say that a source really shows as few adverts as its last run found, so that its next runs are believed."""
    settings = Settings()
    _one(settings, slug)
    store = open_store(settings.store_url)
    try:
        say(accept_last_run(store, slug, by, note, system_clock))
    except StoreUnavailable as error:
        raise click.ClickException(str(error)) from error
    finally:
        store.close()


@sources.command()
@click.argument("slug")
@click.option("--no-fetch", is_flag=True, help="Check the YAML alone.")
@click.option("--anyway", is_flag=True, help="Fetch from a source that is off, too; robots.txt holds for it.")
def check(slug: str, no_fetch: bool, anyway: bool) -> None:
    """Check a source's YAML, then fetch its first listing and first advert, show what they gave and store nothing."""
    settings = Settings()
    source = _one(settings, slug)
    check_yaml(source)
    say(f"on          {_on(source)}")
    if no_fetch:
        return
    if not source.on and not anyway:
        say("Nothing was fetched, for the source is off. Read its terms; then --anyway tries a page.")
        return
    try_one_page(source, settings, anyway=anyway)


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


def _state(source: Source) -> str:
    """`_on` in a word or two, for a column."""
    if not source.on:
        return "off"
    return "no key" if _on(source) != "yes" else "on"


def _on(source: Source) -> str:
    if not source.on:
        return "off: terms unverified"
    if source.needs_key and source.slug not in source_keys():
        return f"needs {KEY_PREFIX}{source.slug.upper()}"
    return "yes"


def _last(store: Store, slug: str) -> list[str]:
    """The last run, the last healthy one, and the share of its postings that said something in a field."""
    try:
        latest, healthy = runs.latest(store, slug, 1), runs.healthy(store, slug, 1)
    except StoreUnavailable:
        return ["–"]
    said = f"{latest[0].started:%Y-%m-%d %H:%M} {latest[0].verdict or 'unfinished'}" if latest else "never"
    if not healthy:
        return [said]
    counts = healthy[0].counts
    shares = [_share(counts, names) for names in COVERAGE.values()]
    return [said, f"{healthy[0].started:%Y-%m-%d}", str(counts.seen), *shares]


def _share(counts: Counts, names: Sequence[str]) -> str:
    """Of fields that say one thing the best filled one counts; nothing is known of a run that read no page anew."""
    if not counts.postings:
        return "–"
    return f"{max(counts.filled.get(name, 0) for name in names) / counts.postings:.0%}"


def _show_runs(source: Source, latest: list[CrawlRun]) -> None:
    say(f"{source.title} ({source.family}), {source.publisher.url}")
    if not latest:
        say(f"Not crawled yet. `foothold crawl {source.slug}` does it now.")
    for run in latest:
        counts = run.counts
        say(
            f"{run.started:%Y-%m-%d %H:%M}  {run.verdict or 'unfinished'}  {counts.answered} pages, "
            f"{counts.seen} postings, {counts.saved} saved, {counts.rejected} rejected, "
            f"{counts.withdrawn} withdrawn"
        )
        for sentence in run.evidence:
            say(f"    {sentence}")
        if run.accepted:
            note = f": {run.accepted.note}" if run.accepted.note else "."
            say(f"    {run.accepted.by} accepted it, {run.accepted.at:%Y-%m-%d %H:%M}{note}")


def _show_rejected(store: Store, slug: str, last: int) -> None:
    found = rejected_postings.latest(store, slug, 1000)
    if not found:
        say("Nothing was rejected.")
    for reason, count in Counter(posting.rejected.reason for posting in found).most_common():
        say(f"{count:6}  {reason}")
    for one in (posting.rejected for posting in found[:last]):
        said = f"{one.field}: {one.text[:100]}" if one.field and one.text else ""
        row(*filter(None, (one.reason, one.title or "(no title)", said, one.url)), between="  ")
