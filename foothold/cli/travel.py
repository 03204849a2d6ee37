"""`foothold travel`: about how long a journey takes."""

import sys

import click

from foothold.errors import FootholdError
from foothold.settings import Settings


@click.group()
def travel() -> None:
    """Minutes by Tube, rail and foot."""


@travel.command()
@click.argument("start")
@click.argument("end")
def minutes(start: str, end: str) -> None:
    """About how long it takes from START to END: postcodes, stations, places or boroughs."""
    from foothold.near import locate
    from foothold.place_table import PlaceTable
    from foothold.travel import Point, about_minutes, network_of

    settings = Settings()
    try:
        table = PlaceTable.load(settings.places_folder)
        ends = [locate(text, table) for text in (start, end)]
        network = network_of(settings.travel_folder)
    except FootholdError as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    journey = about_minutes(network, *(Point(place.lat, place.lon) for place in ends))
    if journey is None:
        click.echo("One of them has no station or stop within a walk.")
        return
    click.echo(f"{ends[0].label} to {ends[1].label}: {journey}.")
    click.echo(f"Probably {journey.low} to {journey.high} minutes.")
