"""One call of the app, whose answer is taken in bursts: no thread waits until a client has read the last one."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from threading import Lock
from typing import IO, Any
from wsgiref.types import WSGIApplication

from search_api.front.environ import Environ

BURST_BYTES = 64 * 1024


class AppFailed(Exception):
    """The app raised what it does not answer itself. Even what is no `Exception` must not end a worker's loop."""


@dataclass(frozen=True, slots=True)
class Burst:
    body: bytes
    more: bool


class Answer:
    """`begin` and `advance` run in whichever thread is free, `close` in any at any time."""

    def __init__(self, app: WSGIApplication, environ: Environ) -> None:
        self._app, self._environ = app, environ
        self._iterable: Iterable[bytes] = ()
        self._parts: Iterator[bytes] = iter(())
        self._left: int | None = None
        self._lock = Lock()
        self.closed = False
        self.status = 0
        self.headers: list[tuple[bytes, bytes]] = []

    @property
    def path(self) -> str:
        return str(self._environ["PATH_INFO"])

    def begin(self) -> Burst:
        """Status, headers and the first burst. Raises AppFailed."""
        with self._lock, self._failing():
            if not self.closed:
                self._iterable = self._app(self._environ, self._start)
                self._parts = iter(self._iterable)
            return self._burst()

    def advance(self) -> Burst:
        """What comes next. Raises AppFailed."""
        with self._lock, self._failing():
            return self._burst()

    def close(self) -> None:
        """Ends the answer and the request's body with it, also in the middle."""
        with self._lock:
            self._close()

    def _burst(self) -> Burst:
        taken: list[bytes] = []
        size = 0
        for part in self._parts:
            taken.append(part)
            size += len(part)
            if size >= BURST_BYTES and self._left != size:
                self._left = None if self._left is None else self._left - size
                return Burst(b"".join(taken), True)
        self._close()
        return Burst(b"".join(taken), False)

    def _start(self, status: str, headers: list[tuple[str, str]], exc_info: Any = None, /) -> Any:
        # The third is for apps that change their mind; nothing has been sent before `begin` is over.
        self.status = int(status.split(" ", 1)[0])
        self.headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        lengths = [value for name, value in headers if name.lower() == "content-length"]
        self._left = int(lengths[0]) if lengths else None
        return _no_writing

    def _close(self) -> None:
        if self.closed:
            return
        self.closed = True
        self._parts = iter(())
        body: IO[bytes] = self._environ["wsgi.input"]
        with suppress(Exception):
            body.close()
        close = getattr(self._iterable, "close", None)
        if close:
            close()

    @contextmanager
    def _failing(self) -> Iterator[None]:
        try:
            yield
        except BaseException as error:
            with suppress(BaseException):
                self._close()
            raise AppFailed from error


def _no_writing(_: bytes) -> None:
    raise NotImplementedError(
        "Foothold's app returns its answers; the older way of writing them is not offered."
    )
