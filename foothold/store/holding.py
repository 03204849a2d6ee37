"""Holding a lease while something runs: looked after by a thread meanwhile, and given back at the end."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from foothold.store import leases
from foothold.store.open_store import Store


@dataclass(frozen=True, slots=True)
class Holding:
    """A lease as one process took it, for so many seconds at a time."""

    store: Store
    name: str
    holder: str
    seconds: float
    fence: int
    taken: datetime

    def renew(self, at: datetime) -> bool:
        return leases.renew(self.store, self.name, self.holder, self.seconds, at)

    def release(self) -> None:
        leases.release(self.store, self.name, self.holder)


def take(store: Store, name: str, seconds: float, at: datetime) -> Holding | None:
    """None while another holds the lease."""
    holder = leases.new_holder()
    fence = leases.take(store, name, holder, seconds, at)
    return None if fence is None else Holding(store, name, holder, seconds, fence, at)


@contextmanager
def looked_after(holding: Holding, every: float, still_held: Callable[[], bool]) -> Iterator[None]:
    """A thread asks `still_held`, which renews, every so many seconds until it is false; the lease is given back
    once the thread has ended."""
    done = threading.Event()
    keeper = threading.Thread(
        target=_look, args=(done, every, still_held), name=f"{holding.name} lease", daemon=True
    )
    keeper.start()
    try:
        yield
    finally:
        done.set()
        keeper.join()
        holding.release()


def _look(done: threading.Event, every: float, still_held: Callable[[], bool]) -> None:
    while not done.wait(every):
        if not still_held():
            return
