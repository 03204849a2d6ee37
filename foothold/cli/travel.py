"""`foothold travel`: about how long a journey takes, and a current timetable in the built-in table's place."""

import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from foothold.cli.terminal import say
from foothold.errors import FootholdError
from foothold.settings import Settings

if TYPE_CHECKING:
    from foothold.travel.gtfs.build import Imported


@click.group()
def travel() -> None:
    """Minutes by Tube, rail and foot."""


@travel.command("import")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--day",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Take this day's trips, not those of the weekday that has most.",
)
@click.option("--beside-built-in", is_flag=True, help="Keep the built-in Tube and rail as well.")
def import_command(folder: Path, day: datetime | None, beside_built_in: bool) -> None:
    """Read an unpacked GTFS FOLDER: a weekday morning's trains and buses. The imported table wins from then on."""
    from foothold.travel.gtfs.build import import_gtfs

    target = Settings().travel_folder
    try:
        imported = import_gtfs(folder, target, day.date() if day else None, beside_built_in)
    except (FootholdError, OSError) as error:
        say(f"Nothing was imported. {error}", err=True)
        sys.exit(1)
    for line in _summary(imported):
        say(line)


def _summary(imported: "Imported") -> Iterator[str]:
    lines = ", ".join(f"{count:,} {mode}" for mode, count in sorted(imported.lines.items()))
    yield f"Imported {imported.stops:,} stops and these lines: {lines}."
    yield f"The trips are those of {imported.date:%A %-d %B %Y} that leave from 7 to 10 in the morning."
    for reason, count in sorted(imported.left_out.items()):
        yield f"{count:,} left out: they {reason}."
    if imported.skipped_rows:
        yield f"{imported.skipped_rows:,} rows could not be read and were skipped:"
    yield from (f"  {row}" for row in imported.skipped)
    if more := imported.skipped_rows - len(imported.skipped):
        yield f"  and {more:,} more"
    if not {"tube", "rail"} & set(imported.lines):
        yield "It has neither Tube nor rail. To keep the built-in ones, import it with --beside-built-in."
    yield f"Restart what is running to use it. To go back to the built-in table, remove {imported.file}."


@travel.command()
@click.argument("start")
@click.argument("end")
def minutes(start: str, end: str) -> None:
    """About how long it takes from START to END: postcodes, stations, places or boroughs."""
    from foothold.reading.places.gazetteer import PlaceTable
    from foothold.searching.locate import locate
    from foothold.travel import Point, about_minutes, network_of

    settings = Settings()
    try:
        table = PlaceTable.load(settings.places_folder)
        ends = [locate(text, table) for text in (start, end)]
        network = network_of(settings.travel_folder)
    except FootholdError as error:
        say(str(error), err=True)
        sys.exit(1)
    journey = about_minutes(network, *(Point(place.lat, place.lon) for place in ends))
    if journey is None:
        say("One of them has no station or stop within a walk.")
        return
    say(f"{ends[0].label} to {ends[1].label}: {journey}.")
    say(f"Probably {journey.low} to {journey.high} minutes.")
