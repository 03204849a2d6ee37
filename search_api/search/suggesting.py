"""Suggestions in memory, made anew beside the requests when the store has changed."""

import threading
import time
from dataclasses import dataclass
from datetime import date

import structlog

from foothold.clock import Clock, london_date
from foothold.errors import FootholdError
from foothold.reading.places.gazetteer import PlaceTable
from foothold.searching.suggestions import Sorted, Suggestions, employers, places, words
from foothold.store.open_store import Store
from foothold.store.records import head_revision
from foothold.store.suggestion_counts import employer_counts, title_counts

LOOK_SECONDS = 60.0
MOST = 5_000
"""Titles and employers that are kept: those that most adverts have."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Made:
    suggestions: Suggestions
    revision: int
    day: date


class Suggesting:
    """One for each process. The first request makes the suggestions; later ones are never kept waiting."""

    def __init__(
        self, store: Store, table: PlaceTable, clock: Clock, look_seconds: float = LOOK_SECONDS
    ) -> None:
        self._store, self._clock, self._look_seconds = store, clock, look_seconds
        self._table = table
        self._places: Sorted | None = None
        self._made: _Made | None = None
        self._looked = 0.0
        self._lock = threading.Lock()

    def current(self) -> Suggestions:
        """Raises StoreUnavailable the first time, where the store does not answer."""
        with self._lock:
            if self._made is None:
                self._made, self._looked = self._make(), time.monotonic()
            due = time.monotonic() - self._looked >= self._look_seconds
            if due:
                self._looked = time.monotonic()
        if due:
            threading.Thread(target=self.look, daemon=True).start()
        return self._made.suggestions

    def look(self) -> None:
        """Make them anew where the store has changed, or a day has ended and adverts with it."""
        made = self._made
        try:
            unchanged = made and made.revision == head_revision(self._store)
            if not unchanged or not made or made.day != london_date(self._clock()):
                self._made = self._make()
        except FootholdError as error:
            log.warning("suggestions are as they were", why=str(error))

    def _make(self) -> _Made:
        # In this order: what changes meanwhile is seen at the next look.
        revision, day = head_revision(self._store), london_date(self._clock())
        self._places = self._places or places(self._table)
        kinds = (
            words(title_counts(self._store, day, MOST)),
            self._places,
            employers(employer_counts(self._store, day, MOST)),
        )
        return _Made(Suggestions(kinds), revision, day)
