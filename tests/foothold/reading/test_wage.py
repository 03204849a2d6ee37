from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foothold.model.wage import FLAGS, Wage, wage_json
from foothold.reading.wage.minimum_wage import legal_rates, rates_on
from foothold.reading.wage.reading import read_wage
from tests.foothold.reading.tables import cases

KEYS = ["text", "paid", "low", "high", "per", "hourly_low", "hourly_high", "flags"]
AUTUMN_2026 = date(2026, 11, 2)


@pytest.mark.parametrize("case", cases("wages.tsv"))
def test_pay_reads_as_the_table_says(case: dict[str, str]) -> None:
    wage = wage_json(read_wage(case["text"]))
    assert {
        "paid": wage["paid"],
        "low": wage["low"],
        "high": wage["high"],
        "per": wage["per"] or "",
        "flags": " ".join(wage["flags"]),
    } == {
        "paid": case["paid"],
        "low": float(case["low"]) if case["low"] else None,
        "high": float(case["high"]) if case["high"] else None,
        "per": case["per"],
        "flags": case["flags"],
    }


@given(st.text(max_size=80), st.none() | st.text(max_size=12))
def test_no_text_makes_reading_pay_fail(text: str, unit: str | None) -> None:
    wage = wage_json(read_wage(text, unit=unit))
    assert list(wage) == KEYS
    assert set(wage["flags"]) <= set(FLAGS)


@given(
    st.lists(
        st.sampled_from(
            ["£", "18,000", "22k", "7.55", "-", "to", "per", "hour", "a year", "€", "unpaid", "up to", "p.a."]
        ),
        max_size=12,
    )
)
def test_a_low_is_never_above_its_high(words: list[str]) -> None:
    wage = read_wage(" ".join(words))
    if wage.low is not None and wage.high is not None:
        assert 0 < wage.low <= wage.high


@pytest.mark.parametrize("text", [None, "", "  \t "])
def test_a_blank_wage_is_all_nulls(text: str | None) -> None:
    assert read_wage(text) == Wage(None)


@pytest.mark.parametrize(
    ("text", "unit", "per"),
    [("£16,500", "Annually", "year"), ("£315", "Weekly", "week"), ("£315", "Monthly", "month"), ("£31.50", "HOUR", "hour"),
     ("£16,500", "YEAR", "year"), ("£315", "per-month-salary", "month"), ("£315", "DAY", "day"),
     ("£315", "Unspecified", None), ("£315", None, None)],
)  # fmt: skip
def test_a_source_s_own_unit_is_the_period_where_the_text_says_none(
    text: str, unit: str | None, per: str | None
) -> None:
    assert read_wage(text, unit=unit).per == per


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("GBP 16500", "HOUR"), ("£16,500 an hour", None), ("£315", "HOUR"), ("GBP 8.5", "YEAR"), ("£8.50 a year", None),
        ("GBP 12.71", "MONTH"), ("GBP 8.5", "WEEK"), ("£30,00 per annum", None),
    ],
)  # fmt: skip
def test_a_figure_that_its_period_contradicts_is_left_out(text: str, unit: str | None) -> None:
    wage = read_wage(text, unit=unit)
    assert (wage.low, wage.high, wage.per, wage.hourly_low, wage.hourly_high) == (None,) * 5
    assert wage.implausible


@pytest.mark.parametrize(
    ("text", "unit", "low", "high"),
    [
        ("£8,50 an hour", None, "8.50", "8.50"),
        ("£8,50ph", None, "8.50", "8.50"),
        ("from £8,50/hour", None, "8.50", None),
        ("£12,21 - £13,85 per hour", None, "12.21", "13.85"),
        ("12,21-13,85 per hour", None, "12.21", "13.85"),
        ("12.21-13.85 per hour", None, "12.21", "13.85"),
        ("8,50", "HOUR", "8.50", "8.50"),
        ("GBP 12,21 - 13,85", "HOUR", "12.21", "13.85"),
        ("£9,00", "HOUR", "9.00", "9.00"),
        ("£1.234,50 per month", None, "1234.50", "1234.50"),
        ("£1 234,50 a month", None, "1234.50", "1234.50"),
        ("£24.500,00 a year", None, "24500.00", "24500.00"),
        ("£300,00 pw", None, "300.00", "300.00"),
        ("£16,500", None, "16500", "16500"),
        ("£16,500, £17,500 a year", None, "16500", "17500"),
        ("£18,00", None, None, None),
        ("see attached", None, None, None),
        ("TBC", None, None, None),
    ],
)
def test_two_digits_behind_a_comma_are_pence(
    text: str, unit: str | None, low: str | None, high: str | None
) -> None:
    wage = read_wage(text, unit=unit)
    assert (wage.low, wage.high) == (low and Decimal(low), high and Decimal(high))


def test_the_text_s_own_period_wins_over_the_unit() -> None:
    assert read_wage("£12.71 an hour", unit="YEAR").per == "hour"


@pytest.mark.parametrize(
    ("text", "hours", "low", "high"),
    [
        ("£14,500 - £16,000 a year", "37.5", "7.44", "8.21"),
        ("£300 a week", "37.5", "8.00", "8.00"),
        ("£300 a week for 30 hours a week", None, "10.00", "10.00"),
        ("300.00 weekly", None, None, None),
        ("£1,300 a month", "30", "10.00", "10.00"),
        ("£12.71 an hour", None, "12.71", "12.71"),
        ("£24,785 a year", None, None, None),
        ("£100 a day", "37.5", None, None),
        ("£24,000 a year pro rata", "20", None, None),
        ("£24,000 a year pro rata", "37.5", "12.31", "12.31"),
    ],
)
def test_hourly_pay_needs_the_hours(text: str, hours: str | None, low: str | None, high: str | None) -> None:
    wage = read_wage(text, hours=Decimal(hours) if hours else None)
    assert (wage.hourly_low, wage.hourly_high) == (low and Decimal(low), high and Decimal(high))


@pytest.mark.parametrize(
    ("text", "start", "low", "high"),
    [
        ("National Minimum Wage for apprentices", date(2026, 3, 31), "7.55", "7.55"),
        ("National Minimum Wage for apprentices", date(2026, 4, 1), "8.00", "8.00"),
        ("National Minimum Wage", AUTUMN_2026, "8.00", "12.71"),
        ("National Minimum Wage, ages 18-20", AUTUMN_2026, "10.85", "10.85"),
        ("National Living Wage", date(2025, 9, 1), "12.21", "12.21"),
        ("National Minimum Wage", date(2024, 3, 31), None, None),
        ("National Minimum Wage", date(2027, 4, 1), None, None),
        ("London Living Wage", AUTUMN_2026, None, None),
        ("Competitive", AUTUMN_2026, None, None),
    ],
)
def test_a_named_minimum_takes_the_legal_rate_of_its_start(
    text: str, start: date, low: str | None, high: str | None
) -> None:
    wage = read_wage(text, start=start)
    assert (wage.low, wage.high) == (low and Decimal(low), high and Decimal(high))
    assert (wage.hourly_low, wage.hourly_high) == (wage.low, wage.high)
    assert (wage.per == "hour") is (low is not None)


def test_a_minimum_named_beside_a_figure_keeps_the_figure() -> None:
    wage = read_wage("£9.10 an hour (National Minimum Wage for apprentices is the least)", start=AUTUMN_2026)
    assert (wage.low, wage.flags) == (Decimal("9.10"), ("apprentice_minimum",))


@pytest.mark.parametrize(
    ("kind", "hours", "start", "below"),
    [
        ("apprenticeship", Decimal("37.5"), AUTUMN_2026, True),
        ("apprenticeship", Decimal("37.5"), date(2025, 3, 1), False),
        ("apprenticeship", Decimal("37.5"), date(2027, 5, 1), False),
        ("apprenticeship", None, AUTUMN_2026, False),
        ("apprenticeship", Decimal("37.5"), None, False),
        ("internship", Decimal("37.5"), AUTUMN_2026, False),
    ],
)
def test_below_minimum_needs_an_apprenticeship_hours_and_a_rate(
    kind: str, hours: Decimal | None, start: date | None, below: bool
) -> None:
    wage = read_wage("£14,500 a year", kind=kind, hours=hours, start=start)
    assert ("below_minimum" in wage.flags) is below


@pytest.mark.parametrize(
    ("kind", "weeks", "course", "over"),
    [("internship", 5, False, True), ("internship", 4, False, False), ("internship", 12, True, False),
     ("work_experience", 12, False, False), ("internship", None, False, False)],
)  # fmt: skip
def test_only_a_long_unpaid_internship_outside_a_course_is_over_the_limit(
    kind: str, weeks: int | None, course: bool, over: bool
) -> None:
    wage = read_wage("Unpaid", kind=kind, weeks=weeks, course_placement=course)
    assert ("unpaid_over_limit" in wage.flags) is over


def test_the_legal_rates_follow_each_other_without_a_gap_and_name_their_source() -> None:
    periods = legal_rates()
    for earlier, later in pairwise(periods):
        assert (later.valid_from - earlier.valid_to).days == 1
    assert rates_on(periods[0].valid_from) is periods[0]
    assert rates_on(periods[-1].valid_to) is periods[-1]
