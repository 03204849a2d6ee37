"""The rows of an XLSX workbook as texts."""

import io
import warnings
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from openpyxl import load_workbook

from foothold.errors import Unreadable
from foothold.workbook_guard import check_workbook

MAX_COLUMNS = 200


def workbook_rows(body: bytes, max_rows: int) -> list[Iterator[tuple[int, list[str]]]]:
    """The rows of each visible sheet, each with its number from 1. Formula cells give their last value."""
    check_workbook(body, max_rows)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore"
            )  # Missing styles and unknown extensions concern no reader of cells.
            book = load_workbook(io.BytesIO(body), read_only=True, data_only=True, keep_links=False)
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    except Exception as error:  # openpyxl lets KeyError, TypeError and parser errors of every kind through.
        raise Unreadable("This workbook cannot be read. Save it again as XLSX or as CSV.") from error
    return [_rows(sheet) for sheet in sheets]


def _rows(sheet: Any) -> Iterator[tuple[int, list[str]]]:
    try:
        sheet.reset_dimensions()  # The stated dimensions are often wrong, and cut rows off.
        # Without a width given, a gap of a million rows costs nothing.
        for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
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
