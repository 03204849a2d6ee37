"""What lies within so many minutes: stations, and the 500 m cells that the index files places under."""

import math
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from foothold.index.embedded.points import cells_between, fewest_cells, middles_of
from foothold.model.places import METRES_A_DEGREE
from foothold.travel.network import UNREACHED, Point, RailNetwork, Seconds, straight_to
from foothold.travel.walking import SECONDS_A_METRE, walk_seconds

Cells = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Station:
    """A station or stop, and in about how many minutes one is there."""

    code: str
    name: str
    lat: float
    lon: float
    minutes: int


@dataclass(frozen=True, eq=False)
class Reach:
    """What lies within `furthest` seconds. `cells` are the finest ones whose middle does, sorted."""

    cells: Cells
    network: RailNetwork
    seconds: Seconds
    furthest: int

    def fewest_cells(self) -> tuple[int, ...]:
        """The same area by coarser cells where all of their finer ones are in it, to filter by few terms."""
        return tuple(fewest_cells(self.cells).tolist())

    @cached_property
    def stations(self) -> tuple[Station, ...]:
        """The nearest in time first."""
        near = np.flatnonzero(self.seconds <= self.furthest)
        order = near[np.argsort(self.seconds[near], kind="stable")]
        return tuple(self._station(at) for at in order.tolist())

    def _station(self, at: int) -> Station:
        lat, lon = float(self.network.lat[at]), float(self.network.lon[at])
        minutes = round(int(self.seconds[at]) / 60)
        return Station(self.network.codes[at], self.network.names[at], lat, lon, minutes)


@dataclass(frozen=True)
class CellWalks:
    """The walks between the stops and the middles of the cells around them, ordered by cell."""

    cells: Cells
    starts: NDArray[np.int64]
    stops: NDArray[np.int64]
    seconds: Seconds

    def arrivals(self, best: Seconds) -> Seconds:
        """Seconds to the middle of each cell by way of its quickest stop."""
        there: Seconds = np.minimum.reduceat(best[self.stops] + self.seconds, self.starts)
        return there


@lru_cache(maxsize=2)
def cell_walks(network: RailNetwork) -> CellWalks:
    """Made once a network: some hundred thousand for London's stations."""
    metres = network.longest_walk / SECONDS_A_METRE
    cells, stops = [], []
    for stop, (lat, lon) in enumerate(zip(network.lat.tolist(), network.lon.tolist(), strict=True)):
        around = box(Point(lat, lon), metres)
        cells.append(around)
        stops.append(np.full(len(around), stop))
    cell, stop_of = np.concatenate(cells), np.concatenate(stops)
    return _near_enough(network, cell, stop_of)


def _near_enough(network: RailNetwork, cell: Cells, stop: NDArray[np.int64]) -> CellWalks:
    lat, lon = middles_of(cell)
    north = (lat - network.lat[stop]) * METRES_A_DEGREE
    east = (lon - network.lon[stop]) * METRES_A_DEGREE * np.cos(np.radians(network.lat[stop]))
    seconds = np.rint(walk_seconds(np.hypot(north, east))).astype(np.int64)
    near = seconds <= network.longest_walk
    cell, stop, seconds = cell[near], stop[near], seconds[near]
    order = np.lexsort((stop, cell))
    cells, starts = np.unique(cell[order], return_index=True)
    return CellWalks(cells, starts, stop[order], seconds[order])


def box(point: Point, metres: float) -> Cells:
    """The cells of a square around a point that holds the circle."""
    north = metres / METRES_A_DEGREE
    east = north / math.cos(math.radians(point.lat))
    return cells_between(point.lat - north, point.lon - east, point.lat + north, point.lon + east)


def cells_reached(walks: CellWalks, best: Seconds, origin: Point, seconds: int) -> Cells:
    """By train or on foot, whichever is quicker."""
    by_train = walks.cells[walks.arrivals(best) <= min(seconds, UNREACHED - 1)]
    around = box(origin, seconds / SECONDS_A_METRE)
    on_foot = around[walk_seconds(straight_to(origin, *middles_of(around))) <= seconds]
    return np.union1d(by_train, on_foot)
