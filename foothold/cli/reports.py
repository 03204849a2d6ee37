"""`foothold reports`: what visitors say is wrong with adverts."""

import click

from foothold.cli.opened import opened_store


@click.group()
def reports() -> None:
    """Problems with adverts that visitors reported."""


@reports.command("list")
@click.option("--all", "closed_too", is_flag=True, help="Those that are closed too.")
def list_reports(closed_too: bool) -> None:
    """Print a line for each report that is open: number, day, advert, reason, title, what was written."""
    from foothold.clock import london_date
    from foothold.store.reports import newest

    with opened_store() as store:
        for one in newest(store, 1_000, closed_too=closed_too):
            said = " ".join((one.said or "").split())
            day = london_date(one.at).isoformat()
            click.echo("\t".join((str(one.number), day, one.opportunity, one.reason, one.title or "", said)))


@reports.command()
@click.argument("number", type=int)
def close(number: int) -> None:
    """Mark report NUMBER as dealt with."""
    from foothold.clock import system_clock
    from foothold.store.reports import close as close_report

    with opened_store() as store:
        close_report(store, number, system_clock())
    click.echo(f"Report {number} is closed.", err=True)
