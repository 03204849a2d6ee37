"""Small files that are on the disk, whole, when the call returns: before it the old one, after it the new."""

import os
from pathlib import Path


def write_durably(path: Path, text: str) -> None:
    draft = path.with_name(f"{path.name}.draft")
    with draft.open("w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    keep_names(path.parent)


def keep_names(folder: Path) -> None:
    """A name that was given, changed or taken away is on the disk only once its folder is."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
