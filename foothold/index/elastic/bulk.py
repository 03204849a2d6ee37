"""Puts at the pace that a cluster takes them: what it has no room for is put again after a pause."""

import random
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeVar

from elastic_transport import ConnectionTimeout
from elasticsearch import ApiError

from foothold.errors import IndexUnavailable
from foothold.index.contract import Refused
from foothold.index.document import Document
from foothold.index.elastic.bulk_lines import BulkOutcome, Line, lines, outcome
from foothold.index.elastic.cluster import BLOCKED, PUT_SECONDS, Cluster, kind_of

MOST_BYTES = 5_000_000
_SHORTEST_PAUSE, _LONGEST_PAUSE = 0.1, 1.6
_PATIENCE_SECONDS = 6.0
"""Whoever stops a drain waits ten seconds for its end."""

_BUSY, _TOO_LARGE = 429, 413

Answer = TypeVar("Answer")


class Backoff:
    """Pauses that double from a tenth of a second, six seconds in all."""

    def __init__(self, sleep: Callable[[float], None] = time.sleep) -> None:
        self._sleep = sleep
        self._left = _PATIENCE_SECONDS
        self._pause = _SHORTEST_PAUSE

    def wait(self) -> None:
        """Raises IndexUnavailable where it has come to its end."""
        if self._left <= 0:
            raise IndexUnavailable("The search cluster has too much to do; what is left will be put again.")
        # By chance a little longer or shorter, so that several who were refused together do not meet again.
        pause = self._pause * random.uniform(0.75, 1.25)
        self._sleep(pause)
        self._left -= pause
        self._pause = min(self._pause * 2, _LONGEST_PAUSE)

    def taken(self) -> None:
        """Something was: the next pause is short again."""
        self._pause = _SHORTEST_PAUSE

    def until_taken(self, ask: Callable[[], Answer]) -> Answer:
        while True:
            try:
                return ask()
            except ApiError as error:
                if error.meta.status != _BUSY or kind_of(error.body) == BLOCKED:
                    raise
            self.wait()


class Puts:
    """To one generation. Requests are halved while the cluster finds them too large or has no room for them,
    and grow again afterwards, up to what was too large."""

    def __init__(self, cluster: Cluster, alias: str) -> None:
        self._cluster = cluster
        self._alias = alias
        self._most = self._bytes = MOST_BYTES

    def put(self, documents: Iterable[Document], patience: Backoff) -> list[Refused]:
        """Raises IndexUnavailable where not all could be put, and what the client raises; it is safe to put
        all of them again."""
        refused: list[Refused] = []
        waiting = _Waiting(lines(documents, refused))
        while batch := waiting.next(self._bytes):
            said = self._put(batch)
            refused += said.refused
            waiting.put_back(said.left)
            if said.busy:
                patience.wait()
            else:
                patience.taken()
        return refused

    def _put(self, batch: list[Line]) -> BulkOutcome:
        try:
            answer = self._bulk(batch)
        except ConnectionTimeout:
            self._halve(batch)
            raise
        except ApiError as error:
            if error.meta.status == _BUSY and kind_of(error.body) != BLOCKED:
                self._halve(batch)
                return BulkOutcome(left=batch, busy=True)
            if error.meta.status == _TOO_LARGE:
                return self._too_large(batch)
            raise
        self._bytes = min(self._bytes * 2, self._most)
        return outcome(batch, answer)

    def _bulk(self, batch: list[Line]) -> Mapping[str, Any]:
        written: list[Any] = [b"".join(line for _, line in batch)]
        answer: Mapping[str, Any] = (
            self._cluster.labour(PUT_SECONDS)
            .bulk(operations=written, index=self._alias, require_alias=True)
            .body
        )
        return answer

    def _too_large(self, batch: list[Line]) -> BulkOutcome:
        if len(batch) > 1:
            self._halve(batch)
            self._most = self._bytes
            return BulkOutcome(left=batch)
        document, line = batch[0]
        why = f"it is {len(line):,} bytes long; the way to the search cluster takes less"
        return BulkOutcome([Refused(document.id, document.revision, why)])

    def _halve(self, batch: list[Line]) -> None:
        self._bytes = max(sum(len(line) for _, line in batch) // 2, 1)


class _Waiting:
    """Lines that are still to be put: those that came back before those that were not sent yet."""

    def __init__(self, fresh: Iterator[Line]) -> None:
        self._fresh = fresh
        self._back: deque[Line] = deque()

    def next(self, most_bytes: int) -> list[Line]:
        """So many bytes of them, and one at least; none where there are none."""
        batch: list[Line] = []
        size = 0
        while (line := self._one()) is not None:
            size += len(line[1])
            if batch and size > most_bytes:
                self._back.appendleft(line)
                break
            batch.append(line)
        return batch

    def put_back(self, batch: list[Line]) -> None:
        self._back.extendleft(reversed(batch))

    def _one(self) -> Line | None:
        return self._back.popleft() if self._back else next(self._fresh, None)
