"""A network from a GTFS folder, alone or beside the built-in one."""

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from foothold.errors import Unreadable
from foothold.model.places import METRES_A_DEGREE, straight_metres
from foothold.travel.built_in import LONGEST_WALK_MINUTES, built_in_network
from foothold.travel.gtfs.calls import Day, calls_of
from foothold.travel.gtfs.feed import Feed
from foothold.travel.gtfs.trains import trains_of
from foothold.travel.network import RailNetwork, Trains, Walks, ordered_walks
from foothold.travel.saved import write_network
from foothold.travel.walking import walk_seconds

CHANGE_METRES = 300.0
"""Stops further apart than this in a straight line are no change on foot unless the folder says so."""
WALK_MINUTES_WITH_BUSES = 20
"""To or from a stop, where buses run: people take one rather than walk further."""

EAST_A_NORTH = 1.65
"""A degree of latitude in degrees of longitude, at least, up to the north of the area."""

Pair = tuple[int, int]
Degrees = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import kept, for whoever ran it."""

    file: Path
    date: date
    stops: int
    lines: dict[str, int]
    skipped: tuple[str, ...]
    skipped_rows: int
    left_out: dict[str, int]


def import_gtfs(
    source: Path, folder: Path, day: date | None = None, beside_built_in: bool = False
) -> Imported:
    """Write the network of a GTFS folder, from where it wins. Raises Unreadable, and then changes nothing."""
    feed = Feed(source)
    chosen = Day(feed, day)
    network = _network(feed, chosen)
    if beside_built_in:
        network = beside(built_in_network(), network)
    file = write_network(network, folder)
    used = Counter(network.lines[int(line)].mode for line in np.unique(network.trains.line))
    return Imported(
        file, chosen.date, len(network.codes), dict(used), tuple(feed.skipped), feed.skipped_rows, dict(feed.left_out)
    )  # fmt: skip


def _network(feed: Feed, day: Day) -> RailNetwork:
    trains = trains_of(feed, day, calls_of(feed, day))
    if not len(trains.stops):
        raise Unreadable(f"No line of it runs in or around London in the morning of {day.date:%A %-d %B %Y}.")
    used, stops = np.unique(trains.stops, return_inverse=True)
    place = {int(old): new for new, old in enumerate(used)}
    kept = [day.stops[int(old)] for old in used]
    lines = day.distinct_lines
    has_buses = any(lines[int(line)].mode == "bus" for line in trains.line)
    lat, lon = np.array([stop.lat for stop in kept]), np.array([stop.lon for stop in kept])
    return RailNetwork(
        codes=tuple(stop.code for stop in kept),
        names=tuple(stop.name for stop in kept),
        lat=lat,
        lon=lon,
        lines=lines,
        trains=replace(trains, stops=stops.astype(np.int64)),
        walks=_walks(near_pairs(lat, lon), _transfers(feed, day, place)),
        longest_walk=60 * (WALK_MINUTES_WITH_BUSES if has_buses else LONGEST_WALK_MINUTES),
        source=f"GTFS of {day.date.isoformat()}",
    )


def _transfers(feed: Feed, day: Day, place: dict[int, int]) -> dict[Pair, int | None]:
    """Seconds of the changes that the folder names; None where it says that there is no way."""
    named: dict[Pair, int | None] = {}
    if not feed.has("transfers.txt"):
        return named
    columns = ("from_stop_id", "to_stop_id", "transfer_type")
    for line, (start, end, kind, least) in feed.rows("transfers.txt", columns, ("min_transfer_time",)):
        if start not in day.number or end not in day.number:
            feed.skip(
                "transfers.txt", line, f"There is no stop “{start if start not in day.number else end}”."
            )
            continue
        first, second = place.get(day.number[start]), place.get(day.number[end])
        if first is None or second is None or first == second:
            continue
        if kind == "3":
            named[first, second] = None
        elif kind == "2" and least.isascii() and least.isdecimal() and len(least) < 6:
            named[first, second] = max(1, int(least))
        elif kind == "2":
            feed.skip("transfers.txt", line, f"“{least}” are no seconds.")
    return named


def _walks(near: dict[Pair, int], named: dict[Pair, int | None]) -> Walks:
    seconds = {pair: taken for pair, taken in {**near, **named}.items() if taken is not None}
    start = np.array([pair[0] for pair in seconds], dtype=np.int64)
    end = np.array([pair[1] for pair in seconds], dtype=np.int64)
    return ordered_walks(start, end, np.array(list(seconds.values()), dtype=np.int64))


def near_pairs(lat: Degrees, lon: Degrees) -> dict[Pair, int]:
    """Seconds between stops that are a short walk apart, in both directions: each is compared with those of its
    own and the adjoining squares only."""
    side = CHANGE_METRES / METRES_A_DEGREE
    squares: defaultdict[Pair, list[int]] = defaultdict(list)
    points = list(zip(lat.tolist(), lon.tolist(), strict=True))
    for at, (north, east) in enumerate(points):
        squares[int(north // side), int(east // (side * EAST_A_NORTH))].append(at)
    near: dict[Pair, int] = {}
    for (row, column), inside in squares.items():
        around = [at for r in (-1, 0, 1) for c in (-1, 0, 1) for at in squares.get((row + r, column + c), ())]
        for first in inside:
            for second in around:
                metres = straight_metres(*points[first], *points[second])
                if first != second and metres <= CHANGE_METRES:
                    near[first, second] = max(1, round(walk_seconds(metres)))
    return near


def beside(built_in: RailNetwork, other: RailNetwork) -> RailNetwork:
    """Both together, with a walk wherever two stops are near."""
    stops, lines, trains = len(built_in.codes), len(built_in.lines), len(built_in.trains.line)
    lat, lon = np.append(built_in.lat, other.lat), np.append(built_in.lon, other.lon)
    known = {
        (int(start) + more, int(end) + more): int(seconds)
        for walks, more in ((built_in.walks, 0), (other.walks, stops))
        for start, end, seconds in zip(walks.start, walks.end, walks.seconds, strict=True)
    }
    first, second = built_in.trains, other.trains
    return RailNetwork(
        codes=built_in.codes + other.codes,
        names=built_in.names + other.names,
        lat=lat,
        lon=lon,
        lines=built_in.lines + other.lines,
        trains=Trains(
            stops=np.append(first.stops, second.stops + stops),
            ride=np.append(first.ride, second.ride),
            train=np.append(first.train, second.train + trains),
            line=np.append(first.line, second.line + lines),
            boarding=np.append(first.boarding, second.boarding),
        ),
        walks=_walks(near_pairs(lat, lon), dict(known)),
        longest_walk=min(built_in.longest_walk, other.longest_walk),
        source=f"built-in and {other.source}",
    )
