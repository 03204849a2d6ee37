"""The compact file of unit postcodes: sorted numbers, boroughs and points, small to ship and quick to load."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

UNKNOWN = 255
OUTSIDE = 254
"""The borough of a unit that is surely beyond London's edge."""
_ORIGIN = np.array([51.2, -0.6])
_STEP = np.array([0.00012, 0.0002])  # About 14 metres either way.
_NO_POINT = 65_535


@dataclass(frozen=True, slots=True)
class Units:
    """`keys` are sorted numbers; `boroughs` index the 33, or are OUTSIDE or UNKNOWN; `points` may be NaN."""

    districts: dict[str, int]
    keys: NDArray[np.int32]
    boroughs: NDArray[np.uint8]
    points: NDArray[np.float64]

    def find(self, unit: str) -> int | None:
        """The row of `SE1 9PZ`, or None."""
        district, _, inward = unit.partition(" ")
        number = self.districts.get(district)
        if number is None or len(inward) != 3:
            return None
        # A plain int would make numpy copy all the keys to compare them with it.
        key = np.int32(number * 6760 + _inward(inward))
        row = int(self.keys.searchsorted(key))
        return row if row < len(self.keys) and self.keys[row] == key else None


def write_units(
    target: Path | IO[bytes],
    codes: Sequence[str],
    points: NDArray[np.float64],
    boroughs: NDArray[np.uint8],
) -> None:
    """Codes like `SE1 9PZ`, each once; points outside the box of Greater London are kept as none."""
    districts = sorted({code.split()[0] for code in codes})
    keys = _pack(codes, districts)
    order = np.argsort(keys)
    steps = (points[order] - _ORIGIN) / _STEP
    fits = np.isfinite(steps).all(axis=1) & (steps >= 0).all(axis=1) & (steps < _NO_POINT - 1).all(axis=1)
    grid = np.where(fits[:, None], np.round(np.where(fits[:, None], steps, 0)), _NO_POINT).astype(np.uint16)
    np.savez_compressed(
        target,
        districts=np.array(districts),
        gaps=np.diff(keys[order], prepend=np.int32(0)).astype(np.int32),
        boroughs=boroughs[order],
        lat=np.diff(grid[:, 0], prepend=np.uint16(0)),
        lon=np.diff(grid[:, 1], prepend=np.uint16(0)),
    )


def read_units(source: Path | IO[bytes]) -> Units:
    """Raises ValueError or KeyError where the file is not one that `write_units` wrote."""
    with np.load(source, allow_pickle=False) as held:
        data: dict[str, NDArray[Any]] = {name: held[name] for name in held.files}
    steps = np.stack(
        [np.cumsum(data[axis], dtype=np.uint16) for axis in ("lat", "lon")], axis=1
    )  # Wraps round, as the differences did.
    points = _ORIGIN + steps * _STEP
    points[steps[:, 0] == _NO_POINT] = np.nan
    return Units(
        districts={str(name): number for number, name in enumerate(data["districts"])},
        keys=np.cumsum(data["gaps"], dtype=np.int32),
        boroughs=data["boroughs"],
        points=points,
    )


def _pack(codes: Sequence[str], districts: list[str]) -> NDArray[np.int32]:
    numbers = {name: number for number, name in enumerate(districts)}
    parts = (code.split() for code in codes)
    return np.array([numbers[out] * 6760 + _inward(inward) for out, inward in parts], dtype=np.int32)


def _inward(text: str) -> int:
    """`9PZ` → a number below 6,760; -1 for what is no inward code."""
    if not (text.isascii() and text[0].isdigit() and text[1:].isalpha()):
        return -1
    return int(text[0]) * 676 + (ord(text[1]) - 65) * 26 + ord(text[2]) - 65
