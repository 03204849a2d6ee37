"""Rows of cells read by their headings."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, islice

from foothold.errors import TooLarge, Unreadable
from foothold.model.posting import RawPosting
from foothold.reading.levy import read_yes_no
from foothold.uploads.assemble import SEVERAL, composed
from foothold.uploads.headings import HeadingMatch, match
from foothold.uploads.rows import FieldError, Upload, UploadRow
from foothold.uploads.workbook_marks import LinkedText

HEADING_ROWS = 10
ERROR = re.compile(
    r"#(?:REF|VALUE|DIV/0|NUM|NULL|SPILL|CALC|FIELD|BLOCKED|CONNECT|UNKNOWN|BUSY)!|#N/A|#NAME\?|#GETTING_DATA|Err:\d{3}|#{2,300}"
)
DITTO = frozenset(
    (
        '"',
        "''",
        "“",
        "”",
        "〃",
        "″",
        "do.",
        "ditto",
        "- do -",
        '-"-',
        "as above",
        "same as above",
        "(as above)",
        "see above",
    )
)
TOTAL = re.compile(
    r"(?:grand |overall )?(?:sub-?)?totals?(?: (?:number|no\.?|of|vacancies|positions|places|jobs|adverts|roles|openings)){0,4}"
    r"\s{0,3}[:=]?\s{0,3}\d{0,9}",
    re.IGNORECASE,
)
FIGURE = re.compile(r"[£$€]?\s?[\d.,]{1,20}\s?%?")
NOTE = re.compile(
    r"\*|notes?\s?:|note that\b|n\.?b\.?[:\s]|please\b|sources?\s?:|(?:last )?updated?(?: on|:)|last updated\b|page \d|"
    r"for (?:more|further) (?:information|details)\b|end of (?:list|table|sheet|report)\b|key\s?:|disclaimer\b|©",
    re.IGNORECASE,
)
Row = tuple[int, list[str]]


@dataclass(frozen=True, slots=True)
class Columns:
    """What each column of a sheet means; `unknown` are the headings that mean nothing here."""

    row: int
    matches: tuple[tuple[int, HeadingMatch], ...]
    width: int
    unknown: tuple[str, ...]
    headings: tuple[str, ...]

    @classmethod
    def of(cls, number: int, cells: list[str], named: Mapping[str, str]) -> "Columns":
        found = {at: _meaning(cell, named) for at, cell in enumerate(cells) if cell.strip()}
        taken = sorted(((at, m) for at, m in found.items() if m), key=lambda pair: pair[1].rank)
        best: dict[str, int] = {}
        for at, meant in taken:
            best.setdefault(meant.field, at)
        kept = tuple((at, m) for at, m in taken if best[m.field] == at or m.field in SEVERAL)
        unread = sorted(found.keys() - {at for at, _ in kept})
        return cls(number, kept, _width(cells), tuple(cells[at].strip() for at in unread), tuple(cells))

    def repeated_by(self, cells: list[str]) -> bool:
        """Whether a row is the heading row once more, as at the top of each printed page."""
        return _stripped(cells) == _stripped(self.headings)

    def posting(self, cells: list[str], seen: datetime) -> RawPosting:
        texts: dict[str, list[str]] = {}
        linked = ""
        for at, meant in self.matches:
            if at < len(cells) and cells[at].strip():
                texts.setdefault(meant.field, []).append(_value(_answer(cells[at], meant), meant.field))
                if meant.period:
                    texts.setdefault("wage_unit", []).append(meant.period)
                if meant.field == "title" and isinstance(cells[at], LinkedText):
                    linked = cells[at]
        if isinstance(linked, LinkedText) and linked.address.startswith("http"):
            texts.setdefault("url", [linked.address])
        return composed(texts, seen)


def _answer(cell: str, meant: HeadingMatch) -> str:
    """The cell, or what its bare yes or no says under this heading."""
    said = read_yes_no(cell) if meant.answers else None
    if said is None or not meant.answers:
        return cell
    return meant.answers[0] if said else meant.answers[1]


def read_sheet(
    rows: Iterable[Row], *, seen: datetime, max_rows: int, named: Mapping[str, str] | None = None
) -> Upload:
    """The postings under the heading row. `named` says what headings mean that the table does not know, or
    knows wrongly. Raises Unreadable where no row looks like headings, TooLarge past `max_rows`."""
    remaining = iter(rows)
    head = list(islice(remaining, HEADING_ROWS))
    columns = _heading_row(head, named or {})
    read: list[UploadRow] = []
    above: list[str] = []
    for number, cells in chain(head, remaining):
        cells = [_without_error(cell) for cell in cells]
        if number <= columns.row or not any(cell.strip() for cell in cells) or columns.repeated_by(cells):
            continue
        if _is_total(cells) or _is_note(cells, columns):
            continue
        above = cells = [_from_above(cell, above, at) for at, cell in enumerate(cells)]
        if len(read) == max_rows:
            raise TooLarge(f"This sheet has more than {max_rows:,} rows. Split it and send the parts.")
        read.append(_row(number, cells, columns, seen))
    return Upload(tuple(read), columns.unknown)


def _row(number: int, cells: list[str], columns: Columns, seen: datetime) -> UploadRow:
    if _width(cells) <= columns.width:
        return UploadRow(number, columns.posting(cells, seen))
    # A comma outside quotation marks moves every later cell into the wrong column.
    extra = " | ".join(cell for cell in cells[columns.width :] if cell.strip())[:200]
    message = f"This row has {_width(cells)} cells and there are {columns.width} headings. "
    return UploadRow(
        number,
        None,
        (FieldError("row", extra, message + "Put text that holds a comma between quotation marks."),),
    )


def _heading_row(rows: Iterable[Row], named: Mapping[str, str]) -> Columns:
    candidates = [Columns.of(number, cells, named) for number, cells in rows if len(cells) <= 1000]
    with_title = [c for c in candidates if any(m.field == "title" for _, m in c.matches)]
    if not with_title:
        raise Unreadable(
            f"No heading “Job title” was found in the first {HEADING_ROWS} rows. Start from the template."
        )
    return max(with_title, key=lambda columns: (len({m.field for _, m in columns.matches}), -columns.row))


def _meaning(heading: str, named: Mapping[str, str]) -> HeadingMatch | None:
    field = named.get(heading.strip())
    return HeadingMatch(field, -1) if field else match(heading)


def _from_above(cell: str, above: list[str], at: int) -> str:
    """What a ditto mark stands for: nothing where there is no row above."""
    if len(cell) > 20 or " ".join(cell.casefold().split()) not in DITTO:
        return cell
    return above[at] if at < len(above) else ""


def _is_total(cells: list[str]) -> bool:
    first, *others = _stripped(cells)
    return bool(TOTAL.fullmatch(first)) and all(FIGURE.fullmatch(cell) for cell in others)


def _is_note(cells: list[str], columns: Columns) -> bool:
    """A single cell that begins as notes below a table do, where a row would fill several."""
    filled = _stripped(cells)
    return len(filled) == 1 and len(columns.matches) > 2 and bool(NOTE.match(filled[0]))


def _stripped(cells: Iterable[str]) -> list[str]:
    return [cell.strip() for cell in cells if cell.strip()]


def _without_error(cell: str) -> str:
    return "" if cell.startswith(("#", "Err:")) and ERROR.fullmatch(cell.strip()) else cell


def _value(cell: str, field: str) -> str:
    """The address behind the words of a link, else the cell as it stands."""
    if field in ("url", "apply_url") and isinstance(cell, LinkedText):
        return str(cell) if cell.lower().startswith(("http://", "https://")) else cell.address
    return cell


def _width(cells: list[str]) -> int:
    """Cells up to the last that holds something."""
    return next((at for at in range(len(cells), 0, -1) if cells[at - 1].strip()), 0)


def heading_rows_of(
    sheets: Iterable[tuple[str, Iterator[Row]]], named: Mapping[str, str]
) -> tuple[Iterator[Row], list[UploadRow]]:
    """The rows of the first sheet that has headings, for a workbook that opens with a page of notes; and an error
    for each further sheet of adverts, which is not read."""
    first: Unreadable | None = None
    rows: Iterator[Row] | None = None
    unread: list[UploadRow] = []
    for name, sheet in sheets:
        try:
            head = list(islice(sheet, HEADING_ROWS))
            columns = _heading_row(head, named)
        except Unreadable as error:
            first = first or error
            continue
        if rows is None:
            rows = chain(head, sheet)
        elif len(columns.matches) > 2 and any(
            number > columns.row and any(cells) for number, cells in chain(head, islice(sheet, 1))
        ):
            message = f"The sheet “{name}” also holds adverts and was not read. Send each sheet as a file of its own."
            unread.append(UploadRow(columns.row, None, (FieldError("sheet", name, message),)))
    if rows is None:
        raise first or Unreadable("This workbook has no visible sheet.")
    return rows, unread
