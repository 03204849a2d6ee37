"""Turns at a host: how far apart its requests lie, and how long it wants to be left alone."""

import asyncio
from collections import defaultdict
from collections.abc import Callable
from time import monotonic

Book = Callable[[str, float], float]
"""`book(host, apart)`: the seconds until a turn that lies so far from every other crawl's."""


class Turns:
    """One request of this crawl at a time waits for its turn at a host; the others stand behind it.

    `apart` are the seconds between two requests to a host, unless `further_apart` says more; 0 means no waiting.
    """

    def __init__(self, apart: float, book: Book) -> None:
        self.apart = apart
        self.book = book
        self._apart_at: dict[str, float] = {}
        self._quiet_until: dict[str, float] = {}
        self._queues: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def wait(self, host: str) -> None:
        """Returns when the host may be asked."""
        apart = self._apart_at.get(host, self.apart)
        async with self._queues[host]:
            while True:
                await self._quiet(host)
                if apart:
                    await asyncio.sleep(self.book(host, apart))
                if self._quiet_until.get(host, 0.0) <= monotonic():
                    return

    async def _quiet(self, host: str) -> None:
        wait = self._quiet_until.get(host, 0.0) - monotonic()
        if wait > 0:
            await asyncio.sleep(wait)

    def further_apart(self, host: str, seconds: float) -> None:
        """What the host asks for, where that is more than our own distance."""
        if seconds > self.apart:
            self._apart_at[host] = seconds

    def leave_alone(self, host: str, seconds: float) -> None:
        self._quiet_until[host] = max(self._quiet_until.get(host, 0.0), monotonic() + seconds)
