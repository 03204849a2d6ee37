"""Does not ask a cluster that has just failed: visitors then wait for nothing, and it is left to recover."""

import threading
import time
from collections import deque
from collections.abc import Callable

from foothold.errors import IndexUnavailable

_FAILURES, _WITHIN_SECONDS = 5, 10.0
_FIRST_SECONDS, _LONGEST_SECONDS = 1.0, 15.0


class Breaker:
    """Opens after five failures in ten seconds, or at once after a silence, which costs each visitor two
    seconds where a refusal costs none. Open for a second at first, so that one slow search is forgiven
    soon; twice as long after each probe that fails, up to 15 seconds. Of several threads one probes."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._failed: deque[float] = deque(maxlen=_FAILURES)
        self._rests_for = 0.0
        self._until = 0.0

    def ask(self) -> None:
        """Raises IndexUnavailable while it is open; lets one caller through when its time is up."""
        with self._lock:
            if not self._rests_for:
                return
            now = self._clock()
            if now < self._until:
                raise IndexUnavailable("The search cluster does not answer.")
            # Until this probe is answered, the others are still kept off.
            self._until = now + self._rests_for

    def is_open(self) -> bool:
        with self._lock:
            return self._rests_for > 0

    def answered(self) -> None:
        with self._lock:
            self._failed.clear()
            self._rests_for = 0.0

    def failed(self, *, silent: bool) -> None:
        with self._lock:
            now = self._clock()
            self._failed.append(now)
            often = len(self._failed) == _FAILURES and now - self._failed[0] <= _WITHIN_SECONDS
            if silent or often or self._rests_for:
                self._rests_for = min(self._rests_for * 2 or _FIRST_SECONDS, _LONGEST_SECONDS)
                self._until = now + self._rests_for
