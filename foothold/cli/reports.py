"""`foothold reports`: what visitors say is wrong with adverts."""

from typing import TYPE_CHECKING

import click

from foothold.cli.opened import opened_store
from foothold.cli.terminal import row, say

if TYPE_CHECKING:
    from foothold.store.reports import Report


@click.group()
def reports() -> None:
    """Problems with adverts that visitors reported."""


@reports.command("list")
@click.option("--all", "closed_too", is_flag=True, help="Those that are closed too.")
def list_reports(closed_too: bool) -> None:
    """Print a line for each report that is open: number, day, advert, reason, title, what was written. Adverts with
    grave reports (unsafe, money, alone) come first; the reason tells how often it came, and whether the advert waits
    hidden."""
    from foothold.clock import london_date
    from foothold.store.reports import to_look_at

    with opened_store() as store:
        for one in to_look_at(store, closed_too=closed_too):
            day = london_date(one.at).isoformat()
            row(one.number, day, one.opportunity, _reason(one), one.title or "", one.said or "")


def _reason(report: "Report") -> str:
    times = f" x{report.times}" if report.times > 1 else ""
    return f"{report.reason}{times}{', hidden' if report.hidden else ''}"


@reports.command()
@click.argument("number", type=int)
def close(number: int) -> None:
    """Mark report NUMBER as dealt with."""
    from foothold.clock import system_clock
    from foothold.store.reports import close as close_report

    with opened_store() as store:
        close_report(store, number, system_clock())
    say(f"Report {number} is closed.", err=True)
