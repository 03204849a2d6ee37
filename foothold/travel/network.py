"""The network that is searched: stations or stops, the trains or buses that call at them, and walks between them.

Times are whole seconds, so that every sum is exact and a way can be followed back by equality.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from foothold.model.places import metres_off
from foothold.travel.walking import walk_seconds

UNREACHED = 1_000_000
"""Seconds that no journey takes: there is no way."""

Seconds = NDArray[np.int64]
Numbers = NDArray[np.int64]


class Point(NamedTuple):
    """Where somebody is or wants to be, in degrees."""

    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class Line:
    """What people call it, and what runs on it: tube, rail, elizabeth, overground, dlr, tram, bus, boat, other."""

    name: str
    mode: str


@dataclass(frozen=True)
class Trains:
    """Everything that runs, call after call: the rows of one train stand together, in the order of its calls.

    `ride` is in seconds since its first call; `boarding` what a passenger spends from the street to its
    departure, and from its arrival to the street.
    """

    stops: Numbers
    ride: Seconds
    train: Numbers
    line: Numbers
    boarding: Seconds

    @cached_property
    def board(self) -> Seconds:
        """What to add to an arrival at a stop, so that riders of one train compare: see `search`."""
        return self.boarding[self.train] - self.ride - self.apart

    @cached_property
    def apart(self) -> Seconds:
        """Keeps the trains apart in one running minimum: each lies further below than any time of the one before."""
        return self.train * (UNREACHED * 10)

    @cached_property
    def alight(self) -> Seconds:
        """What to add to such a minimum for the arrival."""
        return self.ride + self.apart

    @cached_property
    def by_stop(self) -> tuple[Numbers, Numbers, Numbers]:
        """Calls in the order of their stops, where each stop's begin, and those stops."""
        order = np.argsort(self.stops, kind="stable")
        stops, starts = np.unique(self.stops[order], return_index=True)
        return order, starts, stops


@dataclass(frozen=True)
class Walks:
    """Changes on foot, each in one direction, ordered by where they lead to."""

    start: Numbers
    end: Numbers
    seconds: Seconds

    @cached_property
    def by_end(self) -> tuple[Numbers, Numbers]:
        """Where the walks to each stop begin, and those stops."""
        ends, starts = np.unique(self.end, return_index=True)
        return starts, ends


@dataclass(frozen=True, eq=False)
class RailNetwork:
    """All of it, never changed; two of them are the same only if they are one. `longest_walk` bounds the walk to or from a stop, in seconds."""

    codes: tuple[str, ...]
    names: tuple[str, ...]
    lat: NDArray[np.float64]
    lon: NDArray[np.float64]
    lines: tuple[Line, ...]
    trains: Trains
    walks: Walks
    longest_walk: int
    source: str

    def walk_from(self, point: Point) -> Seconds:
        """Seconds on foot from a point to each stop, or UNREACHED where that is too far."""
        seconds = np.rint(walk_seconds(straight_to(point, self.lat, self.lon))).astype(np.int64)
        return np.where(seconds <= self.longest_walk, seconds, UNREACHED)

    @property
    def modes(self) -> frozenset[str]:
        return frozenset(line.mode for line in self.lines)


def straight_to(point: Point, lat: NDArray[np.float64], lon: NDArray[np.float64]) -> NDArray[np.float64]:
    """Straight metres from one point to many."""
    metres: NDArray[np.float64] = np.hypot(*metres_off(point.lat, point.lon, lat, lon))
    return metres


def ordered_walks(start: Numbers, end: Numbers, seconds: Seconds) -> Walks:
    """Walks in any order, the shortest of several between the same two stops."""
    order = np.lexsort((seconds, start, end))
    start, end, seconds = start[order], end[order], seconds[order]
    first = np.ones(len(end), dtype=np.bool_)
    first[1:] = (end[1:] != end[:-1]) | (start[1:] != start[:-1])
    return Walks(start[first], end[first], seconds[first])
