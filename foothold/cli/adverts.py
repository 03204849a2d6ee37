"""`foothold adverts`: what waits for a member of staff, and what they decide of it."""

import click

from foothold.cli.opened import opened_store


@click.group()
def adverts() -> None:
    """Adverts that wait for a member of staff."""


@adverts.command()
@click.option("--limit", type=click.IntRange(1), default=100, show_default=True, help="How many at most.")
def waiting(limit: int) -> None:
    """Print a line for each advert that nobody sees yet, the longest waiting first: id, day, who sent it, employer,
    title, address."""
    from foothold.clock import london_date
    from foothold.store.reviews import waiting as that_wait

    with opened_store() as store:
        for one in that_wait(store, limit):
            day = london_date(one.since).isoformat()
            parts = (one.id, day, one.account, one.employer, one.title, one.url)
            click.echo("\t".join(" ".join((part or "").split()) for part in parts))


@adverts.command()
@click.argument("ids", nargs=-1, required=True, metavar="ID…")
@click.option("--why", help="The reason, for the record.")
def approve(ids: tuple[str, ...], why: str | None) -> None:
    """Show these adverts, now and whenever they are sent again unchanged."""
    from foothold.clock import system_clock
    from foothold.store.records import approve as approve_adverts

    with opened_store() as store:
        count = approve_adverts(store, ids, system_clock(), why)
    _tell(count, "shown")


@adverts.command()
@click.argument("ids", nargs=-1, required=True, metavar="ID…")
@click.option("--why", required=True, help="The reason, which whoever sent the advert reads.")
def refuse(ids: tuple[str, ...], why: str) -> None:
    """Do not show these adverts, as long as they say the same."""
    from foothold.clock import system_clock
    from foothold.store.records import refuse as refuse_adverts

    with opened_store() as store:
        count = refuse_adverts(store, ids, system_clock(), why)
    _tell(count, "refused")


def _tell(count: int, what: str) -> None:
    if not count:
        raise click.ClickException("None of these waits. `foothold adverts waiting` shows those that do.")
    click.echo(f"{count} {what}.", err=True)
