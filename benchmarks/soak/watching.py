"""The memory of the workers, and slow clients, while everything goes on."""

import asyncio
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from benchmarks.slow_clients import KINDS, End, Target, flood, local
from benchmarks.soak.stand import Stand, resident_mb

LOOK_SECONDS = 2.0
SLOW_CLIENTS = 2 * len(KINDS)
SLOW_SECONDS = 45.0
WITHIN_SECONDS, HELD_UP_SECONDS = 30.0, 5.0
"""The second is for a worker that is held up itself by everything else: its clock then stands still."""
LEAST_JUDGED_SECONDS = 300.0
"""In less time workers are still warming up."""
ESTABLISHED = "01"
CONNECTIONS = Path("/proc/net/tcp")


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

    def seconds(self) -> float:
        return self.seen[-1][0] - self.seen[0][0] if self.seen else 0.0

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
    """Every kind, twice, from as many addresses, again and again. How long each is held is looked at where the
    server holds it: a reader who hardly reads learns of the end only after all that the kernel keeps for it."""

    stand: Stand
    key: str
    advert: str
    ends: list[End] = field(default_factory=list)
    held: dict[str, float] = field(default_factory=dict)
    longest: float = 0.0
    _late: dict[str, tuple[str, float]] = field(default_factory=dict)

    def run(self) -> None:
        target = Target(self.stand.port, self.key, self.advert)
        looking = threading.Thread(target=self._look, daemon=True)
        looking.start()
        while not self.stand.stop.wait(1):
            self.ends += asyncio.run(flood(target, KINDS, SLOW_CLIENTS, local(SLOW_CLIENTS), SLOW_SECONDS))
        looking.join()

    def late(self) -> list[str]:
        return [f"{kind}: held for {seconds:.0f} s" for kind, seconds in self._late.values()]

    def _look(self) -> None:
        kinds = {address: KINDS[n % len(KINDS)].name for n, address in enumerate(local(SLOW_CLIENTS))}
        while not self.stand.stop.wait(0.5):
            now, there = time.monotonic(), held_by(self.stand.port)
            self.held = {peer: self.held.get(peer, now) for peer in there if there[peer] in kinds}
            for peer, began in self.held.items():
                self.longest = max(self.longest, now - began)
                if now - began > WITHIN_SECONDS + HELD_UP_SECONDS:
                    self._late[peer] = kinds[there[peer]], now - began


def held_by(port: int) -> dict[str, str]:
    """The peers of a server's connections that a process has open, and their addresses. What is closed, and only
    waits in the kernel for its reader, is no more established."""
    found = {}
    for line in CONNECTIONS.read_text().splitlines()[1:]:
        ours, peer, state = line.split()[1:4]
        if state == ESTABLISHED and int(ours.partition(":")[2], 16) == port:
            found[peer] = ".".join(str(part) for part in reversed(bytes.fromhex(peer.partition(":")[0])))
    return found
