"""`foothold adverts`: what waits for a member of staff, and what the staff decides of adverts."""

import click

from foothold.cli.opened import opened_store
from foothold.cli.terminal import row, say


@click.group()
def adverts() -> None:
    """Adverts that wait for a member of staff, or are hidden until one has looked."""


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
            row(name, one_line(text, LONGEST_LINE))


@adverts.command()
@click.argument("id_", metavar="ID")
@click.option("--why", metavar="TEXT", help="A note of why it may be shown, kept with it for 30 days.")
def clear(id_: str, why: str | None) -> None:
    """Show the advert ID again, which reports have hidden, and close the grave ones, which are printed: one may have come
    since you looked. For 30 days no report hides it."""
    from foothold.clock import system_clock
    from foothold.model.opportunity import Status
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
        row("closed", one.number, one.reason, one_line(one.said or "", LONGEST_LINE))
    say(f"{cleared.id} {now}. Reports do not hide it for 30 days.")


@adverts.command()
@click.option("--limit", type=click.IntRange(1), default=100, show_default=True, help="How many at most.")
def waiting(limit: int) -> None:
    """Print a line for each advert that nobody sees yet, the longest waiting first: id, day, who sent it, employer,
    title, address."""
    from foothold.clock import london_date
    from foothold.printable import one_line
    from foothold.store.reviews import waiting as that_wait

    with opened_store() as store:
        for one in that_wait(store, limit):
            day = london_date(one.since).isoformat()
            parts = (one.id, day, one.account, one.employer, one.title, one.url)
            row(*(one_line(part or "", LONGEST_LINE) for part in parts))


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
    say(f"{count} {what}.", err=True)
