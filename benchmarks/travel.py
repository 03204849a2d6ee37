"""How long does a search of the whole network take, and what a filter by minutes needs?

    python -m benchmarks.travel [--searches 300]

The reference is Dijkstra with a heap in plain Python on the same network (`tests/travel/plain.py`), whose answers
have to be the same to the second. The larger network has 20,000 stops and 1,500 bus routes beside the built-in one.
"""

import argparse
import random
import time
from collections.abc import Callable, Sequence
from typing import TypeVar

import numpy as np

from foothold.travel import Point, RailNetwork, minutes_from
from foothold.travel.built_in import built_in_network
from foothold.travel.gtfs.build import beside, near_pairs
from foothold.travel.network import Line, Trains, ordered_walks
from foothold.travel.reach import cell_walks
from foothold.travel.search import arrivals
from tests.travel.plain import plain_arrivals, ways_of

T = TypeVar("T")
SOUTH, NORTH, WEST, EAST = 51.33, 51.66, -0.43, 0.22
STOPS, ROUTES, CALLS = 20_000, 1_500, 40


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--searches", type=int, default=300)
    searches = asked.parse_args().searches
    began = time.perf_counter()
    network = built_in_network.__wrapped__()
    print(f"{'built-in network read from its tables':58} {milliseconds(time.perf_counter() - began)}")
    figures("built-in", network, searches)
    figures("with buses", beside(network, buses()), max(10, searches // 10))


def figures(name: str, network: RailNetwork, searches: int) -> None:
    pick = random.Random(7)
    origins = [Point(pick.uniform(SOUTH, NORTH), pick.uniform(WEST, EAST)) for _ in range(searches)]
    print(
        f"\n{name}: {len(network.codes):,} stops, {len(network.trains.line):,} trains, {len(network.trains.stops):,} calls"
    )
    ways = ways_of(network)
    few = origins[: max(5, searches // 20)]
    for origin in few:
        first = network.walk_from(origin)
        if arrivals(network, first).tolist() != plain_arrivals(ways, first.tolist()):
            raise SystemExit(f"The searches from {origin} do not agree.")
    plain = timed(lambda origin: plain_arrivals(ways, network.walk_from(origin).tolist()), few)
    ours = timed(lambda origin: minutes_from(network, origin), origins)
    told("Dijkstra with a heap in plain Python", plain)
    told("minutes_from: the whole network", ours)
    print(f"{'  ratio of the medians':58} {np.median(plain) / np.median(ours):.0f}")
    began = time.perf_counter()
    cell_walks(network)
    print(f"{'walks between stops and cells, once a process':58} {milliseconds(time.perf_counter() - began)}")
    for minutes in (15, 30, 60, 90):
        within = timed(lambda origin, m=minutes: minutes_from(network, origin).within(m), origins)  # type: ignore[misc]
        told(f"search and cells within {minutes} minutes", within)
    from_there = [minutes_from(network, origin) for origin in origins]
    told(
        "a journey with its legs, after the search", timed(lambda one: one.journey_to(origins[0]), from_there)
    )


def buses() -> RailNetwork:
    """Routes that wander over London, each between 40 stops that lie a quarter of a kilometre apart."""
    pick = np.random.default_rng(7)
    lat, lon = pick.uniform(SOUTH, NORTH, STOPS), pick.uniform(WEST, EAST, STOPS)
    calls = []
    for _ in range(ROUTES):
        angle = pick.uniform(0, 2 * np.pi) + np.cumsum(pick.normal(0, 0.15, CALLS))
        north = pick.uniform(SOUTH, NORTH) + np.cumsum(np.sin(angle)) * 0.003
        east = pick.uniform(WEST, EAST) + np.cumsum(np.cos(angle)) * 0.0048
        calls += [int(np.argmin((lat - y) ** 2 + (lon - x) ** 2)) for y, x in zip(north, east, strict=True)]
    near = near_pairs(lat, lon)
    walks = np.array([(*pair, seconds) for pair, seconds in near.items()])
    train = np.repeat(np.arange(ROUTES), CALLS)
    return RailNetwork(
        codes=tuple(f"bus{at}" for at in range(STOPS)),
        names=tuple(f"Stop {at}" for at in range(STOPS)),
        lat=lat,
        lon=lon,
        lines=(Line("bus", "bus"),),
        trains=Trains(
            stops=np.array(calls),
            ride=np.tile(np.arange(CALLS) * 90, ROUTES),
            train=train,
            line=np.zeros(ROUTES, dtype=np.int64),
            boarding=np.full(ROUTES, 360),
        ),
        walks=ordered_walks(walks[:, 0], walks[:, 1], walks[:, 2]),
        longest_walk=1_200,
        source="a benchmark",
    )


def timed(call: Callable[[T], object], each: Sequence[T]) -> list[float]:
    taken = []
    for one in each:
        began = time.perf_counter()
        call(one)
        taken.append(time.perf_counter() - began)
    return taken


def told(name: str, taken: list[float]) -> None:
    p50, p99 = np.percentile(taken, [50, 99])
    print(f"{name:58} p50 {milliseconds(p50)}, p99 {milliseconds(p99)}")


def milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.2f} ms"


if __name__ == "__main__":
    main()
