"""Tables of cases: tab-separated files beside the tests, one case a line, named by its text."""

import csv
from pathlib import Path

import pytest
from _pytest.mark.structures import ParameterSet

HERE = Path(__file__).parent


def cases(name: str) -> list[ParameterSet]:
    return [pytest.param(row, id=next(iter(row.values())) or "blank") for row in rows(HERE / name)]


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
