"""How slow a connection may be, and whether one transfer is too slow."""

from collections import deque
from dataclasses import dataclass
from typing import Self

from foothold.settings import Settings

WINDOWS = 2
"""A transfer is judged by its last so many graces: a fast start does not pay for standing still later."""


@dataclass(frozen=True, slots=True)
class Budgets:
    """`head_seconds`: for a request's line and headers. Bodies and answers: bytes a second, after a grace."""

    head_seconds: float
    grace_seconds: float
    bytes_per_second: int

    @classmethod
    def of(cls, settings: Settings) -> Self:
        return cls(
            settings.header_seconds, settings.transfer_grace_seconds, settings.transfer_bytes_per_second
        )

    @property
    def look_seconds(self) -> float:
        """How often every connection is looked at."""
        return min(1.0, self.grace_seconds / 10, self.head_seconds / 10)


class Pace:
    """The course of one transfer, told at each look how many bytes have passed in all."""

    def __init__(self, budgets: Budgets, at: float, total: int) -> None:
        self._budgets = budgets
        self._looks = deque([(at, total)])

    def is_too_slow(self, at: float, total: int) -> bool:
        """Less than the floor on average, over the last windows or, after the grace, since it began."""
        grace = self._budgets.grace_seconds
        while len(self._looks) > 1 and self._looks[1][0] <= at - WINDOWS * grace:
            self._looks.popleft()
        began, before = self._looks[0]
        self._looks.append((at, total))
        passed = at - began
        return passed >= grace and total - before < self._budgets.bytes_per_second * passed
