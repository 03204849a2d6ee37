"""A network in one file, and which network answers: an imported one wins."""

import os
import tempfile
import zipfile
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from foothold.errors import Unreadable
from foothold.travel.built_in import built_in_network
from foothold.travel.network import Line, RailNetwork, Trains, Walks

IMPORTED = "network.npz"
FORM = 1
"""Of the file. A file of another form is asked for anew rather than guessed at."""


def network_of(folder: Path) -> RailNetwork:
    """The network that `foothold travel import` put into the folder, else the built-in one. Read once a process
    and file. Raises Unreadable where the file is damaged."""
    file = folder / IMPORTED
    if not file.exists():
        return built_in_network()
    return _read_once(file, file.stat().st_mtime_ns)


@lru_cache(maxsize=1)
def _read_once(file: Path, _changed: int) -> RailNetwork:
    return read_network(file)


def read_network(file: Path) -> RailNetwork:
    try:
        with np.load(file, allow_pickle=False) as table:
            network = _from_arrays({name: table[name] for name in table.files})
    except (ValueError, KeyError, OSError, EOFError, IndexError, zipfile.BadZipFile) as error:
        message = f"The imported travel table {file} is damaged. Run “foothold travel import” again."
        raise Unreadable(message) from error
    return network


def write_network(network: RailNetwork, folder: Path) -> Path:
    """In one step: a reader has the former file or the whole new one."""
    folder.mkdir(parents=True, exist_ok=True)
    handle, scratch = tempfile.mkstemp(dir=folder, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as target:
            np.savez_compressed(target, **_arrays(network))
        Path(scratch).chmod(0o644)
        Path(scratch).replace(folder / IMPORTED)
    except BaseException:
        Path(scratch).unlink(missing_ok=True)
        raise
    return folder / IMPORTED


def _arrays(network: RailNetwork) -> dict[str, Any]:
    trains, walks = network.trains, network.walks
    return {
        "form": np.array(FORM),
        "codes": np.array(network.codes),
        "names": np.array(network.names),
        "lat": network.lat,
        "lon": network.lon,
        "line_names": np.array([line.name for line in network.lines]),
        "line_modes": np.array([line.mode for line in network.lines]),
        "stops": trains.stops,
        "ride": trains.ride,
        "train": trains.train,
        "line": trains.line,
        "boarding": trains.boarding,
        "walk_start": walks.start,
        "walk_end": walks.end,
        "walk_seconds": walks.seconds,
        "longest_walk": np.array(network.longest_walk),
        "source": np.array(network.source),
    }


def _from_arrays(table: dict[str, Any]) -> RailNetwork:
    if int(table["form"]) != FORM:
        raise ValueError(f"the file has form {table['form']}")
    lines = zip(table["line_names"].tolist(), table["line_modes"].tolist(), strict=True)
    network = RailNetwork(
        codes=tuple(table["codes"].tolist()),
        names=tuple(table["names"].tolist()),
        lat=table["lat"],
        lon=table["lon"],
        lines=tuple(Line(name, mode) for name, mode in lines),
        trains=Trains(table["stops"], table["ride"], table["train"], table["line"], table["boarding"]),
        walks=Walks(table["walk_start"], table["walk_end"], table["walk_seconds"]),
        longest_walk=int(table["longest_walk"]),
        source=str(table["source"]),
    )
    _check(network)
    return network


def _check(network: RailNetwork) -> None:
    """Raises ValueError where numbers lead out of the tables, or a ride or walk takes no time: a search would
    fail, or go round in circles, far from here."""
    trains, walks, stops = network.trains, network.walks, len(network.codes)
    lengths = {stops, len(network.names), len(network.lat), len(network.lon)}
    within = (
        (trains.stops, stops),
        (trains.train, len(trains.line)),
        (trains.line, len(network.lines)),
        (walks.start, stops),
        (walks.end, stops),
    )
    sound = all(not len(numbers) or 0 <= numbers.min() <= numbers.max() < count for numbers, count in within)
    takes_time = trains.boarding.min(initial=1) > 0 and walks.seconds.min(initial=1) > 0
    if len(lengths) != 1 or not sound or not takes_time or len(trains.stops) != len(trains.ride):
        raise ValueError("numbers lead out of the tables")
