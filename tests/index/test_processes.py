"""Several processes on one embedded index: readers see a put, forks are safe, a killed writer does no harm."""

import multiprocessing
import os
import random
import signal
import time
from pathlib import Path

import pytest

from foothold.index.document import Document, digest
from foothold.index.embedded.engine import EmbeddedEngine
from foothold.index.query import Near, SearchQuery
from tests.index.adverts import AT, advert

ALL = SearchQuery(at=AT, near=Near(51.5450, -0.0553, 5))


def test_two_other_processes_find_a_put_within_half_a_second(tmp_path: Path) -> None:
    engine = _begun(tmp_path)
    # Searched before the fork, so that the children inherit what a worker would.
    engine.active().search(ALL)
    fork = multiprocessing.get_context("fork")
    told = [fork.SimpleQueue() for _ in range(2)]
    readers = [fork.Process(target=_report_when_found, args=(engine, queue)) for queue in told]
    for reader in readers:
        reader.start()
    assert [queue.get() for queue in told] == ["ready", "ready"]
    engine.active().put([Document("a", 1, advert("a"))], 1)
    put = time.monotonic()
    found = [queue.get() for queue in told]
    for reader in readers:
        reader.join(10)
    assert max(found) - put < 0.5


@pytest.mark.parametrize("round_", range(4))
def test_a_writer_killed_in_the_middle_leaves_an_index_that_reads_and_goes_on(tmp_path, round_: int) -> None:
    engine = _begun(tmp_path)
    writer = multiprocessing.get_context("fork").Process(target=_put_for_ever, args=(engine,))
    writer.start()
    time.sleep(0.3 + random.Random(round_).random() * 0.3)
    os.kill(writer.pid, signal.SIGKILL)
    writer.join(10)
    after = EmbeddedEngine(tmp_path)
    index = after.active()
    held = list(index.revisions())
    applied = index.applied_revision()
    assert applied > 0
    assert sorted(revision for _, revision, _ in held) == list(range(1, applied + 1)), (
        "all up to it, once each"
    )
    assert all(content == digest(advert(id_)) for id_, _, content in held)
    assert index.search(ALL).total == applied
    index.put([Document("new", applied + 1, advert("new"))], applied + 1)
    assert index.search(ALL).total == applied + 1
    index.close()


def test_a_torn_record_of_places_is_dropped_by_the_next_writer(tmp_path: Path) -> None:
    engine = _begun(tmp_path)
    engine.active().put([Document("a", 1, advert("a"))], 1)
    engine.active().close()
    points = tmp_path / engine.active().generation / "points.bin"
    with points.open("ab") as file:
        file.write(b"torn")
    again = EmbeddedEngine(tmp_path)
    assert again.active().search(ALL).total == 1
    again.active().put([Document("b", 2, advert("b"))], 2)
    assert again.active().search(ALL).total == 2
    assert EmbeddedEngine(tmp_path).active().search(ALL).total == 2


def _begun(folder: Path) -> EmbeddedEngine:
    engine = EmbeddedEngine(folder)
    engine.activate(engine.create("1").generation)
    return engine


def _report_when_found(engine: EmbeddedEngine, told) -> None:
    assert engine.active().search(ALL).total == 0
    told.put("ready")
    while engine.active().search(ALL).total == 0:
        time.sleep(0.01)
    told.put(time.monotonic())


def _put_for_ever(engine: EmbeddedEngine) -> None:
    revision = 0
    while True:
        documents = []
        for _ in range(7):
            revision += 1
            documents.append(Document(f"id{revision}", revision, advert(f"id{revision}")))
        engine.active().put(documents, revision)
