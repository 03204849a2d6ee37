"""The table itself: boroughs, postcodes, points and accuracy."""

import csv
import gzip
from pathlib import Path
from random import Random

import pytest

from foothold.errors import Unreadable
from foothold.model.postcode import Postcode, read_postcode
from foothold.reading.places.gazetteer import PlaceTable, built_in_places


def test_there_are_33_boroughs() -> None:
    boroughs = built_in_places().boroughs()
    assert len({b.code for b in boroughs}) == len({b.slug for b in boroughs}) == 33


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("E09000012", "Hackney"),
        ("tower-hamlets", "Tower Hamlets"),
        ("LBTH", "Tower Hamlets"),
        ("Kensington & Chelsea", "Kensington and Chelsea"),
        ("kingston-upon-thames", "Kingston upon Thames"),
        ("Richmond", None),
        ("Kingston", None),
        ("City", None),
        ("London", None),
    ],
)
def test_a_borough_answers_to_code_slug_name_and_safe_aliases(text: str, name: str | None) -> None:
    borough = built_in_places().borough_by(text)
    assert (borough.name if borough else None) == name


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("se18xx", Postcode("SE1", "SE1 8", "SE1 8XX")),
        (" E8  1EA ", Postcode("E8", "E8 1", "E8 1EA")),
        ("SE1 9", Postcode("SE1", "SE1 9")),
        ("ec1v", Postcode("EC1V")),
        ("E8 IEA", None),
        ("SEI 8XX", None),
        ("hello", None),
        (None, None),
    ],
)
def test_a_postcode_is_read_as_written(text: str | None, expected: Postcode | None) -> None:
    assert read_postcode(text) == expected


def test_a_damaged_import_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "units.npz").write_bytes(b"not a table")
    with pytest.raises(Unreadable, match="places import"):
        PlaceTable.load(tmp_path)


def test_live_london_postcodes_fall_in_their_boroughs(real_input: Path) -> None:
    table = built_in_places()
    right = wrong = total = 0
    with gzip.open(real_input / "facts" / "london_postcodes.csv.gz", "rt", encoding="utf-8") as rows:
        for row in csv.DictReader(rows):
            unit = row["postcode"]
            spot = table.spot(Postcode(unit.split()[0], unit[:-2], unit))
            total += 1
            if spot and spot.borough:
                right += spot.borough.code == row["borough_code"]
                wrong += spot.borough.code != row["borough_code"]
    assert right / total >= 0.99
    assert wrong / total <= 0.0025


def test_points_of_live_postcodes_fall_in_their_boroughs(real_input: Path) -> None:
    table = built_in_places()
    with gzip.open(real_input / "facts" / "london_postcodes.csv.gz", "rt", encoding="utf-8") as rows:
        sample = Random(1).sample(list(csv.DictReader(rows)), 4_000)
    found = [(table.at(float(row["lat"]), float(row["lon"]))[0], row["borough_code"]) for row in sample]
    decided = [(borough.code, code) for borough, code in found if borough]
    assert len(decided) / len(sample) >= 0.975
    assert sum(borough != code for borough, code in decided) / len(sample) <= 0.001
