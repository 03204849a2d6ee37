"""How long does a search of the whole network take, and what a filter by minutes needs?

    python -m benchmarks.travel [--searches 300]

The reference is Dijkstra with a heap in plain Python on the same network (`tests/travel/plain.py`), whose answers
have to be the same to the second.
"""

import argparse
import random
import time
from collections.abc import Callable, Sequence
from typing import TypeVar

import numpy as np

from foothold.travel import Network, Point, minutes_from
from foothold.travel.built_in import built_in_network
from foothold.travel.reach import cell_walks
from foothold.travel.search import arrivals
from tests.travel.plain import plain_arrivals, ways_of

T = TypeVar("T")
SOUTH, NORTH, WEST, EAST = 51.33, 51.66, -0.43, 0.22


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--searches", type=int, default=300)
    searches = asked.parse_args().searches
    began = time.perf_counter()
    network = built_in_network.__wrapped__()
    print(f"{'built-in network read from its tables':58} {milliseconds(time.perf_counter() - began)}")
    figures("built-in", network, searches)


def figures(name: str, network: Network, searches: int) -> None:
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
