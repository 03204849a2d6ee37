"""`foothold employers`: who may upload adverts, and with which key."""

import click

from foothold.cli.opened import opened_store
from foothold.cli.terminal import row, say
from foothold.model.levy import LevyPosition


@click.group()
def employers() -> None:
    """Employers who upload their own adverts."""


@employers.command()
@click.argument("name")
@click.option(
    "--levy",
    type=click.Choice([p.value for p in LevyPosition]),
    default=LevyPosition.UNKNOWN.value,
    show_default=True,
    help="Whether it says that it pays the apprenticeship levy.",
)
def add(name: str, levy: str) -> None:
    """Add the employer NAME and print its upload key, which is shown this once."""
    from foothold.clock import system_clock
    from foothold.store.employers import add as add_employer

    with opened_store() as store:
        say(add_employer(store, name, at=system_clock(), levy_position=LevyPosition(levy)))


@employers.command()
@click.argument("name")
def key(name: str) -> None:
    """Give NAME a new upload key and print it; the old one stops working."""
    from foothold.store.employers import replace_key

    with opened_store() as store:
        say(replace_key(store, name))


@employers.command()
@click.argument("name")
def revoke(name: str) -> None:
    """Take NAME's upload key away; its adverts stay."""
    from foothold.store.employers import revoke as revoke_key

    with opened_store() as store:
        revoke_key(store, name)
    say(f"The key of {name} is revoked.", err=True)


@employers.command()
@click.argument("account", metavar="BROKER")
@click.option("--for", "employer", metavar="NAME", help="The employer that has agreed to it.")
@click.option("--for-any", is_flag=True, help="It may post for anybody: for a broker that you trust.")
@click.option("--end", is_flag=True, help="The agreement has ended; what was posted under it stays.")
def agree(account: str, employer: str | None, for_any: bool, end: bool) -> None:
    """Put on record that BROKER may post adverts of another employer. Without it they wait for a member of staff."""
    from foothold.clock import system_clock
    from foothold.store import agreements

    if bool(employer) == for_any:
        raise click.UsageError("Name the employer with --for NAME, or say --for-any.")
    with opened_store() as store:
        if end:
            agreements.end(store, account, employer)
        else:
            agreements.agree(store, account, employer, system_clock())


@employers.command("list")
def list_employers() -> None:
    """Print a line for each employer: its name, its levy position, whether it has a key, whom else it speaks for."""
    from foothold.store.agreements import agreements_of
    from foothold.store.employers import every_employer

    with opened_store() as store:
        for employer in every_employer(store):
            has_key = "key" if employer.has_key else "no key"
            agreed = [one.employer or "anybody" for one in agreements_of(store, employer.name)]
            row(employer.name, employer.levy_position, has_key, ", ".join(agreed))
