"""One connection: gunicorn's protocol, with a limit to how slow whoever is at the other end may be."""

import asyncio
import fcntl
import math
import socket
import struct
import sys
import termios
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from enum import Enum
from typing import TYPE_CHECKING, Any

from gunicorn.asgi.protocol import ASGIProtocol

from search_api.front.body import Receive
from search_api.front.bridge import Send
from search_api.front.budgets import Pace
from search_api.front.environ import Scope

if TYPE_CHECKING:
    from search_api.front.worker import FrontWorker

MOST_HEAD_BYTES = 64 * 1024
"""All headers together; gunicorn bounds each of them and their number."""
MOST_AHEAD_BYTES = 64 * 1024
"""What is read of a body, or of the next requests, before somebody takes it."""
UNSENT_BYTES = 64 * 1024
"""What the kernel holds beyond what is on its way, so that a slow reader costs it little too."""
LEAVING_SECONDS = 5.0
"""For whoever still sends: closing at once would be a reset, which may take our last words with it."""
ORPHAN_MILLISECONDS = 30_000
BUSY = (
    b"HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 33\r\n"
    b"Retry-After: 5\r\nConnection: close\r\n\r\nToo many connections. Try later.\n"
)
RESET = struct.pack("ii", 1, 0)
WORDS = {400: "This is not a request that we can read.\n", 408: "The request came too slowly.\n"}
LINUX = sys.platform == "linux"


class Phase(Enum):
    WAITING = "for a whole head"
    READING = "a body"
    WORKING = "on the answer"
    LEAVING = "until all of the answer is read"
    REFUSED = "at the door"


class FrontProtocol(ASGIProtocol):  # type: ignore[misc] # Gunicorn has no types.
    """`received` counts all bytes that came in."""

    _closed: bool

    def __init__(self, worker: "FrontWorker") -> None:
        super().__init__(worker)
        self.app = self._serve
        self._max_buffer_size = MOST_AHEAD_BYTES
        self.peer = ""
        self.received = 0
        self._written = 0
        self._owes = False
        self._phase = Phase.REFUSED
        self._since = 0.0
        self._head_bytes = 0
        self._sender: Pace | None = None
        self._reader: Pace | None = None
        self._until = math.inf
        self.late = False

    @property
    def waits(self) -> bool:
        return self._phase is Phase.WAITING

    def connection_made(self, transport: Any) -> None:
        self.peer = (transport.get_extra_info("peername") or ("",))[0]
        if not self.worker.connections.admit(self):
            transport.write(BUSY)
            transport.close()
            return
        transport.max_size = MOST_AHEAD_BYTES
        _bound(transport.get_extra_info("socket"))
        self._enter(Phase.WAITING)
        super().connection_made(transport)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._phase is not Phase.REFUSED:
            self.worker.connections.leave(self)
            super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._phase in (Phase.REFUSED, Phase.LEAVING):
            return
        self.received += len(data)
        self._head_bytes += len(data)
        try:
            super().data_received(data)
        except Exception:
            # What its parser did not foresee, such as a length of 5,000 digits.
            self._refuse(400)
        if self.waits and self._current_request is None and self._head_bytes > MOST_HEAD_BYTES:
            self._refuse(431)

    def eof_received(self) -> bool:
        """Whoever has asked and says no more still gets the answer."""
        if self._phase is Phase.LEAVING:
            return self._unsent() > 0
        return self._body_receiver is not None and self._body_is_whole

    @property
    def _body_is_whole(self) -> bool:
        return self._body_receiver is None or bool(self._body_receiver._complete)

    def look(self) -> int:
        """Called every second or so: ends what is too slow. The bytes that wait here to be read."""
        at, unsent = self.worker.clock, self._unsent() if self._owes else 0
        self._owes = unsent > 0
        if self._phase is Phase.READING:
            self._look_at_body(at)
        elif unsent:
            self._look_at_answer(at, self._written - unsent)
        elif self._phase is Phase.LEAVING:
            if self._body_is_whole or at - self._since > LEAVING_SECONDS:
                self.transport.close()
        elif self.waits and at - self._since > self.worker.budgets.head_seconds:
            self._refuse(408)
        if not unsent:
            self._reader = None
        return self._waiting()

    def cut(self) -> None:
        """Ends it at once, without a word."""
        with suppress(OSError):
            self.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        self.transport.abort()

    def retire(self, seconds: float) -> None:
        """The worker is ending: closes what has had nothing to do for so long."""
        if self.waits and self.worker.clock - self._since > seconds:
            self._close_transport()

    @contextmanager
    def reading(self, seconds: float = math.inf) -> Iterator[None]:
        """While a body is read: one that comes too slowly, or takes longer than this, breaks off as if its client
        had gone, and is `late`."""
        self._enter(Phase.READING)
        self._sender = Pace(self.worker.budgets, self._since, self.received)
        self._until = self._since + seconds
        try:
            yield
        finally:
            self._enter(Phase.WORKING)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def counted(message: Mapping[str, Any]) -> None:
            self._owes = True
            self._written += len(message.get("body", b""))
            await send(message)

        self._enter(Phase.WORKING)
        self.late = False
        # Requests that are sent ahead are worked on when the answers before them have been read, not earlier.
        while self._unsent():
            await asyncio.sleep(self.worker.budgets.look_seconds)
        try:
            await self.worker.bridge(scope, receive, counted, self)
        finally:
            self._enter(Phase.WAITING)

    def _enter(self, phase: Phase) -> None:
        """From leaving nothing leads back."""
        if self._phase is not Phase.LEAVING:
            self._phase = phase
            self._since = self.worker.clock
            self._head_bytes = 0

    def _look_at_body(self, at: float) -> None:
        if self._sender and (at > self._until or self._sender.is_too_slow(at, self.received)):
            self.late = True
            self._body_receiver.signal_disconnect()

    def _look_at_answer(self, at: float, read: int) -> None:
        # The time for the next head begins when this has been read.
        self._since = at
        self._reader = self._reader or Pace(self.worker.budgets, at, read)
        if self._reader.is_too_slow(at, read):
            self.cut()

    def _close_transport(self) -> None:
        """Says at once that nothing follows, and keeps an eye on whoever still has something to read."""
        if self._closed or self._phase is Phase.REFUSED or (self._body_is_whole and not self._unsent()):
            super()._close_transport()
            return
        self._closed = self._owes = True
        self._enter(Phase.LEAVING)
        # What still comes in is thrown away.
        self.transport.resume_reading()
        self.transport.write_eof()

    def _refuse(self, status: int) -> None:
        """In words where something was asked, else without."""
        if self._head_bytes:
            self._send_error_response(status, "")
        self._close_transport()

    def _send_error_response(self, status: int, message: str, extra_headers: Any = ()) -> None:
        """Gunicorn's messages quote the request; ours do not."""
        super()._send_error_response(status, WORDS.get(status, WORDS[400]), extra_headers)

    def _waiting(self) -> int:
        return int(self.transport.get_write_buffer_size())

    def _unsent(self) -> int:
        """Bytes that the client has not acknowledged: those here and, where the system tells, the kernel's."""
        return self._waiting() + _in_the_kernel(self.transport.get_extra_info("socket"))


def _bound(sock: socket.socket) -> None:
    if LINUX:
        with suppress(OSError):
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, UNSENT_BYTES)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, ORPHAN_MILLISECONDS)


def _in_the_kernel(sock: socket.socket) -> int:
    if not LINUX:
        return 0
    try:
        return int.from_bytes(fcntl.ioctl(sock.fileno(), termios.TIOCOUTQ, bytes(4)), sys.byteorder)
    except OSError:
        return 0
