"""A journey: its legs, its range, walking, and what lies out of reach."""

import pytest

from foothold.model.places import straight_metres
from foothold.travel import Journey, Leg, Point, about_minutes, minutes_from
from foothold.travel.built_in import built_in_network
from foothold.travel.spread import furthest_seconds, low_and_high
from foothold.travel.walking import walk_seconds
from tests.travel.networks import network
from tests.travel.test_search import POINTS

HOME, WORK = Point(51.500, -0.100), Point(51.600, -0.100)
STOPS = [(51.502, -0.100), (51.550, -0.100), (51.552, -0.100), (51.598, -0.100)]
"""Two trains, with a walk of three minutes from the one to the other."""


def test_a_journey_is_told_leg_by_leg() -> None:
    both = network(STOPS, [([0, 1], [0, 600], 480), ([2, 3], [0, 545], 480)], [(1, 2, 180)])
    journey = about_minutes(both, HOME, WORK)
    assert journey is not None
    assert journey.legs == (
        Leg("walk", 4),
        Leg("rail", 18, "line 0", "A", "B"),
        Leg("walk", 3, None, "B", "C"),
        Leg("rail", 17, "line 1", "C", "D"),
        Leg("walk", 3),
    )
    assert str(journey) == "about 45 minutes: 4 walk, 18 line 0, 3 walk, 17 line 1, 3 walk"
    assert (journey.low, journey.high) == (37, 53)


@pytest.mark.parametrize("origin", POINTS.values(), ids=POINTS)
def test_legs_add_up_whatever_the_journey(origin: Point) -> None:
    from_there = minutes_from(built_in_network(), origin)
    for destination in POINTS.values():
        journey = from_there.journey_to(destination)
        if journey is not None and destination != origin:
            assert sum(leg.minutes for leg in journey.legs) == journey.minutes
            assert all(leg.minutes > 0 for leg in journey.legs)
            assert journey.low <= journey.minutes <= journey.high
            rides = [leg for leg in journey.legs if leg.line]
            assert all(leg.start and leg.end and leg.start != leg.end for leg in rides)


def test_a_change_begins_where_the_ride_before_it_ends() -> None:
    journey = about_minutes(built_in_network(), POINTS["New Addington"], POINTS["Heathrow"])
    assert journey is not None
    rides = [leg for leg in journey.legs if leg.mode != "walk"]
    assert len(rides) > 1
    here = rides[0].start
    for leg in journey.legs:
        if leg.start:
            assert leg.start == here
            here = leg.end


def test_walking_wins_where_it_is_quicker() -> None:
    there = Point(POINTS["Hackney"].lat + 0.005, POINTS["Hackney"].lon)
    journey = about_minutes(built_in_network(), POINTS["Hackney"], there)
    assert journey == Journey(9, 7, 11, (Leg("walk", 9),))


def test_a_kilometre_in_a_straight_line_is_a_walk_of_sixteen_minutes() -> None:
    metres = straight_metres(51.5, -0.1, 51.5, -0.1 + 0.01445)
    assert metres == pytest.approx(1_000, abs=1)
    assert walk_seconds(metres) / 60 == pytest.approx(15.6, abs=0.05)


def test_where_no_station_is_near_there_is_a_walk_or_nothing() -> None:
    built_in = built_in_network()
    village = Point(51.2920, 0.0330)
    assert about_minutes(built_in, village, POINTS["Hackney"]) is None
    assert about_minutes(built_in, POINTS["Hackney"], village) is None
    down_the_road = about_minutes(built_in, village, Point(51.2990, 0.0330))
    assert down_the_road is not None
    assert [leg.mode for leg in down_the_road.legs] == ["walk"]


def test_the_same_point_is_a_minute_away() -> None:
    journey = about_minutes(built_in_network(), HOME, HOME)
    assert journey is not None
    assert (journey.minutes, journey.low, journey.high) == (1, 1, 1)


def test_a_filter_takes_what_the_range_begins_within() -> None:
    for minutes in range(15, 91):
        furthest = furthest_seconds(minutes)
        assert low_and_high(furthest)[0] <= minutes
        assert low_and_high(furthest + 60)[0] >= minutes
