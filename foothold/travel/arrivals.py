"""What is asked of the network: arrivals from one point, a journey to another, all within so many minutes."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from foothold.model.places import straight_metres
from foothold.travel import search
from foothold.travel.journey import Journey, journey, walked
from foothold.travel.network import UNREACHED, Point, RailNetwork, Seconds
from foothold.travel.reach import Reach, cell_walks, cells_reached
from foothold.travel.spread import MOST_MINUTES, furthest_seconds
from foothold.travel.walking import walk_seconds

LONGEST_WALK = furthest_seconds(MOST_MINUTES)
"""All the way on foot, in seconds: what the longest filter would still show."""


@dataclass(frozen=True, eq=False)
class Arrivals:
    """One search from one point: when one is at each station or stop."""

    network: RailNetwork
    origin: Point
    first: Seconds
    seconds: Seconds

    @cached_property
    def minutes(self) -> NDArray[np.float64]:
        """Minutes to each station, in the order of the network; infinite where there is no way."""
        return np.where(self.seconds < UNREACHED, self.seconds / 60, np.inf)

    def journey_to(self, destination: Point) -> Journey | None:
        """None where no station is within a walk of both ends, and the other end is no walk away."""
        last = self.network.walk_from(destination)
        by_train = int((self.seconds + last).min(initial=UNREACHED))
        on_foot = round(walk_seconds(straight_metres(*self.origin, *destination)))
        if on_foot <= min(by_train, LONGEST_WALK):
            return walked(on_foot)
        if by_train >= UNREACHED:
            return None
        return journey(self.network, self.first, self.seconds, last)

    def within(self, minutes: int) -> Reach:
        """Everything whose lower end is within so many minutes."""
        furthest = furthest_seconds(minutes)
        cells = cells_reached(cell_walks(self.network), self.seconds, self.origin, furthest)
        return Reach(cells, self.network, self.seconds, furthest)


def minutes_from(network: RailNetwork, origin: Point) -> Arrivals:
    """Searches the whole network."""
    first = network.walk_from(origin)
    return Arrivals(network, origin, first, search.arrivals(network, first))


def about_minutes(network: RailNetwork, origin: Point, destination: Point) -> Journey | None:
    return minutes_from(network, origin).journey_to(destination)


def cells_within(network: RailNetwork, origin: Point, minutes: int) -> Reach:
    return minutes_from(network, origin).within(minutes)
