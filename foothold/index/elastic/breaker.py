"""Does not ask a cluster that has just failed: visitors then wait for nothing, and it is left to recover."""

import math
import threading
import time
import weakref
from collections import deque
from collections.abc import Callable

from foothold.errors import IndexUnavailable

_FAILURES, _WITHIN_SECONDS = 5, 10.0
_FIRST_SECONDS, _LONGEST_SECONDS = 1.0, 5.0
_TRIAL_SECONDS = 2.5
"""No search takes longer: a trial of which nothing was heard by then has ended some other way."""


class Breaker:
    """Opens after five failures in ten seconds, or at once after a silence, which costs each visitor two
    seconds where a refusal costs none. While it is open nobody who waits is let through: whoever watches the
    cluster meanwhile says when it may be tried, and then one search is, before all are."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._failed: deque[float] = deque(maxlen=_FAILURES)
        self._rest = 0.0
        self._trial_from = math.inf

    def ask(self) -> None:
        """Raises IndexUnavailable while it is open."""
        with self._lock:
            if not self._rest:
                return
            now = self._clock()
            if now < self._trial_from:
                raise IndexUnavailable("The search cluster does not answer.")
            # Until this trial is answered, the others are still kept off.
            self._trial_from = now + _TRIAL_SECONDS

    def is_open(self) -> bool:
        return self._rest > 0

    def rest(self) -> float:
        """How many seconds to leave the cluster alone: a second at first, so that one slow search is
        forgiven soon; twice as long after each trial that fails, up to five."""
        return self._rest

    def may_be_tried(self) -> None:
        with self._lock:
            self._trial_from = self._clock()

    def answered(self) -> None:
        with self._lock:
            self._failed.clear()
            self._rest, self._trial_from = 0.0, math.inf

    def failed(self, *, silent: bool) -> bool:
        """Whether it is to be watched from now on. Those who asked before it opened tell nothing new."""
        with self._lock:
            now = self._clock()
            self._failed.append(now)
            often = len(self._failed) == _FAILURES and now - self._failed[0] <= _WITHIN_SECONDS
            opens = self._trial_from < math.inf if self._rest else silent or often
            if opens:
                self._longer()
            return opens

    def still_failing(self) -> None:
        """Whoever watches the cluster got no answer."""
        with self._lock:
            self._longer()

    def _longer(self) -> None:
        self._rest = min(self._rest * 2 or _FIRST_SECONDS, _LONGEST_SECONDS)
        self._trial_from = math.inf


def watch(breaker: Breaker, answers: "weakref.WeakMethod[Callable[[], bool]]") -> None:
    """Asks on behalf of visitors while it is open, so that none of them waits to learn that nothing has
    changed. Ends when the cluster answers, or when nobody wants it any more."""
    while breaker.is_open():
        time.sleep(breaker.rest())
        ask = answers()
        if ask is None:
            return
        if ask():
            breaker.may_be_tried()
            return
        breaker.still_failing()
        del ask
