"""A workbook's cells as people see them."""

import io
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from openpyxl import Workbook

from foothold.uploads.cell_format import date_text, number_text
from foothold.uploads.reading import Upload, read_upload
from tests.foothold.uploads.workbooks import raw_workbook, relation, row, sheet_xml, workbook

SEEN = datetime(2026, 9, 1, 9, tzinfo=UTC)


def upload(body: bytes | str, name: str = "adverts.xlsx") -> Upload:
    return read_upload(body.encode() if isinstance(body, str) else body, None, name, seen=SEEN)


def texts(read: Upload) -> list[dict[str, object]]:
    return [dict(row.posting.texts()) for row in read.rows if row.posting]


def made(rows: list[list[object]], change: Callable[[Any], None] = lambda book: None) -> bytes:
    book: Any = Workbook()
    for cells in rows:
        book.active.append(cells)
    change(book)
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


NUMBERS = {
    "£#,##0.00": (300, "£300.00"),
    '"£"#,##0.00;[Red]-"£"#,##0.00': (16500, "£16,500.00"),
    "[$£-809]#,##0.00": (8.5, "£8.50"),
    '_-[$£-809]* #,##0.00_-;-[$£-809]* #,##0.00_-;_-[$£-809]* "-"??_-;_-@_-': (8.5, "£8.50"),
    "[$$-409]#,##0.00": (300, "$300.00"),
    "$#,##0": (300, "$300"),
    "#,##0.00 [$€-407]": (300, "300.00 €"),
    "[$USD] #,##0": (300, "USD 300"),
    '£0.00" a week"': (300, "£300.00 a week"),
    '0.0" hours"': (37.5, "37.5 hours"),
    "0%": (0.15, "15%"),
    "00000": (123, "00123"),
    "£0,": (16500, "£16500"),
    "[$-809]0.00": (8.5, None),
    "General": (8.5, None),
    "0.00": (8.5, None),
    "#,##0": (16500, None),
    "0.00E+00": (16500, None),
    "# ?/?": (0.5, None),
    '"' * 150: (1, None),
}


@pytest.mark.parametrize(("code", "case"), NUMBERS.items(), ids=NUMBERS)
def test_a_number_keeps_what_its_format_shows(code: str, case: tuple[float, str | None]) -> None:
    value, expected = case
    assert number_text(value, code) == expected


DATES = {
    "mmm-yy": "March 2027",
    "mmmm yyyy": "March 2027",
    "mm/yyyy": "March 2027",
    "[$-809]mmmm\\ yyyy;@": "March 2027",
    "yyyy": "2027",
    "d-mmm": "2027-03-01",
    "dd/mm/yyyy": "2027-03-01",
    "yyyy-mm-dd h:mm:ss": "2027-03-01",
    "": "2027-03-01",
}


@pytest.mark.parametrize(("code", "expected"), DATES.items(), ids=DATES)
def test_a_date_shown_without_its_day_has_none(code: str, expected: str) -> None:
    assert date_text(datetime.fromisoformat("2027-03-01"), code) == expected


def test_formats_of_a_workbook_reach_the_posting() -> None:
    def change(book: Any) -> None:
        sheet = book.active
        sheet["B2"].number_format, sheet["B3"].number_format = "[$$-409]#,##0.00", "£#,##0.00"
        sheet["C2"].number_format, sheet["D2"].number_format = "[h]:mm", "mmm-yy"

    rows: list[list[object]] = [
        ["Job title", "Pay", "Hours", "Start date", "Working days"],
        ["Cook", 300, timedelta(hours=37, minutes=30), date(2027, 3, 1), time(9)],
        ["Baker", 300, "37:30", date(2027, 3, 1), None],
    ]
    first, second = texts(upload(made(rows, change)))
    assert first == {
        "title": "Cook", "wage": "$300.00", "hours": "37.5", "start": "March 2027", "working_week": "09:00:00",
    }  # fmt: skip
    assert second == {"title": "Baker", "wage": "£300.00", "hours": "37:30", "start": "2027-03-01"}


def test_a_clock_time_is_not_taken_for_hours_a_week() -> None:
    assert texts(upload("Job title,Hours\nCook,09:00\n", "a.csv"))[0]["hours"] == "09:00"


def test_the_address_behind_the_words_of_a_link_is_read() -> None:
    def change(book: Any) -> None:
        sheet = book.active
        sheet["A2"].hyperlink = "https://crumb.example/jobs/1"
        sheet["B2"].hyperlink = "https://crumb.example/apply?a=1&b=2"
        sheet["B4"].hyperlink = "https://crumb.example/old"
        sheet["C2"].hyperlink = "https://crumb.example/"

    rows: list[list[object]] = [
        ["Job title", "Apply link", "Employer"],
        ["Cook", "Apply here", "Crumb Ltd"],
        ["Baker", '=HYPERLINK("https://crumb.example/2","Apply")', "Crumb Ltd"],
        ["Porter", "https://crumb.example/3", "Crumb Ltd"],
        ["Driver", '=HYPERLINK("https://crumb.example/"&A5,"Apply")', "Crumb Ltd"],
    ]
    cook, baker, porter, driver = texts(upload(made(rows, change)))
    assert cook == {
        "title": "Cook", "apply_url": "https://crumb.example/apply?a=1&b=2", "employer": "Crumb Ltd",
        "url": "https://crumb.example/jobs/1",
    }  # fmt: skip
    assert baker["apply_url"] == "https://crumb.example/2"
    assert porter["apply_url"] == "https://crumb.example/3"
    assert "apply_url" not in driver


def test_a_merged_cell_counts_for_each_of_its_rows() -> None:
    def change(book: Any) -> None:
        for area in ("B2:B5", "C2:C3", "A1:A1"):
            book.active.merge_cells(area)

    rows: list[list[object]] = [
        ["Job title", "Employer", "Pay"],
        ["Cook", "Crumb Ltd", "£8"],
        ["Baker", None, None],
        ["Porter", None, None],
        [None, None, None],
        ["Driver", None, None],
    ]
    assert texts(upload(made(rows, change))) == [
        {"title": "Cook", "employer": "Crumb Ltd", "wage": "£8"},
        {"title": "Baker", "employer": "Crumb Ltd", "wage": "£8"},
        {"title": "Porter", "employer": "Crumb Ltd"},
        {"title": "Driver"},
    ]


@pytest.mark.parametrize(
    "error", ["#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "Err:502", "#####"]
)
def test_an_error_cell_is_empty(error: str) -> None:
    sheet: list[list[object]] = [["Job title", "Pay"], ["Cook", error], [error, "£8"]]
    expected = [{"title": "Cook"}, {"wage": "£8"}]
    assert texts(upload(made(sheet))) == expected
    assert texts(upload(f"Job title,Pay\nCook,{error}\n{error},£8\n", "a.csv")) == expected


def test_words_that_begin_with_a_number_sign_are_no_error() -> None:
    assert texts(upload("Job title\n#1 Cook\n", "a.csv")) == [{"title": "#1 Cook"}]


def test_what_is_hidden_is_left_out() -> None:
    def change(book: Any) -> None:
        sheet = book.active
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["B"].hidden = True
        hidden = book.create_sheet("Old", 0)
        hidden.append(["Job title"])
        hidden.append(["Smith"])
        hidden.sheet_state = "hidden"

    rows: list[list[object]] = [
        ["Job title", "Pay", "Employer"],
        ["Cook", "£8", "Crumb"],
        ["Baker", "£9", "Crumb"],
    ]
    assert texts(upload(made(rows, change))) == [{"title": "Cook", "employer": "Crumb"}]


def test_further_sheets_of_adverts_are_named_as_not_read() -> None:
    adverts = [["Job title", "Employer", "Pay"], ["Cook", "Crumb", "£8"]]
    notes = [["How to fill this in"], ["Job title", "what the person would be"]]
    book = workbook(notes[:1], adverts, adverts, notes, adverts[:1])
    first, other = upload(book).rows
    assert first.posting
    assert other.posting is None
    assert [(error.field, error.text) for error in other.errors] == [("sheet", "Sheet 3")]


def test_headings_that_are_repeated_are_no_advert() -> None:
    read = upload("Job title,Pay\nCook,£8\nJob title,Pay\nBaker,£9\n", "a.csv")
    assert [row.row for row in read.rows] == [2, 4]


@pytest.mark.parametrize(
    "mark", ['"', "do.", "Ditto", "as above", " As  Above ", "same as above", "〃", "''"]
)
def test_a_ditto_mark_takes_the_value_above(mark: str) -> None:
    rows: list[list[object]] = [
        ["Job title", "Employer"], ["Cook", "Crumb"], [None, None], ["Baker", mark], ["Porter", mark], ["Driver", None],
    ]  # fmt: skip
    read = texts(upload(made(rows)))
    assert [posting.get("employer") for posting in read] == ["Crumb", "Crumb", "Crumb", None]


def test_a_ditto_mark_under_the_headings_is_nothing() -> None:
    assert texts(upload('Job title,Employer\nCook,""""\nBaker,do.\n', "a.csv")) == [
        {"title": "Cook"},
        {"title": "Baker"},
    ]


NO_ADVERTS = (
    "Total,,,3", "TOTAL:,,,", ",Grand total,,12", "Subtotal,,£8.50,3", "Total number of vacancies: 12,,,",
    "Notes: pay rises each year,,,", "* Subject to funding,,,", "NB: all posts are in Hackney,,,", "Page 1 of 2,,,",
    "Source: the careers office,,,", ",,,Last updated 1 September 2026", "Please apply by post,,,",
    "For more information ring the office,,,", "End of list,,,",
)  # fmt: skip
ADVERTS = (
    "Total care assistant,Crumb,,3", "Total,Crumb Ltd,£8,", "Notes editor,,,", "Page setter,,,", "Keyholder,,,",
    "Source analyst,,,", "Cook,,,", "Note taker,Crumb,,", "* Cook,Crumb,£8,1",
)  # fmt: skip


@pytest.mark.parametrize("line", NO_ADVERTS)
def test_a_total_or_a_note_is_no_advert(line: str) -> None:
    assert [
        row.row
        for row in upload(f"Job title,Employer,Pay,Positions\nCook,Crumb,£8,1\n{line}\n", "a.csv").rows
    ] == [2]


@pytest.mark.parametrize("line", ADVERTS)
def test_a_title_that_resembles_a_total_or_a_note_is_one(line: str) -> None:
    assert len(upload(f"Job title,Employer,Pay,Positions\n{line}\n", "a.csv").rows) == 1


def _tail(elements: str, parts: dict[str, str] | None = None) -> bytes:
    cells = "".join(row(number, "Cook", "Crumb") for number in range(2, 3_000))
    return raw_workbook(
        sheet_xml(cells).replace("</worksheet>", f"{elements}</worksheet>"), {**(parts or {})}
    )


TAILS = {
    "half a million merged areas": lambda: _tail("".join(f'<mergeCell ref="A{n % 9_999 + 2}:B{n * 7 % 999_983}"/>' for n in range(500_000))),
    "a link of a million rows": lambda: _tail(
        '<hyperlinks><hyperlink ref="A1:A1048576" r:id="rId1"/></hyperlinks>' * 500,
        {"xl/worksheets/_rels/sheet1.xml.rels": relation("hyperlink", "https://crumb.example/")},
    ),
    "areas over the whole sheet": lambda: _tail(
        "".join(f'<mergeCell ref="{column}2:XFD1048576"/>' for column in "ABCDEFGH") * 2_000
    ),
    "references that are none": lambda: _tail('<mergeCell ref="A"/><mergeCell ref=""/><hyperlink ref="9" r:id="x"/>'),
}  # fmt: skip


@pytest.mark.parametrize("body", TAILS.values(), ids=TAILS)
def test_what_stands_behind_the_rows_costs_little(body: Callable[[], bytes]) -> None:
    packed = body()
    started = datetime.now(UTC)
    assert len(upload(packed).rows) == 2_998
    assert (datetime.now(UTC) - started).total_seconds() < 5
