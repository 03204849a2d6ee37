"""Make `config/travel/`: `build_travel.py FACTS [OUT]`, from a folder with the tables of hubs, stations and minutes.

Both directions of a hop become one link with their mean; names lose what only an operator needs. Which trains
call where stands in `travel_services.csv`, written by hand, and what is wrong in the tables in
`travel_repairs.csv`. A hop of a fast train that neither knows is estimated from its length. Walks between
stations near to each other follow from their distance. NOTICE names the sources.
"""

import csv
import heapq
import math
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

from foothold.model.places import straight_metres
from foothold.travel.walking import walk_seconds

HERE = Path(__file__).parent
OUT = HERE.parent / "config" / "travel"
WALK_METRES = 800.0
"""Stations further apart than this in a straight line are no change on foot."""
_TYPE = re.compile(r" (?:Underground|Rail|DLR) Station$| Station$| ELL(?: Rail Station)?$")
_FOR_OPERATORS = re.compile(r" \((?:for .*|Dist&Picc Line|London|Berks|Surrey)\)$")

Link = tuple[str, str, str]
Stations = dict[str, tuple[str, float, float]]


class Network:
    """What is read and mended: stations by code, and minutes with their kind by line and both codes."""

    def __init__(self, facts: Path) -> None:
        self.stations: Stations = dict(_stations(facts))
        self.links: dict[Link, tuple[float, str]] = {}
        self.walks: dict[tuple[str, str], float] = {}
        for row in _rows(facts / "tfl_edges_2025_05.csv"):
            self._read(row, "timetable")
        for row in _rows(facts / "rail_edges_estimated.csv"):
            self._read(row, "estimated")
        for row in _rows(HERE / "travel_repairs.csv"):
            self._mend(row)

    def _read(self, row: dict[str, str], kind: str) -> None:
        pair = row["from_id"], row["to_id"]
        if row["mode"] == "walking":
            self.walks[pair] = float(row["minutes"])
        else:
            self.links[row["line"], *pair] = float(row["minutes"]), kind

    def _mend(self, row: dict[str, str]) -> None:
        line, first, second = row["line"], *(self.code(row[end], row["line"]) for end in ("from", "to"))
        for pair in ((first, second), (second, first)):
            if row["minutes"] == "none":
                del self.links[line, *pair]
            else:
                minutes = float(row["minutes"]) if row["minutes"] else self.estimate(*pair)
                kind = "express" if row["reason"] == "a fast train" else "mended"
                self.links[line, *pair] = minutes, kind

    def code(self, name: str, line: str) -> str:
        """A station's code by its name, among those of the line where several have it."""
        codes = [code for code, station in self.stations.items() if station[0] == name]
        on_line = [code for code in codes if any(line == one and code in ends for one, *ends in self.links)]
        found = codes if len(codes) == 1 else on_line
        if len(found) != 1:
            raise SystemExit(f"{len(found)} stations of {line} are called {name}.")
        return found[0]

    def estimate(self, first: str, second: str) -> float:
        """Minutes of a hop from its length: the shorter of a stopping and of a running train's."""
        kilometres = straight_metres(*self.stations[first][1:], *self.stations[second][1:]) / 1000
        return min(0.77 + 1.39 * kilometres, 2.9 + 0.68 * kilometres)

    def path(self, line: str, first: str, second: str) -> list[str]:
        """The quickest way between two stations of a line whose trains call everywhere."""
        ways = defaultdict(list)
        for (one, start, end), (minutes, kind) in self.links.items():
            if one == line and kind != "express":
                ways[start].append((end, minutes))
        heap, seen = [(0.0, [first])], set()
        while heap:
            minutes, calls = heapq.heappop(heap)
            if calls[-1] == second:
                return calls
            if calls[-1] not in seen:
                seen.add(calls[-1])
                for end, more in ways[calls[-1]]:
                    heapq.heappush(heap, (minutes + more, [*calls, end]))
        raise SystemExit(f"{line} has no way from {self.stations[first][0]} to {self.stations[second][0]}.")


def main(facts: Path, out: Path = OUT) -> None:
    network = Network(facts)
    trains = list(_trains(network))
    services = [(line, calls) for line, _, calls in trains]
    used = {(line, *pair) for line, calls in services for pair in pairwise(calls)}
    slow = {(line, *pair) for line, kind, calls in trains if kind != "express" for pair in pairwise(calls)}
    for link in used - slow:
        network.links[link] = network.links[link][0], "express"
    for line, first, second in sorted(set(network.links) - used):
        if (line, second, first) not in used:
            print(f"No train: {line}, {network.stations[first][0]} to {network.stations[second][0]}")
    _write(out / "stations.csv", ("code", "name", "lat", "lon"), _station_rows(network))
    _write(
        out / "links.csv", ("line", "first", "second", "seconds", "ways", "kind"), _link_rows(network, used)
    )
    _write(out / "services.csv", ("line", "ways", "calls"), _service_rows(services))
    _write(out / "walks.csv", ("first", "second", "seconds"), _walk_rows(network))
    for made in sorted(out.glob("*.csv")):
        print(f"{made.name}: {made.stat().st_size:,} bytes")


def _stations(facts: Path) -> Iterator[tuple[str, tuple[str, float, float]]]:
    tables = (("rail_stations_estimated.csv", "name"), ("tfl_hubs_2025_05.csv", "hub"))
    for table, name in tables:
        for row in _rows(facts / table):
            yield row["naptan"], (_plain(row[name]), float(row["lat"]), float(row["lon"]))


def _plain(name: str) -> str:
    return _FOR_OPERATORS.sub("", _TYPE.sub("", name))


def _trains(network: Network) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Line, kind and calls, each direction for itself."""
    for row in _rows(HERE / "travel_services.csv"):
        line, kind = row["line"], row["kind"]
        named = [network.code(name, line) for name in row["calls"].split(" > ")]
        for calls in [named] if kind == "one way" else [named, named[::-1]]:
            through = _fast(network, line, calls) if kind == "express" else _all(network, line, calls)
            yield line, kind, tuple(through)


def _fast(network: Network, line: str, calls: list[str]) -> list[str]:
    for pair in pairwise(calls):
        if (line, *pair) not in network.links:
            network.links[line, *pair] = network.estimate(*pair), "express"
    return calls


def _all(network: Network, line: str, calls: list[str]) -> list[str]:
    return [*calls[:1], *(call for pair in pairwise(calls) for call in network.path(line, *pair)[1:])]


def _station_rows(network: Network) -> Iterator[tuple[object, ...]]:
    for code, (name, lat, lon) in sorted(network.stations.items()):
        yield code, name, lat, lon


def _link_rows(network: Network, used: set[Link]) -> Iterator[tuple[object, ...]]:
    for (line, first, second), (minutes, kind) in sorted(network.links.items()):
        back = network.links.get((line, second, first))
        wanted = (line, first, second) in used or (back and (line, second, first) in used)
        if not wanted or (back and second < first):
            continue
        mean = (minutes + back[0]) / 2 if back else minutes
        yield line, first, second, round(mean * 60), "both" if back else "one", kind


def _service_rows(services: list[tuple[str, tuple[str, ...]]]) -> Iterator[tuple[object, ...]]:
    """A train that goes back the way it came is one row."""
    every = dict.fromkeys(services)
    for line, calls in list(every):
        if (line, calls) not in every:
            continue
        back = (line, calls[::-1])
        both = back in every and back != (line, calls)
        if both:
            del every[back]
        yield line, "both" if both else "one", " ".join(calls)


def _walk_rows(network: Network) -> Iterator[tuple[object, ...]]:
    stations = sorted(network.stations.items())
    for number, (first, (_, lat, lon)) in enumerate(stations):
        for second, (_, other_lat, other_lon) in stations[number + 1 :]:
            known = network.walks.get((first, second)) or network.walks.get((second, first))
            metres = straight_metres(lat, lon, other_lat, other_lon)
            if known or metres <= WALK_METRES:
                yield first, second, round(min(known * 60 if known else math.inf, walk_seconds(metres)))


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as table:
        yield from csv.DictReader(table)


def _write(file: Path, columns: Iterable[str], rows: Iterable[tuple[object, ...]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as table:
        writer = csv.writer(table, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:3]))
