"""Sheets that publishers keep: CSV or XLSX at an address, headings matched by meaning."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from urllib.parse import urlsplit

from crawlers.family import Family, Fetch, Values, said
from foothold.errors import SourceMisconfigured
from foothold.model.posting import RawPosting, Reason, Rejected
from foothold.uploads.reading import UploadRow, read_upload

MAX_BYTES = 50 * 1024 * 1024
MAX_ROWS = 50_000


def start(values: Values, key: str | None) -> Iterable[Fetch]:
    url = said(values.get("url"))
    if not url:
        raise SourceMisconfigured("spreadsheet needs values.url: the address of the sheet.")
    return [Fetch(url)]


def read(body: bytes, url: str | None, seen: datetime, values: Values) -> Iterator[RawPosting | Rejected]:
    """`values.headings` says what a heading means where the table does not: `{Salary: places}`."""
    filename = urlsplit(url).path if url else None
    named = values.get("headings") or {}
    sheet = read_upload(body, None, filename, seen=seen, max_bytes=MAX_BYTES, max_rows=MAX_ROWS, named=named)
    for row in sheet.rows:
        yield row.posting or _rejected(row)


def _rejected(row: UploadRow) -> Rejected:
    error = row.errors[0]
    return Rejected(Reason.UNREADABLE, f"row {row.row}", f"{error.message} Extra: {error.text}")


FAMILY = Family(name="spreadsheet", read=read, start=start)
