"""`docs/security.md` names what is there, and answers every number of the standard once."""

import csv
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
with (Path(__file__).parent / "asvs_numbers.csv").open(encoding="utf-8", newline="") as numbers:
    LEVELS = {row["number"]: int(row["level"]) for row in csv.DictReader(numbers)}
TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
PATH = re.compile(r"`([\w.]+(?:/[\w.]+)+|\.\w+)`")
ANSWERS = ("held", "not applicable", "open")
ACTORS = (
    "visitor", "pupil", "school page with the widget", "employer with a key", "broker", "operator with the token",
    "local user on the machine", "crawled site", "mail provider", "search cluster",
)  # fmt: skip
CHAPTERS_OF_LEVEL_2 = ("V5", "V6", "V7", "V8")


def rows(heading: str) -> Iterator[list[str]]:
    """The cells of each row of the tables from that heading up to the next of its rank."""
    rank = heading.partition(" ")[0]
    section = re.split(rf"^{rank} ", TEXT.partition(f"{heading}\n")[2], flags=re.M)[0]
    for line in section.splitlines():
        cells = [cell.strip() for cell in line.strip("| ").split(" | ")]
        if line.startswith("| ") and len(cells) > 2:
            yield cells


THREATS = [row for row in rows("## Who may do what") if row[0] != "who"]
REQUIREMENTS = [row for row in rows("## ASVS 5.0") if row[0] != "number"]


def test_the_tables_are_found() -> None:
    assert len(THREATS) > 40 and {len(row) for row in THREATS} == {6}
    assert {len(row) for row in REQUIREMENTS} == {4}


@pytest.mark.parametrize("named", sorted({"::".join(one) for one in TEST.findall(TEXT)}))
def test_every_test_that_is_named_exists(named: str) -> None:
    file, _, name = named.partition("::")
    assert re.search(rf"^(?:async )?def {name}\(", source(file), re.M)


@pytest.mark.parametrize("name", sorted(set(PATH.findall(TEXT))))
def test_every_module_that_is_named_exists(name: str) -> None:
    assert name.startswith("/") or (ROOT / name).exists()


@pytest.mark.parametrize("row", THREATS, ids=lambda row: f"{row[0]}, {row[2]}")
def test_every_threat_names_a_module_and_a_test(row: list[str]) -> None:
    assert all(row) and PATH.findall(row[4]) and TEST.findall(row[5])


def test_every_actor_has_a_row() -> None:
    assert set(ACTORS) <= {row[0] for row in THREATS}


def test_every_number_of_the_standard_is_answered_once() -> None:
    assert sorted(row[0] for row in REQUIREMENTS) == sorted(LEVELS)
    assert sum(level == 1 for level in LEVELS.values()) == 70
    assert {number.partition(".")[0] for number, level in LEVELS.items() if level == 2} == set(
        CHAPTERS_OF_LEVEL_2
    )


@pytest.mark.parametrize("row", REQUIREMENTS, ids=lambda row: row[0])
def test_an_answer_names_what_holds_it_or_its_reason(row: list[str]) -> None:
    _, asks, answer, why = row
    assert asks and answer in ANSWERS
    if answer == "held":
        assert PATH.findall(TEST.sub("", why)) and TEST.findall(why)
    else:
        assert len(TEST.sub("", why).split()) >= 3


@cache
def source(file: str) -> str:
    return (ROOT / file).read_text(encoding="utf-8")
