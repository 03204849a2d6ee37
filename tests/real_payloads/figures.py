"""How much of the real payloads is read as the people who labelled them read it.

`labels.csv` holds one row a posting, written from the payloads alone. `expected` is `no` for what must not become
a posting (a draft, a repeat); a `?` marks what people may answer either way, and is left out of the score.
"""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from foothold.cli.read import read
from tests.real_payloads.readable import READABLE

LABELS = Path(__file__).with_name("labels.csv")
FIELDS = ("title", "employer", "closing", "kind", "wage", "borough")
SEEN = "2026-11-22"

Label = dict[str, str]


@dataclass(frozen=True, slots=True)
class Miss:
    """One fact that was read otherwise than it was labelled, or a posting that is missing or too many."""

    family: str
    file: str
    row: str
    field: str
    labelled: str
    read: str

    def __str__(self) -> str:
        return (
            f"{self.file} {self.row} {self.field}: labelled {self.labelled or '-'}, read {self.read or '-'}"
        )


@dataclass(slots=True)
class Figures:
    """Of one family, or of all: how many facts were asked for, how many were read otherwise."""

    postings: int = 0
    asked: dict[str, int] = field(default_factory=lambda: dict.fromkeys(FIELDS, 0))
    stated: dict[str, int] = field(default_factory=lambda: dict.fromkeys(FIELDS, 0))
    misses: list[Miss] = field(default_factory=list)
    wrong_boroughs: list[Miss] = field(default_factory=list)

    def share(self, name: str) -> float | None:
        """Read as labelled; None where nothing was asked."""
        missed = sum(miss.field == name for miss in self.misses)
        return 1 - missed / self.asked[name] if self.asked[name] else None

    def found(self, name: str) -> tuple[int, int]:
        """How many were read as labelled of those that the payload states, and how many it states."""
        missed = sum(miss.field == name and miss.labelled != "" for miss in self.misses)
        return self.stated[name] - missed, self.stated[name]

    def add(self, other: "Figures") -> None:
        self.postings += other.postings
        for name in FIELDS:
            self.asked[name] += other.asked[name]
            self.stated[name] += other.stated[name]
        self.misses += other.misses
        self.wrong_boroughs += other.wrong_boroughs


@cache
def labels() -> tuple[Label, ...]:
    with LABELS.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def figures(payloads: Path) -> dict[str, Figures]:
    """Of each family that reads a labelled payload."""
    found: dict[str, Figures] = {}
    for family, file, count in READABLE:
        rows = [row for row in labels() if row["file"] == file]
        of_file = _of_file(family, rows, count, list(_lines(family, payloads / file))) if rows else Figures()
        found.setdefault(family, Figures()).add(of_file)
    return found


def left_out() -> int:
    """Facts, and whole postings, that people may answer either way."""
    open_to_either = (
        1 if row["expected"] == "?" else [_labelled(row, name) for name in FIELDS].count(None)
        for row in labels()
        if row["expected"] != "no"
    )
    return sum(open_to_either) + sum(row["per"] == "?" and row["low"] != "?" for row in labels())


def _lines(family: str, file: Path) -> Iterator[dict[str, Any]]:
    """What `foothold read` says of the file."""
    told = CliRunner().invoke(read, ["--family", family, "--scope", "off", "--seen", SEEN, str(file)])
    yield from map(json.loads, told.stdout.splitlines())


def _of_file(family: str, rows: list[Label], count: int, lines: list[dict[str, Any]]) -> Figures:
    """A line stands for the posting of its number, of those that are expected. What is not may be told as rejected."""
    found, unwanted = Figures(), 0
    if any(row["expected"] == "no" for row in rows):
        lines = [line for line in lines if "opportunity" in line]
    for row in rows:
        if row["expected"] == "no":
            unwanted += 1
            continue
        at = int(row["row"]) - unwanted - 1
        line = lines[at] if at < len(lines) else {}
        if row["expected"] == "yes":
            _compare(family, row, line.get("opportunity"), found)
    too_many = len(lines) - max(count, len(rows) - unwanted)
    found.misses += [Miss(family, rows[0]["file"], "-", "posting", "", "one too many")] * too_many
    return found


def _compare(family: str, row: Label, read_as: dict[str, Any] | None, found: Figures) -> None:
    found.postings += 1
    for name in FIELDS:
        labelled = _labelled(row, name)
        if labelled is None:
            continue
        found.asked[name] += 1
        found.stated[name] += labelled != ""
        said = _read(row, name, read_as) if read_as else "no posting"
        if said != labelled:
            miss = Miss(family, row["file"], row["row"], name, labelled, said)
            found.misses.append(miss)
            if name == "borough" and read_as and not set(said.split("; ")) <= {labelled, ""}:
                found.wrong_boroughs.append(miss)


def _labelled(row: Label, name: str) -> str | None:
    """None where people may answer either way."""
    answer = _wage_labelled(row) if name == "wage" else row[name]
    return None if answer.startswith("?") else answer


def _wage_labelled(row: Label) -> str:
    per = row["per"].replace("?", "")
    return "?" if row["low"] == "?" else _pay(row["low"], row["high"], per, row["paid"], row["flags"].split())


def _read(row: Label, name: str, read_as: dict[str, Any]) -> str:
    if name == "wage":
        return _wage_read(row, read_as["wage"])
    if name == "borough":
        named = {place["borough"]["name"] for place in read_as["places"] if place["borough"]}
        return "; ".join(sorted(named))
    answer = {
        "title": read_as["title"],
        "employer": (read_as["employer"] or {}).get("name"),
        "closing": read_as["closing_date"],
        "kind": read_as["kind"],
    }[name]
    return " ".join((answer or "").split())


def _wage_read(row: Label, wage: dict[str, Any] | None) -> str:
    """In the words of the label: of flags those that were labelled, nothing that the label leaves out."""
    wage = wage or {"low": None, "high": None, "per": None, "paid": "unknown", "flags": []}
    low, high = (
        f"{value:g}" if abs(value) < 1000 else f"{value:.12g}"
        for value in (wage["low"] or 0, wage["high"] or 0)
    )
    figures_said = ("" if wage["low"] is None else low, "" if wage["high"] is None else high)
    per = (wage["per"] or "") if any(figures_said) and row["per"] != "?" else ""
    paid = wage["paid"] if row["paid"] or wage["paid"] == "unpaid" else ""
    return _pay(*figures_said, per, paid, [flag for flag in row["flags"].split() if flag in wage["flags"]])


def _pay(low: str, high: str, per: str, paid: str, flags: list[str]) -> str:
    span = low if low == high else f"{low or '…'} to {high or '…'}"
    return " ".join(part for part in (span, per and f"a {per}", paid, *flags) if part)
