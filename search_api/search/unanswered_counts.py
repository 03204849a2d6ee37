"""Searches that found nothing, counted in memory and written down once a minute, beside the requests."""

import logging
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from foothold.clock import Clock, london_date
from foothold.errors import FootholdError
from foothold.index.results import SearchResults
from foothold.searching.unanswered import countable
from foothold.store import unanswered
from foothold.store.open_store import Store
from search_api.search.request import Asked

SECONDS = 60.0
MOST_WAITING = 500
log = logging.getLogger(__name__)


class UnansweredTally:
    """A crash loses at most a minute of counts, and a store that is away loses them without a search failing."""

    def __init__(self, store: Callable[[], Store], clock: Clock, seconds: float = SECONDS) -> None:
        self._store = store
        self._clock = clock
        self._seconds = seconds
        self._waiting: Counter[tuple[str, date]] = Counter()
        self._timed = False
        self._lock = threading.Lock()

    def note(self, asked: Asked, results: SearchResults) -> None:
        """Counts a search for words alone that found nothing; a filter or a place may be why another did not."""
        if results.total or results.degraded or asked.cursor or not _words_alone(asked):
            return
        if words := countable(asked.q):
            self._count((words, london_date(self._clock())))

    def write(self) -> None:
        """What has been counted since the last time, in one transaction."""
        with self._lock:
            counted, self._waiting, self._timed = self._waiting, Counter(), False
        if not counted:
            return
        try:
            unanswered.add(self._store(), counted)
        except FootholdError as error:
            log.warning("unanswered searches were not written", extra={"why": str(error)})

    def _count(self, key: tuple[str, date]) -> None:
        with self._lock:
            if key not in self._waiting and len(self._waiting) >= MOST_WAITING:
                return
            self._waiting[key] += 1
            begins, self._timed = not self._timed, True
        if begins:
            timer = threading.Timer(self._seconds, self.write)
            timer.daemon = True
            timer.start()


def _words_alone(asked: Asked) -> bool:
    """How the results are ordered and shown is no filter."""
    bare = replace(asked, sort=None, per_page=None, intents=None, as_words=(), explain=None)
    return bool(asked.q) and bare == Asked(q=asked.q)
