"""The file that a backup is: gzip of lines of JSON, the same from SQLite and from PostgreSQL.

The first line is the manifest. Then come the tables, parents before those that refer to them: each a line with its
name and columns, and a line for each row, an array in the order of the columns. Instants are UTC, dates are ISO 8601.
The last line holds the sha256 of all lines before it, so that a file that was torn or altered is known by it.
"""

import gzip
import hashlib
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from typing import IO, Any

import orjson

from foothold.errors import Unreadable

FORMAT = 1
LONGEST_LINE = 1 << 28
"""More than any row has: what says otherwise is no backup, and would fill the memory."""
_NO_BACKUP = "This file is no backup of a record store: `foothold backup` makes such files."
_TORN = "The backup ends too early: it was torn off while it was written or copied. Take another one."
_ALTERED = "The backup is damaged: what it holds is not what was written. Take another one."


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself. `head` is the store's revision, `tables` the rows of each."""

    foothold_backup: int
    foothold: str
    schema: str
    taken: str
    head: int
    tables: dict[str, int]


class BackupWriter:
    """Writes the lines and keeps their checksum. Call `finish` at the end, or the file counts as torn."""

    def __init__(self, file: IO[bytes]) -> None:
        # Level 3 is three times as fast as the default 6, for a file that is a twelfth larger.
        self._gzip = gzip.GzipFile("", "wb", compresslevel=3, fileobj=file, mtime=0)
        self._sum = hashlib.sha256()

    def manifest(self, manifest: Manifest) -> None:
        self._line(asdict(manifest))

    def table(self, name: str, columns: Sequence[str]) -> None:
        self._line({"table": name, "columns": list(columns)})

    def row(self, values: Sequence[Any]) -> None:
        self._line(values)

    def finish(self) -> None:
        self._line({"sha256": self._sum.hexdigest()})
        self._gzip.close()

    def _line(self, content: Any) -> None:
        line = orjson.dumps(content, option=orjson.OPT_APPEND_NEWLINE)
        self._sum.update(line)
        self._gzip.write(line)


@dataclass(frozen=True, slots=True)
class BackupHeader:
    """The rows that follow belong to this table."""

    table: str
    columns: tuple[str, ...]


class BackupReader:
    """Reads the lines one by one. Everything raises Unreadable where the file is not a whole backup."""

    def __init__(self, file: IO[bytes]) -> None:
        self._gzip = gzip.GzipFile(fileobj=file, mode="rb")
        self._sum = hashlib.sha256()
        self._otherwise = _NO_BACKUP

    def manifest(self) -> Manifest:
        said = self._line()
        self._otherwise = _ALTERED
        if not isinstance(said, dict) or "foothold_backup" not in said:
            raise Unreadable(_NO_BACKUP)
        if said["foothold_backup"] != FORMAT:
            raise Unreadable(
                f"The backup has the format {said['foothold_backup']}, which this version does not know: a newer"
                " Foothold made it. Install that version."
            )
        if said.keys() != {field.name for field in fields(Manifest)}:
            raise Unreadable(_ALTERED)
        return Manifest(**said)

    def rows(self) -> Iterator[BackupHeader | list[Any]]:
        """Headings and rows as they come; ends after the checksum was found to be right."""
        while True:
            before = self._sum.hexdigest()
            line = self._line()
            if isinstance(line, list):
                yield line
            elif isinstance(line, dict) and line.keys() == {"table", "columns"}:
                yield BackupHeader(line["table"], tuple(line["columns"]))
            elif line != {"sha256": before} or self._read():
                raise Unreadable(_ALTERED)
            else:
                return

    def _line(self) -> Any:
        line = self._read()
        if not line:
            raise Unreadable(_TORN)
        self._sum.update(line)
        try:
            return orjson.loads(line)
        except orjson.JSONDecodeError as error:
            raise Unreadable(self._otherwise) from error

    def _read(self) -> bytes:
        try:
            line = self._gzip.readline(LONGEST_LINE)
        except EOFError as error:
            raise Unreadable(_TORN) from error
        except gzip.BadGzipFile as error:
            raise Unreadable(self._otherwise) from error
        except zlib.error as error:
            raise Unreadable(_ALTERED) from error
        if len(line) == LONGEST_LINE:
            raise Unreadable(_ALTERED)
        return line
