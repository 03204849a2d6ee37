"""The real payloads are read as people labelled them, and no place in a borough that nobody named."""

from pathlib import Path

import pytest

from tests.real_payloads.figures import FIELDS, Figures, figures, labels
from tests.real_payloads.readable import READABLE

WANTED = {"title": 0.98, "employer": 0.98, "closing": 0.98, "kind": 0.98, "wage": 0.97, "borough": 0.98}


@pytest.fixture(scope="module")
def read(real_input: Path) -> Figures:
    every = Figures()
    for of_family in figures(real_input / "payloads").values():
        every.add(of_family)
    return every


@pytest.mark.parametrize("name", FIELDS)
def test_a_fact_is_read_as_it_was_labelled(read: Figures, name: str) -> None:
    missed = [str(miss) for miss in read.misses if miss.field == name]
    assert (read.share(name) or 0) >= WANTED[name], missed


def test_no_place_is_put_into_a_borough_that_nobody_named(read: Figures) -> None:
    assert not read.wrong_boroughs, [str(miss) for miss in read.wrong_boroughs]


def test_nothing_becomes_a_posting_that_should_not(read: Figures) -> None:
    assert not [str(miss) for miss in read.misses if miss.field == "posting"]


def test_every_file_that_a_family_reads_is_labelled() -> None:
    assert {file for _, file, _ in READABLE} == {row["file"] for row in labels()}
