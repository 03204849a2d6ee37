"""The leases by which one process at a time writes an index."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from foothold.clock import Clock
from foothold.store import leases
from foothold.store.open_store import Store

LEASE_SECONDS = 20.0


@dataclass(slots=True)
class Lease:
    """A lease that is held; `renewed` tells whether it still is, and asks the store only when half is over."""

    store: Store
    name: str
    holder: str
    clock: Clock
    taken: datetime

    def renewed(self) -> bool:
        now = self.clock()
        if (now - self.taken).total_seconds() < LEASE_SECONDS / 2:
            return True
        self.taken = now
        return leases.renew(self.store, self.name, self.holder, LEASE_SECONDS, now)


@contextmanager
def holding(store: Store, name: str, clock: Clock) -> Iterator[Lease | None]:
    """The lease, given back at the end; None while another process holds it."""
    holder = leases.new_holder()
    now = clock()
    if leases.take(store, name, holder, LEASE_SECONDS, now) is None:
        yield None
        return
    try:
        yield Lease(store, name, holder, clock, now)
    finally:
        leases.release(store, name, holder)
