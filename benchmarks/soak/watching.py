"""The memory of the workers, and slow clients, while everything goes on."""

import asyncio
import time
from dataclasses import dataclass, field
from typing import Literal

from benchmarks.slow_clients import KINDS, End, Target, flood, local
from benchmarks.soak.stand import Stand, resident_mb

LOOK_SECONDS = 2.0
SLOW_CLIENTS = 2 * len(KINDS)
SLOW_SECONDS = 40.0
WITHIN_SECONDS = 30.0


@dataclass(slots=True)
class Memory:
    """What each worker held, by moment."""

    stand: Stand
    seen: list[tuple[float, float]] = field(default_factory=list)

    def run(self) -> None:
        while not self.stand.stop.wait(LOOK_SECONDS):
            for pid in self.stand.workers():
                if megabytes := resident_mb(pid):
                    self.seen.append((time.monotonic(), megabytes))

    def third(self, which: Literal[1, 2, 3]) -> float:
        """What nine of ten looks in that third of the time were below: kills make workers young and small."""
        if not self.seen:
            return 0.0
        began, ended = self.seen[0][0], self.seen[-1][0]
        each = (ended - began) / 3
        looks = sorted(mb for at, mb in self.seen if began + each * (which - 1) <= at <= began + each * which)
        return looks[int(len(looks) * 0.9)] if looks else 0.0


@dataclass(slots=True)
class SlowClients:
    """Every kind, twice, from as many addresses, again and again; the last are given their whole time."""

    stand: Stand
    key: str
    advert: str
    ends: list[End] = field(default_factory=list)

    def run(self) -> None:
        target = Target(self.stand.port, self.key, self.advert)
        while not self.stand.stop.wait(1):
            self.ends += asyncio.run(flood(target, KINDS, SLOW_CLIENTS, local(SLOW_CLIENTS), SLOW_SECONDS))

    def late(self) -> list[str]:
        return [
            f"{end.kind}: {end.how} after {end.seconds:g} s"
            for end in self.ends
            if end.how == "open" or end.seconds > WITHIN_SECONDS
        ]
