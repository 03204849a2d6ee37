"""What an employer's file may look like, and what is refused."""

import json
import re
import subprocess
import sys
import textwrap
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest

from foothold.errors import TooLarge, Unreadable, UnsupportedType
from foothold.model.opportunity import Remote
from foothold.model.posting import POSTING_FIELDS, RawPosting
from foothold.reading.places.workplaces import read_remote
from foothold.uploads.headings import match
from foothold.uploads.reading import Upload, accepted_headings, read_upload, template_csv
from tests.foothold.uploads.workbooks import (
    MAIN,
    raw_workbook,
    relation,
    row,
    shared_strings,
    sheet_xml,
    workbook,
    workbook_xml,
)
from tests.real_parts import missing

SEEN = datetime(2026, 9, 1, 9, tzinfo=UTC)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def upload(body: bytes | str, content_type: str | None = None, filename: str | None = None) -> Upload:
    body = body.encode() if isinstance(body, str) else body
    return read_upload(body, content_type, filename, seen=SEEN)


def only(upload: Upload) -> RawPosting:
    (row,) = upload.rows
    assert row.posting
    return row.posting


SHEETS = {
    "the words of a careers office": (
        "Vacancy,Organisation,Town,Postcode,Pay,Deadline\n"
        "Apprentice baker,Crumb & Crust,Peckham,SE15 4ST,£8 an hour,1 October 2026\n",
        {"title": "Apprentice baker", "employer": "Crumb & Crust", "places": "Peckham", "postcode": "SE15 4ST",
         "wage": "£8 an hour", "closing": "1 October 2026"},
    ),
    "headings with asides and stars": (
        "Job Title *,Name of Employer,Closing date (dd/mm/yyyy),LOCATION OF JOB\nCook,Oven Ltd,01/10/2026,Barnet\n",
        {"title": "Cook", "employer": "Oven Ltd", "closing": "01/10/2026", "places": "Barnet"},
    ),
    "a heading that states the period": (
        "Job title,Salary (per annum)\nCook,16000\n", {"title": "Cook", "wage": "16000", "wage_unit": "year"},
    ),
    "a range of pay in two columns": (
        "Job title,Salary min,Salary max,Currency\nCook,15000,16000,GBP\n",
        {"title": "Cook", "wage": "GBP 15000 - 16000"},
    ),
    "an address in columns": (
        "title,address_line_1,town,county,postcode\nCook,1 Low Road,Sutton,Greater London,SM1 1AA\n",
        {"title": "Cook", "places": "1 Low Road, Sutton, Greater London", "postcode": "SM1 1AA"},
    ),
    "a site and its borough": (
        "Job title,Location,Borough\nPorter,Vale Hospital,Camden\n",
        {"title": "Porter", "places": "Vale Hospital, Camden"},
    ),
    "semicolons and a mark of the delimiter": ("sep=;\nJob title;Pay\nCook;£8,50\n", {"title": "Cook", "wage": "£8,50"}),
    "tabs": ("Job title\tPay\nCook\t£8, rising\n", {"title": "Cook", "wage": "£8, rising"}),
    "a comma and a line break inside quotation marks": (
        'Job title,Description\nCook,"Bake, fry\nand serve"\n', {"title": "Cook", "description": "Bake, fry\nand serve"},
    ),
    "text exactly as found": ("Job title,Pay\n  Cook ,  £8 \n", {"title": "  Cook ", "wage": "  £8 "}),
    "titles above the headings": ("Autumn list,,\n,,\nJob title,Employer,Pay\nCook,Oven Ltd,£8\n",
                                  {"title": "Cook", "employer": "Oven Ltd", "wage": "£8"}),
}  # fmt: skip


@pytest.mark.parametrize(("sheet", "expected"), SHEETS.values(), ids=SHEETS)
def test_a_sheet_is_read_by_the_meaning_of_its_headings(sheet: str, expected: dict[str, str]) -> None:
    assert only(upload(sheet)).texts() == expected


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_a_sheet_is_read_in_the_encoding_that_spreadsheet_programs_write(encoding: str) -> None:
    posting = only(upload("Job title,Pay\nCafé cook,£8\n".encode(encoding)))
    assert (posting.title, posting.wage) == ("Café cook", "£8")


def test_rows_are_numbered_as_the_spreadsheet_shows_them() -> None:
    read = upload("Job title\nCook\n\nBaker\n")
    assert [(r.row, r.posting and r.posting.title) for r in read.rows] == [(2, "Cook"), (4, "Baker")]


def test_headings_that_mean_nothing_here_or_repeat_another_are_unknown() -> None:
    assert upload("Job title,Star sign,Title\nCook,Leo,Chef\n").unknown_headings == ("Star sign", "Title")


def test_an_unquoted_comma_does_not_move_a_wage_into_another_column() -> None:
    bad, good = upload("Job title,Employer,Pay\nCook, senior,Oven Ltd,£8\nBaker,Oven Ltd,£9\n").rows
    assert bad.posting is None
    assert [(e.field, e.text) for e in bad.errors] == [("row", "£8")]
    assert "3 headings" in bad.errors[0].message
    assert good.posting
    assert good.posting.wage == "£9"


def test_a_workbook_gives_its_cells_as_a_reader_sees_them() -> None:
    rows = [
        ["Job title", "Closing date", "Start date", "Hours", "Levy payer", "Working days"],
        ["Cook", date(2026, 10, 1), datetime.combine(date(2026, 11, 2), time(9)), 37.5, True, time(9, 30)],
        ["Baker", "1 October", None, 30.0, None, None],
    ]
    first, second = (r.posting for r in upload(workbook(rows), XLSX).rows)
    assert first
    assert second
    assert first.texts() == {
        "title": "Cook", "closing": "2026-10-01", "start": "2026-11-02T09:00", "hours": "37.5",
        "levy_position": "yes", "working_week": "09:30:00",
    }  # fmt: skip
    assert second.texts() == {"title": "Baker", "closing": "1 October", "hours": "30"}


def test_the_sheet_with_headings_is_found_behind_a_page_of_notes() -> None:
    book = workbook([["How to fill this in"], ["One row an advert"]], [["Job title"], ["Cook"]])
    assert only(upload(book, XLSX)).title == "Cook"


JSON_FORMS = {
    "an array": '[{"title": "Cook", "wage": 8.50}]',
    "an object": '{"opportunities": [{"title": "Cook", "wage": 8.50}]}',
    "lines": '{"title": "Cook", "wage": 8.50}\n{"title": "Baker"}\n',
}


@pytest.mark.parametrize("body", JSON_FORMS.values(), ids=JSON_FORMS)
def test_json_uses_the_names_of_the_fields_and_counts_objects_from_one(body: str) -> None:
    first = upload(body, "application/json").rows[0]
    assert first.row == 1
    assert first.posting
    assert first.posting.texts() == {"title": "Cook", "wage": "8.50"}


def test_json_keeps_a_row_whose_keys_are_partly_unknown_and_names_the_nearest() -> None:
    body = [
        {
            "title": "Cook",
            "closing_date": "2026-10-01",
            "postcodee": "E8 1EA",
            "zz": 1,
            "hours": [37],
            "remote": True,
        }
    ]
    (read,) = upload(json.dumps(body)).rows
    assert read.posting
    assert read.posting.texts() == {"title": "Cook", "remote": "yes"}
    messages = {e.field: e.message for e in read.errors}
    assert messages["closing_date"].endswith("Did you mean “closing”?")
    assert messages["postcodee"].endswith("Did you mean “postcode”?")
    assert messages["zz"] == "There is no field “zz”."
    assert "text" in messages["hours"]


def test_a_json_row_that_is_no_object_leaves_the_others() -> None:
    bad, good = upload('["Cook", {"title": "Baker"}]').rows
    assert bad.posting is None
    assert bad.errors[0].field == "row"
    assert good.posting
    assert good.posting.title == "Baker"


def test_every_field_of_a_posting_goes_through_json_unchanged() -> None:
    texts = {name: f"the {name}" for name in POSTING_FIELDS}
    assert only(upload(json.dumps([texts]))).texts() == texts


def test_the_template_is_a_sheet_that_every_heading_of_is_known() -> None:
    read = upload(template_csv())
    assert read.unknown_headings == ()
    assert only(read).title == "Apprentice plumber"


SHEETS_PAGE = (Path(__file__).parents[3] / "docs/families/spreadsheet.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| ([^|]+) \| ([^|]*) \| `([a-z_.]+)` \| [^|]+ \| [^|]+ \|$", re.M)
DOCUMENTED = [
    (heading, field) for first, also, field in ROW.findall(SHEETS_PAGE) for heading in (first, *also.split(", "))
    if heading
]  # fmt: skip


@pytest.mark.parametrize(("heading", "field"), DOCUMENTED)
def test_a_documented_heading_means_its_field(heading: str, field: str) -> None:
    """As the page says it, whatever the table behind it says."""
    meaning = match(heading)
    assert meaning
    assert meaning.field == field
    read = upload(f"Job title,{heading}\nCook,77\n" if field != "title" else f"{heading}\n77\n")
    assert read.unknown_headings == ()
    if field == "status":  # It says nothing of the advert itself, so that it is no field of every posting.
        assert getattr(only(read), "status", None) == "77"
    elif field != "wage.currency":  # Alone it says nothing.
        assert "77" in str(only(read).texts()[field.partition(".")[0]])


REFUSED: dict[str, tuple[Callable[[], bytes], str | None, type[Exception]]] = {
    "no headings": (lambda: b"Cook,Oven Ltd\nBaker,Oven Ltd\n", "text/csv", Unreadable),
    "nothing": (lambda: b"", "text/csv", Unreadable),
    "an open quotation mark": (lambda: b'Job title,Pay\nCook,"\xc2\xa38\nBaker,9\n', "text/csv", Unreadable),
    "bytes that are no text": (lambda: b"Job title\n\x00\x01\x02\xff\xfe\x00", "text/csv", Unreadable),
    "broken JSON": (lambda: b'[{"title": "Cook"', "application/json", Unreadable),
    "JSON without adverts": (lambda: b'{"jobs": 3}', "application/json", Unreadable),
    "a damaged workbook": (lambda: workbook([["Job title"]])[:900], XLSX, Unreadable),
    "a zip that is no workbook": (lambda: b"PK\x03\x04" + b"x" * 100, XLSX, Unreadable),
    "old Excel": (lambda: b"\xd0\xcf\x11\xe0" + b"\0" * 600, "application/vnd.ms-excel", UnsupportedType),
    "a PDF": (lambda: b"%PDF-1.7", "application/pdf", UnsupportedType),
    "a picture called CSV": (lambda: b"\x89PNG\r\n", "text/csv", UnsupportedType),
    "XML": (lambda: b"<jobs><job/></jobs>", "application/xml", UnsupportedType),
    "a video by its type": (lambda: b"Job title\n", "video/mp4", UnsupportedType),
}


@pytest.mark.parametrize(("body", "content_type", "error"), REFUSED.values(), ids=REFUSED)
def test_a_file_that_is_no_list_of_adverts_is_refused_with_what_to_do(
    body: Callable[[], bytes], content_type: str | None, error: type[Exception]
) -> None:
    with pytest.raises(error) as refusal:
        upload(body(), content_type)
    assert type(refusal.value) is error
    assert str(refusal.value).endswith((".", "”."))


def test_what_the_bytes_show_outweighs_what_is_said_of_them() -> None:
    book = workbook([["Job title"], ["Cook"]])
    assert only(upload(book, "application/octet-stream", "adverts.csv")).title == "Cook"
    assert only(upload("Job title\nCook\n", "application/vnd.ms-excel", "adverts.csv")).title == "Cook"


def _entities() -> bytes:
    names = "abcdefgh"
    nested = "".join(
        f'<!ENTITY {n} "{f"&{names[i - 1]};" * 10 if i else "lol"}">' for i, n in enumerate(names)
    )
    return raw_workbook(f"<!DOCTYPE x [{nested}]>" + sheet_xml(row(2, "&h;", "x")))


def _hidden_entities() -> bytes:
    """Declared behind 400,000 blanks, in UTF-16, in a part that is not a sheet."""
    theme = " " * 400_000 + '<!DOCTYPE x [<!ENTITY a "lol">]><a/>'
    return raw_workbook(sheet_xml(row(2, "Cook")), {"xl/theme/theme1.xml": theme.encode("utf-16")})


def _one_part_again_and_again() -> bytes:
    """Ten thousand sheets, each a name for the same full part."""
    rows = "".join(row(number, "Cook", "Marlow") for number in range(2, 4_000))
    sheets = "".join(f'<sheet name="S{n}" sheetId="{n + 2}" r:id="rId1"/>' for n in range(10_000))
    return raw_workbook(sheet_xml(rows), {"xl/workbook.xml": workbook_xml(sheets)})


def _behind_white_space() -> bytes:
    """The only sheet, under a name that says nothing and behind a hundred blanks."""
    rows = "".join(row(number, "Cook") for number in range(2, 60_002))
    named = {"xl/_rels/workbook.xml.rels": relation("worksheet", "worksheets/first.bin")}
    return raw_workbook("", named | {"xl/worksheets/first.bin": " " * 100 + sheet_xml(rows)})


BOMBS: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "six megabytes": ("a.csv", lambda: b"Job title\n" + b"Cook\n" * 1_200_000, "TooLarge"),
    "5,001 rows of CSV": ("a.csv", lambda: b"Job title\n" + b"Cook\n" * 5_001, "TooLarge"),
    "a million rows of CSV": ("a.csv", lambda: b"Job title\n" + b"C\n" * 2_600_000, "TooLarge"),
    "5,001 adverts of JSON": ("a.json", lambda: json.dumps([{"title": "Cook"}] * 5_001).encode(), "TooLarge"),
    "brackets": ("a.json", lambda: b"[" * 5_000_000, "TooLarge"),
    "empty objects": ("a.json", lambda: b"[" + b"{}," * 1_700_000 + b"{}]", "TooLarge"),
    "numbers": ("a.json", lambda: b"[" + b"12," * 1_700_000 + b"1]", "TooLarge"),
    "unknown keys": (
        "a.json", lambda: json.dumps([{f"k{i}": 1 for i in range(350_000)}]).encode(), "TooLarge"),
    "columns": ("a.csv", lambda: b",".join([b"Job title"] * 500_000), "Unreadable"),
    "brackets in a heading": ("a.csv", lambda: b"Name," + b"(" * 130_000 + b"\n", "Unreadable"),
    "an open quotation mark": ("a.csv", lambda: b'Job title\n"' + b"x" * 5_000_000, "Unreadable"),
    "5,001 rows of XLSX": (
        "a.xlsx", lambda: raw_workbook(sheet_xml("".join(row(n, "Cook") for n in range(2, 5_003)))), "TooLarge"),
    "60,000 rows of XLSX": (
        "a.xlsx", lambda: raw_workbook(sheet_xml("".join(row(n, "Cook") for n in range(2, 60_002)))), "TooLarge"),
    "one cell of 300 MB": ("a.xlsx", lambda: raw_workbook(sheet_xml(row(2, "x" * 300_000_000))), "TooLarge"),
    "a row of a million cells": (
        "a.xlsx", lambda: raw_workbook(sheet_xml("<row>" + "".join(f"<c><v>{n}</v></c>" for n in range(1_000_000))
                                                 + "</row>")), "TooLarge"),
    "a million shared strings": (
        "a.xlsx", lambda: raw_workbook(sheet_xml(""), {"xl/sharedStrings.xml": shared_strings(map(str, range(1_000_000)))}),
        "TooLarge"),
    "half a million styles": (
        "a.xlsx", lambda: raw_workbook(sheet_xml(""), {
            "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><cellXfs>'
            + "".join(f'<xf numFmtId="{n}"/>' for n in range(500_000)) + "</cellXfs></styleSheet>"}), "TooLarge"),
    "a gap of a million rows": ("a.xlsx", lambda: raw_workbook(sheet_xml(row(1_048_576, "Cook"))), "read"),
    "rows 16,384 cells wide": (
        "a.xlsx",
        lambda: raw_workbook(sheet_xml("".join(f'<row r="{n}"><c r="XFD{n}"/></row>' for n in range(2, 19_000)))),
        "TooLarge",
    ),
    "a sheet under a picture's name": (
        "a.xlsx",
        lambda: raw_workbook(
            sheet_xml(""), {"xl/media/logo.png": sheet_xml("".join(row(n, "Cook") for n in range(2, 60_002)))}
        ),
        "TooLarge",
    ),
    "rows of many cells, written with blanks": (
        "a.xlsx",
        lambda: raw_workbook(sheet_xml("".join(f'<row r="{n}"><c r = "ZZZ{n}"/></row>' for n in range(2, 19_000)))),
        "TooLarge",
    ),
    "a row that says it is the billionth": ("a.xlsx", lambda: raw_workbook(sheet_xml(row(10**12, "Cook"))), "Unreadable"),
    "cells in parts under many names": (
        "a.xlsx",
        lambda: raw_workbook(
            sheet_xml(""), {f"xl/worksheets/sheet{n}.xml": sheet_xml("<row>" + "<c/>" * 5_000 + "</row>") for n in range(2, 102)}
        ),
        "TooLarge",
    ),
    "cells of a name space with a dash": (
        "a.xlsx", lambda: raw_workbook(sheet_xml("<row>" + "<a-b:c/>" * 300_000 + "</row>")), "TooLarge"),
    "a sheet behind white space": ("a.xlsx", _behind_white_space, "TooLarge"),
    "one part under 10,000 sheets": ("a.xlsx", _one_part_again_and_again, "read"),
    "100,000 fonts": (
        "a.xlsx", lambda: raw_workbook(sheet_xml(""), {
            "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><fonts>{"<font/>" * 100_000}</fonts></styleSheet>'}), "TooLarge"),
    "400 parts": ("a.xlsx", lambda: raw_workbook(sheet_xml(""), {f"xl/p{n}.xml": "<a/>" for n in range(400)}), "TooLarge"),
    "nested entities": ("a.xlsx", _entities, "Unreadable"),
    "hidden entities": ("a.xlsx", _hidden_entities, "Unreadable"),
    "nested entities in XML": (
        "a.xml", lambda: b'<!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;">]><jobs>&b;</jobs>', "UnsupportedType"),
}  # fmt: skip

MEASURED = textwrap.dedent("""
    import json, re, sys, time
    from datetime import UTC, datetime
    from pathlib import Path
    from foothold.uploads.reading import read_upload

    body, seen = Path(sys.argv[1]).read_bytes(), datetime(2026, 9, 1, tzinfo=UTC)
    # Not ru_maxrss: it starts at the peak of the process that started this one.
    peak = lambda: int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) * 1024
    before, started, outcome = peak(), time.process_time(), "read"
    try:
        read_upload(body, None, sys.argv[1], seen=seen)
    except Exception as error:
        outcome = type(error).__name__
    print(json.dumps([outcome, time.process_time() - started, peak() - before]))
""")


@pytest.mark.parametrize(("name", "body", "outcome"), BOMBS.values(), ids=BOMBS)
def test_a_bomb_costs_a_second_and_150_megabytes_at_most(
    name: str, body: Callable[[], bytes], outcome: str, tmp_path: Path
) -> None:
    """Processor time, because other work on the machine is not the reader's; memory above the start's."""
    if not Path("/proc/self/status").exists():
        missing("proc", "no /proc to read the peak of memory from")
    file = tmp_path / name
    file.write_bytes(body())
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, str(file)], capture_output=True, text=True, check=True
    )
    refused_as, seconds, memory = json.loads(done.stdout)
    assert refused_as == outcome
    assert seconds <= 1
    assert memory <= 150e6


def test_too_large_says_how_much_is_read() -> None:
    with pytest.raises(TooLarge, match="5,000 rows"):
        upload("Job title\n" + "Cook\n" * 5_001)


def test_a_full_upload_of_5000_rows_is_read() -> None:
    assert len(upload("Job title\n" + "Cook\n" * 5_000).rows) == 5_000


def test_every_heading_is_documented() -> None:
    for entry in accepted_headings():
        row = f"| {entry.headings[0]} | {', '.join(entry.headings[1:])} | `{entry.field}` | {entry.meaning} | {entry.example} |"
        assert row in SHEETS_PAGE
    assert len(DOCUMENTED) == sum(len(entry.headings) for entry in accepted_headings())


@pytest.mark.parametrize(
    ("heading", "cell", "remote"),
    [
        ("Hybrid", "Yes", Remote.HYBRID),
        ("Hybrid", "No", None),
        ("Hybrid or remote", "y", Remote.HYBRID),
        ("Hybrid", "Fully remote", Remote.REMOTE),
        ("Home working", "Yes", Remote.HYBRID),
        ("Home working", "No", Remote.ON_SITE),
        ("Home working", "Occasional", None),
        ("Remote", "Yes", Remote.REMOTE),
        ("Remote", "No", None),
        ("Remote", "No home working", Remote.ON_SITE),
    ],
)
def test_a_bare_yes_answers_the_heading_it_stands_under(
    heading: str, cell: str, remote: Remote | None
) -> None:
    row = only(upload(f"Job title,Postcode,{heading}\nApprentice cooper,E8 1EA,{cell}\n"))
    assert read_remote(row.remote if isinstance(row.remote, str) else None) is remote
