import pytest
from hypothesis import given
from hypothesis import strategies as st

from foothold.reading.weekend import read_weekend
from tests.foothold.reading.tables import HERE, rows

CASES = rows(HERE / "weekends.tsv")


@pytest.mark.parametrize("case", CASES, ids=[case["week"] + case["text"] for case in CASES])
def test_weekends_are_read_as_the_table_says(case: dict[str, str]) -> None:
    assert read_weekend(case["week"] or None, [case["text"]]) == case["weekend"]


@given(st.text(max_size=120))
def test_no_text_makes_reading_weekends_fail(text: str) -> None:
    read_weekend(text, [text, f"work weekends {text}"])
