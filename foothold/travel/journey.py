"""One journey: about how long, and by what, leg by leg."""

from dataclasses import dataclass

import numpy as np

from foothold.travel.network import RailNetwork, Seconds
from foothold.travel.search import ridden
from foothold.travel.spread import low_and_high

WALK = "walk"


@dataclass(frozen=True, slots=True)
class Leg:
    """A walk, or a ride from station to station with the wait for it. A ride's `mode` is its line's."""

    mode: str
    minutes: int
    line: str | None = None
    start: str | None = None
    end: str | None = None


@dataclass(frozen=True, slots=True)
class Journey:
    """`minutes` are the sum of the legs; the true time probably lies from `low` to `high`."""

    minutes: int
    low: int
    high: int
    legs: tuple[Leg, ...]

    def __str__(self) -> str:
        """`about 35 minutes: 8 walk, 21 Elizabeth line, 6 walk`."""
        unit = "minute" if self.minutes == 1 else "minutes"
        return f"about {self.minutes} {unit}: {', '.join(f'{leg.minutes} {leg.line or leg.mode}' for leg in self.legs)}"


@dataclass(frozen=True, slots=True)
class _Part:
    """A leg before its minutes are rounded."""

    mode: str
    seconds: int
    line: str | None = None
    start: str | None = None
    end: str | None = None


def walked(seconds: int) -> Journey:
    """All of it on foot."""
    return _journey([_Part(WALK, seconds)])


def journey(network: RailNetwork, first: Seconds, best: Seconds, last: Seconds) -> Journey:
    """The quickest by train: `first` are the walks to the stations, `best` the arrivals there, `last` the walks
    from them. One of them has to be reached."""
    stop = int(np.argmin(best + last))
    parts = [_Part(WALK, int(last[stop]))]
    rides = ridden(network, best)
    while best[stop] != first[stop]:
        stop, part = _before(network, best, rides, stop)
        parts.append(part)
    parts.append(_Part(WALK, int(first[stop])))
    return _journey(parts[::-1])


def _before(network: RailNetwork, best: Seconds, rides: Seconds, stop: int) -> tuple[int, _Part]:
    """The last leg that leads to a stop, and where it begins."""
    trains = network.trains
    calls = np.flatnonzero((trains.stops == stop) & (rides == best[stop]))
    if len(calls):
        off = int(calls[0])
        on = _boarded(network, best, rides, off)
        seconds = int(best[stop] - best[trains.stops[on]])
        line = network.lines[int(trains.line[trains.train[off]])]
        start = int(trains.stops[on])
        return start, _Part(line.mode, seconds, line.name, network.names[start], network.names[stop])
    walks = network.walks
    ways = np.flatnonzero((walks.end == stop) & (best[walks.start] + walks.seconds == best[stop]))
    start = int(walks.start[ways[0]])
    return start, _Part(WALK, int(walks.seconds[ways[0]]), None, network.names[start], network.names[stop])


def _boarded(network: RailNetwork, best: Seconds, rides: Seconds, off: int) -> int:
    """The call where a train that is left at `off` was boarded: the last that explains the arrival."""
    trains = network.trains
    calls = np.flatnonzero(trains.train[: off + 1] == trains.train[off])
    here = best[trains.stops[calls]] + trains.board[calls] + trains.alight[off]
    return int(calls[np.flatnonzero(here == rides[off])[-1]])


def _journey(parts: list[_Part]) -> Journey:
    joined = _joined(parts)
    seconds = sum(part.seconds for part in joined)
    minutes = max(1, round(seconds / 60))
    legs = tuple(
        Leg(part.mode, whole, part.line, part.start, part.end)
        for part, whole in zip(joined, _whole_minutes(joined, minutes), strict=True)
        if whole
    )
    return Journey(minutes, *low_and_high(seconds), legs)


def _joined(parts: list[_Part]) -> list[_Part]:
    """Walks that follow each other are one."""
    joined: list[_Part] = []
    for part in parts:
        if joined and joined[-1].mode == part.mode == WALK:
            joined[-1] = _Part(WALK, joined[-1].seconds + part.seconds)
        else:
            joined.append(part)
    return joined


def _whole_minutes(parts: list[_Part], minutes: int) -> list[int]:
    """Whole minutes that add up: the legs that lose most by rounding down get what is left."""
    whole = [part.seconds // 60 for part in parts]
    by_rest = sorted(range(len(parts)), key=lambda at: -(parts[at].seconds % 60))
    for at in by_rest[: minutes - sum(whole)]:
        whole[at] += 1
    return whole
