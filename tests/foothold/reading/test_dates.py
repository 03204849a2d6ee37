from datetime import UTC, datetime
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foothold.reading.dates.reading import FLAGS, DateReading, date_json, read_date
from foothold.reading.dates.roles import Role
from tests.foothold.reading.tables import cases

SEEN = datetime(2026, 11, 22, 12, tzinfo=UTC)
WORDS = ["1", "31", "13/12/2019", "2026", "-", "to", "and", "Feb", "may", "Monday", "at", "9am", "23:59", "days",
         "ago", "in", "+", "2026-10-01T09:00:00Z", "'27", "99999", "GMT+5", "noon"]  # fmt: skip


@pytest.mark.parametrize("case", cases("dates.tsv"))
def test_a_date_reads_as_the_table_says(case: dict[str, str]) -> None:
    reading = read_date(case["text"], SEEN)
    assert {
        "date": reading.date or "",
        "end_date": reading.end_date or "",
        "time": reading.time or "",
        "flags": " ".join(reading.flags),
    } == {name: case[name] for name in ("date", "end_date", "time", "flags")}


@pytest.mark.parametrize("case", cases("dates_by_role.tsv"))
def test_a_field_reads_the_date_whose_words_are_its_own(case: dict[str, str]) -> None:
    reading = read_date(case["text"], SEEN, role=cast(Role, case["role"]))
    assert {
        "date": reading.date or "",
        "end_date": reading.end_date or "",
        "time": reading.time or "",
    } == {name: case[name] for name in ("date", "end_date", "time")}


@given(st.text(max_size=60) | st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join))
def test_no_text_makes_reading_a_date_fail(text: str) -> None:
    reading = date_json(read_date(text, SEEN))
    assert list(reading) == ["text", "date", "end_date", "time", "flags"]
    assert set(reading["flags"]) <= set(FLAGS)
    if reading["date"]:
        assert 2000 <= int(reading["date"][:4]) <= 2046
        assert not reading["end_date"] or reading["date"][: len(reading["end_date"])] <= reading["end_date"]


@given(st.dates(min_value=datetime(2000, 1, 1).date(), max_value=datetime(2046, 12, 31).date()))  # noqa: DTZ001
def test_every_day_reads_back_from_each_form_it_is_written_in(day: object) -> None:
    for form in (
        "%Y-%m-%d",
        "%d %B %Y",
        "%A %d %b %Y",
        "%B %d, %Y",
        "%d/%m/%Y",
        "%a, %d %b %Y",
        "%d-%b-%y",
        "%Y%m%d",
    ):
        assert read_date(f"{day:{form}}", SEEN).date == str(day), form


@pytest.mark.parametrize("text", [None, "", " \n "])
def test_a_blank_date_is_all_nulls(text: str | None) -> None:
    assert read_date(text) == DateReading(None)


@pytest.mark.parametrize("text", ["2 days ago", "yesterday", "in 5 days", "Just posted"])
def test_a_relative_date_stays_open_unless_somebody_says_when_it_was_seen(text: str) -> None:
    assert read_date(text) == DateReading(text, flags=("relative",))


def test_relative_days_count_from_london_s_day() -> None:
    late_in_june = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
    assert read_date("today", late_in_june).date == "2026-07-01"


def test_a_weekday_settles_the_year_only_when_the_text_was_seen() -> None:
    assert read_date("Friday 27 November", SEEN).date == "2026-11-27"
    assert read_date("Friday 27 November").flags == ("no_year",)


def test_twenty_years_ahead_is_the_last_plausible_year() -> None:
    assert read_date("2046-12-31", SEEN).date == "2046-12-31"
    assert read_date("2047-01-01", SEEN).flags == ("out_of_range",)
    assert read_date("2047-01-01", clock=lambda: SEEN).flags == ("out_of_range",)
