"""Which of a cluster's nodes is asked: loopback sockets refuse, are silent or answer beside others that do."""

import socket
import threading
import time
from collections.abc import Iterator

import orjson
import pytest
from elastic_transport import NodeConfig, Urllib3HttpNode

from foothold.errors import IndexUnavailable
from foothold.index.audit import audit
from foothold.index.elastic.address import Address
from foothold.index.elastic.cluster import Cluster
from foothold.index.elastic.engine import ElasticEngine
from foothold.index.elastic.nodes import Nodes, Rest
from foothold.index.rebuild import rebuild
from foothold.index.sync import drain
from foothold.store.open_store import Store
from tests.index.stored import NOW, keep

SEARCH_SECONDS = 2.0


def test_a_rest_doubles_with_each_trial_that_fails_up_to_fifteen_seconds() -> None:
    rest, now, rests = Rest(), 100.0, []
    for _ in range(6):
        assert rest.failed(now)
        assert not any(rest.failed(now) for _ in range(7)), "threads that fail together count once"
        rests.append(rest.seconds)
        now += rest.seconds - 0.01
        assert not rest.may_be_asked(now)
        now += 0.01
        assert rest.may_be_asked(now)
        assert not rest.may_be_asked(now), "a second trial beside the first"
    assert rests == [1, 2, 4, 8, 15, 15]
    rest.answered()
    assert all(rest.may_be_asked(now) for _ in range(3))


def test_nodes_are_asked_in_turn_and_one_that_rests_only_where_all_do() -> None:
    nodes = Nodes([NodeConfig("http", "127.0.0.1", port) for port in (1, 2, 3)], node_class=Urllib3HttpNode)
    assert sorted(nodes.get().port for _ in range(3)) == [1, 2, 3]
    dead = nodes.get()
    nodes.mark_dead(dead)
    others = {nodes.get() for _ in range(4)}
    assert dead not in others
    assert len(others) == 2
    for node in others:
        nodes.mark_dead(node)
    assert {nodes.get() for _ in range(3)} == {dead, *others}
    nodes.mark_live(dead)
    assert {nodes.get() for _ in range(4)} == {dead}


class Node:
    """A loopback node that gives the same answer to every request, after some time."""

    def __init__(self, status: int | None, seconds: float = 0.0) -> None:
        self.asked = 0
        self._status = status
        self._seconds = seconds
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        if status is None:
            self._listening.close()
        else:
            threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._listening.close()

    def _accept(self) -> None:
        while self._listening.fileno() >= 0:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        body = orjson.dumps({"count": 7} if self._status == 200 else {"error": "x"})
        with connection:
            while connection.recv(65_536):
                self.asked += 1
                time.sleep(self._seconds)
                connection.sendall(
                    f"HTTP/1.1 {self._status} X\r\nContent-Type: application/json\r\n"
                    f"X-Elastic-Product: Elasticsearch\r\nContent-Length: {len(body)}\r\n\r\n".encode()
                    + body
                )


TROUBLES = {
    "refused": lambda: Node(None),
    "silent": lambda: Node(200, seconds=60),
    "429": lambda: Node(429),
    "502": lambda: Node(502),
    "503": lambda: Node(503),
}


@pytest.fixture
def well() -> Iterator[Node]:
    made = Node(200)
    yield made
    made.close()


def cluster_of(*nodes: Node) -> Cluster:
    return Cluster(Address(tuple(node.url for node in nodes)))


def counted(cluster: Cluster) -> int:
    until = time.monotonic() + SEARCH_SECONDS
    return int(cluster.ask(until, lambda client: client.count(index="x"))["count"])


@pytest.mark.parametrize("trouble", TROUBLES)
def test_a_search_survives_one_node_and_leaves_it_alone(well: Node, trouble: str) -> None:
    ill = TROUBLES[trouble]()
    cluster = cluster_of(ill, well)
    begun = time.monotonic()
    assert [counted(cluster) for _ in range(12)] == [7] * 12
    assert time.monotonic() - begun < SEARCH_SECONDS
    assert ill.asked <= 1
    assert not cluster.breaker.is_open()
    ill.close()


@pytest.mark.parametrize("trouble", TROUBLES)
def test_threads_that_meet_a_dead_node_together_all_get_their_answer(well: Node, trouble: str) -> None:
    ill = TROUBLES[trouble]()
    cluster = cluster_of(ill, well)
    answers: list[int] = []
    threads = [threading.Thread(target=lambda: answers.append(counted(cluster))) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(5)
    assert answers == [7] * 16
    assert not cluster.breaker.is_open()
    ill.close()


@pytest.mark.parametrize("trouble", TROUBLES)
def test_where_no_node_answers_the_search_fails_in_its_two_seconds(trouble: str) -> None:
    ill = [TROUBLES[trouble](), TROUBLES[trouble]()]
    begun = time.monotonic()
    with pytest.raises(IndexUnavailable):
        counted(cluster_of(*ill))
    assert time.monotonic() - begun < 2.5
    for node in ill:
        node.close()


def test_the_only_node_is_asked_once_and_has_all_the_time() -> None:
    slow, refusing = Node(200, seconds=1.5), Node(503)
    assert counted(cluster_of(slow)) == 7
    with pytest.raises(IndexUnavailable):
        counted(cluster_of(refusing))
    assert (slow.asked, refusing.asked) == (1, 1)


@pytest.mark.parametrize("trouble", ["refused", "429", "502", "503"])
def test_labour_goes_to_another_node_too(well: Node, trouble: str) -> None:
    ill = TROUBLES[trouble]()
    cluster = cluster_of(ill, well)
    assert [int(cluster.labour().count(index="x")["count"]) for _ in range(4)] == [7] * 4
    ill.close()


def test_labour_waits_for_a_silent_node_no_longer_than_it_may(well: Node) -> None:
    ill = Node(200, seconds=60)
    cluster = cluster_of(ill, well)
    assert [int(cluster.labour(0.5).count(index="x")["count"]) for _ in range(4)] == [7] * 4
    assert ill.asked <= 1


@pytest.mark.parametrize("trouble", ["refused", "503"])
def test_a_rebuild_and_a_drain_go_on_with_the_nodes_that_are_left(
    elasticsearch_url: str, store: Store, trouble: str
) -> None:
    ill = TROUBLES[trouble]()
    engine = ElasticEngine(elasticsearch_url.replace("http://", f"{ill.url},", 1))
    keep(store, 1, 30)
    first = rebuild(store, engine)
    second = rebuild(store, engine)
    keep(store, 31, 40)
    assert (first.documents, second.documents, drain(store, engine).put) == (30, 30, 10)
    assert audit(store, engine.active(), NOW).differences == ()
    assert len(engine.generations()) == 2
    ill.close()
