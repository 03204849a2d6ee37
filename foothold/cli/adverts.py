"""`foothold adverts`: what the staff decides of adverts."""

import click

from foothold.cli.opened import opened_store


@click.group()
def adverts() -> None:
    """Adverts that wait for somebody of the staff."""


LONGEST_LINE = 2_000


@adverts.command()
@click.argument("id_", metavar="ID")
def show(id_: str) -> None:
    """Print what the advert ID says and where it was found, also while it is hidden."""
    from foothold.errors import WrongUse
    from foothold.printable import one_line
    from foothold.store.record import Moved
    from foothold.store.records import find

    with opened_store() as store:
        found = find(store, id_)
        found = find(store, found.id) if isinstance(found, Moved) else found
        if found is None or isinstance(found, Moved):
            raise WrongUse(f"There is no opportunity {id_}.")
    public = found.public
    said = {
        "id": found.id,
        "status": found.status,
        "title": public["title"],
        "employer": public["employer"]["name"] if public["employer"] else None,
        "apply": public["apply_url"],
        **{f"at {one['source']}": one["url"] or "no address" for one in public["sources"]},
        "summary": public["summary"],
        "text": public["description_html"],
    }
    for name, text in said.items():
        if text:
            click.echo(f"{name}\t{one_line(text, LONGEST_LINE)}")


@adverts.command()
@click.argument("id_", metavar="ID")
@click.option("--why", metavar="TEXT", help="A note of why it may be shown, kept with it for 30 days.")
def clear(id_: str, why: str | None) -> None:
    """Show the advert ID again, which reports have hidden, and close the grave ones, which are printed: one may have come
    since you looked. For 30 days no report hides it."""
    from foothold.clock import system_clock
    from foothold.opportunity import Status
    from foothold.printable import one_line
    from foothold.store.hiding import clear as clear_advert
    from foothold.store.reports import numbered

    with opened_store() as store:
        cleared = clear_advert(store, id_, system_clock(), why)
        closed = numbered(store, cleared.reports)
    now = {
        Status.OPEN: "is shown",
        Status.PENDING: "still waits for approval",
        Status.WITHDRAWN: "was withdrawn, and stays so",
    }[cleared.status]
    for one in closed:
        click.echo(f"closed\t{one.number}\t{one.reason}\t{one_line(one.said or '', LONGEST_LINE)}")
    click.echo(f"{cleared.id} {now}. Reports do not hide it for 30 days.")
