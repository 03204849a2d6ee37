"""Holding a lease while a job runs: renewed in the background, and the job told when it was lost."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from foothold.clock import Clock
from foothold.errors import StoreUnavailable
from foothold.store.holding import looked_after, take
from foothold.store.open_store import Store


@contextmanager
def held(
    store: Store, name: str, seconds: int, clock: Clock, on_lost: Callable[[], None] = lambda: None
) -> Iterator[int | None]:
    """The fencing number, or None while another holds the lease.

    It is renewed at a third of its time; `on_lost` is called from another thread when that fails, and the job
    must then stop: another may be doing it.
    """
    lease = take(store, name, seconds, clock())
    if lease is None:
        yield None
        return

    def still_held() -> bool:
        try:
            kept = lease.renew(clock())
        except StoreUnavailable:
            # One missed renewal leaves two thirds of the time; the next one tells whether it was too late.
            return True
        if not kept:
            on_lost()
        return kept

    with looked_after(lease, seconds / 3, still_held):
        yield lease.fence
