"""`foothold schedule`: crawl every source in its time, do what else is due, and keep the index up to date."""

import signal
from datetime import datetime, timedelta

import click

from foothold.cli.terminal import say, table
from foothold.clock import LONDON, system_clock
from foothold.errors import FootholdError
from foothold.settings import Settings
from foothold.store.open_store import open_store


@click.group(invoke_without_command=True)
@click.pass_context
def schedule(context: click.Context) -> None:
    """Run the schedule until stopped. Several may run on one store: each job runs once in its slot."""
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
    """Show every job: its next run in London time, its last run and how that ended, what follows where it fails, and
    why it is there."""
    from scheduler.job_status import standings

    settings = Settings()
    store = open_store(settings.store_url)
    try:
        rows = [
            (one.job.id, one.next_text, _london(one.last), one.result, one.retry_text, one.job.why)
            for one in standings(settings, store, system_clock())
        ]
    except FootholdError as error:
        raise click.ClickException(str(error)) from error
    finally:
        store.close()
    table(("job", "next run", "last run", "result", "if it fails", "why"), rows, width=180)


def _london(at: datetime | None) -> str:
    return f"{at.astimezone(LONDON):%a %d %b %H:%M}" if at else "never"


@schedule.command()
@click.option(
    "--late",
    type=click.IntRange(0),
    default=900,
    show_default=True,
    help="Seconds that a slot, or another try of it, may wait for somebody.",
)
@click.option(
    "--behind",
    type=click.IntRange(0),
    default=60,
    show_default=True,
    help="Seconds that a change may wait for the index.",
)
def check(late: int, behind: int) -> None:
    """End with 1 where jobs are due and nobody is at them, one has failed for good, or the index is behind."""
    from scheduler.watchdog import Patience, troubles

    settings = Settings()
    store = open_store(settings.store_url)
    patience = Patience(timedelta(seconds=late), timedelta(seconds=behind))
    try:
        found = troubles(settings, store, system_clock, patience)
    except FootholdError as error:
        raise click.ClickException(str(error)) from error
    finally:
        store.close()
    if found:
        raise click.ClickException(" ".join(found))
    say("Every job is done or being done, and the index follows.")
