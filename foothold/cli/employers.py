"""`foothold employers`: who may upload adverts, and with which key."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from foothold.levy import LevyPosition

if TYPE_CHECKING:
    from foothold.store.open_store import Store


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

    with _store() as store:
        click.echo(add_employer(store, name, at=system_clock(), levy_position=LevyPosition(levy)))


@employers.command()
@click.argument("name")
def key(name: str) -> None:
    """Give NAME a new upload key and print it; the old one stops working."""
    from foothold.store.employers import replace_key

    with _store() as store:
        click.echo(replace_key(store, name))


@employers.command()
@click.argument("name")
def revoke(name: str) -> None:
    """Take NAME's upload key away; its adverts stay."""
    from foothold.store.employers import revoke as revoke_key

    with _store() as store:
        revoke_key(store, name)
    click.echo(f"The key of {name} is revoked.", err=True)


@employers.command("list")
def list_employers() -> None:
    """Print a line for each employer: its name, its levy position, whether it has a key."""
    from foothold.store.employers import every_employer

    with _store() as store:
        for employer in every_employer(store):
            has_key = "key" if employer.has_key else "no key"
            click.echo(f"{employer.name}\t{employer.levy_position}\t{has_key}")


@contextmanager
def _store() -> Iterator["Store"]:
    """The store of the settings; what goes wrong ends the command with its sentence and the right code."""
    from foothold.errors import FootholdError, WrongUse
    from foothold.settings import Settings
    from foothold.store.open_store import open_store

    try:
        yield open_store(Settings().store_url)
    except WrongUse as error:
        raise click.UsageError(str(error)) from error
    except FootholdError as error:
        click.echo(str(error), err=True)
        sys.exit(1)
