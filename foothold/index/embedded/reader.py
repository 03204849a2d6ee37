"""Reading a generation: a consistent view of it, renewed at most every 200 ms, safe after a fork."""

import os
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tantivy import Query

from foothold.errors import IndexUnavailable
from foothold.index.embedded.damage import damaged, told_plainly
from foothold.index.embedded.facets import CountedFacets
from foothold.index.embedded.names import EmployerNames
from foothold.index.embedded.points import FILE_NAME, Points, read_points
from foothold.index.embedded.schema import META, open_index
from foothold.index.embedded.soundness import MissingFile, SoundFiles

RELOAD_SECONDS = 0.2
_LOOKS = 5
"""A commit that comes between two looks takes files away that the one before had."""


@dataclass(frozen=True, slots=True)
class View:
    """One commit of the index, and what was worked out from it. Points may run ahead of the commit: their
    versions match nothing yet. Names may be up to a minute older."""

    schema: Any
    searcher: Any
    points: Points
    names: EmployerNames
    applied: int
    counted: CountedFacets = field(default_factory=CountedFacets)


class Reader:
    """Opens lazily in the process that asks: tantivy's threads and watchers do not survive a fork."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._process: int | None = None
        self._forget()

    def view(self, *, fresh: bool = False) -> View:
        """Raises IndexDamaged where the folder holds no index that can be read."""
        if self._process != os.getpid():
            self._lock = threading.Lock()
            self._process = os.getpid()
            self._forget()
        with self._lock:
            due = time.monotonic() - self._read_at >= RELOAD_SECONDS
            if fresh or due or (self._view is None and self._broken is None):
                self._renew()
            if self._view is None:
                raise self._broken or damaged(self._folder.name, "it was never read")
            return self._view

    def expire(self) -> None:
        """The next view is of the latest commit, however young this one is."""
        self._read_at = -RELOAD_SECONDS

    def distrust(self) -> None:
        """The engine could not read what it had opened: the next view looks at every file again."""
        with self._lock:
            self._forget()

    def _forget(self) -> None:
        self._index: Any = None
        self._view: View | None = None
        self._broken: IndexUnavailable | None = None
        self._commit = b""
        self._sound = SoundFiles(self._folder)
        self._read_at = -RELOAD_SECONDS

    def _renew(self) -> None:
        self._read_at = time.monotonic()
        try:
            with told_plainly(self._folder.name):
                self._view = self._renewed()
            self._broken = None
        except IndexUnavailable as error:
            self._index, self._view, self._commit = None, None, b""
            self._broken = error

    def _renewed(self) -> View:
        commit = self._sound_commit()
        if self._view is None or commit != self._commit:
            self._view = self._read(self._view)
            self._commit = commit
        return self._view

    def _sound_commit(self) -> bytes:
        """Every commit replaces this file. It is read before the reload: one commit too new does no harm."""
        commit = (self._folder / "meta.json").read_bytes()
        for _ in range(_LOOKS):
            try:
                self._sound.check(commit)
                return commit
            except MissingFile as missing:
                before, commit = commit, (self._folder / "meta.json").read_bytes()
                if commit == before:
                    raise damaged(self._folder.name, f"{missing} is not there") from missing
        return commit

    def _read(self, before: View | None) -> View:
        self._index = self._index or open_index(self._folder)
        self._index.reload()
        schema, searcher = self._index.schema, self._index.searcher()
        names = before.names.while_fresh() if before else EmployerNames()
        # Points are written before their commit, so reading them after the reload misses none.
        points = read_points(self._folder, before.points if before else None)
        applied, placed = applied_and_placed(schema, searcher)
        if len(points.records) < placed:
            raise damaged(self._folder.name, f"{FILE_NAME} lacks places")
        return View(schema, searcher, points, names, applied)


def applied_and_placed(schema: Any, searcher: Any) -> tuple[int, int]:
    """Up to which revision, and how many records of points, this commit has."""
    found = searcher.search(Query.term_query(schema, "state", META), limit=1).hits
    if not found:
        return 0, 0
    meta = searcher.doc(found[0][1])
    return int(meta.get_first("applied")), int(meta.get_first("placed"))
