"""Trips that call at the same stops become one train with an interval and its usual minutes."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

import numpy as np
from numpy.typing import NDArray

from foothold.travel.gtfs.calls import UNTIMED, Calls, Day, Trip
from foothold.travel.gtfs.feed import Feed, seconds_of
from foothold.travel.network import Line, Trains

WINDOW = 7 * 3600, 10 * 3600
"""The morning, in which most people begin."""
FEWEST_DEPARTURES = 2
"""What leaves less often in these hours is nothing to rely on."""
STREET_SECONDS = {"bus": 60, "tram": 120}
OTHER_STREET_SECONDS = 240
"""From the street to the platform and back, in all."""
LONGEST_WAIT = 600
"""Whoever waits for a train every half hour looks up when it leaves."""

Times = NDArray[np.int64]


@dataclass(slots=True)
class _Pattern:
    """The stops of some trips, the seconds to each stop in each of them, and how many leave in the window."""

    stops: Times
    rides: list[Times]
    departures: float = 0.0


def trains_of(feed: Feed, day: Day, calls: Calls) -> Trains:
    """Of one line each. What leaves once or never in the window is left out and counted."""
    lines = {line: at for at, line in enumerate(day.distinct_lines)}
    kept = []
    for (line, _), pattern in sorted(_patterns(feed, day, calls, lines).items()):
        if pattern.departures >= FEWEST_DEPARTURES:
            kept.append((line, pattern))
        elif pattern.departures:
            feed.left_out["leave once in these hours"] += 1
    modes = [line.mode for line in lines]
    numbers = np.repeat(np.arange(len(kept)), [len(pattern.stops) for _, pattern in kept])
    return Trains(
        stops=np.concatenate([np.empty(0, np.int64), *(pattern.stops for _, pattern in kept)]),
        ride=np.concatenate([np.empty(0, np.int64), *(_usual(pattern.rides) for _, pattern in kept)]),
        train=numbers,
        line=np.array([line for line, _ in kept], dtype=np.int64),
        boarding=np.array([_boarding(modes[line], one) for line, one in kept], dtype=np.int64),
    )


def _patterns(
    feed: Feed, day: Day, calls: Calls, lines: dict[Line, int]
) -> dict[tuple[int, bytes], _Pattern]:
    repeated = _frequencies(feed)
    patterns: dict[tuple[int, bytes], _Pattern] = {}
    for trip, stops, times, departure in _trips(feed, day, calls):
        count = _departures(repeated.get(trip.id), departure)
        key = lines[day.lines[trip.route]], stops.tobytes()
        pattern = patterns.setdefault(key, _Pattern(stops, []))
        pattern.departures += count
        if count:
            pattern.rides.append(times)
    return patterns


def _trips(feed: Feed, day: Day, calls: Calls) -> Iterator[tuple[Trip, Times, Times, int]]:
    """Each trip with its stops, the seconds to each since its first departure, and that departure."""
    if not len(calls.trip):
        return
    bounds = [0, *(np.flatnonzero(np.diff(calls.trip)) + 1).tolist(), len(calls.trip)]
    for start, end in pairwise(bounds):
        if end - start < 2:
            continue
        trip = day.trips[int(calls.trip[start])]
        ride = _ride(calls, start, end)
        if ride is None:
            feed.left_out["have times that run backwards or are missing"] += 1
        else:
            yield trip, calls.stop[start:end].astype(np.int64), ride, int(calls.departure[start])


def _ride(calls: Calls, start: int, end: int) -> Times | None:
    """Seconds since the first departure, or None where they make no sense."""
    arrival = _timed(calls.arrival[start:end])
    if arrival is None or UNTIMED in (calls.departure[start], calls.departure[end - 1]):
        return None
    ride = arrival - int(calls.departure[start])
    ride[0] = 0
    return None if (np.diff(ride) < 0).any() else ride


def _timed(times: NDArray[np.int32]) -> Times | None:
    """With the calls between two timed ones put evenly between them; None where the first or last has no time."""
    timed = np.flatnonzero(times != UNTIMED)
    if not len(timed) or timed[0] != 0 or timed[-1] != len(times) - 1:
        return None
    return np.rint(np.interp(np.arange(len(times)), timed, times[timed])).astype(np.int64)


def _frequencies(feed: Feed) -> dict[str, float]:
    """How often the trips leave in the window that are given by their intervals."""
    leaving: defaultdict[str, float] = defaultdict(float)
    if not feed.has("frequencies.txt"):
        return leaving
    for line, row in feed.rows("frequencies.txt", ("trip_id", "start_time", "end_time", "headway_secs")):
        start, end = seconds_of(row[1]), seconds_of(row[2])
        headway = int(row[3]) if row[3].isascii() and row[3].isdecimal() and len(row[3]) < 7 else 0
        if start is None or end is None or headway == 0:
            feed.skip("frequencies.txt", line, f"“{row[1]}” to “{row[2]}” every “{row[3]}” seconds is none.")
        else:
            leaving[row[0]] += max(0, min(end, WINDOW[1]) - max(start, WINDOW[0])) / headway
    return dict(leaving)


def _departures(repeated: float | None, departure: int) -> float:
    if repeated is not None:
        return repeated
    return 1.0 if WINDOW[0] <= departure < WINDOW[1] else 0.0


def _usual(rides: list[Times]) -> Times:
    """The median, stop by stop: it never runs backwards where none of them does."""
    return np.array([round(median(at)) for at in zip(*(ride.tolist() for ride in rides), strict=True)])


def _boarding(mode: str, pattern: _Pattern) -> int:
    interval = (WINDOW[1] - WINDOW[0]) / pattern.departures
    return round(STREET_SECONDS.get(mode, OTHER_STREET_SECONDS) + min(interval / 2, LONGEST_WAIT))
