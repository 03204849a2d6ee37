"""The search over whole arrays finds what Dijkstra finds, to the second."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foothold.travel import Point, minutes_from
from foothold.travel.built_in import built_in_network
from foothold.travel.network import UNREACHED, RailNetwork
from foothold.travel.search import arrivals
from tests.travel.networks import network, numbers
from tests.travel.plain import plain_arrivals, ways_of

POINTS = {
    "Hackney": Point(51.5460, -0.0553),
    "Heathrow": Point(51.4712, -0.4523),
    "New Addington": Point(51.3426, -0.0172),
    "Havering": Point(51.6180, 0.2270),
    "the sea": Point(50.8200, -0.1300),
}


@st.composite
def networks(draw: st.DrawFn) -> RailNetwork:
    """Any trains over a few stops, loops and stops that nothing serves among them."""
    stops = draw(st.integers(1, 7))
    at = st.integers(0, stops - 1)
    trains = []
    for calls in draw(st.lists(st.lists(at, min_size=1, max_size=6), max_size=6)):
        hops = draw(st.lists(st.integers(0, 900), min_size=len(calls) - 1, max_size=len(calls) - 1))
        trains.append((calls, np.cumsum([0, *hops]).tolist(), draw(st.integers(1, 600))))
    walks = draw(st.lists(st.tuples(at, at, st.integers(1, 900)), max_size=6))
    return network([(51.5, -0.1)] * stops, trains, walks)


@given(networks(), st.data())
def test_any_network_is_searched_as_dijkstra_searches_it(drawn: RailNetwork, data: st.DataObject) -> None:
    first = data.draw(
        st.lists(
            st.sampled_from([0, 60, 500, UNREACHED]), min_size=len(drawn.codes), max_size=len(drawn.codes)
        )
    )
    assert arrivals(drawn, numbers(first)).tolist() == plain_arrivals(ways_of(drawn), first)


@pytest.mark.parametrize("origin", POINTS.values(), ids=POINTS)
def test_all_of_london_is_searched_as_dijkstra_searches_it(origin: Point) -> None:
    built_in = built_in_network()
    first = built_in.walk_from(origin)
    assert arrivals(built_in, first).tolist() == plain_arrivals(ways_of(built_in), first.tolist())


def test_every_station_is_reached_from_a_station_and_none_from_the_sea() -> None:
    assert np.isfinite(minutes_from(built_in_network(), POINTS["Hackney"]).minutes).all()
    assert not np.isfinite(minutes_from(built_in_network(), POINTS["the sea"]).minutes).any()
