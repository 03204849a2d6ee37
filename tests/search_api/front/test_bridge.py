"""The app behind the event loop: bodies before threads, answers in bursts, and who may send much."""

import asyncio
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest

from search_api.front.answer import BURST_BYTES
from search_api.front.body import SMALL_BYTES
from search_api.front.bridge import Bridge
from search_api.front.environ import Environ, environ_of
from search_api.http.traffic import Traffic
from tests.loops import awaited

MOST = 500_000
TRAFFIC = Traffic(MOST, lambda environ: True, at_once=("/alive",), long=("/all",))
BLOCK = b"x" * BURST_BYTES
App = Callable[[Environ, Any], Iterable[bytes]]


def scope(method: str = "GET", path: str = "/", headers: Mapping[str, str] | None = None) -> dict[str, Any]:
    return {
        "type": "http",
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "raw_path": path.partition("?")[0].encode(),
        "query_string": path.partition("?")[2].encode(),
        "headers": [(name.encode(), value.encode()) for name, value in (headers or {}).items()],
        "client": ("203.0.113.5", 4711),
        "server": ("127.0.0.1", 8000),
    }


class Client:
    """Sends these chunks, and takes each part of the answer when it is let."""

    def __init__(self, *chunks: bytes, slow: bool = False) -> None:
        self.chunks = deque(chunks)
        self.received = 0
        self.late = False
        self.sent: list[Mapping[str, Any]] = []
        self.is_cut = False
        self.reads = asyncio.Semaphore(0 if slow else 10_000)

    async def receive(self) -> Mapping[str, Any]:
        chunk = self.chunks.popleft()
        self.received += len(chunk)
        return {"type": "http.request", "body": chunk, "more_body": bool(self.chunks)}

    async def send(self, message: Mapping[str, Any]) -> None:
        self.sent.append(message)
        if message["type"] == "http.response.body":
            await self.reads.acquire()

    @contextmanager
    def reading(self, seconds: float = 0) -> Iterator[None]:
        yield

    def cut(self) -> None:
        self.is_cut = True

    @property
    def status(self) -> int:
        return int(self.sent[0]["status"])

    @property
    def body(self) -> bytes:
        return b"".join(message.get("body", b"") for message in self.sent)


def asked(
    app: App, asking: Mapping[str, Any], client: Client, *, trusted: bool = True, threads: int = 2
) -> Client:
    async def once() -> None:
        bridge = Bridge(app, threads, Traffic(MOST, lambda environ: trusted))
        await bridge(asking, client.receive, client.send, client)
        bridge.stop()

    awaited(once())
    return client


def echo(environ: Environ, start: Any) -> list[bytes]:
    body = environ["wsgi.input"].read()
    start("200 OK", [("Content-Type", "text/plain")])
    return [b"%d" % len(body)]


def posting(size: int | None, path: str = "/") -> dict[str, Any]:
    length = {"content-length": str(size)} if size is not None else {"transfer-encoding": "chunked"}
    return scope("POST", path, length)


@pytest.mark.parametrize("declared", [True, False], ids=["with a length", "in chunks"])
@pytest.mark.parametrize("size", [1, SMALL_BYTES, SMALL_BYTES + 1, MOST])
def test_the_app_reads_the_whole_body_of_whoever_may_send_it(size: int, declared: bool) -> None:
    chunks = [b"a" * (size // 2), b"a" * (size - size // 2)]
    client = asked(echo, posting(size if declared else None), Client(*chunks))
    assert (client.status, client.body) == (200, b"%d" % size)


@pytest.mark.parametrize("declared", [True, False], ids=["with a length", "in chunks"])
@pytest.mark.parametrize(("size", "trusted"), [(SMALL_BYTES + 1, False), (MOST + 1, True), (MOST + 1, False)])
def test_a_body_that_is_too_large_for_its_sender_is_not_read(
    size: int, trusted: bool, declared: bool
) -> None:
    """The app that reads it is told so; one that does not can say what else is wrong."""
    from werkzeug.exceptions import RequestEntityTooLarge

    def reads(environ: Environ, start: Any) -> list[bytes]:
        with pytest.raises(RequestEntityTooLarge):
            environ["wsgi.input"].read()
        start("413 Too Large", [])
        return []

    client = Client(*[b"a" * 1000] * (size // 1000 + 1))
    assert asked(reads, posting(size if declared else None), client, trusted=trusted).status == 413


def test_chunks_of_one_byte_each_are_refused_before_they_cost_much() -> None:
    class Dripping(Client):
        async def receive(self) -> Mapping[str, Any]:
            message = await super().receive()
            self.received += len(b"1\r\n\r\n")
            return message

    def answers(environ: Environ, start: Any) -> list[bytes]:
        start("413 Too Large", [])
        return [b"%d" % client.received]

    client = Dripping(*[b"a"] * (SMALL_BYTES // 2))
    assert int(asked(answers, posting(None), client).body) < 2 * SMALL_BYTES


def test_a_slow_reader_holds_no_thread_and_no_more_than_it_has_taken() -> None:
    made = 0

    def endless(environ: Environ, start: Any) -> Iterator[bytes]:
        nonlocal made
        start("200 OK", [])
        while True:
            made += 1
            yield BLOCK

    async def once() -> None:
        bridge = Bridge(endless, 1, TRAFFIC)
        slow = [Client(slow=True) for _ in range(20)]
        tasks = [asyncio.create_task(bridge(scope(), client.receive, client.send, client)) for client in slow]
        while not all(len(client.sent) == 2 for client in slow):
            await asyncio.sleep(0.01)
        assert made == 20
        slow[0].reads.release()
        while len(slow[0].sent) < 3:
            await asyncio.sleep(0.01)
        assert made == 21
        for task in tasks:
            task.cancel()
        bridge.stop()

    awaited(once())


def test_whoever_asks_whether_all_is_well_waits_for_nobody_and_long_answers_leave_threads_to_others() -> None:
    free = threading.Event()
    begun: list[str] = []

    def waits(environ: Environ, start: Any) -> list[bytes]:
        begun.append(environ["PATH_INFO"])
        if environ["PATH_INFO"] != "/alive":
            assert free.wait(10)
        start("200 OK", [])
        return [b"yes"]

    async def once() -> None:
        bridge = Bridge(waits, 2, TRAFFIC)

        def asking(path: str) -> asyncio.Task[None]:
            client = Client()
            return asyncio.create_task(bridge(scope(path=path), client.receive, client.send, client))

        tasks = [asking(path) for path in ("/all", "/all", "/all", "/", "/", "/")]
        await asking("/alive")
        while len(begun) < 3:
            await asyncio.sleep(0.01)
        assert sorted(begun) == ["/", "/alive", "/all"]
        free.set()
        await asyncio.gather(*tasks)
        bridge.stop()

    awaited(once())


def test_an_answer_is_closed_when_its_reader_leaves_in_the_middle() -> None:
    closed = threading.Event()

    def endless(environ: Environ, start: Any) -> Iterator[bytes]:
        start("200 OK", [])
        try:
            while True:
                yield BLOCK
        finally:
            closed.set()

    async def once() -> None:
        client = Client(slow=True)
        bridge = Bridge(endless, 1, TRAFFIC)
        task = asyncio.create_task(bridge(scope(), client.receive, client.send, client))
        while len(client.sent) < 2:
            await asyncio.sleep(0.01)
        task.cancel()
        assert await asyncio.to_thread(closed.wait, 10)
        bridge.stop()

    awaited(once())


def test_a_long_answer_arrives_whole_and_in_order() -> None:
    parts = [b"%05d" % n * 5000 for n in range(40)]

    def parted(environ: Environ, start: Any) -> Iterator[bytes]:
        start("200 OK", [])
        yield from parts

    assert asked(parted, scope(), Client()).body == b"".join(parts)


class Panic(BaseException):
    """Like what an extension raises that is no `Exception`."""


@pytest.mark.parametrize("error", [ValueError, Panic])
def test_what_the_app_raises_is_a_500_without_its_words(error: type[BaseException]) -> None:
    def fails(environ: Environ, start: Any) -> list[bytes]:
        raise error("SELECT secret")

    client = asked(fails, scope(), Client())
    assert client.status == 500 and b"SELECT" not in client.body


@pytest.mark.parametrize("error", [ValueError, Panic])
def test_what_breaks_in_the_middle_breaks_the_connection(error: type[BaseException]) -> None:
    def breaks(environ: Environ, start: Any) -> Iterator[bytes]:
        start("200 OK", [])
        yield BLOCK
        raise error

    client = asked(breaks, scope(), Client())
    assert client.is_cut and client.sent[-1]["more_body"]


def test_the_environ_is_that_of_wsgi() -> None:
    headers = {"host": "a.example", "x-forwarded-for": "192.0.2.1", "content-type": "text/csv", "cookie": "a"}
    environ = environ_of(scope("POST", "/caf%C3%A9?q=a%20b", headers))
    assert environ["PATH_INFO"].encode("latin-1").decode() == "/café"
    assert environ["RAW_URI"] == "/caf%C3%A9?q=a%20b" and environ["QUERY_STRING"] == "q=a%20b"
    assert (environ["REMOTE_ADDR"], environ["SERVER_PORT"]) == ("203.0.113.5", "8000")
    assert environ["CONTENT_TYPE"] == "text/csv" and "HTTP_CONTENT_TYPE" not in environ
    assert environ["HTTP_X_FORWARDED_FOR"] == "192.0.2.1"
