"""The shipped tables are whole."""

import csv
import subprocess
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

import config
from foothold.travel.built_in import BOARDING_MINUTES, built_in_network

FOLDER = Path(config.__file__).parent / "travel"


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table))


def test_every_station_is_served_and_every_line_runs() -> None:
    network = built_in_network()
    assert set(network.trains.stops.tolist()) == set(range(len(network.codes)))
    assert {network.lines[int(at)] for at in network.trains.line} == set(network.lines)
    assert network.modes == set(BOARDING_MINUTES)


def test_only_bethnal_green_is_the_name_of_two_stations() -> None:
    several = [name for name, count in Counter(built_in_network().names).items() if count > 1]
    assert several == ["Bethnal Green"]


def test_every_link_is_used_by_a_train_and_takes_a_time_that_may_be() -> None:
    used = set()
    for row in rows("services.csv"):
        calls = row["calls"].split()
        used |= {(row["line"], *sorted(pair)) for pair in pairwise(calls)}
    for row in rows("links.csv"):
        assert (row["line"], *sorted((row["first"], row["second"]))) in used
        assert 45 <= int(row["seconds"]) <= 20 * 60
        assert row["kind"] in ("timetable", "estimated", "mended", "express")


def test_a_train_never_runs_backwards_in_time() -> None:
    trains = built_in_network().trains
    same = trains.train[1:] == trains.train[:-1]
    assert (np.diff(trains.ride)[same] > 0).all()
    assert (trains.ride[1:][~same] == 0).all()


@pytest.mark.parametrize(
    ("first", "second", "minutes"), [("HUBBAN", "940GZZLUMMT", 6), ("HUBEUS", "940GZZLUESQ", 7)]
)
def test_stations_around_the_corner_are_a_change_on_foot(first: str, second: str, minutes: int) -> None:
    network = built_in_network()
    start, end = network.codes.index(first), network.codes.index(second)
    (walk,) = np.flatnonzero((network.walks.start == start) & (network.walks.end == end))
    assert 0 < network.walks.seconds[walk] <= minutes * 60


def test_the_script_makes_the_tables_that_are_shipped(real_input: Path, tmp_path: Path) -> None:
    script = Path(config.__file__).parents[1] / "scripts" / "build_travel.py"
    subprocess.run([sys.executable, script, real_input / "facts", tmp_path], check=True, capture_output=True)
    for made in tmp_path.iterdir():
        assert made.read_bytes() == (FOLDER / made.name).read_bytes(), made.name
    assert len(list(tmp_path.iterdir())) == 4
