import pytest
from hypothesis import given
from hypothesis import strategies as st

from foothold.model.opportunity import Duration
from foothold.reading.duration import read_duration
from tests.foothold.reading.tables import cases


@pytest.mark.parametrize("case", cases("durations.tsv"))
def test_a_length_reads_as_the_table_says(case: dict[str, str]) -> None:
    months, weeks = (int(case[name]) if case[name] else None for name in ("months", "weeks"))
    assert read_duration(case["text"]) == Duration(case["text"], months, weeks)


@given(st.text(max_size=60))
def test_no_text_makes_reading_a_length_fail(text: str) -> None:
    reading = read_duration(text)
    assert (reading is None) == (not text.strip())
