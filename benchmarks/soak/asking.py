"""Asking the server over HTTP, and every answer with its moment: what all who ask share."""

import http.client
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from benchmarks.soak.stand import Stand

TIMEOUT_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Answer:
    """`status` is None where the connection was cut, and `why` then says how."""

    what: str
    began: float
    ended: float
    status: int | None
    why: str = ""
    retry_after: str | None = None
    location: str = ""
    body: bytes = b""

    @property
    def milliseconds(self) -> float:
        return (self.ended - self.began) * 1000


@dataclass(slots=True)
class Answers:
    """All that were given, without their bodies."""

    all: list[Answer] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, answer: Answer) -> None:
        with self._lock:
            self.all.append(
                Answer(answer.what, answer.began, answer.ended, answer.status, answer.why, answer.retry_after)
            )

    def statuses(self) -> Counter[str]:
        with self._lock:
            return Counter(str(answer.status or "cut") for answer in self.all)

    def milliseconds(self, stand: Stand) -> list[float]:
        """Of pages and searches that were answered while the server was not away, in order."""
        return sorted(
            answer.milliseconds
            for answer in self.all
            if answer.status
            and not answer.what.startswith("upload")
            and not stand.was_away(answer.began, answer.ended)
        )

    def wrong(self, stand: Stand) -> Iterator[str]:
        """A 5xx that is no 503 with Retry-After; a cut connection while the server was there."""
        for answer in self.all:
            if answer.status is None and not stand.was_away(answer.began, answer.ended):
                yield f"{answer.what}: {answer.why} after {answer.milliseconds:.0f} ms"
            elif (answer.status or 0) >= 500 and not (answer.status == 503 and answer.retry_after):
                yield f"{answer.what}: {answer.status} {answer.why}"


@dataclass(slots=True)
class Asker:
    """One visitor, behind a proxy that says so; its connection is kept for a while, as browsers keep theirs."""

    stand: Stand
    answers: Answers
    address: str
    clock: Callable[[], float] = time.monotonic
    _kept: http.client.HTTPConnection | None = None

    def get(self, what: str, path: str) -> Answer:
        return self.ask(what, "GET", path)

    def ask(
        self,
        what: str,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        sent = {"X-Forwarded-For": self.address, **(headers or {})}
        began = self.clock()
        if self._kept and method == "GET":
            answer = self._try(self._kept, what, method, path, body, sent, began)
            if answer.status:
                self.answers.add(answer)
                return answer
            # A kept connection may end just when it is used again: a browser then opens another.
            began = self.clock()
        self.close()
        self._kept = http.client.HTTPConnection("127.0.0.1", self.stand.port, timeout=TIMEOUT_SECONDS)
        answer = self._try(self._kept, what, method, path, body, sent, began)
        self.answers.add(answer)
        if not answer.status:
            self.close()
        return answer

    def close(self) -> None:
        if self._kept:
            self._kept.close()
        self._kept = None

    def _try(
        self,
        connection: http.client.HTTPConnection,
        what: str,
        method: str,
        path: str,
        body: bytes | None,
        headers: Mapping[str, str],
        began: float,
    ) -> Answer:
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            data = response.read()
        except (OSError, http.client.HTTPException) as error:
            return Answer(what, began, self.clock(), None, f"{path}: {error!r}")
        why = f"{path}: {data[:200]!r}" if response.status >= 500 else ""
        later, location = response.headers["Retry-After"], response.headers["Location"] or ""
        return Answer(what, began, self.clock(), response.status, why, later, location, data)
