"""The built-in network: Tube, DLR, Overground, Elizabeth line, trams and National Rail, from `config/travel/`."""

import csv
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from itertools import pairwise

import numpy as np

from foothold.travel.network import Line, RailNetwork, Trains, ordered_walks

BOARDING_MINUTES = {"tube": 8, "dlr": 8, "elizabeth": 8, "overground": 8, "tram": 8, "rail": 9}
"""From the street to the departure and from the arrival to the street, with the wait. Three minutes, the wait
alone, left the journeys 14 minutes short of a planner's; trains of National Rail come less often than others."""
LONGEST_WALK_MINUTES = 45
"""To or from a station. Where no station is as near, people take a bus, which this network does not know."""

Seconds = dict[tuple[str, str, str], int]


@cache
def built_in_network() -> RailNetwork:
    """The shipped network, read when first asked for."""
    stations = list(_rows("stations.csv"))
    number = {row["code"]: at for at, row in enumerate(stations)}
    lines = {row["line"]: Line(row["name"], row["mode"]) for row in _rows("lines.csv")}
    starts, ends, walks = zip(*_walks(number), strict=True)
    return RailNetwork(
        codes=tuple(number),
        names=tuple(row["name"] for row in stations),
        lat=np.array([float(row["lat"]) for row in stations]),
        lon=np.array([float(row["lon"]) for row in stations]),
        lines=tuple(lines.values()),
        trains=_trains(number, lines),
        walks=ordered_walks(np.array(starts), np.array(ends), np.array(walks)),
        longest_walk=LONGEST_WALK_MINUTES * 60,
        source="built-in",
    )


def _trains(number: dict[str, int], lines: dict[str, Line]) -> Trains:
    seconds = link_seconds()
    place = {line: at for at, line in enumerate(lines)}
    stops: list[int] = []
    ride: list[int] = []
    train: list[int] = []
    line_of: list[int] = []
    for line, calls in services():
        stops += [number[call] for call in calls]
        ride.append(0)
        for pair in pairwise(calls):
            ride.append(ride[-1] + seconds[line, *pair])
        train += [len(line_of)] * len(calls)
        line_of.append(place[line])
    boarding = np.array([BOARDING_MINUTES[line.mode] * 60 for line in lines.values()])
    return Trains(np.array(stops), np.array(ride), np.array(train), np.array(line_of), boarding[line_of])


def express_trains() -> frozenset[int]:
    """The numbers of the trains that pass stations by."""
    links = list(_rows("links.csv"))
    fast = {
        (row["line"], *sorted((row["first"], row["second"]))) for row in links if row["kind"] == "express"
    }
    return frozenset(
        number
        for number, (line, calls) in enumerate(services())
        if any((line, *sorted(pair)) in fast for pair in pairwise(calls))
    )


def services() -> Iterator[tuple[str, list[str]]]:
    """The calls of each train, and of the one that comes back the same way."""
    for row in _rows("services.csv"):
        calls = row["calls"].split()
        yield row["line"], calls
        if row["ways"] == "both":
            yield row["line"], calls[::-1]


def link_seconds() -> Seconds:
    seconds = {}
    for row in _rows("links.csv"):
        seconds[row["line"], row["first"], row["second"]] = int(row["seconds"])
        if row["ways"] == "both":
            seconds[row["line"], row["second"], row["first"]] = int(row["seconds"])
    return seconds


def _walks(number: dict[str, int]) -> Iterator[tuple[int, int, int]]:
    for row in _rows("walks.csv"):
        first, second = number[row["first"]], number[row["second"]]
        yield first, second, int(row["seconds"])
        yield second, first, int(row["seconds"])


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = (files("config") / "travel" / name).read_text(encoding="utf-8")
    yield from csv.DictReader(text.splitlines())
