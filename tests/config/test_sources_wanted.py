"""The operator's list of what is missing: no borough is forgotten, and its examples are sources that load."""

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from crawlers.families import families
from foothold.model.source import load_sources
from foothold.reading.places.gazetteer import built_in_places

TEXT = (Path(__file__).parents[2] / "docs" / "sources-wanted.md").read_text(encoding="utf-8")
EXAMPLES = [
    yaml.safe_load(re.sub(r"^   ", "", block, flags=re.M))
    for block in re.findall(r"^   ```yaml\n(.*?)^   ```", TEXT, re.M | re.S)
]
ROWS = [row for row in TEXT.splitlines() if row.startswith("| ") and not row.startswith("| publisher")]


def test_every_borough_has_one_row() -> None:
    rows = Counter(row.split(" | ")[0].removeprefix("| ") for row in ROWS)
    boroughs = [borough.name for borough in built_in_places().boroughs()]
    assert len(boroughs) == 33
    assert {name: rows[name] for name in boroughs if rows[name] != 1} == {}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["family"])
def test_an_example_is_a_source_whose_family_knows_where_to_begin(example: dict[str, Any]) -> None:
    assert list(families()[example["family"]].start(example["values"], None))


def test_there_is_an_example_of_each_way() -> None:
    used = {example["family"] for example in EXAMPLES}
    assert used == {"job_feed", "job_posting_page", "json_list", "listing"}


def test_every_row_says_what_is_known_what_is_to_find_out_and_who_would_read_it() -> None:
    cells = {row: [cell.strip() for cell in row.strip("| ").split(" | ")] for row in ROWS}
    assert [row for row, texts in cells.items() if len(texts) != 5 or not all(texts)] == []


def test_the_rows_name_families_that_there_are() -> None:
    named = {row: set(re.findall(r"`([a-z_]+)`", row.rsplit(" | ", 1)[1])) for row in ROWS}
    assert {row: names - families().keys() for row, names in named.items() if names - families().keys()} == {}


def test_a_source_that_is_called_there_is_there() -> None:
    called = re.findall(r"\*\*there\*\*: `(\w+)`", TEXT)
    assert called
    assert set(called) <= load_sources().keys()
