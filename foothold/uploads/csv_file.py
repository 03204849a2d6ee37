"""The rows of a CSV file, whatever its encoding and delimiter."""

import csv
import io
from collections.abc import Iterator

from foothold.errors import Unreadable
from foothold.uploads.headings import match

DELIMITERS = (",", ";", "\t", "|")
SNIFFED_CHARACTERS = 20_000
SNIFFED_ROWS = 10
# A cell longer than 131,072 characters, as Python has it by itself, would cost the whole sheet. The file is bounded.
csv.field_size_limit(100_000_000)


def csv_rows(body: bytes) -> Iterator[tuple[int, list[str]]]:
    """Each row with its number from 1, blank ones too. Raises Unreadable where the file is no text, or a
    quotation mark is never closed."""
    text = decoded(body)
    return _rows(text, _delimiter(text))


def decoded(body: bytes) -> str:
    """Text by byte order mark, else by the zero bytes of UTF-16, else UTF-8, else Windows-1252."""
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decoded(body, "utf-16")
    if b"\0" in body:
        head = body[:200]
        return _decoded(body, "utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _decoded(body, "cp1252")


def _decoded(body: bytes, encoding: str) -> str:
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unreadable("This file is not text. Save the sheet as CSV UTF-8 or as XLSX.") from error
    if "\0" in text:
        raise Unreadable("This file is not text. Save the sheet as CSV UTF-8 or as XLSX.")
    return text


def _delimiter(text: str) -> str:
    """The one that yields most headings that are known, then most columns: prose in cells misleads counting."""
    if text.startswith("sep=") and text[4:5] in DELIMITERS:
        return text[4]
    return max(DELIMITERS, key=lambda delimiter: _headings_by(delimiter, text[:SNIFFED_CHARACTERS]))


def _headings_by(delimiter: str, text: str) -> tuple[int, int]:
    best = (0, 0)
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)):
            if number == SNIFFED_ROWS:
                break
            best = max(best, (sum(match(cell) is not None for cell in cells[:200]), len(cells)))
    except csv.Error:
        pass
    return best


def _rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    lines = io.StringIO(text, newline="")
    number = start = 0
    if text.startswith("sep="):
        lines.readline()
        number = 1
    reader = csv.reader(lines, delimiter=delimiter)
    try:
        while (cells := next(reader, None)) is not None:
            number += 1
            _check_closed(text, start, lines.tell(), number, delimiter)
            start = lines.tell()
            yield number, cells
    except csv.Error as error:
        raise Unreadable(
            f"The sheet cannot be read after row {number}: {error}. Look for a quotation mark that is not closed."
        ) from error


def _check_closed(text: str, start: int, end: int, number: int, delimiter: str) -> None:
    """An open quotation mark makes the rest of the file one cell, which only the last row can show."""
    if end < len(text) or text.count('"', start) % 2 == 0:
        return
    try:
        list(csv.reader(io.StringIO(text[start:], newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        if "unexpected end" in str(error):
            raise Unreadable(f"Row {number} opens a quotation mark that is never closed.") from error
