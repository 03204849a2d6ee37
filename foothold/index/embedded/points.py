"""Where documents are: arrays of places a process, filled from an append-only file in the generation.

The engine has no geometry. Two number columns for latitude and longitude would match the latitude of one
place with the longitude of another, so distances are computed here, exactly, to the nearest place.
"""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from foothold.index.query import Near

EARTH_RADIUS_MILES = 3958.7613
FILE_NAME = "points.bin"
Point = tuple[int, float, float]

_RECORD = np.dtype([("version", "<u8"), ("lat", "<f8"), ("lon", "<f8")])
_CELL_LAT, _CELL_LON = 0.0045, 0.0072
"""A cell is about 500 m each way in London."""

_MANY = 4_000
"""Above so many versions in a circle, whole cells are asked for instead (a set of ids at 200,000 adverts
took 164 ms at 10 miles, cells 77 ms)."""


@dataclass(frozen=True, slots=True)
class Circle:
    """What lies within a query's radius: each version once with its distance, sorted by version; and the
    shorter way to ask for them: `cells` wholly inside, `rim` versions of what lies in other cells."""

    versions: NDArray[np.uint64]
    miles: NDArray[np.float64]
    cells: tuple[int, ...]
    rim: tuple[int, ...]

    def miles_of(self, version: int) -> float | None:
        at = int(np.searchsorted(self.versions, np.uint64(version)))
        if at == len(self.versions) or int(self.versions[at]) != version:
            return None
        return float(self.miles[at])


@dataclass(frozen=True, slots=True)
class Points:
    """An immutable state of the file; `records` counts what was read of it."""

    version: NDArray[np.uint64]
    lat: NDArray[np.float64]
    lon: NDArray[np.float64]

    def circle(self, near: Near) -> Circle:
        within = self._box(near)
        miles = miles_between(near.lat, near.lon, self.lat[within], self.lon[within])
        inside = miles <= near.within_miles
        within, miles = within[inside], miles[inside]
        versions, at = np.unique(self.version[within], return_inverse=True)
        nearest = np.full(len(versions), np.inf)
        np.minimum.at(nearest, at, miles)
        if len(versions) <= _MANY:
            return Circle(versions, nearest, (), tuple(versions.tolist()))
        return Circle(versions, nearest, *self._cells_and_rim(near, within))

    def _box(self, near: Near) -> NDArray[np.intp]:
        """Indices of the points in the square around the circle, to spare the trigonometry of the rest."""
        half = np.degrees(near.within_miles / EARTH_RADIUS_MILES) * 1.01
        in_latitude: NDArray[np.intp] = np.nonzero(np.abs(self.lat - near.lat) <= half)[0]
        return in_latitude

    def _cells_and_rim(self, near: Near, within: NDArray[np.intp]) -> tuple[tuple[int, ...], tuple[int, ...]]:
        cells = cells_of(self.lat[within], self.lon[within])
        known = np.unique(cells)
        whole = known[_farthest_corner(near, known) < near.within_miles * 0.999]
        rim = np.unique(self.version[within][~np.isin(cells, whole)])
        return tuple(whole.tolist()), tuple(rim.tolist())


def miles_between(lat: float, lon: float, lats: Any, lons: Any) -> NDArray[np.float64]:
    """Haversine distance of one point to many."""
    a, b = np.radians(lat), np.radians(np.asarray(lats, dtype=np.float64))
    half_lat, half_lon = (b - a) / 2, np.radians(np.asarray(lons, dtype=np.float64) - lon) / 2
    chord = np.sin(half_lat) ** 2 + np.cos(a) * np.cos(b) * np.sin(half_lon) ** 2
    miles: NDArray[np.float64] = 2 * EARTH_RADIUS_MILES * np.arcsin(np.sqrt(np.clip(chord, 0, 1)))
    return miles


def cells_of(lat: NDArray[np.float64], lon: NDArray[np.float64]) -> NDArray[np.uint64]:
    row = np.floor((lat + 90) / _CELL_LAT).astype(np.uint64)
    column = np.floor((lon + 180) / _CELL_LON).astype(np.uint64)
    cells: NDArray[np.uint64] = row << np.uint64(20) | column
    return cells


def cell_of(lat: float, lon: float) -> int:
    return int(cells_of(np.array([lat]), np.array([lon]))[0])


def read_points(folder: Path, known: Points | None = None) -> Points:
    """The file's whole records; a record that is still being written is left for the next time."""
    known = known or Points(np.empty(0, np.uint64), np.empty(0), np.empty(0))
    path = folder / FILE_NAME
    read = len(known.version)
    new = (
        np.fromfile(path, _RECORD, offset=read * _RECORD.itemsize) if path.exists() else np.empty(0, _RECORD)
    )
    if not len(new):
        return known
    return Points(
        np.concatenate([known.version, new["version"]]),
        np.concatenate([known.lat, new["lat"]]),
        np.concatenate([known.lon, new["lon"]]),
    )


def append_points(folder: Path, points: list[Point]) -> None:
    """Durable when it returns; call it before the commit that makes their documents visible."""
    if not points:
        return
    with (folder / FILE_NAME).open("ab") as file:
        file.write(np.array(points, dtype=_RECORD).tobytes())
        file.flush()
        os.fsync(file.fileno())


def drop_torn_record(folder: Path) -> None:
    """A writer that died in mid-write leaves part of a record, which would shift all that follow."""
    path = folder / FILE_NAME
    if path.exists() and (torn := path.stat().st_size % _RECORD.itemsize):
        os.truncate(path, path.stat().st_size - torn)


def _farthest_corner(near: Near, cells: NDArray[np.uint64]) -> NDArray[np.float64]:
    south = (cells >> np.uint64(20)).astype(np.float64) * _CELL_LAT - 90
    west = (cells & np.uint64((1 << 20) - 1)).astype(np.float64) * _CELL_LON - 180
    corners = [
        miles_between(near.lat, near.lon, south + north * _CELL_LAT, west + east * _CELL_LON)
        for north in (0, 1)
        for east in (0, 1)
    ]
    farthest: NDArray[np.float64] = np.maximum.reduce(corners)
    return farthest
