"""Reading a generation: a consistent view of it, renewed at most every 200 ms, safe after a fork."""

import os
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from foothold.errors import IndexUnavailable
from foothold.index.embedded.facets import CountedFacets
from foothold.index.embedded.names import EmployerNames
from foothold.index.embedded.points import Points, read_points
from foothold.index.embedded.schema import open_index

RELOAD_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class View:
    """One commit of the index, and what was worked out from it. Points may run ahead of the commit: their
    versions match nothing yet. Names may be up to a minute older."""

    schema: Any
    searcher: Any
    points: Points
    names: EmployerNames
    counted: CountedFacets = field(default_factory=CountedFacets)


class Reader:
    """Opens lazily in the process that asks: tantivy's threads and watchers do not survive a fork."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._process: int | None = None
        self._index: Any = None
        self._view: View | None = None
        self._commit = b""
        self._read_at = 0.0

    def view(self, *, fresh: bool = False) -> View:
        """Raises IndexUnavailable where the folder holds no index that can be read."""
        if self._process != os.getpid():
            self._lock = threading.Lock()
            self._index, self._view, self._process = None, None, os.getpid()
        with self._lock:
            due = time.monotonic() - self._read_at >= RELOAD_SECONDS
            if self._view is None or fresh or due:
                self._view = self._renewed()
                self._read_at = time.monotonic()
            return self._view

    def expire(self) -> None:
        """The next view is of the latest commit, however young this one is."""
        self._read_at = -RELOAD_SECONDS

    def _renewed(self) -> View:
        try:
            # Every commit replaces this file. It is read before the reload: one commit too new does no harm.
            commit = (self._folder / "meta.json").read_bytes()
            if self._view is None or commit != self._commit:
                self._view = self._read(self._view)
                self._commit = commit
            return self._view
        except (ValueError, OSError) as error:
            raise IndexUnavailable(f"The search index {self._folder.name} cannot be read.") from error

    def _read(self, before: View | None) -> View:
        self._index = self._index or open_index(self._folder)
        self._index.reload()
        names = before.names.while_fresh() if before else EmployerNames()
        # Points are written before their commit, so reading them after the reload misses none.
        points = read_points(self._folder, before.points if before else None)
        return View(self._index.schema, self._index.searcher(), points, names)
