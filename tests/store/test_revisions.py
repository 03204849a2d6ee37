"""Many writers, and writers that die: no revision is lost, given twice or seen out of order."""

import multiprocessing
import os
import signal
import time
from collections.abc import Callable

from sqlalchemy import func, select

from foothold.model.identity import opportunity_id
from foothold.store import revisions
from foothold.store.open_store import Store
from foothold.store.records import changed_since, head_revision, save
from foothold.store.tables import opportunities
from tests.store.adverts import AT, reading

# The children must inherit what is imported, or each would take a second to start.
_FORK = multiprocessing.get_context("fork")
WRITERS, ROUNDS, SHARED = 4, 8, 12


def in_child(work: Callable[[], object]) -> int:
    """The process id of a fork that does the work and ends without pytest's own farewell."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            work()
            code = 0
        finally:
            os._exit(code)
    return child


def write_rounds(store: Store, writer: int) -> None:
    """Each round changes adverts that every writer changes, so that they meet in the same rows."""
    for n in range(ROUNDS):
        save(store, "board", [reading(str(i), title=f"{writer}-{n}") for i in range(SHARED)], at=AT)


def test_four_writers_of_the_same_adverts_take_every_revision_once(store: Store) -> None:
    head_revision(store)  # The parent holds connections, which the children must not use.
    children = [in_child(lambda w=w: write_rounds(store, w)) for w in range(WRITERS)]  # type: ignore[misc]
    assert [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children] == [0] * WRITERS
    assert head_revision(store) == WRITERS * ROUNDS * SHARED
    last = changed_since(store, 0, 1000)
    assert [r.revision for r in last] == list(
        range(head_revision(store) - SHARED + 1, head_revision(store) + 1)
    )


def test_revisions_are_gapless_and_in_commit_order_for_a_reader_that_follows_them(store: Store) -> None:
    def add(writer: int) -> None:
        for n in range(ROUNDS):
            save(store, f"board-{writer}", [reading(f"{n}-{i}") for i in range(SHARED)], at=AT)

    running = {in_child(lambda w=w: add(w)) for w in range(WRITERS)}  # type: ignore[misc]
    followed: list[int] = []
    while running or len(followed) < head_revision(store):
        followed += [r.revision for r in changed_since(store, followed[-1] if followed else 0, 7)]
        ended = os.waitpid(-1, os.WNOHANG)[0] if running else 0
        running.discard(ended)
    assert followed == list(range(1, WRITERS * ROUNDS * SHARED + 1))


def test_fifty_kills_in_mid_save_lose_and_double_nothing(store: Store) -> None:
    adverts = [reading(f"{n}", title=f"Apprentice {n}") for n in range(2000)]
    head_revision(store)
    acknowledged = _FORK.RawValue("i", 0)  # Without a lock, which a killed child would keep.

    def save_on() -> None:
        for start in range(acknowledged.value, len(adverts), 10):
            save(store, "board", adverts[start : start + 10], at=AT)
            acknowledged.value = start + 10

    for kill in range(50):
        child = in_child(save_on)
        until, before = time.monotonic() + 10, acknowledged.value
        while acknowledged.value == before and time.monotonic() < until:
            time.sleep(0.001)
        time.sleep(0.0005 * (kill % 20))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        # One snapshot: PostgreSQL may still commit what the dead process had sent.
        with store.read() as connection:
            stored = connection.execute(select(func.count()).select_from(opportunities)).scalar_one()
            assert stored == revisions.head(connection) >= acknowledged.value
    assert 0 < acknowledged.value < len(adverts), "the kills did not all fall into the saving"
    save(store, "board", adverts, at=AT)
    records = changed_since(store, 0, 5000)
    assert {record.id for record in records} == {opportunity_id("board", str(n)) for n in range(2000)}
    assert [record.revision for record in records] == list(range(1, 2001))
