"""Are a generation's files as tantivy wrote them?

Each ends in a sum of its bytes that tantivy itself does not look at when it opens them: a flipped bit would
end in a panic, or in wrong results. A file that is cut while it is mapped kills the process that reads it.
"""

import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from struct import Struct

from foothold.index.embedded.damage import damaged

_OF_A_SEGMENT = ("fast", "fieldnorm", "idx", "pos", "store", "term")
_TAIL = Struct("<II")
_MAGIC = 1337
_LONGEST_FOOTER = 4_096
_PIECE = 1 << 20


class MissingFile(Exception):
    """Of a commit; the next one may do without it."""


class SoundFiles:
    """Remembers what it has found sound: a file is never changed, so its size and time of change tell."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._sound: dict[str, tuple[int, int]] = {}

    def check(self, commit: bytes) -> None:
        """All that this `meta.json` names. Raises IndexDamaged, MissingFile."""
        sound: dict[str, tuple[int, int]] = {}
        for name in self._named(commit):
            path = self._folder / name
            try:
                known = path.stat()
            except FileNotFoundError as error:
                raise MissingFile(name) from error
            mark = (known.st_size, known.st_mtime_ns)
            if self._sound.get(name) != mark and not _is_sound(path, known.st_size):
                raise damaged(self._folder.name, f"{name} is not as it was written")
            sound[name] = mark
        self._sound = sound

    def _named(self, commit: bytes) -> Iterator[str]:
        try:
            for segment in json.loads(commit)["segments"]:
                id_ = segment["segment_id"].replace("-", "")
                yield from (f"{id_}.{ending}" for ending in _OF_A_SEGMENT)
                if segment["deletes"]:
                    yield f"{id_}.{segment['deletes']['opstamp']}.del"
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            raise damaged(self._folder.name, "meta.json is not as it was written") from error


def _is_sound(path: Path, size: int) -> bool:
    with path.open("rb") as file:
        file.seek(max(size - _TAIL.size, 0))
        tail = file.read()
        if len(tail) != _TAIL.size:
            return False
        length, magic = _TAIL.unpack(tail)
        body = size - _TAIL.size - length
        if magic != _MAGIC or length > _LONGEST_FOOTER or body < 0:
            return False
        file.seek(body)
        wanted = _sum_in(file.read(length))
        file.seek(0)
        found = 0
        while body > 0 and (piece := file.read(min(_PIECE, body))):
            found = zlib.crc32(piece, found)
            body -= len(piece)
    return found == wanted


def _sum_in(footer: bytes) -> int | None:
    try:
        said = json.loads(footer)["crc"]
    except (ValueError, LookupError, TypeError):
        return None
    return said if isinstance(said, int) else None
