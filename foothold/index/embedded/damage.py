"""Whatever tantivy and the disk throw, told as one of our own errors with what to do."""

import errno
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager

from foothold.errors import IndexDamaged, IndexUnavailable

REMEDY = "Run `foothold index rebuild`; `foothold serve` does it by itself."

_SURROUNDINGS = frozenset(
    {
        errno.ENOSPC,
        errno.EDQUOT,
        errno.EROFS,
        errno.EACCES,
        errno.EPERM,
        errno.EMFILE,
        errno.ENFILE,
        errno.ENOMEM,
    }
)
"""Troubles that are not the index's: to build it again would end in the same."""

_OS_ERROR = re.compile(r"(?:os error|Os \{ code:) (\d{1,4})")
_BUSY = "LockBusy"


@contextmanager
def told_plainly(generation: str) -> Iterator[None]:
    """Raises IndexDamaged for what only damaged files bring about, IndexUnavailable for a disk that is full
    and the like. A panic of the engine is no `Exception`, so that nothing else would stop it."""
    try:
        yield
    except (ValueError, OSError, SystemError) as error:
        raise _told(generation, error) from error
    except BaseException as error:
        if not _is_panic(error):
            raise
        raise _told(generation, error) from error


def damaged(generation: str, what: str) -> IndexDamaged:
    return IndexDamaged(f"The search index {generation} is damaged: {what}. {REMEDY}")


def _told(generation: str, error: BaseException) -> IndexUnavailable:
    if _BUSY in str(error):
        return IndexUnavailable(f"Another process is writing the search index {generation}.")
    number = _number_of(error)
    if number in _SURROUNDINGS:
        return IndexUnavailable(f"The search index {generation} cannot be used: {os.strerror(number)}.")
    return damaged(generation, "the engine cannot read it")


def _is_panic(error: BaseException) -> bool:
    # Its class is made by the engine's library, and by no name that could be imported.
    return type(error).__name__ == "PanicException"


def _number_of(error: BaseException) -> int:
    if isinstance(error, OSError) and error.errno:
        return error.errno
    found = _OS_ERROR.search(str(error))
    return int(found.group(1)) if found else 0
