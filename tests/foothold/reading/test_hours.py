from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foothold.reading.hours import read_hours
from tests.foothold.reading.tables import cases


@pytest.mark.parametrize("case", cases("hours.tsv"))
def test_hours_a_week_read_as_the_table_says(case: dict[str, str]) -> None:
    assert read_hours(case["text"]) == (Decimal(case["hours"]) if case["hours"] else None)


@given(st.text(max_size=60))
def test_no_text_makes_reading_hours_fail(text: str) -> None:
    read_hours(text)
