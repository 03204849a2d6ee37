"""A stand-by: an embedded index on this machine that answers searches while the cluster does not.

It follows the record store by itself, as the cluster's index does, so it holds the same adverts.
"""

import socket
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import structlog

from foothold.clock import Clock, iso_instant, system_clock
from foothold.errors import IndexUnavailable, SearchRefused
from foothold.index.contract import Generation, Refused, SearchEngine, SearchIndex
from foothold.index.document import Document
from foothold.index.embedded.engine import EmbeddedEngine
from foothold.index.query import SearchQuery
from foothold.index.results import SearchResults
from foothold.index.sync import Following

OLDEST = timedelta(days=1)
"""A stand-by that has not held all that the store holds for so long would show too much that is gone."""

CAUGHT_UP = "CAUGHT_UP"
_NOTED_EVERY = timedelta(seconds=5)

log = structlog.get_logger()


class Standby:
    """The embedded index in a folder of this machine, and when it last held all that the store holds."""

    def __init__(self, folder: Path, clock: Clock = system_clock) -> None:
        self.folder = folder
        self.engine = EmbeddedEngine(folder)
        self._clock = clock
        self._noted: datetime | None = None

    @property
    def following(self) -> Following:
        """By leases of its own, as each machine has its own stand-by."""
        name = f"stand-by {socket.gethostname()}:{self.folder.resolve()}"[-180:]
        return Following(f"{name} drain", f"{name} rebuild", whole=True, caught_up=self.note)

    def index(self) -> SearchIndex:
        """Raises IndexUnavailable, with what to do, where it must not answer searches."""
        try:
            index = self.engine.active()
        except (IndexUnavailable, OSError) as error:
            raise IndexUnavailable(
                f"The stand-by in {self.folder} is not built for this version yet: `foothold serve` or"
                " `foothold index drain --standby` builds it."
            ) from error
        caught_up = self.caught_up()
        if caught_up is None or self._clock() - caught_up > OLDEST:
            since = f"since {iso_instant(caught_up)}" if caught_up else "yet"
            raise IndexUnavailable(
                f"The stand-by in {self.folder} has not caught up with the record store {since}:"
                " keep `foothold serve` or `foothold index drain --standby --follow` running here."
            )
        return index

    def caught_up(self) -> datetime | None:
        """When it last held all that the store holds; None where it never did."""
        try:
            return datetime.fromisoformat((self.folder / CAUGHT_UP).read_text())
        except (OSError, ValueError):
            return None

    def note(self, at: datetime) -> None:
        """It holds all that the store holds."""
        if self._noted is None or at - self._noted >= _NOTED_EVERY:
            draft = self.folder / f"{CAUGHT_UP}.draft"
            draft.write_text(at.astimezone(UTC).isoformat())
            draft.replace(self.folder / CAUGHT_UP)
            self._noted = at


class StandbyEngine:
    """`foothold.index.contract.SearchEngine`: all of it is the main engine's, but for searches that it
    cannot answer, which are answered by the stand-by and marked `degraded`."""

    def __init__(self, main: SearchEngine, standby: Standby) -> None:
        self.standby = standby
        self._main = main
        self._standing_in = False

    def active(self) -> "StandbyIndex":
        try:
            return StandbyIndex(self, self._main.active())
        except IndexUnavailable as error:
            self._usable(error)
            return StandbyIndex(self, error)

    def generations(self) -> tuple[Generation, ...]:
        return self._main.generations()

    def create(self, stamp: str) -> SearchIndex:
        return self._main.create(stamp)

    def open(self, generation: str) -> SearchIndex:
        return self._main.open(generation)

    def activate(self, generation: str) -> None:
        self._main.activate(generation)

    def discard(self, generation: str) -> None:
        self._main.discard(generation)

    def main_answered(self) -> None:
        if self._standing_in:
            self._standing_in = False
            log.info("the search cluster answers again")

    def instead(self, query: SearchQuery, error: IndexUnavailable) -> SearchResults:
        """The stand-by's answer. Raises the main engine's error where it has none."""
        try:
            found = self._usable(error).search(query)
        except SearchRefused:
            raise
        except IndexUnavailable as also:
            log.warning("the stand-by cannot answer", why=str(also))
            raise error from also
        if not self._standing_in:
            self._standing_in = True
            log.warning("the stand-by answers searches", why=str(error))
        return replace(found, degraded=True)

    def rather(self, query: SearchQuery, found: SearchResults) -> SearchResults:
        """The stand-by's answer where it has one: that lacks nothing but the newest, and this much more."""
        try:
            return self.instead(query, IndexUnavailable("The search cluster's index is being filled."))
        except IndexUnavailable:
            return found

    def _usable(self, error: IndexUnavailable) -> SearchIndex:
        try:
            return self.standby.index()
        except IndexUnavailable as missing:
            log.warning("the stand-by cannot answer", why=str(missing))
            raise error from missing


def answering(engine: SearchEngine, at: datetime) -> tuple[SearchIndex, bool]:
    """The index that answers searches at this moment, and whether it is the stand-by's. Raises IndexUnavailable
    where none does."""
    index = engine.active()
    # A search is asked for: a damaged index may still tell its revision.
    degraded = index.search(SearchQuery(at=at, size=1)).degraded
    if isinstance(engine, StandbyEngine) and degraded:
        return engine.standby.index(), True
    return index, False


class StandbyIndex:
    """The main engine's live generation, or why there is none; searches alone are rescued."""

    def __init__(self, engine: StandbyEngine, main: SearchIndex | IndexUnavailable) -> None:
        self._engine = engine
        self._found = main

    @property
    def generation(self) -> str:
        return self._main().generation

    def search(self, query: SearchQuery) -> SearchResults:
        try:
            found = self._main().search(query)
        except SearchRefused:
            raise
        except IndexUnavailable as error:
            return self._engine.instead(query, error)
        if found.incomplete:
            return self._engine.rather(query, found)
        self._engine.main_answered()
        return found

    def put(self, documents: Sequence[Document], applied_revision: int) -> tuple[Refused, ...]:
        return self._main().put(documents, applied_revision)

    def applied_revision(self) -> int:
        return self._main().applied_revision()

    def filling(self) -> bool:
        return self._main().filling()

    def note_filling(self, filling: bool) -> None:
        self._main().note_filling(filling)

    def count(self) -> int:
        return self._main().count()

    def revisions(self) -> Iterator[tuple[str, int, str]]:
        return self._main().revisions()

    def close(self) -> None:
        if not isinstance(self._found, IndexUnavailable):
            self._found.close()

    def _main(self) -> SearchIndex:
        if isinstance(self._found, IndexUnavailable):
            raise self._found
        return self._found
