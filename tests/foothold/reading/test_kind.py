import csv
from pathlib import Path

import pytest

from foothold.model.opportunity import Kind
from foothold.reading.kind import decided_kind, kind_in_text, kind_json, read_kind, structured_kind
from foothold.reading.level import level_in_text, stated_level
from tests.untrusted.growth import grows

CASES = list(csv.DictReader(Path(__file__).with_name("kinds.tsv").open(encoding="utf-8"), delimiter="\t"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"])
def test_a_title_names_its_kind_and_level_or_nothing(case: dict[str, str]) -> None:
    expected = {
        "text": case["text"],
        "kind": case["kind"] or None,
        "level": int(case["level"]) if case["level"] else None,
        "foundation": True if case["foundation"] else None,
    }
    assert kind_json(read_kind(case["text"])) == expected


@pytest.mark.parametrize("blank", [None, "", "   "])
def test_a_blank_line_is_all_nulls(blank: str | None) -> None:
    assert kind_json(read_kind(blank)) == {"text": blank, "kind": None, "level": None, "foundation": None}


def test_an_intern_token_counts_only_where_the_title_is_silent() -> None:
    assert structured_kind(("INTERN",)) is None
    assert structured_kind(("INTERN",), weak=True) is Kind.INTERNSHIP
    assert structured_kind(("FULL_TIME", "Work experience")) is Kind.WORK_EXPERIENCE


@pytest.mark.parametrize(
    ("opening", "kind"),
    [
        ("As an apprentice you will learn to wire a house.", Kind.APPRENTICESHIP),
        ("We are looking for a keen apprentice to join our salon.", Kind.APPRENTICESHIP),
        ("You will supervise our apprentices and order stock.", None),
        ("The company runs an award-winning training academy.", None),
        ("This work experience placement lasts a week.", Kind.WORK_EXPERIENCE),
        ("Previous internship experience preferred.", None),
    ],
)
def test_running_text_must_offer_the_kind_not_only_mention_it(opening: str, kind: Kind | None) -> None:
    assert kind_in_text(opening) is kind


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("You will work towards a Level 3 Business Administrator apprenticeship.", 3),
        ("Apprenticeship standard level 4, over two years.", 4),
        ("You need Level 2 English. This is an advanced apprenticeship.", 3),
        ("GCSEs or Level 2 qualification and an apprenticeship at heart.", None),
        ("A level 2 apprenticeship that leads to a level 3 apprenticeship.", None),
    ],
)
def test_a_required_level_is_not_the_level_of_the_apprenticeship(text: str, level: int | None) -> None:
    assert level_in_text(text) == level


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("3", 3),
        ("Level 6", 6),
        ("Advanced", 3),
        ("Intermediate Apprenticeship", 2),
        ("Higher", None),
        ("8", None),
        ("", None),
    ],
)
def test_a_level_field_holds_a_level_or_nothing(text: str, level: int | None) -> None:
    assert stated_level(text) == level


@pytest.mark.parametrize("words", ["assessor in ", "open day apprenticeship ", "officer - ", "placements "])
def test_an_endless_title_costs_no_more_than_its_length(words: str) -> None:
    assert grows(lambda length: lambda: read_kind(words * (length // len(words)))) is None


@pytest.mark.parametrize(
    ("title", "types", "kind"),
    [
        ("Apprentice Electrician", ("internship",), Kind.APPRENTICESHIP),
        ("Apprentice Electrician", ("traineeship",), Kind.APPRENTICESHIP),
        ("Apprentice Electrician", ("Full-time", "Internship"), Kind.APPRENTICESHIP),
        ("Apprentice Electrician", ("Work experience",), Kind.APPRENTICESHIP),
        ("Level 3 Joinery Apprenticeship", ("VOLUNTEER",), Kind.APPRENTICESHIP),
        ("Work experience week", ("Internship",), Kind.WORK_EXPERIENCE),
        ("Finance Graduate", ("traineeship",), None),
        ("Bookbinder", ("FULL_TIME, INTERN",), Kind.INTERNSHIP),
        ("Bookbinder", ("Full-time / Internship",), Kind.INTERNSHIP),
        ("Bookbinder", ("INTERN; PART_TIME",), Kind.INTERNSHIP),
        ("Bookbinder", ('["FULL_TIME","INTERN"]',), Kind.INTERNSHIP),
        ("Bookbinder", ("Full time, Apprenticeship",), Kind.APPRENTICESHIP),
        ("Summer programme", ("Internship",), Kind.INTERNSHIP),
        ("Apprenticeship Assessor", ("internship",), None),
        ("Apprentice Recruiter", ("traineeship",), None),
        ("Apprenticeship Tutor", ("FULL_TIME, INTERN",), None),
        ("Apprenticeship Manager", ("FULL_TIME",), None),
    ],
)
def test_the_nearest_type_of_a_board_does_not_beat_the_title(
    title: str, types: tuple[str, ...], kind: Kind | None
) -> None:
    assert decided_kind(types, read_kind(title), typed_by_hand=False) is kind


def test_a_type_that_an_employer_filled_in_here_counts_except_over_an_apprentice() -> None:
    assert (
        decided_kind(("Traineeship",), read_kind("Graduate skills"), typed_by_hand=True)
        is Kind.PRE_APPRENTICESHIP
    )
    assert (
        decided_kind(("Internship",), read_kind("Volunteer Coordinator"), typed_by_hand=True)
        is Kind.INTERNSHIP
    )
    assert (
        decided_kind(("Internship",), read_kind("Apprentice Packer"), typed_by_hand=True)
        is Kind.APPRENTICESHIP
    )
