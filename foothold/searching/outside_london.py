"""Places outside London that people type: told as such, with the borough of London that is nearest."""

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from foothold.errors import OutsideLondon
from foothold.model.places import METRES_A_MILE
from foothold.model.postcode import Postcode
from foothold.reading.places.gazetteer import PlaceTable
from foothold.reading.places.names import name_key
from foothold.reading.places.patterns import POSTAL_COUNTIES, elsewhere


def town_outside(said: str, table: PlaceTable) -> OutsideLondon | None:
    """What to tell of a town, county or country elsewhere; None where the words may mean a place in London."""
    name, _, county = (part.strip() for part in said.partition(","))
    in_london = table.borough_by(name) or any(one.kind != "ward" for one in table.named(name))
    if county and elsewhere(name_key(county)) and name_key(county) not in POSTAL_COUNTIES:
        return _told(said, _towns().get(name_key(name)), table)
    if in_london or not (elsewhere(name_key(said)) or name_key(name) in _towns()):
        return None
    return _told(said, _towns().get(name_key(name)), table)


def postcode_outside(postcode: Postcode, table: PlaceTable) -> OutsideLondon | None:
    """None where the postcode may be London's, or nothing is known of it."""
    spot = table.spot(postcode)
    if spot is None or spot.in_london is not False:
        return None
    return _told(str(postcode), table.point_beyond(postcode), table)


def _told(said: str, point: tuple[float, float] | None, table: PlaceTable) -> OutsideLondon:
    if point is None:
        return OutsideLondon(said)
    nearest, metres = table.nearest_borough(*point)
    return OutsideLondon(said, nearest.name, metres / METRES_A_MILE)


@cache
def _towns() -> Mapping[str, tuple[float, float]]:
    text = (files("config") / "places" / "near_london.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return {name_key(row["name"]): (float(row["lat"]), float(row["lon"])) for row in rows}
