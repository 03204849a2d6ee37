"""Facts worked out from the public shape, alike for the index and for the pages."""

import pytest

from foothold.reading.age import open_ages
from foothold.reading.text_facts import commitments_of, grades_of, hours_of, weekend_of
from tests.index.adverts import advert


def test_a_description_is_read_line_by_line_through_its_tags() -> None:
    described = "<h3>You</h3><ul><li>Kind</li><li><b>No</b> GCSEs&nbsp;needed</li></ul><p>Monday to Friday, 9am to 5pm</p>"
    public = advert("a", description_html=described)
    assert (grades_of(public), weekend_of(public)) == ("none_required", "weekdays_only")


def test_the_end_of_a_line_is_the_end_of_what_it_says() -> None:
    public = advert(
        "a",
        description_html="<p>We need helpers</p><p>GCSE maths grade 4 desirable<br>essential: a smile</p>",
    )
    assert grades_of(public) == "unknown"


@pytest.mark.parametrize(
    ("hours", "band"),
    [
        (None, "unknown"),
        (1, "up_to_15"),
        (15.9, "up_to_15"),
        (16, "16_to_29"),
        (29.99, "16_to_29"),
        (30, "30_or_more"),
    ],
)
def test_hours_fall_into_bands_without_a_gap(hours: float | None, band: str) -> None:
    assert hours_of(advert("a", hours_per_week=hours)) == band


def test_a_commitment_of_another_name_has_no_slug() -> None:
    names = ("Disability Confident", "A pledge of our own")
    commitments = [{"name": name, "level": None, "basis": "declared", "url": None} for name in names]
    employer = {"name": "Firm", "slug": "firm", "commitments": commitments}
    assert commitments_of(advert("a", employer=employer)) == ("disability-confident",)
    assert commitments_of(advert("a", employer=None)) == ()


@pytest.mark.parametrize(
    ("kind", "age", "ages"),
    [
        ("apprenticeship", None, (16, 150)),
        ("apprenticeship", {"min": 15, "max": None}, (16, 150)),
        ("apprenticeship", {"min": 18, "max": 24}, (18, 24)),
        ("work_experience", None, (0, 150)),
        ("work_experience", {"min": None, "max": 18}, (0, 18)),
        (None, {"min": 14, "max": 15}, (14, 15)),
    ],
)
def test_a_bound_that_is_not_stated_is_open_but_for_the_law(kind, age, ages) -> None:
    assert open_ages(kind, age) == ages
