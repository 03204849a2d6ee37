"""The map of boroughs: outlines as SVG paths, a shade for each count, and the count written on it."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files

import numpy as np
from numpy.typing import NDArray

from foothold.model.places import Borough
from foothold.reading.places.borough_outlines import rings

WIDTH = 720
SHADES = 5
MARGIN = 4
MIDDLE_LATITUDE = 51.49

Ring = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Outline:
    """One borough on the map: its path, and where its number stands."""

    path: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class MapArea:
    """`shade` is 0 where nothing is open, else 1 (fewest) to 5 (most)."""

    borough: Borough
    outline: Outline
    count: int
    shade: int


@dataclass(frozen=True, slots=True)
class Step:
    """A line of the key to the map."""

    shade: int
    text: str


@dataclass(frozen=True, slots=True)
class BoroughMap:
    width: int
    height: int
    areas: tuple[MapArea, ...]
    key: tuple[Step, ...]


def borough_map(boroughs: tuple[Borough, ...], counts: Mapping[str, int]) -> BoroughMap:
    """`counts` by ONS code; `boroughs` in the order of the table of places."""
    height, drawn = outlines()
    edges = breaks([counts.get(borough.code, 0) for borough in boroughs])
    areas = tuple(
        MapArea(borough, drawn[number], count := counts.get(borough.code, 0), shade_of(count, edges))
        for number, borough in enumerate(boroughs)
    )
    return BoroughMap(WIDTH, height, areas, _key(edges, any(not area.count for area in areas)))


def breaks(counts: list[int]) -> tuple[int, ...]:
    """The highest count of each shade, so that about as many boroughs have each; equal counts share one."""
    some = sorted(count for count in counts if count)
    ends = (some[math.ceil(len(some) * n / SHADES) - 1] for n in range(1, SHADES + 1)) if some else ()
    return tuple(dict.fromkeys(ends))


def shade_of(count: int, edges: tuple[int, ...]) -> int:
    return next((n for n, edge in enumerate(edges, 1) if count <= edge), SHADES) if count else 0


def _key(edges: tuple[int, ...], some_empty: bool) -> tuple[Step, ...]:
    starts = (1, *(edge + 1 for edge in edges))
    steps = (
        Step(n, f"{start:,}" if start == end else f"{start:,} to {end:,}")
        for n, (start, end) in enumerate(zip(starts, edges, strict=False), 1)
    )
    return (*((Step(0, "None"),) if some_empty else ()), *steps)


@cache
def outlines() -> tuple[int, dict[int, Outline]]:
    """The height of the map for its width, and each borough's outline by its number; drawn once a process."""
    with as_file(files("config") / "places" / "outlines.npz") as source:
        placed = [(owner, _flat(ring)) for owner, ring in rings(source)]
    every = np.vstack([ring for _, ring in placed])
    low = every.min(axis=0)
    scale = (WIDTH - 2 * MARGIN) / (every.max(axis=0) - low)[0]
    parts: dict[int, list[Ring]] = {}
    for owner, ring in placed:
        parts.setdefault(owner, []).append(np.rint((ring - low) * scale + MARGIN))
    height = max(ring[:, 1].max() for drawn in parts.values() for ring in drawn) + MARGIN
    return int(height), {owner: _outline(drawn) for owner, drawn in parts.items()}


def _flat(ring: Ring) -> Ring:
    """Degrees on a sheet of paper: London is small enough for one scale, and north is up."""
    return np.column_stack([ring[:, 0] * math.cos(math.radians(MIDDLE_LATITUDE)), -ring[:, 1]])


def _outline(parts: list[Ring]) -> Outline:
    largest = max(parts, key=lambda ring: abs(_area(ring)))
    x, y = _centre(largest)
    return Outline("".join(map(_path, parts)), round(x), round(y))


def _path(ring: Ring) -> str:
    steps = np.diff(ring[:-1], axis=0).astype(int)
    moved = steps[(steps != 0).any(axis=1)]
    x, y = ring[0].astype(int)
    return f"M{x} {y}l" + " ".join(f"{dx} {dy}" for dx, dy in moved) + "z"


def _area(ring: Ring) -> float:
    x, y = ring.T
    return float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]) / 2)


def _centre(ring: Ring) -> tuple[float, float]:
    """The centre of gravity, which lies inside these outlines."""
    x, y = ring.T
    cross = x[:-1] * y[1:] - x[1:] * y[:-1]
    return (
        float(np.sum((x[:-1] + x[1:]) * cross) / (6 * _area(ring))),
        float(np.sum((y[:-1] + y[1:]) * cross) / (6 * _area(ring))),
    )
