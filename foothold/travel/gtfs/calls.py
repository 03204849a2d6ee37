"""Stops, routes and trips of one day, and where each trip calls when."""

import math
from array import array
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from foothold.travel.gtfs.day import ServiceDays, typical_day
from foothold.travel.gtfs.feed import Feed, seconds_of
from foothold.travel.network import Line

SOUTH, NORTH, WEST, EAST = 51.15, 51.85, -0.80, 0.50
"""London with some fifteen kilometres around it; stops further off are left out."""
UNTIMED = -1
_MODES = {0: "tram", 1: "tube", 2: "rail", 3: "bus", 4: "boat", 11: "bus", 12: "rail"}
_EXTENDED = {1: "rail", 2: "bus", 4: "tube", 7: "bus", 9: "tram", 10: "boat"}
"""By hundreds: 109 is a suburban railway, 401 a metro, 702 an express bus."""


@dataclass(frozen=True, slots=True)
class Stop:
    code: str
    name: str
    lat: float
    lon: float


@dataclass(frozen=True)
class Calls:
    """The calls of the day's trips, in order: each trip's stand together. Times are in seconds of the day."""

    trip: NDArray[np.int32]
    stop: NDArray[np.int32]
    arrival: NDArray[np.int32]
    departure: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Trip:
    id: str
    route: str


class Day:
    """What of a feed is needed of one day."""

    def __init__(self, feed: Feed, day: date | None = None) -> None:
        self.stops, self.number = _stops(feed)
        self.lines = dict(_lines(feed))
        trips = list(feed.rows("trips.txt", ("trip_id", "route_id", "service_id")))
        services = ServiceDays(feed)
        self.date = day or typical_day(services, Counter(service for _, (_, _, service) in trips))
        running = services.on(self.date)
        self.trips = tuple(
            Trip(trip, route) for line, (trip, route, service) in trips
            if service in running and self._has_route(feed, line, route)
        )  # fmt: skip

    @property
    def distinct_lines(self) -> tuple[Line, ...]:
        """Routes that people call the same are one."""
        return tuple(dict.fromkeys(self.lines.values()))

    def _has_route(self, feed: Feed, line: int, route: str) -> bool:
        if route not in self.lines:
            feed.skip("trips.txt", line, f"There is no route “{route}”.")
        return route in self.lines


def _stops(feed: Feed) -> tuple[tuple[Stop, ...], dict[str, int]]:
    """Stops in reach of London, and the number of each by its id; a platform has its station's number."""
    stops: dict[str, Stop] = {}
    parents: dict[str, str] = {}
    ids: set[str] = set()
    for line, (code, name, lat, lon, parent) in feed.rows(
        "stops.txt", ("stop_id", "stop_name", "stop_lat", "stop_lon"), ("parent_station",)
    ):
        ids.add(code)
        point = _point(lat, lon)
        if parent:
            parents[code] = parent
        if point is None:
            feed.skip("stops.txt", line, f"“{lat}, {lon}” is no point.")
        elif SOUTH <= point[0] <= NORTH and WEST <= point[1] <= EAST:
            stops[code] = Stop(code, name or code, *point)
    place = {code: at for at, code in enumerate(stops)}
    number = {code: place.get(parents.get(code, code), place.get(code, UNTIMED)) for code in ids}
    return tuple(stops.values()), number


def _point(lat: str, lon: str) -> tuple[float, float] | None:
    try:
        point = float(lat), float(lon)
    except ValueError:
        return None
    return point if all(math.isfinite(degrees) for degrees in point) else None


def _lines(feed: Feed) -> Iterator[tuple[str, Line]]:
    columns = ("route_short_name", "route_long_name")
    for line, (route, kind, short, long) in feed.rows("routes.txt", ("route_id", "route_type"), columns):
        if not (kind.isascii() and kind.isdecimal()) or len(kind) > 4:
            feed.skip("routes.txt", line, f"“{kind}” is no type of route.")
            continue
        number = int(kind)
        mode = _MODES.get(number) or _EXTENDED.get(number // 100, "other")
        name = short or long or route
        yield route, Line(f"bus {name}" if mode == "bus" and name[:1].isdigit() else name, mode)


def calls_of(feed: Feed, day: Day) -> Calls:
    """Reads every stop time, and keeps those of the day's trips at stops in reach."""
    trips = {trip.id: at for at, trip in enumerate(day.trips)}
    kept = array("i")
    columns = ("trip_id", "stop_id", "stop_sequence", "arrival_time", "departure_time")
    for line, row in feed.rows("stop_times.txt", columns):
        trip = trips.get(row[0])
        if trip is None:
            continue
        call = _call(row, day.number)
        if isinstance(call, str):
            feed.skip("stop_times.txt", line, call)
        elif call[1] != UNTIMED:
            kept.extend((trip, *call))
    table = np.frombuffer(kept, dtype=np.int32).reshape(-1, 5)
    table = table[np.lexsort((table[:, 1], table[:, 0]))]
    return Calls(table[:, 0], table[:, 2], table[:, 3], table[:, 4])


def _call(row: list[str], number: dict[str, int]) -> tuple[int, int, int, int] | str:
    """Sequence, stop, arrival and departure, or what is wrong."""
    _, stop, sequence, *texts = row
    if stop not in number:
        return f"There is no stop “{stop}”."
    if not (sequence.isascii() and sequence.isdecimal()) or len(sequence) > 9:
        return f"“{sequence}” is no place in a sequence."
    times = [UNTIMED if not text else seconds_of(text) for text in texts]
    for text, time in zip(texts, times, strict=True):
        if time is None:
            return f"“{text}” is no time."
    arrival, departure = (time if time is not None else UNTIMED for time in times)
    if UNTIMED in (arrival, departure):
        arrival = departure = max(arrival, departure)
    return int(sequence), number[stop], arrival, departure
