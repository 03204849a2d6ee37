"""Whether a workbook may be opened: an XLSX is a zip of XML, and both can be made to fill the memory."""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping

from foothold.errors import TooLarge, Unreadable, UnsupportedType

MEMBERS = 200
UNPACKED_BYTES = 50_000_000
RATIO = 100
# Below this size a high ratio is no bomb: an empty styled sheet packs 120 to 1.
SMALL_BYTES = 1_000_000
# Styles, relations and the like are held in memory whole, and each of their elements costs thirty times a cell; real
# ones are a few kilobytes.
FRAME_BYTES = 1_000_000
FRAME_ELEMENTS = 50_000
CELLS_A_ROW = 50
CHUNK = 1 << 20
BEFORE_XML = b"\xef\xbb\xbf\xff\xfe \t\r\n"
CELL, ROW, SHARED = (
    re.compile(rb"<(?:[^\s<>/:]{1,100}:)?" + name + rb"[\s>/]") for name in (b"c", b"row", b"si")
)
# A cell in column AAA or later makes its row 700 cells long and more, however few it holds.
FAR = re.compile(rb"""\sr\s*=\s*["'][A-Za-z]{3}\d""")
FAR_CELLS = 500
DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
ELEMENT = re.compile(rb"<[^/]")
LARGE = ("xl/worksheets/sheet", "xl/sharedstrings")


def check_workbook(body: bytes, max_rows: int) -> None:
    """Raises TooLarge, UnsupportedType or Unreadable before anything is unpacked into memory."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            _check_directory(archive)
            _check_members(archive, max_rows)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        raise Unreadable("This workbook is damaged. Save it again as XLSX or as CSV.") from error


def _check_directory(archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    if len(members) > MEMBERS:
        raise TooLarge(
            f"This workbook holds {len(members)} parts; {MEMBERS} are read. Save the sheet as CSV."
        )
    unpacked = sum(member.file_size for member in members)
    packed = max(1, sum(member.compress_size for member in members))
    if unpacked > UNPACKED_BYTES or (unpacked > SMALL_BYTES and unpacked > RATIO * packed):
        raise TooLarge(f"This workbook unpacks to {unpacked:,} bytes. Save the sheet as CSV.")
    if "xl/workbook.xml" not in archive.namelist():
        raise UnsupportedType("This is not an XLSX workbook. Save the sheet as XLSX or as CSV.")


def _check_members(archive: zipfile.ZipFile, max_rows: int) -> None:
    """One pass over each part of XML, whatever it is called: any of them may be named as the sheet. What is counted
    is counted over all of them, for all of them may be read."""
    # Blank rows and cells that somebody has coloured count too, hence the room.
    cells, rows = max_rows * CELLS_A_ROW, max_rows * 4
    content = _Counts({CELL: cells, ROW: rows, SHARED: cells, FAR: FAR_CELLS})
    frame = _Counts({ELEMENT: FRAME_ELEMENTS})
    for member in archive.infolist():
        if not _is_xml(archive, member):
            continue
        large = member.filename.lower().startswith(LARGE)
        if member.file_size > FRAME_BYTES and not large:
            raise TooLarge(f"The part {member.filename[:100]} is too large. Save the sheet as CSV.")
        for chunk in chunks(archive, member):
            if DECLARATION.search(chunk):
                raise Unreadable(
                    "This workbook declares entities, which is not allowed. Save the sheet as CSV."
                )
            content.add(chunk)
            if not large:
                frame.add(chunk)


def _is_xml(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bool:
    """Whether it is called so, or begins so behind whatever white space: a picture is not looked through."""
    if member.filename.lower().endswith((".xml", ".rels")):
        return True
    with archive.open(member) as part:
        while chunk := part.read(CHUNK):
            if begun := chunk.replace(b"\0", b"").lstrip(BEFORE_XML):
                return begun.startswith(b"<")
    return False


class _Counts:
    """How often each pattern was met so far. Raises TooLarge past its limit."""

    def __init__(self, limits: Mapping[re.Pattern[bytes], int]) -> None:
        self._limits = limits
        self._counts = dict.fromkeys(limits, 0)

    def add(self, chunk: bytes) -> None:
        for pattern, limit in self._limits.items():
            self._counts[pattern] += sum(1 for _ in pattern.finditer(chunk))
            if self._counts[pattern] > limit:
                raise TooLarge(
                    f"This workbook has more than {limit:,} cells or rows. Split it, or save it as CSV."
                )


def chunks(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """The part's bytes without zeros, so that UTF-16 hides nothing, each chunk from a tag's start."""
    rest = b""
    with archive.open(member) as part:
        while chunk := part.read(CHUNK):
            chunk = rest + chunk.replace(b"\0", b"")
            cut = chunk.rfind(b"<") if len(chunk) < 2 * CHUNK else len(chunk)
            rest = chunk[cut:] if cut > 0 else b""
            yield chunk[:cut] if cut > 0 else chunk
    if rest:
        yield rest
