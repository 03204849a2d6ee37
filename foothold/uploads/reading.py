"""An uploaded file as rows of postings: CSV, XLSX or JSON, told apart by what it holds."""

import csv
import io
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import PurePath

from foothold.errors import TooLarge, UnsupportedType
from foothold.uploads.csv_file import csv_rows
from foothold.uploads.headings import Heading, accepted_headings
from foothold.uploads.json_file import read_json_rows
from foothold.uploads.rows import FieldError, Upload, UploadRow
from foothold.uploads.sheet import heading_rows_of, read_sheet
from foothold.uploads.workbook import workbook_rows

__all__ = ["FieldError", "Heading", "Upload", "UploadRow", "accepted_headings", "read_upload", "template_csv"]

MAX_BYTES = 5 * 1024 * 1024
MAX_ROWS = 5_000
ACCEPTED = "Send CSV, XLSX or JSON."
BY_TYPE = {
    "text/csv": "csv",
    "application/csv": "csv",
    "text/tab-separated-values": "csv",
    "application/json": "json",
    "application/x-ndjson": "lines",
    "application/jsonl": "lines",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
}
BY_ENDING = {
    ".csv": "csv", ".tsv": "csv", ".txt": "csv", ".json": "json", ".jsonl": "lines", ".ndjson": "lines",
    ".xlsx": "xlsx", ".xlsm": "xlsx",
}  # fmt: skip
# Browsers and systems send these for any file; Windows says Excel for CSV.
SAYS_NOTHING = (
    "",
    "application/octet-stream",
    "text/plain",
    "application/vnd.ms-excel",
    "multipart/form-data",
)
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
NOT_READ = {
    OLD_EXCEL: "This is an old or password-protected Excel file. Save it as XLSX without a password.",
    b"%PDF": f"This is a PDF. {ACCEPTED}",
    b"\x89PNG": f"This is a picture. {ACCEPTED}",
    b"\xff\xd8\xff": f"This is a picture. {ACCEPTED}",
    b"GIF8": f"This is a picture. {ACCEPTED}",
    b"\x1f\x8b": f"This file is compressed. {ACCEPTED}",
    b"<": f"This is XML or a web page. {ACCEPTED}",
}


def read_upload(
    body: bytes,
    content_type: str | None,
    filename: str | None,
    *,
    seen: datetime,
    max_bytes: int = MAX_BYTES,
    max_rows: int = MAX_ROWS,
    named: Mapping[str, str] | None = None,
) -> Upload:
    """Every row of the file in order; nothing is interpreted. `named` maps further headings to fields.

    Raises TooLarge, UnsupportedType, or Unreadable where the file is not what it is said to be.
    """
    if len(body) > max_bytes:
        raise TooLarge(
            f"This file has {len(body):,} bytes; {max_bytes:,} are read. Split it and send the parts."
        )
    format_ = _format(body, content_type, filename)
    if format_ in ("json", "lines"):
        return read_json_rows(body, seen=seen, max_rows=max_rows, lines=format_ == "lines")
    if format_ == "xlsx":
        rows, unread = heading_rows_of(workbook_rows(body, max_rows), named or {})
        read = read_sheet(rows, seen=seen, max_rows=max_rows, named=named)
        return replace(read, rows=(*read.rows, *unread))
    return read_sheet(csv_rows(body), seen=seen, max_rows=max_rows, named=named)


def _format(body: bytes, content_type: str | None, filename: str | None) -> str:
    """What the bytes show, else what is said of them."""
    start = body[:64].removeprefix(b"\xef\xbb\xbf").lstrip()
    for signature, message in NOT_READ.items():
        if start.startswith(signature):
            raise UnsupportedType(message)
    if start.startswith(b"PK\x03\x04"):
        return "xlsx"
    said = (content_type or "").partition(";")[0].strip().lower()
    ending = PurePath(filename or "").suffix.lower()
    format_ = BY_TYPE.get(said) or (BY_ENDING.get(ending) if said in SAYS_NOTHING else None)
    if format_ == "xlsx":
        raise UnsupportedType("This file is called XLSX and is none. Save the sheet as XLSX or as CSV.")
    if format_:
        return format_
    if said not in SAYS_NOTHING or (ending and ending not in BY_ENDING):
        raise UnsupportedType(f"A file of type {said or ending} is not read. {ACCEPTED}")
    return "json" if start.startswith((b"[", b"{")) else "csv"


def template_csv() -> str:
    """A sheet to start from: the best heading of each field that an employer fills, and one example row."""
    left_out = ("lat", "lon", "wage_unit", "status")
    shown = [entry for entry in accepted_headings() if "." not in entry.field and entry.field not in left_out]
    sheet = io.StringIO()
    writer = csv.writer(sheet, lineterminator="\r\n")
    writer.writerow([entry.headings[0] for entry in shown])
    writer.writerow([entry.example for entry in shown])
    return sheet.getvalue()
