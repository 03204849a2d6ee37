"""The rows of an XLSX workbook as texts."""

import io
import warnings
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from openpyxl.reader.excel import ExcelReader
from openpyxl.worksheet._read_only import ReadOnlyWorksheet
from openpyxl.worksheet._reader import WorkSheetParser

from foothold.errors import Unreadable
from foothold.uploads.workbook_guard import check_workbook

MAX_COLUMNS = 200
MAX_SHEETS = 50
LAST_ROW = 1_048_576
"""The last that a spreadsheet program knows."""


def workbook_rows(body: bytes, max_rows: int) -> list[Iterator[tuple[int, list[str]]]]:
    """The rows of each visible sheet, each with its number from 1. Formula cells give their last value."""
    check_workbook(body, max_rows)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore"
            )  # Missing styles and unknown extensions concern no reader of cells.
            reader = _SheetReader(io.BytesIO(body), read_only=True, data_only=True, keep_links=False)
            reader.read()
        sheets: list[Any] = [sheet for sheet in reader.wb.worksheets if sheet.sheet_state == "visible"]
    except Exception as error:  # openpyxl lets KeyError, TypeError and parser errors of every kind through.
        raise Unreadable("This workbook cannot be read. Save it again as XLSX or as CSV.") from error
    return [_rows(sheet) for sheet in sheets]


class _Sheet(ReadOnlyWorksheet):
    def _get_size(self) -> None:
        """The stated dimensions are often wrong, and cut rows off; without any, the whole part would be read here."""

    def numbered_rows(self) -> Iterator[tuple[int, tuple[Any, ...]]]:
        """The rows that are written, each with its number. `iter_rows` makes every row of a gap, and a row may say
        that it is the billionth."""
        # The stubs leave most of it out.
        sheet: Any = self
        book, before = sheet.parent, 0
        with sheet._get_source() as source:
            parser = WorkSheetParser(
                source,
                sheet._shared_strings,
                data_only=True,
                epoch=book.epoch,
                date_formats=book._date_formats,
                timedelta_formats=book._timedelta_formats,
            )
            for number, cells in parser.parse():
                if number > before:
                    before = number
                    yield number, sheet._get_row(cells, 1, values_only=True)


class _SheetReader(ExcelReader):
    def read_worksheets(self) -> None:
        """The sheets in their order, each part once, however many entries name it. Charts are no rows."""
        parts: set[str] = set()
        for sheet, relation in self.parser.find_sheets():
            known = relation.target in self.valid_files and relation.target not in parts
            if known and "chartsheet" not in relation.Type:
                parts.add(relation.target)
                made = _Sheet(self.wb, sheet.name, relation.target, self.shared_strings)
                made.sheet_state = sheet.state or "visible"
                self.wb._sheets.append(made)  # type: ignore[attr-defined] # The stubs leave it out.
            if len(parts) == MAX_SHEETS:
                break


def _rows(sheet: _Sheet) -> Iterator[tuple[int, list[str]]]:
    try:
        for number, row in sheet.numbered_rows():
            if number > LAST_ROW:
                raise Unreadable(f"A row of this workbook says that it is beyond row {LAST_ROW:,}.")
            yield number, [cell_text(value) for value in row[:MAX_COLUMNS]]
    except Unreadable:
        raise
    except Exception as error:  # As above: reading goes on inside the iteration.
        raise Unreadable("This workbook cannot be read to its end. Save the sheet as CSV.") from error


def cell_text(value: Any) -> str:
    """A cell as a reader sees it, dates in ISO form: `2026-10-01`, `2026-10-01T09:00`."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else str(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(timespec="minutes")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return str(value)
