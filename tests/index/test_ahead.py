"""An index that is ahead of the record store, as after restoring an older backup, is recognised and built again."""

import io
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from foothold.index.audit import audit
from foothold.index.contract import SearchEngine
from foothold.index.embedded.engine import EmbeddedEngine
from foothold.index.query import SearchQuery
from foothold.index.sync import drain, follow, is_ahead
from foothold.store.backup import write_backup
from foothold.store.open_store import Store, open_store
from foothold.store.records import head_revision
from foothold.store.restore import restore
from tests.index.stored import NOW, keep

OPEN = SearchQuery(at=NOW, size=100)


def clock():
    return NOW


@pytest.fixture
def back_in_time(store: Store, tmp_path: Path) -> Store:
    """The store as it was before its last three adverts, of which the index knows."""
    keep(store, 1, 5)
    older = io.BytesIO()
    write_backup(store, older, clock=clock)
    keep(store, 6, 8)
    drain(store, EmbeddedEngine(tmp_path / "index"))
    store.close()
    for file in tmp_path.glob("foothold.db*"):
        file.unlink()
    restored = open_store(f"sqlite:///{tmp_path / 'foothold.db'}")
    older.seek(0)
    restore(restored, older)
    return restored


def test_it_is_recognised_and_told_by_the_audit(back_in_time: Store, engine: SearchEngine) -> None:
    assert is_ahead(back_in_time, engine)
    found = audit(back_in_time, engine.active(), NOW).differences
    assert "the index is 3 revisions ahead of the store, which was restored" in found


def test_an_index_that_follows_is_never_ahead(store: Store, engine: SearchEngine) -> None:
    assert not is_ahead(store, engine)
    keep(store, 1, 3)
    drain(store, engine, clock=clock)
    assert not is_ahead(store, engine)
    keep(store, 4, 4)
    assert not is_ahead(store, engine)


def test_a_drain_builds_it_again(back_in_time: Store, engine: SearchEngine) -> None:
    drain(back_in_time, engine)
    assert engine.active().search(OPEN).total == 5
    assert engine.active().applied_revision() == head_revision(back_in_time) == 5


def test_whoever_follows_builds_it_again_and_goes_on(back_in_time: Store, engine: SearchEngine) -> None:
    with following(back_in_time, engine):
        wait_for(lambda: engine.active().search(OPEN).total == 5)
        keep(back_in_time, 11, 12)
        wait_for(lambda: engine.active().search(OPEN).total == 7)
    assert audit(back_in_time, engine.active(), NOW).differences == ()


def test_a_store_that_is_restored_while_somebody_follows_is_noticed(
    store: Store, engine: SearchEngine
) -> None:
    keep(store, 1, 5)
    drain(store, engine)
    with following(store, engine):
        # As after a restore in place: the counter and the records go back under the one that follows.
        with store.write() as connection:
            connection.exec_driver_sql("DELETE FROM sightings WHERE opportunity_id IN"
                                       " (SELECT id FROM opportunities WHERE revision > 3)")  # fmt: skip
            connection.exec_driver_sql("DELETE FROM opportunities WHERE revision > 3")
            connection.exec_driver_sql("UPDATE revision_counter SET head = 3")
        wait_for(lambda: engine.active().search(OPEN).total == 3)


@pytest.mark.parametrize(("command", "code"), [("index status", 3), ("index verify", 1), ("doctor", 1)])
def test_the_commands_tell_and_name_the_cure(
    back_in_time: Store, tmp_path: Path, command: str, code: int
) -> None:
    told = foothold(tmp_path, *command.split())
    assert (told.returncode, "foothold index rebuild" in told.stdout + told.stderr) == (code, True), told
    assert foothold(tmp_path, "index", "rebuild").returncode == 0
    assert foothold(tmp_path, *command.split()).returncode == 0


def foothold(home: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "foothold", *command],
        env=os.environ | {"FOOTHOLD_HOME": str(home)}, capture_output=True, text=True,
    )  # fmt: skip


@contextmanager
def following(store: Store, engine: SearchEngine) -> Iterator[None]:
    stop = threading.Event()
    thread = threading.Thread(target=follow, args=(store, engine), kwargs={"stop": stop})
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(10)


def wait_for(holds: Callable[[], bool], seconds: float = 20) -> None:
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.05)
