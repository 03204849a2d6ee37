import csv
from datetime import date
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foothold.model.organisations import Commitment, slugify
from foothold.reading.commitments import (
    COMMITMENTS,
    STATED,
    all_commitments,
    listed_commitments,
    stated_commitments,
)
from tests.foothold.reading.tables import cases


@pytest.mark.parametrize("case", cases("commitments.tsv"))
def test_what_an_advert_states_of_its_employer_is_read_as_the_table_says(case: dict[str, str]) -> None:
    found = stated_commitments([case["text"]])
    told = "; ".join(f"{one.name} ({one.level})" if one.level else one.name for one in found)
    assert told == case["commitments"]
    assert {one.basis for one in found} <= {STATED}


def test_a_level_named_once_is_kept_and_each_commitment_is_told_once() -> None:
    texts = [
        "We are Disability Confident.",
        "A Disability Confident Leader. We are a Disability Confident employer.",
    ]
    (found,) = stated_commitments(texts)
    assert found.level == "Leader"


@pytest.mark.parametrize(
    "name", ["Linklaters LLP", "linklaters", "Severn Trent Water Ltd", "Browne Jacobson LLP"]
)
def test_a_public_list_is_found_by_any_spelling_of_the_employer(name: str) -> None:
    (found,) = listed_commitments(name)
    assert (found.name, found.basis) == ("Social Mobility Employer Index", "public list")
    assert found.url


def test_a_public_list_wins_over_what_the_advert_says_of_the_same() -> None:
    said = ["We came 3rd in the Social Mobility Employer Index. We are Disability Confident."]
    found = all_commitments("Linklaters", said)
    assert [(one.name, one.basis) for one in found] == [
        ("Social Mobility Employer Index", "public list"), ("Disability Confident", STATED),
    ]  # fmt: skip
    assert all_commitments("Marlow & Finch", []) == ()


def test_every_row_of_the_public_lists_says_what_where_and_when() -> None:
    rows = csv.DictReader(
        files("config").joinpath("commitments.csv").read_text(encoding="utf-8").splitlines()
    )
    for row in rows:
        assert row["commitment"] in COMMITMENTS
        assert row["url"].startswith("https://")
        assert date.fromisoformat(row["checked"])
        assert row["basis"]


def test_a_slug_is_the_name_in_an_address() -> None:
    assert all(slug == slugify(name) for slug, name in COMMITMENTS.items())


@given(st.text(max_size=120))
def test_no_text_makes_reading_commitments_fail(text: str) -> None:
    assert all(
        isinstance(one, Commitment) for one in stated_commitments([text, f"disability confident {text}"])
    )
