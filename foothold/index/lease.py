"""The leases by which one process at a time writes an index."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime

from foothold.clock import Clock
from foothold.errors import FootholdError
from foothold.store import leases
from foothold.store.open_store import Store

LEASE_SECONDS = 20.0
_LOOK_SECONDS = LEASE_SECONDS / 4


@dataclass(slots=True)
class Lease:
    """A lease that is held; `renewed` tells whether it still is, and asks the store only when half is over."""

    store: Store
    name: str
    holder: str
    clock: Clock
    taken: datetime
    _lost: bool = False
    _asking: threading.Lock = field(default_factory=threading.Lock)

    def renewed(self) -> bool:
        with self._asking:
            now = self.clock()
            if not self._lost and (now - self.taken).total_seconds() >= LEASE_SECONDS / 2:
                self._lost = not leases.renew(self.store, self.name, self.holder, LEASE_SECONDS, now)
                self.taken = now
            return not self._lost


@contextmanager
def holding(store: Store, name: str, clock: Clock) -> Iterator[Lease | None]:
    """The lease, given back at the end; None while another process holds it. A thread renews it meanwhile:
    to verify a million adverts, or to wait for merges, takes longer than a lease."""
    holder = leases.new_holder()
    now = clock()
    if leases.take(store, name, holder, LEASE_SECONDS, now) is None:
        yield None
        return
    lease, done = Lease(store, name, holder, clock, now), threading.Event()
    keeper = threading.Thread(target=_keep, args=(lease, done), name=f"{name} lease", daemon=True)
    keeper.start()
    try:
        yield lease
    finally:
        done.set()
        keeper.join()
        leases.release(store, name, holder)


def _keep(lease: Lease, done: threading.Event) -> None:
    while not done.wait(_LOOK_SECONDS):
        # A store that does not answer may answer the next time, before the lease has run out.
        with suppress(FootholdError):
            lease.renewed()
