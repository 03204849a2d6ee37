"""A cluster that has no room for a put, or finds it too large: all arrives once, in smaller and later requests."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from elasticsearch import Elasticsearch

from foothold.errors import IndexUnavailable
from foothold.index.document import Document
from foothold.index.elastic.bulk import Backoff
from foothold.index.elastic.engine import ElasticEngine
from foothold.index.elastic.index import ElasticIndex
from tests.elasticsearch_server import discard_all, named, node
from tests.index.adverts import advert

WRITERS, PUTS, TOGETHER = 8, 6, 25
PATIENT_SECONDS = 60
CRAMPED = """
thread_pool.write.size: 1
thread_pool.write.queue_size: 1
indexing_pressure.memory.limit: 900kb
http.max_content_length: 400kb
"""


@pytest.fixture(scope="module")
def cramped() -> Iterator[str]:
    if named():
        pytest.skip("elasticsearch: the server that is named is not ours to cramp")

    def configure(config: Path) -> None:
        with (config / "elasticsearch.yml").open("a") as settings:
            settings.write(CRAMPED)

    with node(configure) as server:
        yield server


@pytest.fixture
def engine(cramped: str, request: pytest.FixtureRequest) -> Iterator[ElasticEngine]:
    prefix = f"test-{abs(hash(request.node.name))}-"
    yield ElasticEngine(f"{cramped}/?prefix={prefix}")
    discard_all(cramped, prefix)


def refusals(server: str) -> tuple[int, int]:
    """Requests that found no memory, and parts of them that found the queue full."""
    with Elasticsearch(server) as client:
        (told,) = client.nodes.stats(metric=["indexing_pressure", "thread_pool"])["nodes"].values()
    memory = told["indexing_pressure"]["memory"]["total"]
    whole = sum(memory[f"{part}_rejections"] for part in ("coordinating", "primary", "replica"))
    return whole, told["thread_pool"]["write"]["rejected"]


@pytest.mark.elasticsearch
def test_what_is_refused_for_want_of_room_is_put_again_and_all_arrives_once(
    engine: ElasticEngine, cramped: str
) -> None:
    index = engine.create("1")
    broken: list[BaseException] = []

    def put(writer: int) -> None:
        # Each by an engine of its own, as processes do.
        mine = ElasticEngine(f"{cramped}/?prefix={engine._cluster.prefix}").open(index.generation)
        try:
            for number in range(PUTS):
                put_as_a_follower_does(mine, adverts(writer, number))
        except BaseException as error:
            broken.append(error)

    before = refusals(cramped)
    threads = [threading.Thread(target=put, args=(writer,)) for writer in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert broken == []
    whole, parts = (now - then for now, then in zip(refusals(cramped), before, strict=True))
    assert whole > 0, "nothing was refused: this has shown nothing"
    assert parts > 0, "no queue was full: this has shown nothing"
    expected = {document.id for w in range(WRITERS) for n in range(PUTS) for document in adverts(w, n)}
    held = [id_ for id_, _, _ in index.revisions()]
    assert (len(held), set(held)) == (len(expected), expected)


def put_as_a_follower_does(index: ElasticIndex, documents: list[Document]) -> None:
    until = time.monotonic() + PATIENT_SECONDS
    while True:
        try:
            index.put(documents, 0)
        except IndexUnavailable:
            if time.monotonic() > until:
                raise
        else:
            return


def adverts(writer: int, number: int) -> list[Document]:
    ids = [f"w{writer}n{number}i{each}" for each in range(TOGETHER)]
    return [Document(one, 1, advert(one, summary="word " * 3_000)) for one in ids]


@pytest.mark.elasticsearch
def test_requests_that_are_too_large_are_halved_and_what_is_too_large_alone_is_set_aside(
    engine: ElasticEngine,
) -> None:
    index = engine.create("1")
    documents = [Document(f"id{n}", n + 1, advert(f"id{n}", summary="word " * 8_000)) for n in range(30)]
    documents.insert(7, Document("huge", 99, advert("huge", summary="word " * 100_000)))
    (refused,) = index.put(documents, 99)
    assert (refused.id, refused.revision) == ("huge", 99)
    assert "bytes" in refused.why
    assert index.count() == 30


def test_pauses_grow_and_come_to_an_end() -> None:
    pauses: list[float] = []
    patience = Backoff(sleep=pauses.append)
    with pytest.raises(IndexUnavailable, match="too much to do"):
        while True:
            patience.wait()
    assert 0.05 < pauses[0] < 0.15
    assert pauses[3] > 2 * pauses[0]
    assert 5 < sum(pauses) < 8.5
