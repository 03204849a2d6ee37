"""How the work of a reader grows with what it reads: n against 4 n, in processor time."""

import gc
import signal
import time
from collections.abc import Callable
from types import FrameType

MOST_TIMES = 5.0
SMALL, ENOUGH_MS, LONGEST = 3_000, 20.0, 200_000
GIVEN_UP_SECONDS = 20.0

Work = Callable[[int], Callable[[], object]]
"""Of a length: the work on something so long, ready to be done."""


class GivenUp(BaseException):
    """A single reading went on and on."""


def grows(work: Work) -> str | None:
    """None where four times as much costs at most five times the work, else a sentence with the figures.

    A first look settles most; only what looks bad is measured where it takes long enough to be compared.
    """
    try:
        many = _milliseconds(work(4 * SMALL))
        if many < ENOUGH_MS / 4 or many <= MOST_TIMES * _milliseconds(work(SMALL)):
            return None
        # Other work on the machine makes a figure worse now and then, and never better.
        told: str | None = None
        for _ in range(3):
            told = _measured(work)
            if told is None:
                break
        return told
    except GivenUp:
        return f"more than {GIVEN_UP_SECONDS:g} seconds for at most {4 * LONGEST:,} characters"


def _measured(work: Work) -> str | None:
    length = SMALL
    few = _best(work(length))
    while few < ENOUGH_MS and length < LONGEST:
        length *= 2
        few = _best(work(length))
    many = _best(work(4 * length))
    if many <= MOST_TIMES * few or many < ENOUGH_MS:
        return None
    return f"{length:,} characters took {few:.1f} ms and {4 * length:,} took {many:.1f} ms"


def _best(work: Callable[[], object]) -> float:
    return min(_milliseconds(work) for _ in range(3))


def _milliseconds(work: Callable[[], object]) -> float:
    gc.disable()
    before = signal.signal(signal.SIGVTALRM, _give_up)
    signal.setitimer(signal.ITIMER_VIRTUAL, GIVEN_UP_SECONDS)
    began = time.thread_time_ns()
    try:
        work()
        return (time.thread_time_ns() - began) / 1e6
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
        gc.enable()


def _give_up(number: int, frame: FrameType | None) -> None:
    raise GivenUp
