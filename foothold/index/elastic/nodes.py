"""Which node of a cluster is asked: each in turn, and one that failed is left alone for a while."""

import threading
import time
from typing import Any

import structlog
from elastic_transport import BaseNode, NodeConfig, NodePool

_FIRST_SECONDS, _LONGEST_SECONDS = 1.0, 15.0
_TRIAL_SECONDS = 1.0

log = structlog.get_logger()


class Rest:
    """A second after the first failure, and twice as long after each trial that fails, up to fifteen."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._until = 0.0
        self._tried = False

    def may_be_asked(self, now: float) -> bool:
        """Of several who ask when its time is up, one tries it."""
        if not self.seconds:
            return True
        if now < self._until:
            return False
        self._tried, self._until = True, now + max(self.seconds, _TRIAL_SECONDS)
        return True

    def failed(self, now: float) -> bool:
        """Whether it begins to rest. Those who asked before it began tell nothing new."""
        if self.seconds and not self._tried:
            return False
        self.seconds = min(self.seconds * 2 or _FIRST_SECONDS, _LONGEST_SECONDS)
        self._until, self._tried = now + self.seconds, False
        return True

    def answered(self) -> None:
        self.seconds, self._tried = 0.0, False


class Nodes(NodePool):
    """In place of the client's own pool, which counts threads that fail together as failures in a row, and
    hands a node whose rest is over to all of them at once."""

    def __init__(self, node_configs: list[NodeConfig], **options: Any) -> None:
        super().__init__(node_configs, **options)
        self._lock = threading.Lock()
        self._rests = {node.config: Rest() for node in self.all()}
        self._asked = {node.config: 0.0 for node in self.all()}

    def get(self) -> BaseNode:
        """The one asked longest ago of those that do not rest, else of all: whether a cluster is to be left
        alone is not decided here."""
        with self._lock:
            now = time.monotonic()
            nodes = sorted(self.all(), key=lambda node: self._asked[node.config])
            able = (node for node in nodes if self._rests[node.config].may_be_asked(now))
            chosen = next(able, nodes[0])
            self._asked[chosen.config] = now
            return chosen

    def mark_dead(self, node: BaseNode, _now: float | None = None) -> None:
        with self._lock:
            rest = self._rests[node.config]
            begins = rest.failed(time.monotonic())
        if begins and len(self) > 1:
            log.warning("search node left alone", node=node.base_url, seconds=rest.seconds)

    def mark_live(self, node: BaseNode) -> None:
        with self._lock:
            self._rests[node.config].answered()
