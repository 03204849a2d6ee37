"""Names, titles and pay that are the same though they are written otherwise, and those that are not."""

import pytest

from foothold.duplicates.similarity import (
    Likeness,
    employers_alike,
    pay_alike,
    title_key,
    title_of,
    works_alike,
)

SAME, NEAR, OTHER, UNKNOWN = Likeness


@pytest.mark.parametrize(
    ("a", "b", "likeness"),
    [
        ("Acme Ltd", "ACME Limited", SAME),
        ("Acme", "Acme plc", SAME),
        ("Acme Ltd", "Acme Plc", NEAR),
        ("Acme Ltd", "Acme Public Limited Company", NEAR),
        ("Oak & Sons", "Oak and Sons", SAME),
        ("Bright Works", "Brightworks Ltd.", SAME),
        ("Harbour 9 Ltd t/a Busy Bees", "Busy Bees", SAME),
        ("Marlow & Finch", "Marlow and Finch Builders", NEAR),
        ("Acme Group", "Acme Services (UK) Ltd", NEAR),
        ("St Mary's Primary School", "St Mark's Primary School", OTHER),
        ("Eastgate NHS Foundation Trust", "Westgate NHS Foundation Trust", OTHER),
        ("Marlow Kitchens", "Marlow Lettings", OTHER),
        ("Our client", "Acme", UNKNOWN),
        ("Confidential", "Confidential", UNKNOWN),
        (None, "Acme", UNKNOWN),
    ],
)
def test_employers(a: str | None, b: str | None, likeness: Likeness) -> None:
    assert employers_alike(a, b) is likeness
    assert employers_alike(b, a) is likeness


@pytest.mark.parametrize(
    ("a", "b", "likeness"),
    [
        ("Apprentice plumber", "Plumbing Apprenticeship (Level 2)", SAME),
        ("Plumber Apprentice", "Plumber Apprentice - VAC1000123456", SAME),
        ("Plumber Apprentice", "Plumber Apprentice (Ref: HK-1234)", SAME),
        ("Business Administrator Apprentice", "Apprentice in Business Administration", SAME),
        ("Electrician apprentice", "Electrican apprentice", SAME),
        ("Administrator Apprentice", "Business Administrator Apprentice", NEAR),
        ("Chef Apprentice", "Head Chef Apprentice", OTHER),
        ("Plumber Apprentice", "Part-time Plumber Apprentice", OTHER),
        ("Engineer Apprentice - Repairs team", "Engineer Apprentice - Planning team", OTHER),
        ("Electrical apprentice", "Electronics apprentice", OTHER),
    ],
)
def test_titles(a: str, b: str, likeness: Likeness) -> None:
    assert works_alike(title_of(a), title_of(b)) is likeness
    assert works_alike(title_of(b), title_of(a)) is likeness


def test_a_title_tells_its_label_and_its_intake() -> None:
    told = title_of("Software Engineer Degree Apprenticeship, Sept 2026, Cohort 2")
    assert (told.labels, told.intake) == ({"degree"}, {"september", "2026", "cohort 2"})


def test_what_a_board_adds_to_a_title_is_not_looked_for() -> None:
    plain = title_key("Plumber Apprentice", frozenset({"hackney"}))
    assert title_key("Plumbing Apprentice - Hackney, E8 (Ref 881)", frozenset({"hackney"})) == plain


def paid(low: float, per: str, hours: float | None = None) -> dict[str, object]:
    wage = {"low": low, "high": None, "per": per, "paid": "paid"}
    return {"wage": wage, "hours_per_week": hours}


@pytest.mark.parametrize(
    ("a", "b", "likeness"),
    [
        (paid(7.55, "hour", 40), paid(15_704, "year"), SAME),
        (paid(302, "week"), paid(15_704, "year"), SAME),
        (paid(1_308.67, "month"), paid(7.55, "hour", 40), SAME),
        (paid(7.55, "hour"), paid(15_704, "year"), NEAR),
        (paid(7.55, "hour"), paid(12, "hour"), OTHER),
        (paid(15_000, "year"), paid(24_000, "year"), OTHER),
        ({"wage": {"paid": "unpaid", "low": None, "high": None, "per": None}, "hours_per_week": None}, paid(9, "hour"), OTHER),
        ({"wage": None, "hours_per_week": None}, paid(9, "hour"), UNKNOWN),
    ],
)  # fmt: skip
def test_pay(a: dict[str, object], b: dict[str, object], likeness: Likeness) -> None:
    assert pay_alike(a, b) is likeness
    assert pay_alike(b, a) is likeness
