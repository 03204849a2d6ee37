"""What an employer typed never vanishes: the answer names each field that gave no fact, and each row left out."""

import csv
import io
from typing import Any

import pytest

from foothold.store import records
from foothold.store.record import Record
from foothold.uploads.reading import template_csv
from tests.search_api.api.test_uploads import key_of, send
from tests.search_api.world import World

GOOD = {"Job title": "Apprentice plumber", "Kind": "Apprenticeship", "Postcode": "E8 1EA", "Reference": "N-1"}


def answer_to(world: World, *rows: dict[str, str], key: str | None = None) -> dict[str, Any]:
    sheet = io.StringIO()
    writer = csv.DictWriter(sheet, list(dict.fromkeys(name for row in rows for name in row)), restval="")
    writer.writeheader()
    writer.writerows(rows)
    answer: dict[str, Any] = send(world, sheet.getvalue().encode(), "text/csv", key).get_json()
    return answer


def fields(told: list[dict[str, str]]) -> list[str]:
    return sorted(one["field"] for one in told)


NOTED = [
    # heading, what is typed, the fields that the notes name
    ("Wage", "£8.50 an hour", []),
    ("Wage", "Competitive", []),
    ("Wage", "Unpaid", []),
    ("Wage", "lots of money", ["wage"]),
    ("Wage", "8.5O an hour", ["wage"]),
    ("Hours", "37.5", []),
    ("Hours", "the usual", ["hours"]),
    ("Number of positions", "2", []),
    ("Number of positions", "a few", ["positions"]),
    ("Age", "16+", []),
    ("Age", "teenagers", ["age"]),
    ("Duration", "18 months", []),
    ("Duration", "a while", ["duration"]),
    ("Level", "Level 3", []),
    ("Level", "quite high", ["level"]),
    ("Course", "Plumbing and domestic heating technician", []),
    ("Course", "Plumbin stuff", ["course"]),
    ("Sector", "Construction and the built environment", []),
    ("Sector", "Pipes", ["route"]),
    ("Remote", "On site", []),
    ("Remote", "ask us", ["remote"]),
    ("National", "No", []),
    ("National", "perhaps", ["national"]),
    ("Levy payer", "Yes", []),
    ("Levy payer", "who knows", ["levy_position"]),
    ("Levy payer", "n/a", []),
    ("Funding", "a friend", ["funding"]),
    ("Seeks levy transfer", "perhaps", ["seeks_transfer"]),
    ("Pay period", "moon", ["wage_unit"]),
    ("Advert link", "https://quillmark.example/jobs/1", []),
    ("Advert link", "on our page", ["url"]),
    ("How to apply", "https://quillmark.example/apply", []),
    ("How to apply", "quillmark.example/apply", []),
    ("How to apply", "Call in at the shop with your CV", ["apply_url"]),
    ("How to apply", "ftp://quillmark.example/apply", ["apply_url"]),
    ("Closing date", "31 October 2026", []),
    ("Closing date", "14 January 2026", ["closing"]),
    ("Status", "Live", []),
    ("Status", "blue", ["status"]),
]  # fmt: skip


@pytest.mark.parametrize(("heading", "text", "named"), NOTED, ids=[f"{h}: {t}" for h, t, _ in NOTED])
def test_a_kept_row_notes_each_field_of_which_nothing_could_be_made(
    world: World, heading: str, text: str, named: list[str]
) -> None:
    (row,) = answer_to(world, GOOD | {heading: text})["rows"]
    assert (row["status"], row["errors"], fields(row["notes"])) == ("saved", [], named)
    assert all(note["text"] == text for note in row["notes"])


def test_a_kind_that_we_do_not_know_is_noted_where_the_title_says_it(world: World) -> None:
    row = GOOD | {"Job title": "Plumbing apprenticeship", "Kind": "Full time"}
    assert fields(answer_to(world, row)["rows"][0]["notes"]) == ["kind"]


def test_a_refused_row_is_told_all_that_is_wrong_with_it_at_once(world: World) -> None:
    row = {
        "Job title": "Van driver", "Kind": "Full time", "Postcode": "M1 1AE", "Closing date": "31/13/2026",
        "Start date": "someday", "Wage": "lots of money", "Hours": "the usual",
    }  # fmt: skip
    (result,) = answer_to(world, row)["rows"]
    assert (result["status"], result["notes"]) == ("rejected", [])
    assert fields(result["errors"]) == ["closing", "hours", "postcode", "start", "title", "wage"]


def test_a_json_row_with_an_unknown_key_is_told_its_other_errors_too(world: World) -> None:
    body = b'[{"title": "Apprentice cook", "postcode": "M1 1AE", "star_sign": "Leo", "hours": "the usual"}]'
    (row,) = send(world, body, "application/json").get_json()["rows"]
    assert fields(row["errors"]) == ["hours", "postcode", "star_sign"]


def test_a_link_without_its_scheme_is_completed(world: World) -> None:
    (row,) = answer_to(world, GOOD | {"Apply link": "www.quillmark.example/apply"})["rows"]
    record = records.find(world.store, row["id"])
    assert isinstance(record, Record)
    assert record.public["apply_url"] == "https://www.quillmark.example/apply"


def test_the_example_row_of_the_template_is_skipped_and_told(world: World) -> None:
    answer = send(world, template_csv().encode(), "text/csv").get_json()
    assert (answer["saved"], answer["rejected"]) == (0, 1)
    assert "example row" in answer["rows"][0]["errors"][0]["message"]


def test_a_row_that_was_made_from_the_example_is_kept(world: World) -> None:
    own = template_csv().replace("APP-2026-014", "R-77").replace("Apprentice plumber", "Apprentice tiler")
    assert send(world, own.encode(), "text/csv").get_json()["rejected"] == 0


@pytest.mark.parametrize(
    "status", ["Withdrawn", "filled", "CLOSED", "No longer available", "On hold", "Draft"]
)
def test_a_row_that_is_not_offered_is_not_published(world: World, status: str) -> None:
    (row,) = answer_to(world, GOOD | {"Status": status})["rows"]
    assert (row["status"], row["id"], fields(row["errors"])) == ("rejected", None, ["status"])


def test_a_published_advert_is_withdrawn_when_its_row_says_that_it_is_filled(world: World) -> None:
    key = key_of(world)
    id_ = answer_to(world, GOOD, key=key)["rows"][0]["id"]
    answer_to(world, GOOD | {"Status": "Filled"}, key=key)
    record = records.find(world.store, id_)
    assert isinstance(record, Record)
    assert record.withdrawn
    assert answer_to(world, GOOD | {"Status": "Live"}, key=key)["rows"][0]["id"] == id_


def test_json_says_where_an_advert_stands_as_well(world: World) -> None:
    body = b'[{"title": "Apprentice cook", "postcode": "E8 1EA", "status": "filled"}]'
    assert send(world, body, "application/json").get_json()["rejected"] == 1


DOUBLES = [
    ("one reference, two titles", {}, {"Job title": "Apprentice cooper"}, "external_id"),
    ("one reference, two employers", {"Employer": "Quill"}, {"Employer": "Marlow & Finch"}, "external_id"),
    ("one reference, two places", {}, {"Postcode": "NW1 0NE"}, "external_id"),
    ("no reference, two starts", {"Reference": "", "Start date": "1 February 2027"},
     {"Reference": "", "Start date": "1 March 2027"}, "title"),
    ("no reference, two links to apply", {"Reference": "", "Apply link": "https://quillmark.example/1"},
     {"Reference": "", "Apply link": "https://quillmark.example/2"}, "title"),
    ("one page for all", {"Reference": "", "Advert link": "https://quillmark.example/jobs"},
     {"Reference": "", "Advert link": "https://quillmark.example/jobs", "Job title": "Apprentice cooper"}, "url"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("one", "other", "field"), [case[1:] for case in DOUBLES], ids=[case[0] for case in DOUBLES]
)
def test_rows_that_would_replace_each_other_are_both_told(
    world: World, one: dict[str, str], other: dict[str, str], field: str
) -> None:
    answer = answer_to(world, GOOD | one, GOOD | other)
    assert (answer["saved"], answer["rejected"]) == (0, 2)
    for row in answer["rows"]:
        assert (row["id"], fields(row["errors"])) == (None, [field])
        assert "Rows 2 and 3" in row["errors"][0]["message"]


def test_one_row_twice_is_one_advert(world: World) -> None:
    answer = answer_to(world, GOOD, GOOD)
    assert answer["rejected"] == 0
    assert len({row["id"] for row in answer["rows"]}) == 1


def test_a_refused_row_does_not_hold_back_another_with_its_reference(world: World) -> None:
    answer = answer_to(world, GOOD, GOOD | {"Postcode": "M1 1AE"})
    assert (answer["saved"], answer["rejected"]) == (1, 1)
