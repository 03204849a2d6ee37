"""The cluster that FOOTHOLD_SEARCH_URL names: which of its nodes are asked, and how failures are told."""

import os
import threading
import time
import weakref
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from elastic_transport import ConnectionTimeout, TransportError
from elasticsearch import ApiError, Elasticsearch, OrjsonSerializer

from foothold.errors import IndexDamaged, IndexUnavailable, SearchRefused, WrongUse
from foothold.index.elastic.address import Address
from foothold.index.elastic.breaker import Breaker, watch
from foothold.index.elastic.nodes import Nodes

SEARCH_SECONDS = 1.8
"""A person waits: with all that is around it, an answer comes within two seconds and a half. The client's own
default is 10 s for a silent node."""

LABOUR_SECONDS = 30.0
"""For new generations, switches and audits, for which nobody waits."""

PUT_SECONDS = 15.0
"""A put that was swallowed is repeated soon enough that what was saved is found within 20 s of the end of
the trouble."""

LOOK_SECONDS = 10.0
"""For what a cluster knows by heart: its indices and their aliases."""

_MOST_TRIES = 3
_FIRST_SHARE = 0.45
"""Of the time that is left, for each node but the last that may be tried: 0.8 seconds at first."""

_LEAST_SECONDS = 0.05
_LONG_SECONDS = 0.5
"""A failure that took longer is as bad as silence."""

_ASK_ANOTHER = frozenset({429, 502, 503, 504})
"""What one node answers and another may not."""

_CONNECTIONS = 64
"""A node's, as many as a worker may have threads: beyond them a search would wait for a connection, and not
in its time."""

BLOCKED = "cluster_block_exception"
READ_ONLY = (
    "The search cluster takes no changes: the index is read-only there, as when a node's disk is full. Free space or"
    " lift `index.blocks`; what is missing then follows by itself."
)

_DAMAGE = {
    "index_closed_exception": "The search index is closed on the cluster: open it there, or run `foothold index"
    " rebuild`; `foothold serve` does that by itself.",
    "index_not_found_exception": "The search index, or its alias for changes, is gone from the cluster: run `foothold"
    " index rebuild`; `foothold serve` does it by itself.",
}

Answer = TypeVar("Answer")

_OUR_FAULT = (400, 413)
"""What the cluster says to a request that no cluster would take."""


class Cluster:
    """A client for each process, made when first asked for: neither its sockets nor the threads that watch
    survive a fork."""

    def __init__(self, address: Address) -> None:
        self.prefix = address.prefix
        self.breaker = Breaker()
        self._address = address
        self._client: Elasticsearch | None = None
        self._process = os.getpid()

    @property
    def live(self) -> str:
        """The alias that names the live generation."""
        return f"{self.prefix}opportunities"

    def client(self) -> Elasticsearch:
        """Waits as long as a search, and tries nothing twice."""
        if self._process != os.getpid():
            self._client, self._process, self.breaker = None, os.getpid(), Breaker()
        if self._client is None:
            self._client = _client(self._address)
        return self._client

    def labour(self, seconds: float = LABOUR_SECONDS) -> Elasticsearch:
        """Asks another node where one does not answer or has too much to do: only for what is safe to
        repeat, as puts are by their versions."""
        return self.client().options(
            request_timeout=seconds,
            max_retries=self._tries() - 1,
            retry_on_timeout=True,
            retry_on_status=_ASK_ANOTHER,
        )

    def ask(self, until: float, request: Callable[[Elasticsearch], Answer]) -> Answer:
        """What a person waits for: answered by that instant of `time.monotonic`, by another node where one
        fails, or not at all. Raises IndexUnavailable at once while the breaker is open."""
        client = self.client()
        self.breaker.ask()
        begun = time.monotonic()
        try:
            with told_plainly():
                answer = self._of_some_node(client, until, request)
        except IndexUnavailable as error:
            cause = error.__cause__
            if isinstance(cause, ApiError) and cause.meta.status < 429:
                # A search that it will not take is an answer: one visitor must not close it for all.
                self.breaker.answered()
            else:
                long = time.monotonic() - begun > _LONG_SECONDS
                self._failed(silent=long or isinstance(cause, ConnectionTimeout))
            raise
        self.breaker.answered()
        return answer

    def _of_some_node(
        self, client: Elasticsearch, until: float, request: Callable[[Elasticsearch], Answer]
    ) -> Answer:
        for _ in range(self._tries() - 1):
            left = until - time.monotonic()
            try:
                return request(client.options(request_timeout=max(left * _FIRST_SHARE, _LEAST_SECONDS)))
            except ApiError as error:
                if error.meta.status not in _ASK_ANOTHER:
                    raise
            except TransportError:
                pass
        left = until - time.monotonic()
        return request(client.options(request_timeout=max(left, _LEAST_SECONDS)))

    def _tries(self) -> int:
        return min(len(self._address.hosts), _MOST_TRIES)

    def _failed(self, *, silent: bool) -> None:
        if self.breaker.failed(silent=silent):
            threading.Thread(
                target=watch,
                args=(self.breaker, weakref.WeakMethod(self.answers)),
                name="search cluster watch",
                daemon=True,
            ).start()

    def answers(self) -> bool:
        """Whether the live index can be searched, or the cluster says why not."""
        client = self.client()
        try:
            self._of_some_node(client, time.monotonic() + SEARCH_SECONDS, self._smallest_search)
        except ApiError as error:
            return error.meta.status < 429
        except TransportError:
            return False
        return True

    def _smallest_search(self, client: Elasticsearch) -> object:
        return client.search(index=self.live, size=0, allow_partial_search_results=False)


@contextmanager
def told_plainly() -> Iterator[None]:
    """Whatever the client raises becomes IndexUnavailable, without a word of the cluster's."""
    try:
        yield
    except ApiError as error:
        if kind_of(error.body) in _DAMAGE:
            raise IndexDamaged(_DAMAGE[kind_of(error.body)]) from error
        if kind_of(error.body) == BLOCKED:
            raise IndexUnavailable(READ_ONLY) from error
        if error.meta.status in (401, 403):
            raise IndexUnavailable("The search cluster refuses our user or key.") from error
        if error.meta.status in _OUR_FAULT:
            raise SearchRefused("The search cluster will not take this request.") from error
        raise IndexUnavailable("The search cluster cannot answer.") from error
    except TransportError as error:
        raise IndexUnavailable("The search cluster does not answer.") from error


def kind_of(answer: Any) -> str:
    """The cluster's own name for what went wrong; empty where it gives none."""
    error = answer.get("error") if isinstance(answer, Mapping) else None
    return str(error.get("type", "")) if isinstance(error, Mapping) else ""


def _client(address: Address) -> Elasticsearch:
    options: dict[str, Any] = {
        "request_timeout": SEARCH_SECONDS,
        "max_retries": 0,
        "retry_on_timeout": False,
        "node_pool_class": Nodes,
        "connections_per_node": _CONNECTIONS,
        "serializers": {"application/json": OrjsonSerializer()},
    }
    if address.user == "api_key":
        options["api_key"] = address.secret
    elif address.user:
        options["basic_auth"] = (address.user, address.secret or "")
    if address.ca:
        if not Path(address.ca).is_file():
            raise WrongUse(f"FOOTHOLD_SEARCH_URL names the CA file {address.ca}, which is not there.")
        options["ca_certs"] = address.ca
    try:
        return Elasticsearch(list(address.hosts), **options)
    except (ValueError, OSError) as error:
        raise WrongUse("FOOTHOLD_SEARCH_URL names a host, port or CA file that cannot be used.") from error
