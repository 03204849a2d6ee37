"""What stands behind the rows of a workbook's sheet: the links of its cells, and the areas merged into one."""

import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from openpyxl.xml.functions import fromstring

from foothold.uploads.workbook_guard import chunks

MAX_ELEMENTS = 20_000
MAX_LINKS = 20_000
MAX_LINKED_ROWS = 5_000
ELEMENT = re.compile(rb"<(?:[^\s<>/:]{1,100}:)?(mergeCell|hyperlink)\s([^<>]{1,5000})>")
ATTRIBUTE = re.compile(rb"""(?:^|\s)(ref|[^\s<>/:="']{1,100}:id)\s{0,5}=\s{0,5}["']([^"'<>]{1,200})["']""")
REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?", re.ASCII)
ROWS_END = b"sheetData>"
LINKS = ("http://", "https://", "mailto:", "www.")


class LinkedText(str):
    """The words of a cell and the address behind them."""

    __slots__ = ("address",)
    address: str

    @classmethod
    def of(cls, words: str, address: str) -> "LinkedText":
        text = cls(words or address)
        text.address = address
        return text


class MergedCells(NamedTuple):
    first_row: int
    last_row: int
    column: int


class Marks(NamedTuple):
    """`links` by row and column, `areas` of several rows by their first row; all count from 1."""

    links: dict[tuple[int, int], str]
    areas: dict[int, list[MergedCells]]


def marks_of(archive: zipfile.ZipFile, part: str) -> Marks:
    """One pass over the part's bytes. Past the limits further ones are left out."""
    links: dict[tuple[int, int], str] = {}
    areas: defaultdict[int, list[MergedCells]] = defaultdict(list)
    targets: dict[str, str] | None = None
    for kind, ref, relation in islice(_elements(archive, part), MAX_ELEMENTS):
        top, bottom, column = _corners(ref)
        if kind == b"mergeCell":
            if bottom > top:
                areas[top].append(MergedCells(top, bottom, column))
            continue
        targets = _targets(archive, part) if targets is None else targets
        address = targets.get(relation, "")
        if address.lower().startswith(LINKS):
            for row in range(top, min(bottom, top + MAX_LINKED_ROWS) + 1):
                if len(links) < MAX_LINKS:
                    links[row, column] = address
    return Marks(links, dict(areas))


def _elements(archive: zipfile.ZipFile, part: str) -> Iterator[tuple[bytes, str, str]]:
    behind = False
    for chunk in chunks(archive, archive.getinfo(part)):
        start = 0
        if not behind:
            start = chunk.rfind(ROWS_END)
            behind = start >= 0 and b"<row" not in chunk[start:] and chunk[start - 1 : start] in (b"/", b":")
        if not behind:
            continue
        for found in ELEMENT.finditer(chunk, max(0, start)):
            names = {
                name.decode("ascii", "replace"): text.decode("ascii", "replace")
                for name, text in ATTRIBUTE.findall(found[2])
            }
            relation = next((text for name, text in names.items() if name.endswith(":id")), "")
            yield found[1], names.get("ref", ""), relation


def _corners(ref: str) -> tuple[int, int, int]:
    """First and last row and the first column, or an area without rows where the reference is none."""
    corners = REFERENCE.fullmatch(ref)
    if not corners:
        return 1, 0, 1
    left, top, right, bottom = corners.groups()
    rows = (int(top), int(bottom or top))
    return min(rows), max(rows), min(_column(left), _column(right or left))


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _relations(part: str) -> str:
    folder, _, name = part.lstrip("/").rpartition("/")
    return f"{folder}/_rels/{name}.rels"


def _targets(archive: zipfile.ZipFile, part: str) -> dict[str, str]:
    try:
        body = archive.read(_relations(part))
    except KeyError:
        return {}
    return {element.get("Id", ""): element.get("Target", "") for element in fromstring(body)}
