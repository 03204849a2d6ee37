"""The tables of a GTFS folder, row by row, and what is wrong in them."""

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from foothold.errors import Unreadable

REQUIRED = ("stops.txt", "routes.txt", "trips.txt", "stop_times.txt")
CALENDARS = ("calendar.txt", "calendar_dates.txt")
LONGEST_ROW = 100_000
MOST_NAMED = 20
"""Rows that are named one by one; of more, only their number is told."""


class Feed:
    """An unpacked GTFS folder. What cannot be read in a row is noted in `skipped` and goes no further."""

    def __init__(self, folder: Path) -> None:
        if not folder.is_dir():
            hint = " Unpack it first." if folder.suffix == ".zip" else ""
            raise Unreadable(f"{folder} is no folder.{hint}")
        missing = [name for name in REQUIRED if not (folder / name).is_file()]
        if missing or not any((folder / name).is_file() for name in CALENDARS):
            lacking = ", ".join(missing or ("calendar.txt or calendar_dates.txt",))
            raise Unreadable(f"{folder} is no whole GTFS: it has no {lacking}.")
        self.folder = folder
        self.skipped: list[str] = []
        self.left_out: Counter[str] = Counter()
        self._count: Counter[str] = Counter()

    def has(self, name: str) -> bool:
        return (self.folder / name).is_file()

    def rows(
        self, name: str, columns: Sequence[str], optional: Sequence[str] = ()
    ) -> Iterator[tuple[int, list[str]]]:
        """Line number and cells, in the order of the columns; empty where there is none. Raises Unreadable."""
        with (self.folder / name).open(encoding="utf-8-sig", errors="replace", newline="") as table:
            since_row = 0

            def lines() -> Iterator[str]:
                nonlocal since_row
                for line in table:
                    since_row += len(line)
                    if since_row > LONGEST_ROW:
                        raise csv.Error(
                            f"a row is longer than {LONGEST_ROW:,} characters, as where a quote is not closed"
                        )
                    yield line.replace("\0", "")

            reader = csv.reader(lines())
            try:
                headings = [heading.strip() for heading in next(reader, [])]
                if missing := [column for column in columns if column not in headings]:
                    raise Unreadable(f"{name} has no column {', '.join(missing)}.")
                places = [headings.index(c) if c in headings else -1 for c in (*columns, *optional)]
                for row in reader:
                    since_row = 0
                    if row:
                        yield reader.line_num, [_cell(row, at) for at in places]
            except csv.Error as error:
                raise Unreadable(f"{name} cannot be read after line {reader.line_num}: {error}.") from error

    def skip(self, name: str, line: int, reason: str) -> None:
        """Note that a row was left out, and why."""
        self._count[name] += 1
        if sum(self._count.values()) <= MOST_NAMED:
            self.skipped.append(f"{name}, line {line}: {reason}")

    @property
    def skipped_rows(self) -> int:
        return sum(self._count.values())


def _cell(row: list[str], at: int) -> str:
    return row[at].strip() if 0 <= at < len(row) else ""


def seconds_of(text: str) -> int | None:
    """`7:05:00` and `25:10:00` (ten past one in the night after) as seconds; None where it is no time."""
    parts = text.split(":")
    if len(parts) != 3 or not all(part.isascii() and part.isdecimal() and len(part) <= 2 for part in parts):
        return None
    hours, minutes, seconds = (int(part) for part in parts)
    return hours * 3600 + minutes * 60 + seconds if minutes < 60 and seconds < 60 else None
