import pytest
from hypothesis import given
from hypothesis import strategies as st

from foothold.reading.grades import Grades, read_grades
from tests.foothold.reading.tables import cases


@pytest.mark.parametrize("case", cases("grades.tsv"))
def test_grades_are_read_as_the_table_says(case: dict[str, str]) -> None:
    listed = [item.strip() for item in case["listed"].split("|") if item]
    assert read_grades(listed, [case["text"]]) == case["grades"]


def test_a_must_beats_no_grades_and_a_listed_grade_leaves_it_open() -> None:
    nothing_needed = ["No formal qualifications needed."]
    assert read_grades(["GCSE maths at grade 4, essential"], nothing_needed) is Grades.REQUIRED
    assert read_grades(["GCSE maths at grade 4"], nothing_needed) is Grades.UNKNOWN
    assert read_grades(["GCSE maths at grade 4, desirable"], nothing_needed) is Grades.NONE_REQUIRED


@given(st.text(max_size=120))
def test_no_text_makes_reading_grades_fail(text: str) -> None:
    read_grades([text], [text, f"GCSE grade {text}"])
