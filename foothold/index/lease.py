"""The leases by which one process at a time writes an index."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from foothold.clock import Clock
from foothold.errors import FootholdError
from foothold.store.holding import Holding, looked_after, take
from foothold.store.open_store import Store

LEASE_SECONDS = 20.0
_LOOK_SECONDS = LEASE_SECONDS / 4


@dataclass(slots=True)
class Lease:
    """A lease that is held; `renewed` tells whether it still is, and asks the store only when half is over."""

    holding: Holding
    clock: Clock
    taken: datetime
    _lost: bool = False
    _asking: threading.Lock = field(default_factory=threading.Lock)

    def renewed(self) -> bool:
        with self._asking:
            now = self.clock()
            if not self._lost and (now - self.taken).total_seconds() >= LEASE_SECONDS / 2:
                self._lost = not self.holding.renew(now)
                self.taken = now
            return not self._lost

    def still_held(self) -> bool:
        try:
            return self.renewed()
        except FootholdError:
            # A store that does not answer may answer the next time, before the lease has run out.
            return True


@contextmanager
def holding(store: Store, name: str, clock: Clock) -> Iterator[Lease | None]:
    """The lease, given back at the end; None while another process holds it. A thread renews it meanwhile:
    to verify a million adverts, or to wait for merges, takes longer than a lease."""
    taken = take(store, name, LEASE_SECONDS, clock())
    if taken is None:
        yield None
        return
    lease = Lease(taken, clock, taken.taken)
    with looked_after(taken, _LOOK_SECONDS, lease.still_held):
        yield lease
