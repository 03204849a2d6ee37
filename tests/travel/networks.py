"""Small networks for tests."""

from collections.abc import Sequence

import numpy as np

from foothold.travel.network import Line, RailNetwork, Trains, ordered_walks

Train = tuple[Sequence[int], Sequence[int], int]
"""Stops, seconds to each since the first, and seconds of boarding."""


def network(
    points: Sequence[tuple[float, float]],
    trains: Sequence[Train],
    walks: Sequence[tuple[int, int, int]] = (),
    longest_walk: int = 1_200,
) -> RailNetwork:
    """Stops are called A, B, C …; each train is a line of its own, called line 0, line 1 …"""
    names = tuple(chr(ord("A") + at) for at in range(len(points)))
    return RailNetwork(
        codes=names,
        names=names,
        lat=np.array([point[0] for point in points], dtype=np.float64),
        lon=np.array([point[1] for point in points], dtype=np.float64),
        lines=tuple(Line(f"line {at}", "rail") for at in range(len(trains))),
        trains=Trains(
            stops=numbers([stop for stops, _, _ in trains for stop in stops]),
            ride=numbers([seconds for _, ride, _ in trains for seconds in ride]),
            train=numbers([at for at, (stops, _, _) in enumerate(trains) for _ in stops]),
            line=numbers(range(len(trains))),
            boarding=numbers([boarding for _, _, boarding in trains]),
        ),
        walks=ordered_walks(*(numbers([walk[at] for walk in walks]) for at in range(3))),
        longest_walk=longest_walk,
        source="a test",
    )


def numbers(values: Sequence[int] | range) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    return np.array(list(values), dtype=np.int64)
