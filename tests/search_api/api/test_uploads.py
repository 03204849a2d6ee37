"""`POST /api/v1/uploads`: keys, formats, rows good and bad, refusals."""

import io
import json
from typing import Any

import openpyxl
import pytest
from werkzeug.test import TestResponse

from foothold.store import employers
from search_api import create_app
from tests.search_api.world import AT, World

UPLOADS = "/api/v1/uploads"
HEADINGS = ("Job title", "Kind", "Postcode", "Closing date", "Wage", "Reference")
GOOD = ("Apprentice plumber", "Apprenticeship", "E8 1EA", "31 October 2026", "£8.50 an hour", "A-1")
ROWS: list[tuple[tuple[str, ...], str | None, str | None]] = [
    # row, the field that is wrong, what its message begins with
    (GOOD, None, None),
    (("", "Apprenticeship", "E8 1EA", "31 October 2026", "", "A-2"), "title", "This row has no title."),
    (
        ("Apprentice plumber", "Apprenticeship", "E8 1EA", "31/13/2026", "", "A-3"),
        "closing",
        "We could not read the closing date “31/13/2026”. Write it like 31 October 2026.",
    ),
    (("Apprentice plumber", "Apprenticeship", "M1 1AE", "31 October 2026", "", "A-4"), "postcode", "“M1 1AE” is outside"),
    (("Van driver", "Full time", "E8 1EA", "31 October 2026", "", "A-5"), "title", "“Van driver” does not look like"),
    (("Work experience in a kitchen", "", "CR0 1EA", "30/09/2026", "Unpaid", "A-6"), None, None),
]  # fmt: skip


def csv_of(*rows: tuple[str, ...]) -> bytes:
    return "\r\n".join(",".join(f'"{cell}"' for cell in row) for row in (HEADINGS, *rows)).encode()


def xlsx_of(*rows: tuple[str, ...]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (HEADINGS, *rows):
        sheet.append(list(row))
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def json_of(*rows: tuple[str, ...]) -> bytes:
    names = ("title", "kind", "postcode", "closing", "wage", "external_id")
    return json.dumps([{k: v for k, v in zip(names, row, strict=True) if v} for row in rows]).encode()


FORMATS = {
    "csv": (csv_of, "text/csv"),
    "xlsx": (xlsx_of, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "json": (json_of, "application/json"),
}


def key_of(world: World, name: str = "Marlow & Finch") -> str:
    return employers.add(world.store, name, at=AT)


def send(world: World, body: bytes, content_type: str, key: str | None = None) -> TestResponse:
    headers = {"Authorization": f"Bearer {key or key_of(world)}"}
    return world.client.post(UPLOADS, data=body, content_type=content_type, headers=headers)


@pytest.mark.parametrize("name", FORMATS)
def test_good_rows_beside_bad_ones_are_saved_and_the_bad_ones_say_what_to_write(
    world: World, name: str
) -> None:
    write, content_type = FORMATS[name]
    response = send(world, write(*(row for row, *_ in ROWS)), content_type)
    assert response.status_code == 200, response.text
    body = response.get_json()
    assert set(body) == {"saved", "unchanged", "waiting", "rejected", "unknown_headings", "rows"}
    assert (body["saved"], body["unchanged"], body["rejected"]) == (2, 0, 4)
    first = 1 if name == "json" else 2
    assert [row["row"] for row in body["rows"]] == list(range(first, first + len(ROWS)))
    for row, (_, field, message) in zip(body["rows"], ROWS, strict=True):
        assert set(row) == {"row", "status", "id", "errors", "notes"}
        if field is None:
            assert (row["status"], row["errors"], len(row["id"])) == ("saved", [], 12)
        else:
            (error,) = row["errors"]
            assert set(error) == {"field", "text", "message"}
            assert (row["status"], row["id"], error["field"]) == ("rejected", None, field)
            assert error["message"].startswith(message)


def test_columns_that_were_not_read_are_named(world: World) -> None:
    sheet = "Job title,Star sign,Kind,Postcode,Title\nCook,Leo,Apprenticeship,E8 1EA,Chef\n"
    key = key_of(world)
    answer = send(world, sheet.encode(), "text/csv", key).get_json()
    assert answer["unknown_headings"] == ["Star sign", "Title"]
    assert send(world, csv_of(GOOD), "text/csv", key).get_json()["unknown_headings"] == []


def test_a_sheet_of_many_unknown_columns_is_answered_in_bounds(world: World) -> None:
    names = [f"{n} {'x' * 1_000}" for n in range(500)]
    named = send(world, f"Job title,{','.join(names)}\nCook\n".encode(), "text/csv").get_json()
    assert named["unknown_headings"] == [name[:200] for name in names[:100]]


def test_an_uploaded_row_is_found_once_the_index_followed(world: World) -> None:
    body = send(world, csv_of(GOOD), "text/csv").get_json()
    world.index()
    (found,) = world.client.get("/api/v1/opportunities?q=plumber").get_json()["opportunities"]
    assert found["id"] == body["rows"][0]["id"]
    assert found["employer"]["name"] == "Marlow & Finch"
    assert found["sources"][0]["source"] == "upload-marlow-and-finch"


def test_the_same_file_again_changes_nothing(world: World) -> None:
    key = key_of(world)
    first = send(world, csv_of(GOOD), "text/csv", key).get_json()
    again = send(world, csv_of(GOOD), "text/csv", key).get_json()
    assert (again["saved"], again["unchanged"]) == (0, 1)
    assert again["rows"][0]["id"] == first["rows"][0]["id"]


def test_two_employers_with_the_same_reference_have_two_adverts(world: World) -> None:
    one = send(world, csv_of(GOOD), "text/csv", key_of(world, "Marlow & Finch")).get_json()
    two = send(world, csv_of(GOOD), "text/csv", key_of(world, "Riverside Trust")).get_json()
    assert one["rows"][0]["id"] != two["rows"][0]["id"]


def test_a_form_with_the_file_is_read_like_the_raw_body(world: World) -> None:
    response = world.client.post(
        UPLOADS,
        data={"file": (io.BytesIO(csv_of(GOOD)), "adverts.csv")},
        headers={"Authorization": f"Bearer {key_of(world)}"},
    )
    assert response.get_json()["saved"] == 1


@pytest.mark.parametrize(
    "authorization",
    [None, "", "Bearer", "Bearer ", "Bearer nosuchkey", "Basic YTpi", "Bearer " + "k" * 5000, "nosuchkey"],
)
def test_without_a_key_that_we_know_nothing_is_read(world: World, authorization: str | None) -> None:
    headers = {} if authorization is None else {"Authorization": authorization}
    response = world.client.post(UPLOADS, data=csv_of(GOOD), content_type="text/csv", headers=headers)
    assert response.status_code == 401
    assert response.content_type == "application/problem+json"
    assert response.headers["WWW-Authenticate"].startswith("Bearer")


REFUSED: list[tuple[str, bytes, str, int]] = [
    ("no JSON", b"{", "application/json", 422),
    ("JSON of something else", b'"a"', "application/json", 422),
    ("empty", b"", "text/csv", 422),
    ("a PDF", b"%PDF-1.7", "application/pdf", 415),
    ("a picture called CSV", b"\x89PNG\r\n", "text/csv", 415),
    ("XML", b"<a/>", "application/xml", 415),
    ("a zip that is no workbook", b"PK\x03\x04" + b"\0" * 30, "application/octet-stream", 422),
    ("a form without the file", b"", "multipart/form-data; boundary=x", 422),
]


@pytest.mark.parametrize(
    ("name", "body", "content_type", "status"), REFUSED, ids=[case[0] for case in REFUSED]
)
def test_what_is_no_sheet_is_refused_with_the_reason(
    world: World, name: str, body: bytes, content_type: str, status: int
) -> None:
    response = send(world, body, content_type)
    assert response.status_code == status, response.text
    problem: dict[str, Any] = response.get_json()
    assert problem["status"] == status
    assert len(problem["detail"]) > 20


def test_a_file_over_the_limit_is_refused_before_it_is_read(world: World) -> None:
    app = create_app(
        world.settings.model_copy(update={"upload_max_bytes": 1_000}), store=world.store, engine=world.engine
    )
    headers = {"Authorization": f"Bearer {key_of(world)}"}
    for size in (2_000, 200_000):
        response = app.test_client().post(UPLOADS, data=b"a" * size, content_type="text/csv", headers=headers)
        assert response.status_code == 413
        assert response.content_type == "application/problem+json"


def test_too_many_rows_are_refused(world: World) -> None:
    app = create_app(
        world.settings.model_copy(update={"upload_max_rows": 3}), store=world.store, engine=world.engine
    )
    headers = {"Authorization": f"Bearer {key_of(world)}"}
    response = app.test_client().post(
        UPLOADS, data=csv_of(*[GOOD] * 4), content_type="text/csv", headers=headers
    )
    assert response.status_code == 413
