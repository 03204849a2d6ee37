"""`foothold store`: the record store's schema."""

import sys

import click

from foothold.cli.terminal import say


@click.group()
def store() -> None:
    """The record store."""


@store.command()
def upgrade() -> None:
    """Create the record store's tables, or bring them to this version's schema."""
    from foothold.errors import FootholdError
    from foothold.settings import Settings
    from foothold.store.open_store import open_store

    try:
        opened = open_store(Settings().store_url)
        opened.upgrade()
    except FootholdError as error:
        say(str(error), err=True)
        sys.exit(1)
    say(f"The record store at {opened} is up to date.")
