"""What is measured: one store of adverts at `home`, and an index of it on each engine."""

import contextlib
import http.client
import os
import resource
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
from elasticsearch import Elasticsearch

from benchmarks.elasticsearch_adverts import postcodes
from benchmarks.http_search import free_port, serving
from foothold.errors import IndexUnavailable
from foothold.index.contract import Refused, SearchEngine, SearchIndex
from foothold.index.document import Document
from foothold.index.elastic.engine import ElasticEngine
from foothold.index.embedded.engine import EmbeddedEngine
from foothold.index.rebuild import Rebuilt, rebuild
from foothold.reading.places.gazetteer import built_in_places
from foothold.settings import Settings
from foothold.store.open_store import Store
from foothold.store.records import changed_since
from search_api.search.request import QueryReader

PREFIX = "benchmark-"
EMBEDDED, CLUSTER = "embedded", "elasticsearch"
_TOLD_EVERY = 50_000
_SETTLING_SECONDS = 300.0


@dataclass(slots=True)
class Stand:
    """`server` is the address of a cluster without options, all its nodes in it."""

    home: Path
    store: Store
    server: str
    adverts: int
    reader: QueryReader = field(default_factory=lambda: QueryReader(built_in_places()))
    engines: dict[str, SearchEngine] = field(init=False)
    postcodes: list[str] = field(init=False)

    def __post_init__(self) -> None:
        self.engines = {
            EMBEDDED: EmbeddedEngine(Settings(home=self.home).index_folder),
            CLUSTER: ElasticEngine(self.search_url),
        }
        self.postcodes = postcodes(self.store)

    @property
    def search_url(self) -> str:
        return f"{self.server}/?prefix={PREFIX}"

    @property
    def nodes(self) -> list[str]:
        scheme, _, hosts = self.server.partition("://")
        return [f"{scheme}://{host}" for host in hosts.split(",")]

    def client(self) -> Elasticsearch:
        """The client as it comes: what a search costs without us."""
        return Elasticsearch(self.nodes, request_timeout=60)

    def environment(self, engine: str) -> dict[str, str]:
        """For a process of ours that is to use this engine."""
        named = {"FOOTHOLD_SEARCH_URL": self.search_url} if engine == CLUSTER else {}
        kept = {key: value for key, value in os.environ.items() if key != "FOOTHOLD_SEARCH_URL"}
        return kept | named | {"FOOTHOLD_HOME": str(self.home)}

    @contextlib.contextmanager
    def served(self, engine: str) -> Iterator[tuple[int, int]]:
        """`foothold serve` with two workers: its port and its process."""
        port = free_port()
        command = [sys.executable, "-P", "-m", "foothold", "serve", "--port", str(port), "--no-drain"]
        with _only(self.environment(engine)):
            process = serving(command, port, self.home)
        try:
            yield port, process.pid
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)


class Watched:
    """An engine whose new generation times its puts, and says how far it is."""

    def __init__(self, engine: SearchEngine, name: str) -> None:
        self._engine = engine
        self._name = name
        self.documents, self.seconds, self.read_at = 0, 0.0, 0.0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)

    def create(self, stamp: str) -> SearchIndex:
        return WatchedIndex(self._engine.create(stamp), self)  # type: ignore[return-value]

    def told(self, documents: int, seconds: float) -> None:
        before = self.documents // _TOLD_EVERY
        self.documents += documents
        self.seconds += seconds
        self.read_at = time.perf_counter()
        if self.documents // _TOLD_EVERY > before:
            rate = self.documents / self.seconds
            print(f"  {self._name}: {self.documents:,} put, {rate:,.0f} a second", flush=True)


class WatchedIndex:
    def __init__(self, index: SearchIndex, watch: Watched) -> None:
        self._index = index
        self._watch = watch

    def __getattr__(self, name: str) -> Any:
        return getattr(self._index, name)

    def put(self, documents: Sequence[Document], applied_revision: int) -> tuple[Refused, ...]:
        began = time.perf_counter()
        refused = self._index.put(documents, applied_revision)
        self._watch.told(len(documents), time.perf_counter() - began)
        return refused


def build(stand: Stand, name: str) -> dict[str, Any]:
    """A true rebuild: from the store, verified, switched to."""
    watch = Watched(stand.engines[name], name)
    began = time.perf_counter()
    rebuilt: Rebuilt = rebuild(stand.store, watch)
    ended = time.perf_counter()
    return {
        "documents": rebuilt.documents,
        "refused": rebuilt.refused,
        "put_per_second": round(watch.documents / watch.seconds),
        "rebuild_seconds": round(ended - began, 1),
        "of_it_reading_and_putting": round(watch.read_at - began, 1),
        "of_it_verifying": round(ended - watch.read_at, 1),
        "rebuild_per_second": round(rebuilt.documents / (ended - began)),
        "most_memory_so_far_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10,
    }


def disk(stand: Stand, name: str) -> dict[str, Any]:
    """Bytes an advert, of the public JSON and of one copy of the index once its merges are done."""
    public = [len(orjson.dumps(record.public)) for record in changed_since(stand.store, 0, 2_000)]
    size = _embedded_bytes(stand) if name == EMBEDDED else _cluster_bytes(stand)
    each = sum(public) / len(public)
    return {
        "bytes_a_document": round(size / stand.adverts),
        "public_json_bytes": round(each),
        "times_public_json": round(size / stand.adverts / each, 2),
    }


def cluster_memory(stand: Stand) -> list[dict[str, Any]]:
    """By node; the resident set where it runs on this machine."""
    with stand.client() as client:
        stats = client.nodes.stats(metric="jvm")["nodes"]
        processes = client.nodes.info(metric="process")["nodes"]
    told = []
    for id_, node in sorted(stats.items(), key=lambda item: str(item[1]["name"])):
        heap = node["jvm"]["mem"]
        pid = processes[id_]["process"]["id"]
        told.append(
            {
                "node": node["name"],
                "heap_used_mb": heap["heap_used_in_bytes"] >> 20,
                "heap_max_mb": heap["heap_max_in_bytes"] >> 20,
                **resident(pid),
            }
        )
    return told


def workers_memory(pid: int) -> list[dict[str, int]]:
    """Of the web workers that this process has started."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [resident(int(child)) for child in children]


def resident(pid: int) -> dict[str, int]:
    """Megabytes of its own, and of files that it shares with the machine's page cache."""
    with suppress(OSError):
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        held = {line.split(":")[0]: int(line.split()[1]) >> 10 for line in lines if line.endswith(" kB")}
        return {"own_mb": held["RssAnon"], "mapped_files_mb": held["RssFile"]}
    return {}


def renewed(connection: http.client.HTTPConnection) -> None:
    """A web worker ends a connection that was silent for two seconds, which slower searches between two of its
    own would let pass."""
    connection.close()
    connection.connect()


def ask(connection: http.client.HTTPConnection, path: str) -> bytes:
    """Raises IndexUnavailable unless it is a 200."""
    connection.request("GET", path)
    response = connection.getresponse()
    body = response.read()
    if response.status != 200:
        raise IndexUnavailable(f"{path} was answered with {response.status}: {body[:200]!r}")
    return body


def now() -> datetime:
    return datetime.now(UTC)


def _embedded_bytes(stand: Stand) -> int:
    folder = Settings(home=stand.home).index_folder / stand.engines[EMBEDDED].active().generation
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _cluster_bytes(stand: Stand) -> int:
    with stand.client() as client:
        until = time.monotonic() + _SETTLING_SECONDS
        while time.monotonic() < until:
            stats = client.indices.stats(index=f"{PREFIX}opportunities", metric=["store", "merge"])
            if not stats["_all"]["total"]["merges"]["current"]:
                break
            time.sleep(1)
        return int(stats["_all"]["primaries"]["store"]["size_in_bytes"])


@contextlib.contextmanager
def _only(environment: dict[str, str]) -> Iterator[None]:
    """`serving` hands on this process's environment."""
    before = dict(os.environ)
    os.environ.clear()
    os.environ.update(environment)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
