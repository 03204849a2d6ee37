"""Reading a generation: a consistent view of it, renewed at most every 200 ms, safe after a fork."""

import os
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from foothold.errors import IndexUnavailable
from foothold.index.embedded.points import Points, read_points
from foothold.index.embedded.schema import open_index

RELOAD_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class View:
    """One commit of the index. Points may run ahead of it: their versions match nothing yet."""

    schema: Any
    searcher: Any
    points: Points


class Reader:
    """Opens lazily in the process that asks: tantivy's threads and watchers do not survive a fork."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._process: int | None = None
        self._index: Any = None
        self._view: View | None = None
        self._read_at = 0.0

    def view(self, *, fresh: bool = False) -> View:
        """Raises IndexUnavailable where the folder holds no index that can be read."""
        if self._process != os.getpid():
            self._lock = threading.Lock()
            self._index, self._view, self._process = None, None, os.getpid()
        with self._lock:
            due = time.monotonic() - self._read_at >= RELOAD_SECONDS
            if self._view is None or fresh or due:
                self._view = self._read()
                self._read_at = time.monotonic()
            return self._view

    def _read(self) -> View:
        try:
            self._index = self._index or open_index(self._folder)
            self._index.reload()
            known = self._view.points if self._view else None
            # Points are written before their commit, so reading them after the reload misses none.
            return View(self._index.schema, self._index.searcher(), read_points(self._folder, known))
        except (ValueError, OSError) as error:
            raise IndexUnavailable(f"The search index {self._folder.name} cannot be read.") from error
