import csv
import gzip
from pathlib import Path

from foothold.reading.places.gazetteer import PlaceTable
from foothold.reading.places.importing import import_places
from foothold.reading.places.reading import read_place

EVERY = 13
"""One postcode in so many is asked for: enough to see a fault, quick enough for every run."""


def test_after_an_import_of_all_live_postcodes_at_least_999_in_1000_are_right(
    real_input: Path, tmp_path: Path
) -> None:
    with gzip.open(real_input / "facts" / "london_postcodes.csv.gz", "rt", encoding="utf-8") as rows:
        live = list(csv.DictReader(rows))
    release = tmp_path / "ONSPD.csv"
    with release.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target)
        writer.writerow(["pcd", "pcds", "dointr", "doterm", "oslaua", "lat", "long"])
        writer.writerows(
            [
                r["postcode"].replace(" ", ""),
                r["postcode"],
                "200001",
                "",
                r["borough_code"],
                r["lat"],
                r["lon"],
            ]
            for r in live
        )
    import_places(release, tmp_path / "places")
    table = PlaceTable.load(tmp_path / "places")
    asked = live[::EVERY]
    right = sum(borough_of(row["postcode"], table) == row["borough_code"] for row in asked)
    assert right / len(asked) >= 0.999


def borough_of(postcode: str, table: PlaceTable) -> str | None:
    places = read_place(None, table, postcode=postcode).places
    return places[0].borough.code if places and places[0].borough else None
