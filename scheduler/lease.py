"""Holding a lease while a job runs: renewed in the background, and the job told when it was lost."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from foothold.clock import Clock
from foothold.errors import StoreUnavailable
from foothold.store import leases
from foothold.store.open_store import Store


@contextmanager
def held(
    store: Store, name: str, seconds: int, clock: Clock, on_lost: Callable[[], None] = lambda: None
) -> Iterator[int | None]:
    """The fencing number, or None while another holds the lease.

    It is renewed at a third of its time; `on_lost` is called from another thread when that fails, and the job
    must then stop: another may be doing it.
    """
    holder = leases.new_holder()
    fence = leases.take(store, name, holder, seconds, clock())
    if fence is None:
        yield None
        return
    done = threading.Event()
    renewing = threading.Thread(
        target=_renew, args=(store, name, holder, seconds, clock, done, on_lost), daemon=True
    )
    renewing.start()
    try:
        yield fence
    finally:
        done.set()
        renewing.join()
        leases.release(store, name, holder)


def _renew(
    store: Store,
    name: str,
    holder: str,
    seconds: int,
    clock: Clock,
    done: threading.Event,
    on_lost: Callable[[], None],
) -> None:
    while not done.wait(seconds / 3):
        try:
            kept = leases.renew(store, name, holder, seconds, clock())
        except StoreUnavailable:
            # One missed renewal leaves two thirds of the time; the next one tells whether it was too late.
            continue
        if not kept:
            on_lost()
            return
