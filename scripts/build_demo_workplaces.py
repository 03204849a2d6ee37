"""Make `demo/workplaces.csv`: `build_demo_workplaces.py STATIONS.csv POSTCODES.csv.gz`.

For each borough some station names (NaPTAN) with a live postcode near each (OS Code-Point Open), both under
the Open Government Licence: where the sample city's invented employers have their workplaces.
"""

import csv
import gzip
import sys
from math import cos, radians
from pathlib import Path

PER_BOROUGH = 10


def main(stations_file: Path, postcodes_file: Path, out: Path) -> None:
    postcodes: dict[str, list[tuple[float, float, str]]] = {}
    with gzip.open(postcodes_file, "rt", encoding="utf-8") as rows:
        for row in csv.DictReader(rows):
            if int(row["quality"]) == 10:
                point = (float(row["lat"]), float(row["lon"]), row["postcode"])
                postcodes.setdefault(row["borough_code"], []).append(point)
    chosen: list[tuple[str, str, str, str, str]] = []
    taken: dict[str, int] = {}
    for station in _stations(stations_file):
        code = station["borough_code"]
        if taken.get(code, 0) == PER_BOROUGH:
            continue
        lat, lon, postcode = _nearest(float(station["lat"]), float(station["lon"]), postcodes[code])
        taken[code] = taken.get(code, 0) + 1
        chosen.append((station["name"], postcode, f"{lat:.5f}", f"{lon:.5f}", code))
    with out.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target, lineterminator="\n")
        writer.writerow(("name", "postcode", "lat", "lon", "borough_code"))
        writer.writerows(sorted(chosen, key=lambda row: (row[4], row[0])))
    print(f"{len(chosen)} workplaces in {len(taken)} boroughs")


def _stations(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8") as rows:
        return [row for row in csv.DictReader(rows) if row["borough_code"] and "(" not in row["name"]]


def _nearest(lat: float, lon: float, points: list[tuple[float, float, str]]) -> tuple[float, float, str]:
    squeeze = cos(radians(lat))
    return min(points, key=lambda p: (p[0] - lat) ** 2 + ((p[1] - lon) * squeeze) ** 2)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), Path(__file__).parent.parent / "demo" / "workplaces.csv")
