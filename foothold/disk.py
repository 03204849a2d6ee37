"""Room on the disk that holds what this Foothold keeps on this machine."""

import shutil
from dataclasses import dataclass
from pathlib import Path

LEAST_FREE, FULL = 0.10, 0.01
"""Shares of the disk: with less than the first free it is time to make room, with less than the second it is full."""
ENOUGH = 2_000_000_000
"""Bytes: a disk with so much free is not full, however large it is."""
WHAT_TO_DO = "Make room: `foothold index prune`, old logs, old backups."


@dataclass(frozen=True, slots=True)
class Room:
    """Bytes."""

    free: int
    total: int

    @property
    def low(self) -> bool:
        return self.free < LEAST_FREE * self.total

    @property
    def full(self) -> bool:
        return self.free < min(FULL * self.total, ENOUGH)

    @property
    def taken(self) -> str:
        """`97%`."""
        return f"{1 - self.free / self.total:.0%}"


def room_for(folder: Path) -> Room:
    """Of the disk on which the folder lies, or will lie."""
    nearest = next(p for p in (folder.resolve(), *folder.resolve().parents) if p.exists())
    disk = shutil.disk_usage(nearest)
    return Room(disk.free, disk.total)
