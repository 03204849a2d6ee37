"""A `Job`: a row of the schedule's table, and the `Turn` in which one of its slots is done."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from foothold.clock import Clock
from foothold.model.source import Source
from foothold.settings import Settings
from foothold.store.open_store import Store

ALWAYS = "always"
"""The trigger of what goes on all the time: whoever holds its lease does it."""
CRAWL = "crawl:"
"""Begins the id of the crawl of one source, and the name of its lease, which a crawl by hand takes too."""
OFF = "off"
"""The trigger of what a setting, or a source's terms, keep from running; the job's `why` says which."""


class Stopped(Exception):
    """The turn was stopped before its work was done: the slot stays open."""


@dataclass(slots=True)
class Turn:
    """What a job's function works with. It looks at `stopped` where it takes long, and has whatever else would
    go on ended by `ending`, and raises Stopped where that left the work undone."""

    settings: Settings
    store: Store
    clock: Clock
    slot: datetime
    stopped: threading.Event = field(default_factory=threading.Event)
    _end: Callable[[], None] | None = None

    @contextmanager
    def ending(self, end: Callable[[], None]) -> Iterator[None]:
        """`end` is called, from another thread, if the turn is stopped meanwhile."""
        self._end = end
        if self.stopped.is_set():
            end()
        try:
            yield
        finally:
            self._end = None

    def stop(self) -> None:
        self.stopped.set()
        end = self._end
        if end:
            end()


@dataclass(frozen=True, slots=True)
class Retry:
    """How a job that failed is tried again: so many times, after `first`, and each pause three times the one before.

    A job in slots then waits for its next slot; one that goes on all the time keeps to the last pause.
    """

    times: int
    first: timedelta

    @property
    def pauses(self) -> tuple[timedelta, ...]:
        return tuple(self.first * GROWS**n for n in range(self.times))

    def pause(self, failures: int) -> timedelta | None:
        """After so many failures; None where no try is left."""
        return self.pauses[failures - 1] if failures <= self.times else None

    def __str__(self) -> str:
        """`again after 5, 15, 45 min`"""
        unit, name = (60, "min") if self.first >= timedelta(minutes=1) else (1, "s")
        return f"again after {', '.join(f'{pause.total_seconds() / unit:g}' for pause in self.pauses)} {name}"


GROWS = 3
Function = Callable[[Turn], str]
"""Does the job once and says in a sentence what came of it. Raises FootholdError or OSError where it failed."""


@dataclass(frozen=True, slots=True)
class Job:
    """`trigger` is a line of cron in London's time, or ALWAYS, or OFF. `source` is that of a crawl, whose slots are
    done when a run of it that began in them has ended and did not fail."""

    id: str
    trigger: str
    function: Function
    why: str
    retry: Retry
    source: Source | None = None

    @property
    def in_slots(self) -> bool:
        return self.trigger not in (ALWAYS, OFF)

    @property
    def lease(self) -> str:
        return self.id if self.source else f"job:{self.id}"
