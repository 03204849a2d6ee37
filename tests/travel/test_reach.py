"""What lies within so many minutes, as cells of the index and as stations."""

from itertools import pairwise

import numpy as np
import pytest

from foothold.index.embedded.points import cells_at, cells_of, middles_of
from foothold.travel import Point, about_minutes, cells_within, minutes_from
from foothold.travel.built_in import built_in_network
from tests.travel.test_search import POINTS

HACKNEY = POINTS["Hackney"]
MINUTES = (15, 30, 45, 60, 90)


def test_a_longer_time_reaches_all_that_a_shorter_one_does_and_more() -> None:
    arrivals = minutes_from(built_in_network(), HACKNEY)
    reaches = [arrivals.within(minutes) for minutes in MINUTES]
    for shorter, longer in pairwise(reaches):
        assert set(shorter.cells.tolist()) < set(longer.cells.tolist())
        assert {s.code for s in shorter.stations} < {s.code for s in longer.stations}


@pytest.mark.parametrize("minutes", MINUTES)
def test_a_cell_is_within_reach_where_the_range_of_its_middle_begins_in_time(minutes: int) -> None:
    built_in = built_in_network()
    reach = cells_within(built_in, HACKNEY, minutes)
    arrivals = minutes_from(built_in, HACKNEY)
    within = set(reach.cells.tolist())
    around = np.union1d(reach.cells, cells_of(built_in.lat, built_in.lon))[:: 1 + minutes // 10]
    for cell, lat, lon in zip(around.tolist(), *middles_of(around), strict=True):
        journey = arrivals.journey_to(Point(float(lat), float(lon)))
        if journey is not None and journey.low != minutes:  # Rounding may put that one on either side.
            assert (cell in within) == (journey.low < minutes)


def test_cells_are_those_under_which_the_index_files_a_place() -> None:
    reach = cells_within(built_in_network(), HACKNEY, 15)
    assert set(reach.cells.tolist()) & cells_at([HACKNEY])
    assert reach.cells.tolist() == sorted(set(reach.cells.tolist()))


@pytest.mark.parametrize("minutes", MINUTES)
def test_fewer_cells_cover_the_same_area(minutes: int) -> None:
    reach = cells_within(built_in_network(), HACKNEY, minutes)
    fewest = set(reach.fewest_cells())
    everything = cells_within(built_in_network(), HACKNEY, 90).cells
    for cell, lat, lon in zip(everything.tolist(), *middles_of(everything), strict=True):
        assert (cell in reach.cells) == bool(cells_at([(float(lat), float(lon))]) & fewest)
    assert len(fewest) <= len(reach.cells)


def test_without_a_station_near_the_reach_is_a_walk() -> None:
    village = Point(51.2920, 0.0330)
    reach = cells_within(built_in_network(), village, 30)
    assert reach.stations == ()
    assert 20 < len(reach.cells) < 100
    lat, lon = middles_of(reach.cells)
    assert abs(lat - village.lat).max() < 0.03
    assert abs(lon - village.lon).max() < 0.05


def test_stations_come_with_their_minutes_nearest_first() -> None:
    stations = cells_within(built_in_network(), HACKNEY, 30).stations
    assert stations[0].name == "Hackney Central"
    assert [s.minutes for s in stations] == sorted(s.minutes for s in stations)
    first = about_minutes(built_in_network(), HACKNEY, Point(stations[5].lat, stations[5].lon))
    assert first is not None
    assert abs(first.minutes - stations[5].minutes) <= 1
