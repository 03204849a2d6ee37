"""Whether a workbook may be opened: an XLSX is a zip of XML, and both can be made to fill the memory."""

import io
import re
import zipfile
from collections.abc import Iterator

from foothold.errors import TooLarge, Unreadable, UnsupportedType

MEMBERS = 200
UNPACKED_BYTES = 50_000_000
RATIO = 100
# Below this size a high ratio is no bomb: an empty styled sheet packs 120 to 1.
SMALL_BYTES = 1_000_000
# Styles, relations and the like are held in memory whole; real ones are a few kilobytes.
FRAME_BYTES = 1_000_000
CELLS_A_ROW = 50
CHUNK = 1 << 20
CELL, ROW, SHARED = (re.compile(rb"<(?:\w+:)?" + name + rb"[\s>/]") for name in (b"c", b"row", b"si"))
# A cell in column AAA or later makes its row 700 cells long and more, however few it holds.
FAR = re.compile(rb"""\sr=["'][A-Za-z]{3}\d""")
FAR_CELLS = 500
DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


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
    """One pass over each part of XML, whatever it is called: any of them may be named as the sheet."""
    # Blank rows and cells that somebody has coloured count too, hence the room.
    cells, rows = max_rows * CELLS_A_ROW, max_rows * 4
    for member in archive.infolist():
        if not _is_xml(archive, member):
            continue
        large = member.filename.lower().startswith(("xl/worksheets/sheet", "xl/sharedstrings"))
        if member.file_size > FRAME_BYTES and not large:
            raise TooLarge(f"The part {member.filename[:100]} is too large. Save the sheet as CSV.")
        _check_member(archive, member, ((CELL, cells), (ROW, rows), (SHARED, cells), (FAR, FAR_CELLS)))


def _is_xml(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bool:
    if member.filename.lower().endswith((".xml", ".rels")):
        return True
    with archive.open(member) as part:
        return b"<" in part.read(64).replace(b"\0", b"")[:8]


def _check_member(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, limits: tuple[tuple[re.Pattern[bytes], int], ...]
) -> None:
    counts = dict.fromkeys((pattern for pattern, _ in limits), 0)
    for chunk in _chunks(archive, member):
        if DECLARATION.search(chunk):
            raise Unreadable("This workbook declares entities, which is not allowed. Save the sheet as CSV.")
        for pattern, limit in limits:
            counts[pattern] += len(pattern.findall(chunk))
            if counts[pattern] > limit:
                raise TooLarge(
                    f"This workbook has more than {limit:,} cells or rows. Split it, or save it as CSV."
                )


def _chunks(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
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
