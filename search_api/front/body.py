"""A request's body, read before a thread is taken: small ones from everybody, large ones from those who may."""

import io
import tempfile
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import IO, Any

from werkzeug.exceptions import HTTPException, RequestEntityTooLarge, ServiceUnavailable

from search_api.front.environ import Environ

Receive = Callable[[], Awaitable[Mapping[str, Any]]]
SMALL_BYTES = 100_000
"""What a form may send. It stays in memory; what is larger goes into a file without a name."""
MOST_LARGE = 16
"""Large bodies that one worker keeps at a time: with uploads of 5 MB, 80 MB of files."""
AGAIN_SECONDS = 5


class ClientGone(Exception):
    """The client went away while its body was read."""


class Unread(io.RawIOBase):
    """Stands for a body that was not read: whoever reads it is told why; a view that does not, just answers."""

    def __init__(self, why: HTTPException) -> None:
        self.why = why

    def readable(self) -> bool:
        return True

    def readinto(self, _: Any) -> int:
        raise self.why


class Bodies:
    """The bodies that one worker reads. `may_be_large` is asked of a request's headers alone."""

    def __init__(self, most: int, may_be_large: Callable[[Environ], Awaitable[bool]]) -> None:
        self.most = most
        self.may_be_large = may_be_large
        self._large = 0

    @contextmanager
    def one(self, environ: Environ, receive: Receive, wire: Callable[[], int]) -> Iterator["Body"]:
        """`wire`: how many bytes have come in for it so far, with their framing."""
        body = Body(self, environ, receive, wire)
        try:
            yield body
        finally:
            self._large -= body.is_large

    def take_place(self) -> bool:
        """For a large body, until its request is over; False where all places are taken."""
        free = self._large < MOST_LARGE
        self._large += free
        return free


class Body:
    """`more`: some of it has not come in yet. `stream`: what the app reads."""

    def __init__(self, bodies: Bodies, environ: Environ, receive: Receive, wire: Callable[[], int]) -> None:
        self._bodies, self._environ = bodies, environ
        self._receive, self._wire = receive, wire
        self._length = int(environ.get("CONTENT_LENGTH") or 0)
        self._may_be_large: bool | None = None
        self.is_large = False
        self.more = "HTTP_TRANSFER_ENCODING" in environ or self._length > 0
        self.stream: IO[bytes] | Unread = io.BytesIO()

    async def is_wanted(self) -> bool:
        """Whether any of it is to be read, as far as its declared length tells; else `stream` says why not."""
        if why := await self._refusal(self._length):
            self.stream = Unread(why)
        return self.more and not why

    async def read(self) -> None:
        """All of it into `stream`. Raises ClientGone."""
        spool = tempfile.SpooledTemporaryFile(SMALL_BYTES)  # noqa: SIM115 - the app reads it
        try:
            why = await self._into(spool)
        except BaseException:
            spool.close()
            raise
        if why:
            spool.close()
            self.stream = Unread(why)
        else:
            spool.seek(0)
            self.stream = spool

    async def _into(self, spool: IO[bytes]) -> HTTPException | None:
        size = 0
        while self.more:
            message = await self._receive()
            if message["type"] != "http.request":
                raise ClientGone
            self.more = message["more_body"]
            size += len(message["body"])
            if why := await self._refusal(size) or self._kept(spool, message["body"], size):
                return why
        return None

    async def _refusal(self, size: int) -> HTTPException | None:
        # Chunks of a byte each cost far more to read than they carry.
        if size > self._bodies.most or self._wire() > 2 * size + SMALL_BYTES:
            return RequestEntityTooLarge()
        if size > SMALL_BYTES and self._may_be_large is None:
            self._may_be_large = await self._bodies.may_be_large(self._environ)
        return None if size <= SMALL_BYTES or self._may_be_large else RequestEntityTooLarge()

    def _kept(self, spool: IO[bytes], part: bytes, size: int) -> HTTPException | None:
        """Nothing is wrong with a body for which no place or no disk is left just now."""
        self.is_large = self.is_large or (size > SMALL_BYTES and self._bodies.take_place())
        if size > SMALL_BYTES and not self.is_large:
            return ServiceUnavailable(retry_after=AGAIN_SECONDS)
        try:
            spool.write(part)
        except OSError:
            return ServiceUnavailable(retry_after=AGAIN_SECONDS)
        return None
