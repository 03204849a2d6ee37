"""`foothold places`: put a current table of postcodes beside the built-in one."""

import sys
from pathlib import Path

import click

from foothold.cli.terminal import say
from foothold.errors import FootholdError
from foothold.settings import Settings


@click.group()
def places() -> None:
    """The table of places."""


@places.command("import")
@click.argument("file", type=click.Path(path_type=Path))
def import_command(file: Path) -> None:
    """Read Code-Point Open (zip or folder), ONSPD or NSPL (CSV or zip); the imported table wins from then on."""
    from foothold.reading.places.importing import import_places

    folder = Settings().places_folder
    try:
        count = import_places(file, folder)
    except (FootholdError, OSError) as error:
        say(f"Nothing was imported. {error}", err=True)
        sys.exit(1)
    say(f"Imported {count:,} London postcodes into {folder}. Restart what is running to use them.")
