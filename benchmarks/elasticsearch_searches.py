"""The searches: each engine's answer to the same ones, and what we add to the cluster's own work."""

import http.client
import random
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, fields, replace
from datetime import timedelta
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
from foothold.index.elastic.index import request_lines
from foothold.index.elastic.matching import Clause
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


def query_of(stand: Stand, pairs: Pairs, facets: tuple[str, ...], minute: int = 0) -> SearchQuery:
    """As the API reads it, so many minutes from now: in another minute no engine has kept the counts."""
    at = now() + timedelta(minutes=minute)
    return stand.reader.strictly(MultiDict(pairs)).search_query(at, facets=facets)


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
                query = query_of(stand, pairs, FACETS, minute=number)
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
        found = index.search(replace(query, at=now() + timedelta(minutes=number)))
        if number >= DEEP:
            taken.append((time.perf_counter() - began) * 1_000)
        number += 1
        query = replace(query, after=found.next_position) if found.next_position else deep
        if number == DEEP:
            deep = query
    return taken


class Heard:
    """The live index of the cluster; keeps the requests that it has sent, each the lines of some searches."""

    def __init__(self, stand: Stand) -> None:
        self.index = ElasticEngine(stand.search_url).active()
        self.requests: list[list[Clause]] = []
        name, asking = f"{PREFIX}{self.index.generation.lower()}", self.index._ask

        def heard(searches: Sequence[Clause], until: float) -> Sequence[Mapping[str, Any]]:
            self.requests.append(request_lines(name, searches))
            return asking(searches, until)

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
    api_first: list[float]
    api: list[float]


def overhead(stand: Stand, searches: int) -> dict[str, Any]:
    """Each search by our engine, by the API and by the client alone with the same requests, all facets. Each way
    has made it once before: the cluster has kept the counts, and nobody wakes from a rest of a few dozen
    milliseconds, in which two cores do other things. What that first time takes the API is told too."""
    index = Heard(stand)
    kept: dict[str, Any] = {}
    with stand.client() as client, stand.served(CLUSTER) as (port, _):
        api = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        wire = Wire(stand)
        for kind, make in KINDS.items():
            times = Times(*([] for _ in fields(Times)))
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
    # Once for each of two copies, which keep counts apart; and employers' names are looked up once a minute.
    for _ in range(2):
        index.search(query)
    index.requests.clear()
    engine = milliseconds_of(lambda: index.search(query))
    requests = list(index.requests)
    answers: list[Any] = []
    raw = milliseconds_of(lambda: answers.extend(client.msearch(searches=lines) for lines in requests))
    written = list(map(as_written, requests))
    renewed(api)
    path = f"{LIST}?{urlencode(pairs)}"
    return {
        "took": sum(answer["took"] for answer in answers),
        "wire": milliseconds_of(lambda: [wire.post(body) for body in written]),
        "raw": raw,
        "engine": engine,
        "api_first": milliseconds_of(lambda: ask(api, path)),
        "api": milliseconds_of(lambda: ask(api, path)),
    }


class Wire:
    """One connection to one of the nodes, nothing parsed."""

    def __init__(self, stand: Stand, node: int = 0) -> None:
        where = urlsplit(stand.nodes[node % len(stand.nodes)]).netloc
        self._connection = http.client.HTTPConnection(where, timeout=60)

    def post(self, body: bytes) -> bytes:
        self._connection.request("POST", "/_msearch", body, {"Content-Type": "application/x-ndjson"})
        return self._connection.getresponse().read()


def as_written(lines: list[Clause]) -> bytes:
    return b"".join(orjson.dumps(line) + b"\n" for line in lines)


def judged(times: Times) -> dict[str, Any]:
    """What each adds over the client's own call, search by search, and whether that is allowed."""
    raw = milliseconds(sorted(times.raw))
    told: dict[str, Any] = {
        field.name: milliseconds(sorted(getattr(times, field.name))) for field in fields(times)
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
    """The requests of as many other searches, their counts forgotten again."""
    index = Heard(stand)
    for path in islice(queries(1, boroughs), requests):
        index.search(query_of(stand, _pairs(path), ALL_FACETS))
    bodies = list(map(as_written, index.requests))
    share = len(bodies) / requests
    times: list[float] = []
    with stand.client() as cluster:
        cluster.indices.clear_cache(index=f"{PREFIX}opportunities")

    def client(number: int) -> None:
        wire = Wire(stand, number)
        for body in bodies[number::clients]:
            times.append(milliseconds_of(lambda body=body: wire.post(body)))  # type: ignore[misc]

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
