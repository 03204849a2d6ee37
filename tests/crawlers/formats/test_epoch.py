import pytest

from crawlers.formats.epoch import moment
from foothold.reading.dates.reading import read_date


@pytest.mark.parametrize("text", ["1710000000000", "1710000000"])
def test_a_count_since_1970_becomes_an_instant_that_reads(text: str) -> None:
    assert moment(text) == "2024-03-09T16:00:00+00:00"
    assert read_date(moment(text)).date == "2024-03-09"


@pytest.mark.parametrize("text", ["soon", "9" * 40, "20240309", None])
def test_anything_else_stays_as_it_stood(text: str | None) -> None:
    assert moment(text) == text
