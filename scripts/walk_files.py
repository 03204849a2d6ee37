"""Prints the product's own files that three ways through Foothold enter, in the order in which they are first entered.

Each way is gone once before it is measured: caches are warm, and imports are not counted.
"""

import sys
import threading
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType

ROOT = Path(__file__).parents[1]
OWN = ("foothold", "crawlers", "scheduler", "search_api")


def entered(way: Callable[[], object]) -> list[str]:
    """Files of the product that calls made by `way` enter, also in other threads."""
    files: dict[str, None] = {}

    def note(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and frame.f_code.co_name != "<module>":
            files.setdefault(frame.f_code.co_filename)

    threading.setprofile(note)
    sys.setprofile(note)
    try:
        way()
    finally:
        sys.setprofile(None)
        threading.setprofile(None)
    paths = [Path(name) for name in files]
    own = [path.relative_to(ROOT) for path in paths if path.is_relative_to(ROOT)]
    return [path.as_posix() for path in own if path.parts[0] in OWN]


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    from tests.search_api.walks import walks

    with TemporaryDirectory() as home:
        for name, files in walks(Path(home)).items():
            print(f"{name}: {len(files)} files", *files, "", sep="\n")
