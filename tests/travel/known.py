"""Journeys whose minutes are known, and how far from them ours lie.

Both tables are split in halves by a hash: waits and repairs were chosen by the first half, the second half judges.
The planner's journeys are of spring 2022, before the middle of the Elizabeth line opened, so they are held to a
network without it as well.
"""

import csv
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np

from foothold.model.places import straight_metres
from foothold.travel import Arrivals, Journey, Point, RailNetwork, minutes_from
from foothold.travel.built_in import built_in_network, express_trains
from foothold.travel.network import UNREACHED, Trains
from foothold.travel.search import arrivals

LEAST_MINUTES, SHARE = 6, 0.25
"""A journey is right within six minutes or a quarter, whichever is more."""
TARGETS = {
    "covent-garden": Point(51.51305, -0.12268),
    "moorgate": Point(51.51818, -0.08832),
    "canary-wharf": Point(51.50422, -0.01951),
    "paddington": Point(51.51647, -0.17677),
}
BEFORE_IT_OPENED = "ajcousins/london-study", "before the Elizabeth line"
"""How the known journeys of that time are told."""
OPENED_IN_2022 = ("HUBBDS", "HUBTCR", "HUBZFD", "HUBZWL", "HUBCAW", "HUBCUS", "910GWOLWXR", "HUBABW")
TERMINALS = {
    "LONDON BRIDGE": "HUBLBG",
    "LONDON BLACKFRIARS": "HUBBFR",
    "LONDON VICTORIA": "HUBVIC",
    "LONDON ST PANCRAS": "HUBKGX",
    "LONDON WATERLOO": "HUBWAT",
    "LONDON CANNON STREET": "HUBCST",
    "LONDON CHARING CROSS": "HUBCHX",
    "LONDON MARYLEBONE": "HUBMYB",
    "LONDON KINGS CROSS": "HUBKGX",
}
MODES = {
    "rail": ("rail",),
    "elizabeth": ("elizabeth",),
    "overground": ("overground",),
    "tube": ("tube",),
    "dlr": ("dlr",),
}


@dataclass(frozen=True, slots=True)
class Held:
    """One known journey beside ours; `minutes` is None where we know no way. `kind` groups it in reports."""

    name: str
    kind: str
    half: int
    known: float
    minutes: float | None
    kilometres: float

    @property
    def error(self) -> float:
        return (self.minutes if self.minutes is not None else np.inf) - self.known

    @property
    def is_right(self) -> bool:
        return abs(self.error) <= max(LEAST_MINUTES, SHARE * self.known)


def half(key: str) -> int:
    return hashlib.sha256(key.encode()).digest()[0] & 1


def share_right(held: list[Held]) -> float:
    return sum(one.is_right for one in held) / len(held)


@cache
def network_of_2022() -> RailNetwork:
    """Elizabeth line trains end where its middle begins."""
    network = built_in_network()
    trains = network.trains
    opened = [network.codes.index(code) for code in OPENED_IN_2022]
    elizabeth = [at for at, line in enumerate(network.lines) if line.mode == "elizabeth"]
    gone = np.isin(trains.line[trains.train], elizabeth) & np.isin(trains.stops, opened)
    part = (trains.train * 1_000 + np.cumsum(gone))[~gone]
    _, firsts, train = np.unique(part, return_index=True, return_inverse=True)
    was = trains.train[~gone][firsts]
    return replace(
        network,
        trains=Trains(trains.stops[~gone], trains.ride[~gone], train, trains.line[was], trains.boarding[was]),
    )


def grid(folder: Path, network: RailNetwork) -> list[Held]:
    """Points all over London to four places of work, by TfL's planner. Their kind is what our way runs on."""
    held, searches = [], dict[Point, Arrivals]()
    for row in _rows(folder / "planner_grid_2022.csv"):
        origin, target = Point(float(row["lat"]), float(row["lon"])), TARGETS[row["target"]]
        journey = searches.setdefault(origin, minutes_from(network, origin)).journey_to(target)
        name = f"{row['nearest_station']} to {row['target']}"
        known, key = float(row["planner_minutes"]), f"{row['lat']},{row['lon']}"
        away = straight_metres(*origin, *target) / 1000
        held.append(Held(name, _runs_on(journey), half(key), known, journey and journey.minutes, away))
    return held


def _runs_on(journey: Journey | None) -> str:
    modes = {leg.mode for leg in journey.legs} - {"walk"} if journey else set()
    if "tram" in modes:
        return "with a tram"
    if "rail" in modes:
        return "National Rail alone" if modes == {"rail"} else "National Rail and others"
    if modes <= {"tube"}:
        return "Tube alone" if modes else "on foot"
    return "Tube, DLR, Overground, Elizabeth line"


def journeys(folder: Path, as_it_was: bool = False) -> list[Held]:
    """Rides without the wait, by line; and journeys with it, by a planner. `as_it_was`: those from before the
    Elizabeth line on a network without it."""
    held, now = [], built_in_network()
    for row in _rows(folder / "journeys_known.csv"):
        key = "|".join(row[part] for part in ("from_id", "to_id", "kind", "service", "minutes_low"))
        ride = row["kind"] == "in_vehicle"
        before = any(words in row["source"] + row["note"] for words in BEFORE_IT_OPENED)
        then = network_of_2022() if as_it_was and before else now
        ours = _ride(now, row) if ride else _station_to_station(then, row)
        name = f"{row['from_station']} to {row['to_station']}"
        kind = f"{row['mode']}, {row['service'] or 'any'}" if ride and row["mode"] == "rail" else row["mode"]
        known = (float(row["minutes_low"]) + float(row["minutes_high"])) / 2
        away = _kilometres(now, row["from_id"], row["to_id"])
        held.append(Held(name, f"ride: {kind}" if ride else "with waits", half(key), known, ours, away))
    return held


def waits(folder: Path) -> list[Held]:
    """Mean wait and ride from stations of National Rail to London's terminals, by the timetable of July 2025.
    Nothing was chosen by these: all of them judge."""
    network = built_in_network()
    codes = {row["name"]: row["naptan"] for row in _rows(folder / "rail_stations_estimated.csv")}
    codes |= {row["hub"]: row["naptan"] for row in _rows(folder / "tfl_hubs_2025_05.csv")}
    held = []
    for row in _rows(folder / "rail_wait_plus_ride_2025.csv"):
        start, end = codes[row["station"]], TERMINALS[row["terminal"]]
        first = np.full(len(network.codes), UNREACHED)
        first[network.codes.index(start)] = 0
        minutes = int(arrivals(network, first)[network.codes.index(end)]) / 60
        known = float(row["expected_minutes_wait_plus_ride"])
        name = f"{row['station']} to {row['terminal'].title()}"
        held.append(Held(name, row["terminal"].title(), 1, known, minutes, _kilometres(network, start, end)))
    return held


def _kilometres(network: RailNetwork, start: str, end: str) -> float:
    ends = (network.codes.index(code) for code in (start, end))
    first, second = ((float(network.lat[at]), float(network.lon[at])) for at in ends)
    return straight_metres(*first, *second) / 1000


def _station_to_station(network: RailNetwork, row: dict[str, str]) -> float | None:
    start, end = (network.codes.index(row[part]) for part in ("from_id", "to_id"))
    origin = Point(float(network.lat[start]), float(network.lon[start]))
    journey = minutes_from(network, origin).journey_to(
        Point(float(network.lat[end]), float(network.lon[end]))
    )
    return journey and journey.minutes


def _ride(network: RailNetwork, row: dict[str, str]) -> float | None:
    """The quickest train of the kind that calls at both, without the wait."""
    trains = network.trains
    start, end = (network.codes.index(row[part]) for part in ("from_id", "to_id"))
    lines = [at for at, line in enumerate(network.lines) if line.mode in MODES[row["mode"]]]
    slow_only = express_trains() if row["service"] == "stopping" else frozenset()
    best = None
    for on in np.flatnonzero((trains.stops == start) & np.isin(trains.line[trains.train], lines)):
        same = (trains.train == trains.train[on]) & (trains.stops == end)
        for off in np.flatnonzero(same & (np.arange(len(same)) > on)):
            seconds = int(trains.ride[off] - trains.ride[on])
            if int(trains.train[on]) not in slow_only and (best is None or seconds < best):
                best = seconds
    return best / 60 if best is not None else None


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as table:
        yield from csv.DictReader(table)
