"""The searches: each engine's answer to the same ones, and what we add to the cluster's own work."""

import http.client
import random
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import orjson
from elasticsearch import Elasticsearch
from werkzeug.datastructures import MultiDict

from benchmarks.elasticsearch_stand import (
    CLUSTER,
    PREFIX,
    Stand,
    ask,
    cluster_memory,
    now,
    renewed,
    workers_memory,
)
from benchmarks.http_search import measure, queries
from benchmarks.search_engine import FACETS, JOBS, milliseconds
from foothold.errors import IndexUnavailable
from foothold.index.contract import SearchIndex
from foothold.index.elastic.engine import ElasticEngine
from foothold.index.fields import FACETS as ALL_FACETS
from foothold.index.query import SearchQuery, Sort

LIST = "/api/v1/opportunities"
DEEP = 100
"""The first page that counts as deep."""

WARMING = 30
"""Searches of each kind that are not counted: the cluster's own compiler needs them."""

REST_SECONDS = 2.0

ALLOWED_SHARE, ALLOWED_MS = 0.25, 5.0
"""What we may add to a raw query's time, whichever is more."""

Pairs = list[tuple[str, str]]


def words_and_filters(stand: Stand, pick: random.Random) -> Pairs:
    boroughs = [("borough", f"E090000{n:02}") for n in pick.sample(range(1, 34), 8)]
    levels = [("level", "2"), ("level", "3")]
    paid = [("paid", "paid"), ("paid", "unknown")]
    return [("q", pick.choice(JOBS)), ("kind", "apprenticeship"), *boroughs, *levels, *paid]


def one_word(stand: Stand, pick: random.Random) -> Pairs:
    return [("q", pick.choice(JOBS))]


def misspelt(stand: Stand, pick: random.Random) -> Pairs:
    job = pick.choice(JOBS)
    at = pick.randrange(1, len(job) - 1)
    return [("q", job[:at] + job[at + 1 :])]


def filters_alone(stand: Stand, pick: random.Random) -> Pairs:
    return [("borough", f"E090000{pick.randrange(1, 34):02}"), ("level", str(pick.randrange(2, 5)))]


def nothing(stand: Stand, pick: random.Random) -> Pairs:
    return []


def nearest(stand: Stand, pick: random.Random) -> Pairs:
    return [("near", pick.choice(stand.postcodes)), ("within", "10"), ("sort", "distance")]


def word_near(stand: Stand, pick: random.Random) -> Pairs:
    return [("q", pick.choice(JOBS)), ("near", pick.choice(stand.postcodes)), ("within", "10")]


def best_paid(stand: Stand, pick: random.Random) -> Pairs:
    return [("min_hourly", str(pick.randrange(8, 12))), ("sort", "pay")]


KINDS: Mapping[str, Callable[[Stand, random.Random], Pairs]] = {
    "words + 4 filters": words_and_filters,
    "one word": one_word,
    "a misspelt word": misspelt,
    "filters alone": filters_alone,
    "nothing asked": nothing,
    "within 10 miles, nearest first": nearest,
    "one word within 10 miles": word_near,
    "pay at least £8 to £11, best first": best_paid,
}


def query_of(stand: Stand, pairs: Pairs, facets: tuple[str, ...]) -> SearchQuery:
    """As the API reads it, at this instant: no engine may have kept its facets."""
    return stand.reader.strictly(MultiDict(pairs)).search_query(now(), facets=facets)


def compare(stand: Stand, searches: int, names: tuple[str, ...]) -> dict[str, Any]:
    """Turn by turn, the same searches: milliseconds of a call of the engine, six facets counted."""
    indexes = {name: stand.engines[name].active() for name in names}
    kept: dict[str, Any] = {}
    for kind, make in KINDS.items():
        taken: dict[str, list[float]] = {name: [] for name in names}
        unanswered = dict.fromkeys(names, 0)
        for number in range(-min(WARMING, searches), searches):
            pairs = make(stand, random.Random(number))
            for name, index in indexes.items():
                query = query_of(stand, pairs, FACETS)
                began = time.perf_counter()
                with counted(unanswered, name):
                    index.search(query)
                if number >= 0:
                    taken[name].append((time.perf_counter() - began) * 1_000)
        kept[kind] = {
            name: milliseconds(sorted(times)) | {"unanswered": unanswered[name]}
            for name, times in taken.items()
        }
    kept[f"page {DEEP} and on, newest first"] = {
        name: milliseconds(sorted(deep_pages(stand, index, searches))) for name, index in indexes.items()
    }
    return kept


@contextmanager
def counted(unanswered: dict[str, int], name: str) -> Iterator[None]:
    """A cluster that needs more than two seconds is left alone for a while: by us too."""
    try:
        yield
    except IndexUnavailable:
        unanswered[name] += 1
        time.sleep(REST_SECONDS)


def deep_pages(stand: Stand, index: SearchIndex, pages: int) -> list[float]:
    """Milliseconds of each page from the hundredth on, one after another by its cursor."""
    first = replace(query_of(stand, [], FACETS), sort=Sort.NEWEST)
    size = max(1, min(20, index.search(first).total // (DEEP + 20)))
    taken: list[float] = []
    query = deep = replace(first, size=size)
    number = 1
    while len(taken) < pages:
        began = time.perf_counter()
        found = index.search(replace(query, at=now()))
        if number >= DEEP:
            taken.append((time.perf_counter() - began) * 1_000)
        number += 1
        query = replace(query, after=found.next_position) if found.next_position else deep
        if number == DEEP:
            deep = query
    return taken


class Heard:
    """The live index of the cluster; keeps the bodies that it has been asked with."""

    def __init__(self, stand: Stand) -> None:
        self.index = ElasticEngine(stand.search_url).active()
        self.path = f"/{PREFIX}{self.index.generation.lower()}/_search"
        self.bodies: list[dict[str, Any]] = []
        asking = self.index._ask

        def heard(body: dict[str, Any], until: float) -> Mapping[str, Any]:
            self.bodies.append(body)
            return asking(body, until)

        self.index._ask = heard

    def search(self, query: SearchQuery) -> None:
        self.index.search(query)


@dataclass(slots=True)
class Times:
    """Milliseconds of the same searches; each list has one for each search."""

    took: list[float]
    wire: list[float]
    raw: list[float]
    engine: list[float]
    api: list[float]


def overhead(stand: Stand, searches: int) -> dict[str, Any]:
    """Each search by our engine, by the API and by the client alone with the same bodies, all facets."""
    index = Heard(stand)
    kept: dict[str, Any] = {}
    with stand.client() as client, stand.served(CLUSTER) as (port, _):
        api = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        wire = Wire(stand)
        for kind, make in KINDS.items():
            times = Times([], [], [], [], [])
            unanswered = {CLUSTER: 0}
            for number in range(-min(WARMING, searches), searches):
                pairs = make(stand, random.Random(number))
                one: dict[str, float] = {}
                with counted(unanswered, CLUSTER):
                    one = _each_way(stand, index, client, wire, api, pairs)
                if number >= 0:
                    for name, spent in one.items():
                        getattr(times, name).append(spent)
            kept[kind] = judged(times) | {"unanswered": unanswered[CLUSTER]}
    return kept


def _each_way(
    stand: Stand,
    index: Heard,
    client: Elasticsearch,
    wire: "Wire",
    api: http.client.HTTPConnection,
    pairs: Pairs,
) -> dict[str, float]:
    query = query_of(stand, pairs, ALL_FACETS)
    # Employers' names are looked up once a minute, so the bodies are those of this very call.
    index.search(query)
    index.bodies.clear()
    engine = milliseconds_of(lambda: index.search(query))
    bodies = list(index.bodies)
    answers: list[Any] = []
    raw = milliseconds_of(
        lambda: answers.extend(client.search(index=f"{PREFIX}opportunities", body=body) for body in bodies)
    )
    written = [orjson.dumps(body) for body in bodies]
    renewed(api)
    return {
        "took": sum(answer["took"] for answer in answers),
        "wire": milliseconds_of(lambda: [wire.post(index.path, body) for body in written]),
        "raw": raw,
        "engine": engine,
        "api": milliseconds_of(lambda: ask(api, f"{LIST}?{urlencode(pairs)}")),
    }


class Wire:
    """One connection to one of the nodes, nothing parsed."""

    def __init__(self, stand: Stand, node: int = 0) -> None:
        where = urlsplit(stand.nodes[node % len(stand.nodes)]).netloc
        self._connection = http.client.HTTPConnection(where, timeout=60)

    def post(self, path: str, body: bytes) -> bytes:
        self._connection.request("POST", path, body, {"Content-Type": "application/json"})
        return self._connection.getresponse().read()


def judged(times: Times) -> dict[str, Any]:
    """What each adds over the client's own call, search by search, and whether that is allowed."""
    raw = milliseconds(sorted(times.raw))
    told: dict[str, Any] = {
        name: milliseconds(sorted(getattr(times, name))) for name in ("took", "wire", "raw", "engine", "api")
    }
    allowed = max(raw["p50"] * ALLOWED_SHARE, ALLOWED_MS)
    told["allowed_ms"] = round(allowed, 2)
    for name in ("engine", "api"):
        added = sorted(one - bare for one, bare in zip(getattr(times, name), times.raw, strict=True))
        told[f"{name}_adds"] = milliseconds(added)
        told[f"{name}_held"] = added[len(added) // 2] <= allowed
    return told


def many_at_once(stand: Stand, requests: int, names: tuple[str, ...], clients: int = 4) -> dict[str, Any]:
    """Searches a second over HTTP with all facets, two web workers; and of the cluster alone with the same
    searches. Clients, workers and nodes share the machine."""
    boroughs = [borough.slug for borough in stand.reader.places.boroughs()]
    told: dict[str, Any] = {"clients": clients}
    for name in names:
        with stand.served(name) as (port, pid):
            with suppress(SystemExit):
                measure(port, 100, boroughs, clients)
            began = time.perf_counter()
            try:
                times = measure(port, requests, boroughs, clients)
            except SystemExit as why:
                told[name] = {"failed": str(why)}
                continue
            rate = len(times) / (time.perf_counter() - began)
            told[name] = milliseconds(times) | {"searches_a_second": round(rate, 1)}
            told[name] |= {"workers": workers_memory(pid)}
    told["cluster alone"] = alone(stand, boroughs, requests, clients)
    told["cluster memory"] = cluster_memory(stand)
    return told


def alone(stand: Stand, boroughs: list[str], requests: int, clients: int) -> dict[str, Any]:
    index = Heard(stand)
    for path in islice(queries(1, boroughs), 300):
        index.search(query_of(stand, _pairs(path), ALL_FACETS))
    bodies = [orjson.dumps(body) for body in index.bodies]
    share = len(bodies) / 300
    times: list[float] = []

    def client(number: int) -> None:
        wire, mine = Wire(stand, number), []
        for body in islice(_endless(bodies, number), round(requests * share / clients)):
            mine.append(milliseconds_of(lambda body=body: wire.post(index.path, body)))  # type: ignore[misc]
        times.extend(mine)

    threads = [threading.Thread(target=client, args=(number,)) for number in range(clients)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rate = len(times) / share / (time.perf_counter() - began)
    return milliseconds(sorted(times)) | {
        "searches_a_second": round(rate, 1),
        "requests_a_search": round(share, 2),
    }


def milliseconds_of(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1_000


def _pairs(path: str) -> Pairs:
    return parse_qsl(urlsplit(path).query)


def _endless(bodies: list[bytes], seed: int) -> Iterator[bytes]:
    pick = random.Random(seed)
    while True:
        yield pick.choice(bodies)
