"""`foothold schedule`: crawl every source in its time, and keep the index up to date."""

import signal

import click
from rich.console import Console
from rich.table import Table

from foothold.clock import LONDON, system_clock
from foothold.errors import FootholdError
from foothold.settings import Settings
from foothold.source import load_sources
from foothold.store.open_store import open_store


@click.group(invoke_without_command=True)
@click.pass_context
def schedule(context: click.Context) -> None:
    """Run the schedule until stopped. Several may run on one store: each slot is crawled once."""
    if context.invoked_subcommand:
        return
    from scheduler.schedule import Schedule

    settings = Settings()
    store = open_store(settings.store_url)
    try:
        store.upgrade()
        running = Schedule(settings, store)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: running.stop())
        running.run()
    except FootholdError as error:
        raise click.ClickException(str(error)) from error
    finally:
        store.close()


@schedule.command("list")
def list_() -> None:
    """Show when each source is crawled next, in London time."""
    from scheduler.slots import next_slot

    settings = Settings()
    table = Table("source", "schedule", "next run (London)", box=None, pad_edge=False)
    now = system_clock()
    try:
        for source in load_sources(settings.sources_folder).values():
            slot = next_slot(source.schedule, now) if source.on else None
            shown = f"{slot.astimezone(LONDON):%a %d %b %Y %H:%M}" if slot else "off"
            table.add_row(source.slug, source.schedule, shown)
    except FootholdError as error:
        raise click.ClickException(str(error)) from error
    Console(highlight=False, width=120).print(table)


@schedule.command()
@click.option(
    "--late", type=click.IntRange(0), default=900, show_default=True, help="Seconds that a slot may wait."
)
def check(late: int) -> None:
    """End with 1 where crawls are due and nobody crawls: no scheduler is at work."""
    from scheduler.overdue import overdue

    settings = Settings()
    store = open_store(settings.store_url)
    try:
        waiting = overdue(settings, store, system_clock, late)
    except FootholdError as error:
        raise click.ClickException(str(error)) from error
    finally:
        store.close()
    if waiting:
        raise click.ClickException(f"Nobody crawls, and these wait: {', '.join(waiting)}.")
    click.echo("Every slot is crawled or being crawled.")
