"""Location strings of real adverts."""

import csv
from pathlib import Path

from foothold.reading.places.gazetteer import built_in_places
from foothold.reading.places.reading import read_place


def test_location_strings_are_read_right_and_none_in_a_wrong_borough(real_input: Path) -> None:
    table = built_in_places()
    misread, wrong, total = [], [], 0
    with (real_input / "payloads" / "location_strings.tsv").open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows, delimiter="\t", quoting=csv.QUOTE_NONE):
            total += 1
            reading = read_place(row["string"], table)
            allowed = {name for name in row["borough"].split("|") if name}
            found = {place.borough.name for place in reading.places if place.borough}
            if found - allowed:
                wrong.append((row["string"], found))
            if reading.in_london != row["in_london"] or (len(allowed) == 1 and found != allowed):
                misread.append(row["string"])
    assert wrong == []
    assert len(misread) / total <= 0.05, misread
