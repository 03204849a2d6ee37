import pytest

from foothold.reading.age import read_age


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("16+", 16, None),
        ("16 to 24", 16, 24),
        ("Aged 16-18", 16, 18),
        ("Year 10", 14, 15),
        ("Years 12 and 13", 16, 18),
        ("Y12", 16, 17),
        ("Y10 and Y12", 14, 17),
        ("Minimum age 18", 18, None),
        ("under 25", None, 24),
        ("up to 24", None, 24),
        ("16 and over", 16, None),
        ("17", 17, None),
    ],
)
def test_ages_and_school_years(text: str, low: int | None, high: int | None) -> None:
    age = read_age(text)
    assert age is not None
    assert (age.min, age.max) == (low, high)


@pytest.mark.parametrize("text", [None, "", "any", "99", "24 to 16", "aged 3"])
def test_what_is_no_age_stays_unknown(text: str | None) -> None:
    assert read_age(text) is None
