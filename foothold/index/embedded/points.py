"""Where documents are: arrays of places a process, filled from an append-only file in the generation.

The engine has no geometry. Two number columns for latitude and longitude would match the latitude of one
place with the longitude of another, so distances are computed here, exactly, to the nearest place.
"""

import math
import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from foothold.index.distance import EARTH_RADIUS_MILES, miles_between
from foothold.index.query import Near

FILE_NAME = "points.bin"
Point = tuple[int, float, float]

_RECORD = np.dtype([("version", "<u8"), ("lat", "<f8"), ("lon", "<f8"), ("check", "<u8")])
_ODD = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9)
"""Odd, so that a change of any one number of a record changes its check."""

_FINEST_LAT, _FINEST_LON = 0.0045, 0.0072
"""The finest cell is about 500 m each way in London; each coarser one is four by four of the finer."""

_LEVELS = (0, 1, 2)
_ROW, _LEVEL = np.uint64(24), np.uint64(48)
_COLUMNS = np.uint64((1 << 24) - 1)

_MANY = 1_000
"""Above so many versions in a circle, cells wholly inside are asked for and only the rim by version."""


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


@dataclass(frozen=True)
class Points:
    """An immutable state of the file, in its order."""

    records: NDArray[Any]

    @cached_property
    def _version(self) -> NDArray[np.uint64]:
        """Sorted, so that the places of one version stand together."""
        return np.ascontiguousarray(self.records["version"][self._order])

    @cached_property
    def _order(self) -> NDArray[np.intp]:
        return np.argsort(self.records["version"], kind="stable")

    @cached_property
    def _lat(self) -> NDArray[np.float64]:
        return np.ascontiguousarray(self.records["lat"][self._order])

    @cached_property
    def _lon(self) -> NDArray[np.float64]:
        return np.ascontiguousarray(self.records["lon"][self._order])

    @cached_property
    def _cells(self) -> tuple[NDArray[np.uint64], NDArray[np.intp]]:
        """The finest cells that hold a point, and for each point which of them is its."""
        return np.unique(cells_of(self._lat, self._lon), return_inverse=True)

    def circle(self, near: Near) -> Circle:
        squared = self._squared_chords(near)
        farthest = 2 * math.sin(near.within_miles / EARTH_RADIUS_MILES / 2)
        there = np.nonzero(squared <= farthest * farthest)[0]
        miles = 2 * EARTH_RADIUS_MILES * np.arcsin(np.sqrt(squared[there]) / 2)
        found = self._version[there]
        if not len(found):
            return Circle(found, miles, (), ())
        firsts = np.nonzero(np.r_[True, found[1:] != found[:-1]])[0]
        versions, nearest = found[firsts], np.minimum.reduceat(miles, firsts)
        if len(versions) <= _MANY:
            return Circle(versions, nearest, (), tuple(versions.tolist()))
        cells, whole = self._whole_cells(near)
        rim = np.unique(found[~whole[self._cells[1][there]]])
        return Circle(versions, nearest, cells, tuple(rim.tolist()))

    @cached_property
    def _units(self) -> tuple[NDArray[np.float64], ...]:
        """Each point on a globe of radius 1."""
        return _unit(np.radians(self._lat), np.radians(self._lon))

    def _squared_chords(self, near: Near) -> NDArray[np.float64]:
        """Straight through the globe: as good as a distance for comparing, and a fifth of its price."""
        there = _unit(np.radians(near.lat), np.radians(near.lon))
        squared: NDArray[np.float64] = np.zeros(len(self._version))
        for axis, at in zip(self._units, there, strict=True):
            apart = axis - at
            squared += apart * apart
        return squared

    def _whole_cells(self, near: Near) -> tuple[tuple[int, ...], NDArray[np.bool_]]:
        """Cells wholly inside, the coarsest that will do, and which of the finest they cover."""
        finest = self._cells[0]
        covered = np.zeros(len(finest), dtype=np.bool_)
        chosen: list[int] = []
        for level in reversed(_LEVELS):
            ancestors = _coarser(finest[~covered], level)
            known = np.unique(ancestors)
            whole = known[_farthest_corner(near, known) < near.within_miles * 0.999]
            chosen += whole.tolist()
            covered[~covered] = np.isin(ancestors, whole)
        return tuple(chosen), covered


def _unit(lat: Any, lon: Any) -> tuple[Any, Any, Any]:
    return np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)


def cells_of(lat: Any, lon: Any) -> NDArray[np.uint64]:
    """The finest cells: row and column from the south-west."""
    row = np.floor((np.asarray(lat) + 90) / _FINEST_LAT).astype(np.uint64)
    column = np.floor((np.asarray(lon) + 180) / _FINEST_LON).astype(np.uint64)
    cells: NDArray[np.uint64] = row << _ROW | column
    return cells


def cells_between(south: float, west: float, north: float, east: float) -> NDArray[np.uint64]:
    """All finest cells that touch a box, sorted."""
    corners = cells_of((south, north), (west, east))
    rows, columns = corners >> _ROW, corners & _COLUMNS
    row = np.arange(rows[0], rows[1] + np.uint64(1), dtype=np.uint64)
    column = np.arange(columns[0], columns[1] + np.uint64(1), dtype=np.uint64)
    cells: NDArray[np.uint64] = (row[:, None] << _ROW | column).ravel()
    return cells


def middles_of(cells: NDArray[np.uint64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Latitudes and longitudes of the middles of finest cells."""
    row, column = (cells >> _ROW).astype(np.float64), (cells & _COLUMNS).astype(np.float64)
    return (row + 0.5) * _FINEST_LAT - 90, (column + 0.5) * _FINEST_LON - 180


def fewest_cells(finest: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The same area in fewer cells: a coarser one for every four by four that are all there. `finest` are
    unique; the answer is sorted."""
    rest, chosen = finest, []
    for _ in _LEVELS[1:]:
        parents, count = np.unique(_parents(rest), return_counts=True)
        whole = parents[count == 16]
        chosen.append(rest[~np.isin(_parents(rest), whole)])
        rest = whole
    return np.sort(np.concatenate([*chosen, rest]))


def _parents(cells: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The next coarser cell of each; all of one level."""
    if not len(cells):
        return cells
    level = cells[0] >> _LEVEL
    within = cells & ((np.uint64(1) << _LEVEL) - np.uint64(1))
    row, column = within >> _ROW >> np.uint64(2), (within & _COLUMNS) >> np.uint64(2)
    parents: NDArray[np.uint64] = (level + np.uint64(1)) << _LEVEL | row << _ROW | column
    return parents


def cells_at(points: Sequence[tuple[float, float]]) -> set[int]:
    """All cells, fine and coarse, that these points (latitude, longitude) stand in: as `cells_of`, without
    the cost of arrays for a single point."""
    found = set()
    for lat, lon in points:
        row, column = math.floor((lat + 90) / _FINEST_LAT), math.floor((lon + 180) / _FINEST_LON)
        found |= {level << 48 | row >> 2 * level << 24 | column >> 2 * level for level in _LEVELS}
    return found


def read_points(folder: Path, known: Points | None = None) -> Points:
    """The file's whole records; a record that is still being written is left for the next time. Raises
    ValueError where one is not as it was written."""
    known = known or Points(np.empty(0, _RECORD))
    path = folder / FILE_NAME
    read = len(known.records)
    new = (
        np.fromfile(path, _RECORD, offset=read * _RECORD.itemsize) if path.exists() else np.empty(0, _RECORD)
    )
    if not np.array_equal(_checks(new), new["check"]):
        raise ValueError(f"{FILE_NAME} is not as it was written")
    return Points(np.concatenate([known.records, new])) if len(new) else known


def count_points(folder: Path) -> int:
    path = folder / FILE_NAME
    return path.stat().st_size // _RECORD.itemsize if path.exists() else 0


def append_points(folder: Path, points: list[Point]) -> None:
    """Durable when it returns; call it before the commit that makes their documents visible."""
    if not points:
        return
    records = np.array([(*point, 0) for point in points], dtype=_RECORD)
    records["check"] = _checks(records)
    with (folder / FILE_NAME).open("ab") as file:
        file.write(records.tobytes())
        file.flush()
        os.fsync(file.fileno())


def drop_torn_record(folder: Path) -> None:
    """A writer that died in mid-write leaves part of a record, which would shift all that follow."""
    path = folder / FILE_NAME
    if path.exists() and (torn := path.stat().st_size % _RECORD.itemsize):
        os.truncate(path, path.stat().st_size - torn)


def _checks(records: NDArray[Any]) -> NDArray[np.uint64]:
    """Of each record, by its bits."""
    words = np.ascontiguousarray(records).view("<u8").reshape(len(records), len(_ODD) + 1)
    checks: NDArray[np.uint64] = np.uint64(1) + np.zeros(len(records), np.uint64)
    for column, odd in enumerate(_ODD):
        checks ^= words[:, column] * np.uint64(odd)
    return checks


def _coarser(cells: NDArray[np.uint64], level: int) -> NDArray[np.uint64]:
    shift = np.uint64(2 * level)
    row, column = cells >> _ROW >> shift, (cells & _COLUMNS) >> shift
    coarser: NDArray[np.uint64] = np.uint64(level) << _LEVEL | row << _ROW | column
    return coarser


def _farthest_corner(near: Near, cells: NDArray[np.uint64]) -> NDArray[np.float64]:
    """Miles from the middle of the circle to the farthest corner of each cell; all of one level."""
    scale = 4.0 ** float(cells[0] >> _LEVEL) if len(cells) else 1.0
    height, width = _FINEST_LAT * scale, _FINEST_LON * scale
    south = ((cells & ((np.uint64(1) << _LEVEL) - np.uint64(1))) >> _ROW).astype(np.float64) * height - 90
    west = (cells & _COLUMNS).astype(np.float64) * width - 180
    corners = [
        miles_between(near.lat, near.lon, south + north * height, west + east * width)
        for north in (0, 1)
        for east in (0, 1)
    ]
    farthest: NDArray[np.float64] = np.maximum.reduce(corners)
    return farthest
