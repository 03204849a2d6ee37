"""The same search by the book: Dijkstra with a heap, one stop and one call after another. Tests and the benchmark
hold the real one to it."""

import heapq
from collections import defaultdict

from foothold.travel.network import UNREACHED, RailNetwork

Ways = dict[int, list[tuple[int, int]]]


def ways_of(network: RailNetwork) -> Ways:
    """Stops are numbered as in the network; after them come the calls."""
    trains, walks, stops = network.trains, network.walks, len(network.codes)
    ways: Ways = defaultdict(list)
    for call, (stop, train) in enumerate(zip(trains.stops.tolist(), trains.train.tolist(), strict=True)):
        ways[stop].append((stops + call, int(trains.boarding[train])))
        ways[stops + call].append((stop, 0))
        if call + 1 < len(trains.stops) and trains.train[call + 1] == train:
            ways[stops + call].append((stops + call + 1, int(trains.ride[call + 1] - trains.ride[call])))
    for start, end, seconds in zip(walks.start, walks.end, walks.seconds, strict=True):
        ways[int(start)].append((int(end), int(seconds)))
    return ways


def plain_arrivals(ways: Ways, first: list[int]) -> list[int]:
    best = dict(enumerate(first))
    heap = [(seconds, stop) for stop, seconds in enumerate(first) if seconds < UNREACHED]
    heapq.heapify(heap)
    while heap:
        seconds, at = heapq.heappop(heap)
        if seconds > best[at]:
            continue
        for to, more in ways.get(at, ()):
            if seconds + more < best.get(to, UNREACHED):
                best[to] = seconds + more
                heapq.heappush(heap, (seconds + more, to))
    return [best[stop] for stop in range(len(first))]
