"""`foothold adverts`: what the staff decides of adverts."""

import click

from foothold.cli.opened import opened_store


@click.group()
def adverts() -> None:
    """Adverts that wait for somebody of the staff."""


@adverts.command()
@click.argument("id_", metavar="ID")
@click.option("--why", metavar="TEXT", help="A note of why it may be shown, kept with it for 30 days.")
def clear(id_: str, why: str | None) -> None:
    """Show the advert ID again, which reports have hidden, and close the grave ones. For 30 days no report hides it."""
    from foothold.clock import system_clock
    from foothold.opportunity import Status
    from foothold.store.hiding import clear as clear_advert

    with opened_store() as store:
        cleared = clear_advert(store, id_, system_clock(), why)
    now = {
        Status.OPEN: "is shown",
        Status.PENDING: "still waits for approval",
        Status.WITHDRAWN: "was withdrawn, and stays so",
    }[cleared.status]
    closed = f" Reports closed with this: {cleared.reports}." if cleared.reports else ""
    click.echo(f"{cleared.id} {now}.{closed} Reports do not hide it for 30 days.")
