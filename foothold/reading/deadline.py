"""A deadline for work on a stranger's words, in whatever thread it is done: of a crawl, of a server, of a command.

    with Deadline(2.0):
        …  # raises Overdue

A watcher, one thread a process, looks at the work under way ten times a second and throws `Overdue` into a thread that
is over its time. It counts the thread's own processor time, so that a busy machine costs nobody an advert; where the
system does not tell that, time on the clock.

It can stop whatever is done in Python. It cannot stop a single call into C while that runs (one search by a regular
expression, one cleaning of HTML): such a call holds the interpreter, and `Overdue` comes once it returns. That is why
what is read is short and every pattern's work is bounded before any deadline counts.
"""

import ctypes
import os
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType

LOOKS_EVERY_SECONDS = 0.1
IDLE_LOOKS = 50
"""Looks without any work after which the watcher waits to be called."""


class Overdue(BaseException):
    """The work took longer than it may. No `except Exception` on the way swallows it."""


class Deadline:
    """Raises Overdue inside its block once the thread has worked on it for so many seconds."""

    __slots__ = ("_began", "_clock", "_seconds", "thread")

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    def __enter__(self) -> None:
        self.thread = threading.get_ident()
        self._clock = _clock_of(self.thread)
        self._began = self._clock()
        _WATCHER.watch(self)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        _WATCHER.forget(self)
        if kind is None and self.is_over():
            raise Overdue

    def is_over(self) -> bool:
        return self._clock() - self._began > self._seconds


def _clock_of(thread: int) -> Callable[[], float]:
    try:
        number = time.pthread_getcpuclockid(thread)
    except (AttributeError, OSError):
        return time.monotonic
    return lambda: time.clock_gettime(number)


class _Watcher:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._called = threading.Event()
        self._under_way: set[Deadline] = set()
        self._thread: threading.Thread | None = None

    def watch(self, work: Deadline) -> None:
        with self._lock:
            self._under_way.add(work)
            if self._thread is None:
                self._thread = threading.Thread(target=self._look, name="deadlines", daemon=True)
                with suppress(
                    RuntimeError
                ):  # No room for a thread: what is over its time is refused once it ends.
                    self._thread.start()
        if not self._called.is_set():
            self._called.set()

    def forget(self, work: Deadline) -> None:
        """The block has ended: what was thrown and has not arrived yet is taken back."""
        with self._lock:
            if work in self._under_way:
                self._under_way.remove(work)
            else:
                _throw(work.thread, None)

    def _look(self) -> None:
        idle = 0
        while True:
            self._called.wait()
            time.sleep(LOOKS_EVERY_SECONDS)
            with self._lock:
                for work in [work for work in self._under_way if work.is_over()]:
                    # No longer under way, so that it is thrown once.
                    self._under_way.remove(work)
                    _throw(work.thread, Overdue)
                idle = 0 if self._under_way else idle + 1
                if idle > IDLE_LOOKS:
                    idle = 0
                    self._called.clear()


def _throw(thread: int, error: type[BaseException] | None) -> None:
    """Let a thread raise this at its next step in Python; None takes back what has not been raised yet."""
    ctypes.pythonapi.PyThreadState_SetAsyncExc(
        ctypes.c_ulong(thread), ctypes.py_object(error) if error else None
    )


_WATCHER = _Watcher()


def _renew() -> None:
    """A forked process has no watcher yet, and perhaps a lock that nobody will open."""
    global _WATCHER
    _WATCHER = _Watcher()


os.register_at_fork(after_in_child=_renew)
