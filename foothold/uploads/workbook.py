"""The rows of an XLSX workbook as texts."""

import io
import re
import warnings
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from datetime import date, datetime, time, timedelta
from typing import Any

from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.numbers import BUILTIN_FORMATS
from openpyxl.worksheet._read_only import ReadOnlyWorksheet
from openpyxl.worksheet._reader import COL_TAG, DATA_TAG, FORMULA_TAG, ROW_TAG, WorkSheetParser
from openpyxl.xml.functions import iterparse

from foothold.errors import Unreadable
from foothold.uploads.cell_format import date_text, hours_text, number_text
from foothold.uploads.workbook_guard import check_workbook
from foothold.uploads.workbook_marks import LinkedText, Marks, marks_of

MAX_COLUMNS = 200
MAX_SHEETS = 50
LAST_ROW = 1_048_576
"""The last that a spreadsheet program knows."""
LOCAL_CURRENCY = frozenset((5, 6, 7, 8, 42, 44))
TRUE = ("1", "true")
HYPERLINK = re.compile(
    r'\s{0,9}HYPERLINK\(\s{0,9}"([^"]{1,2000})"\s{0,9}(?:,\s{0,9}"([^"]{0,500})"\s{0,9})?\)', re.I
)


def workbook_rows(body: bytes, max_rows: int) -> list[tuple[str, Iterator[tuple[int, list[str]]]]]:
    """Each visible sheet by its name, and its rows, each with its number from 1. Formula cells give their last value."""
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
    return [(str(sheet.title)[:100], _rows(sheet)) for sheet in sheets]


class _Sheet(ReadOnlyWorksheet):
    def _get_size(self) -> None:
        """The stated dimensions are often wrong, and cut rows off; without any, the whole part would be read here."""

    def numbered_rows(self) -> Iterator[tuple[int, list[str]]]:
        """The rows that are written, each with its number. `iter_rows` makes every row of a gap, and a row may say
        that it is the billionth."""
        # The stubs leave most of it out.
        sheet: Any = self
        book, before = sheet.parent, 0
        with sheet._get_source() as source:
            parser = _Cells(
                source,
                sheet._shared_strings,
                data_only=True,
                epoch=book.epoch,
                date_formats=book._date_formats,
                timedelta_formats=book._timedelta_formats,
            )
            for number, cells in parser.rows():
                if number > before:
                    before = number
                    yield number, [] if parser.hides(number) else self._texts(cells, parser.hidden)

    def _texts(self, cells: list[dict[str, Any]], hidden: AbstractSet[int]) -> list[str]:
        shown = [cell for cell in cells if cell["column"] <= MAX_COLUMNS and cell["column"] not in hidden]
        texts = [""] * max((cell["column"] for cell in shown), default=0)
        for cell in shown:
            text = _shown(cell, self._format(cell["style_id"]))
            link = cell.get("link")
            texts[cell["column"] - 1] = LinkedText.of(text or link[1], link[0]) if link else text
        return texts

    def _format(self, style: int) -> str:
        """The number format that the workbook itself states; those known by number alone show the currency of
        whoever looks."""
        book: Any = self.parent
        if not 0 < style < len(book._cell_styles):
            return ""
        number = book._cell_styles[style].numFmtId
        if 164 <= number < 164 + len(book._number_formats):
            return str(book._number_formats[number - 164])
        return BUILTIN_FORMATS.get(number, "") if number not in LOCAL_CURRENCY else ""


class _Cells(WorkSheetParser):
    """Also the links that are formulas, and what is hidden. What stands behind the rows is not built."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.hidden: set[int] = set()

    def rows(self) -> Iterator[tuple[int, list[dict[str, Any]]]]:
        for _, element in iterparse(self.source):
            if element.tag == ROW_TAG:
                row = self.parse_row(element)
                element.clear()
                yield row
            elif element.tag == COL_TAG:
                self._column(element)
                element.clear()
            elif element.tag == DATA_TAG:
                return

    def parse_cell(self, element: Any) -> dict[str, Any]:
        cell: dict[str, Any] = super().parse_cell(element)
        formula = element.findtext(FORMULA_TAG) or ""
        if link := HYPERLINK.match(formula):
            cell["link"] = (link[1], link[2] or "")
        return cell

    def hides(self, number: int) -> bool:
        return self.row_dimensions.pop(str(number), {}).get("hidden") in TRUE

    def _column(self, element: Any) -> None:
        if element.get("hidden") in TRUE and len(self.hidden) < MAX_COLUMNS:
            first, last = int(element.get("min")), int(element.get("max"))
            self.hidden.update(range(first, min(last, MAX_COLUMNS) + 1))


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
        marks = marks_of(sheet.parent._archive, sheet._worksheet_path)  # type: ignore[attr-defined]
        merged: dict[int, tuple[int, str]] = {}
        for number, texts in sheet.numbered_rows():
            if number > LAST_ROW:
                raise Unreadable(f"A row of this workbook says that it is beyond row {LAST_ROW:,}.")
            _add_links(number, texts, marks)
            if any(texts):
                _fill(number, texts, merged)
            for area in marks.areas.get(number, ()):
                if area.column <= len(texts) and texts[area.column - 1]:
                    merged[area.column] = (area.last_row, texts[area.column - 1])
            yield number, texts
    except Unreadable:
        raise
    except Exception as error:  # As above: reading goes on inside the iteration.
        raise Unreadable("This workbook cannot be read to its end. Save the sheet as CSV.") from error


def _add_links(number: int, texts: list[str], marks: Marks) -> None:
    if not marks.links:
        return
    for at, text in enumerate(texts):
        if text and (address := marks.links.get((number, at + 1))):
            texts[at] = LinkedText.of(text, address)


def _fill(number: int, texts: list[str], merged: dict[int, tuple[int, str]]) -> None:
    """The value of each merged area in the rows below its first. A row that holds nothing else stays empty."""
    for column, (last, text) in list(merged.items()):
        if last < number:
            del merged[column]
            continue
        texts.extend([""] * (column - len(texts)))
        texts[column - 1] = texts[column - 1] or text


def _shown(cell: dict[str, Any], code: str) -> str:
    """A cell as a reader sees it, dates in ISO form: `2026-10-01`, `2026-10-01T09:00`. An error is nothing."""
    value = cell["value"]
    if cell["data_type"] == "e":
        return ""
    if isinstance(value, datetime | date | time):
        return date_text(value, code)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return number_text(value, code) or cell_text(value)
    return cell_text(value)


def cell_text(value: Any) -> str:
    """A value without its format."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else str(value)
    if isinstance(value, timedelta):
        return hours_text(value)
    return str(value)
