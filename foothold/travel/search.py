"""The quickest way from one point to every stop, in rounds: ride every train from where one already is, then walk.

A round is a handful of operations on whole arrays. A running minimum along a train's calls says when somebody
who boards anywhere before is at each of them; rounds go on until none is quicker, which takes about as many as
the longest journey has trains.
"""

import numpy as np

from foothold.travel.network import RailNetwork, Seconds


def arrivals(network: RailNetwork, first: Seconds) -> Seconds:
    """Seconds to each stop, from those on foot to the first ones; UNREACHED where there is no way."""
    best = first.copy()
    while True:
        quicker = best.copy()
        _ride(network, best, quicker)
        _walk(network, quicker)
        if np.array_equal(quicker, best):
            return best
        best = quicker


def ridden(network: RailNetwork, best: Seconds) -> Seconds:
    """For each call of each train, when somebody is there who boarded it in time for that."""
    trains = network.trains
    boarded = np.minimum.accumulate(best[trains.stops] + trains.board)
    boarded += trains.alight
    return boarded


def _ride(network: RailNetwork, best: Seconds, quicker: Seconds) -> None:
    if not len(network.trains.stops):
        return
    order, starts, stops = network.trains.by_stop
    there = np.minimum.reduceat(ridden(network, best)[order], starts)
    quicker[stops] = np.minimum(quicker[stops], there)


def _walk(network: RailNetwork, quicker: Seconds) -> None:
    walks = network.walks
    if not len(walks.start):
        return
    starts, ends = walks.by_end
    there = np.minimum.reduceat(quicker[walks.start] + walks.seconds, starts)
    quicker[ends] = np.minimum(quicker[ends], there)
