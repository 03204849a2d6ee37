"""From the event loop to the app and back: the body is there before a thread is taken, the answer after it is left."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext, suppress
from functools import partial
from typing import Any, Protocol, TypeVar
from wsgiref.types import WSGIApplication

import orjson
import structlog

from search_api.front.answer import Answer, AppFailed, Burst
from search_api.front.body import Bodies, Body, ClientGone, Receive
from search_api.front.environ import Scope, environ_of
from search_api.http.problems import DETAILS, MEDIA_TYPE, Problem
from search_api.http.traffic import Traffic

log = structlog.get_logger()

Send = Callable[[Mapping[str, Any]], Awaitable[None]]
T = TypeVar("T")
LINGER_SECONDS = 30.0
"""How long the rest of a refused body is taken and thrown away, so that its sender comes to read why."""
PIECE_BYTES = 64 * 1024
TOO_SLOW = Problem(408, "The request came too slowly. Try again on a faster line, or send less at a time.")
FAILED = Problem(500, DETAILS[500])


class Client(Protocol):
    """The connection a request came by. `late`: its body came too slowly while it was `reading`."""

    received: int
    late: bool

    def reading(self, seconds: float = ...) -> AbstractContextManager[None]: ...

    def cut(self) -> None: ...


class Bridge:
    """The app of one worker with its threads."""

    def __init__(self, app: WSGIApplication, threads: int, traffic: Traffic) -> None:
        self._app = app
        self._traffic = traffic
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="app")
        self._spare = ThreadPoolExecutor(1, thread_name_prefix="at-once")
        # Long answers take turns, so that they leave threads to everybody else.
        self._turn = asyncio.Semaphore(max(1, threads // 2))
        self._bodies = Bodies(traffic.large, partial(self._in_a_thread, traffic.may_be_large))

    def stop(self) -> None:
        for pool in (self._pool, self._spare):
            pool.shutdown(wait=False, cancel_futures=True)

    async def __call__(self, scope: Scope, receive: Receive, send: Send, client: Client) -> None:
        if scope["type"] != "http":
            return
        environ = environ_of(scope)
        before = client.received
        with self._bodies.one(environ, receive, lambda: client.received - before) as body:
            try:
                await self._read(body, client)
            except ClientGone:
                if client.late:
                    await _tell(send, TOO_SLOW)
            else:
                environ["wsgi.input"] = body.stream
                await self._answer(Answer(self._app, environ), send, client)
                if body.more:
                    await _linger(receive, client)

    async def _read(self, body: Body, client: Client) -> None:
        if await body.is_wanted():
            with client.reading():
                await body.read()

    async def _answer(self, answer: Answer, send: Send, client: Client) -> None:
        started = False
        try:
            burst = await self._begun(answer)
            started = True
            await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
            await _give(burst, send)
            while burst.more:
                async with self._turn:
                    burst = await self._in_a_thread(answer.advance)
                await _give(burst, send)
        except AppFailed as error:
            log.error("request failed", exc_info=error.__cause__)
            if started:
                # Nobody may take half for the whole.
                client.cut()
            else:
                await _tell(send, FAILED)
        finally:
            if not answer.closed:
                with suppress(RuntimeError):  # The worker is ending, and its threads with it.
                    self._pool.submit(answer.close)

    async def _begun(self, answer: Answer) -> Burst:
        if answer.path in self._traffic.at_once:
            return await asyncio.get_running_loop().run_in_executor(self._spare, answer.begin)
        async with self._turn if answer.path in self._traffic.long else nullcontext():
            return await self._in_a_thread(answer.begin)

    async def _in_a_thread(self, work: Callable[..., T], *given: Any) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._pool, work, *given)


async def _give(burst: Burst, send: Send) -> None:
    """In pieces, of which the transport has one at a time."""
    size = len(burst.body)
    for start in range(0, size or 1, PIECE_BYTES):
        end = start + PIECE_BYTES
        more = burst.more or end < size
        await send({"type": "http.response.body", "body": burst.body[start:end], "more_body": more})


async def _tell(send: Send, problem: Problem) -> None:
    text = orjson.dumps(problem.body())
    headers = [(b"Content-Type", MEDIA_TYPE.encode()), (b"Content-Length", b"%d" % len(text))]
    headers += [(b"Cache-Control", b"no-store"), (b"Connection", b"close")]
    await send({"type": "http.response.start", "status": problem.status, "headers": headers})
    await send({"type": "http.response.body", "body": text, "more_body": False})


async def _linger(receive: Receive, client: Client) -> None:
    with client.reading(LINGER_SECONDS):
        while (await receive()).get("more_body"):
            pass
