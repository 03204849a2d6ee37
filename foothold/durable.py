"""Files that a power cut leaves either whole or not there."""

import os
import secrets
from contextlib import suppress
from pathlib import Path


def write_over(path: Path, content: bytes) -> None:
    """Before the call returns the old one is there, or is kept where this cannot be written; after it the new one."""
    draft = path.with_name(f"{path.name}.draft")
    # One that was killed in the middle left it; whoever writes this file does so alone.
    draft.unlink(missing_ok=True)
    try:
        _write(draft, content)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    keep_names(path.parent)


def write_once(path: Path, content: bytes) -> None:
    """Only its owner may read it. Where somebody was first, theirs stays; nothing is left where it cannot be written."""
    draft = path.with_name(f".{path.name}-{os.getpid()}-{secrets.token_hex(4)}")
    try:
        _write(draft, content)
        # A link fails where another was first, and never shows a half-written file.
        with suppress(FileExistsError):
            path.hardlink_to(draft)
    finally:
        draft.unlink(missing_ok=True)
    keep_names(path.parent)


def _write(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def keep_names(folder: Path) -> None:
    """A name that was given, changed or taken away is on the disk only once its folder is."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
