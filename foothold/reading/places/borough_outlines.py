"""The outlines of the 33 boroughs, for the question which of them holds a point."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Outlines:
    """Edges of all rings side by side; `owners` is the number of each edge's borough."""

    starts: NDArray[np.float64]
    ends: NDArray[np.float64]
    owners: NDArray[np.uint8]

    @classmethod
    def read(cls, source: Path) -> "Outlines":
        with np.load(source, allow_pickle=False) as held:
            vertices = held["vertices"].astype(np.float64)
            lengths, owners = held["lengths"], held["owners"]
        last = np.zeros(len(vertices), dtype=bool)
        last[np.cumsum(lengths) - 1] = True
        edges = np.flatnonzero(~last)
        return cls(vertices[edges], vertices[edges + 1], np.repeat(owners, lengths)[edges])

    def containing(self, lat: float, lon: float) -> int | None:
        """The one borough whose outline holds the point; None outside all, or on a doubtful seam."""
        above = (self.starts[:, 1] > lat) != (self.ends[:, 1] > lat)
        start, end = self.starts[above], self.ends[above]
        crossing = start[:, 0] + (lat - start[:, 1]) / (end[:, 1] - start[:, 1]) * (end[:, 0] - start[:, 0])
        crossed = np.bincount(self.owners[above][crossing > lon], minlength=33)
        inside = np.flatnonzero(crossed % 2)
        return int(inside[0]) if len(inside) == 1 else None


def rings(source: Path) -> Iterator[tuple[int, NDArray[np.float64]]]:
    """Each closed ring, longitude before latitude, with the number of its borough."""
    with np.load(source, allow_pickle=False) as held:
        vertices, lengths, owners = held["vertices"].astype(np.float64), held["lengths"], held["owners"]
    yield from zip(map(int, owners), np.split(vertices, np.cumsum(lengths)[:-1]), strict=True)
