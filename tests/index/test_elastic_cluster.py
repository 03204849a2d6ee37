"""The cluster's address, its secrets, and what is said when it does not answer. No server is needed."""

import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal

import orjson
import pytest

from foothold.errors import IndexUnavailable, WrongUse
from foothold.index.elastic.address import Address, read_address
from foothold.index.elastic.engine import ElasticEngine
from foothold.index.elastic.mapping import Layout, mapping, settings
from foothold.index.elastic.matching import matching
from foothold.index.elastic.words import text_query
from foothold.index.fields import FIELDS, generation_name
from foothold.index.open_index import open_engine
from foothold.index.query import Near, SearchQuery
from foothold.index.text import plan
from foothold.settings import Settings
from tests.index.adverts import AT

ADDRESSES = {
    "http://127.0.0.1:9200": Address(("http://127.0.0.1:9200",)),
    "http://search.example": Address(("http://search.example:9200",)),
    "https://search.example/": Address(("https://search.example:443",)),
    "https://search.example/under/a/path/": Address(("https://search.example:443/under/a/path",)),
    "https://me:s%40cret@search.example:9200/?prefix=staging-": Address(
        ("https://search.example:9200",), "me", "s@cret", prefix="staging-"
    ),
    "https://me:secret@one:9200,two:9201/?ca=/etc/ca.crt": Address(
        ("https://one:9200", "https://two:9201"), "me", "secret", "/etc/ca.crt"
    ),
}


@pytest.mark.parametrize(("url", "expected"), ADDRESSES.items(), ids=list(ADDRESSES))
def test_an_address_is_read(url: str, expected: Address) -> None:
    assert read_address(url) == expected


@pytest.mark.parametrize(
    "url",
    [
        "search.example:9200",
        "postgresql://me:hunter2@search.example",
        "https://me:hunter2@search.example/?prefx=a-",
        "https://me:hunter2@search.example/?prefix=No%20",
        "https://me:hunter2@search.example/?prefix=*",
        "https://me:hunter2@",
        "",
    ],
)
def test_an_address_that_cannot_be_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(WrongUse, match="FOOTHOLD_SEARCH_URL") as told:
        ElasticEngine(url)
    assert "hunter2" not in str(told.value)


@pytest.mark.parametrize("url", ["https://one:none", "https://me:hunter2@one:9200/?ca=/nowhere/ca.crt"])
def test_an_address_that_cannot_be_used_is_told_on_the_first_use(url: str) -> None:
    with pytest.raises(WrongUse, match="FOOTHOLD_SEARCH_URL") as told:
        ElasticEngine(url).active()
    assert "hunter2" not in str(told.value)


def test_a_secret_is_in_no_repr() -> None:
    assert "hunter2" not in repr(read_address("https://me:hunter2@search.example"))


@pytest.fixture
def silent() -> Iterator[str]:
    """An address that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield f"http://me:hunter2@127.0.0.1:{listening.getsockname()[1]}"


@pytest.fixture
def gone() -> str:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    return f"http://me:hunter2@127.0.0.1:{port}"


@pytest.mark.parametrize("cluster", ["silent", "gone"])
def test_a_cluster_that_does_not_answer_is_told_in_time_and_in_our_words(request, cluster: str) -> None:
    engine = ElasticEngine(request.getfixturevalue(cluster))
    begun = time.monotonic()
    with pytest.raises(IndexUnavailable) as told:
        engine.active()
    assert time.monotonic() - begun < 2.5
    assert str(told.value) == "The search cluster does not answer."


def test_of_many_who_find_a_new_worker_s_cluster_silent_nobody_waits_for_another(silent: str) -> None:
    engine = ElasticEngine(silent)

    def seconds_until_told() -> float:
        begun = time.monotonic()
        with pytest.raises(IndexUnavailable):
            engine.active()
        return time.monotonic() - begun

    with ThreadPoolExecutor(24) as visitors:
        first = [visitors.submit(seconds_until_told) for _ in range(24)]
        assert max(told.result() for told in first) < 2.5
        later = []
        # For longer than the rest, so that some ask while somebody looks whether it is back.
        for _ in range(24):
            later.append(visitors.submit(seconds_until_told))
            time.sleep(0.1)
        assert max(told.result() for told in later) < 0.5


@pytest.mark.parametrize(
    ("status", "said"),
    [(401, "refuses our user or key"), (403, "refuses our user or key"), (500, "cannot answer")],
)
def test_what_the_cluster_says_in_its_errors_goes_no_further(status: int, said: str) -> None:
    body = orjson.dumps({"error": {"type": "x_exception", "reason": "secret of the cluster"}})
    with Answering(status, body) as url, pytest.raises(IndexUnavailable, match=said) as told:
        ElasticEngine(url).active()
    assert "secret" not in str(told.value)


class Answering:
    """A loopback server that gives one answer to one request."""

    def __init__(self, status: int, body: bytes) -> None:
        head = (
            f"HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nX-Elastic-Product: Elasticsearch\r\n"
        )
        self._answer = f"{head}Content-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode() + body

    def __enter__(self) -> str:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        return f"http://127.0.0.1:{self._listening.getsockname()[1]}"

    def __exit__(self, *_: object) -> None:
        self._listening.close()
        self._thread.join(5)

    def _serve(self) -> None:
        connection, _ = self._listening.accept()
        with connection:
            connection.recv(65_536)
            connection.sendall(self._answer)


LAYOUTS = {
    ("1", "0-1"): {"number_of_shards": 1, "auto_expand_replicas": "0-1"},
    ("3", "0-all"): {"number_of_shards": 3, "auto_expand_replicas": "0-all"},
    (" 2 ", "2"): {"number_of_shards": 2, "number_of_replicas": "2"},
    (64, 0): {"number_of_shards": 64, "number_of_replicas": "0"},
}


@pytest.mark.parametrize(("said", "expected"), LAYOUTS.items(), ids=str)
def test_shards_and_replicas_are_those_of_the_settings(said: tuple[str, str], expected: dict) -> None:
    made = settings(Layout.read(*said))
    assert {name: made[name] for name in expected} == expected
    assert len([name for name in made if "replicas" in name]) == 1


@pytest.mark.parametrize(
    ("shards", "replicas", "named"),
    [
        ("0", "1", "SHARDS"), ("65", "1", "SHARDS"), ("two", "1", "SHARDS"), ("", "1", "SHARDS"),
        ("-1", "1", "SHARDS"), ("1.5", "1", "SHARDS"), ("1", "", "REPLICAS"), ("1", "-1", "REPLICAS"),
        ("1", "all", "REPLICAS"), ("1", "3-1", "REPLICAS"), ("1", "0-", "REPLICAS"), ("1", "false", "REPLICAS"),
    ],
)  # fmt: skip
def test_shards_and_replicas_that_cannot_be_are_refused_by_name(
    shards: str, replicas: str, named: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FOOTHOLD_SEARCH_URL", "http://search.example")
    monkeypatch.setenv("FOOTHOLD_SEARCH_SHARDS", shards)
    monkeypatch.setenv("FOOTHOLD_SEARCH_REPLICAS", replicas)
    with pytest.raises(WrongUse, match=f"FOOTHOLD_SEARCH_{named} takes"):
        open_engine(Settings())


def test_every_field_of_the_table_is_mapped_and_no_other_is_taken() -> None:
    made = mapping(generation_name("1"))
    assert {field.name for field in FIELDS} <= made["properties"].keys()
    assert made["dynamic"] == "strict"


HOSTILE = 'title:x" OR *:* {"match_all":{}} ${script} _all~2 ^9 (((('


def test_what_a_visitor_types_is_only_ever_a_value() -> None:
    query = SearchQuery(
        at=AT,
        text=HOSTILE,
        filters={"employer": (HOSTILE,), "borough": ("E09000012",)},
        near=Near(51.5, -0.1),
        min_hourly=Decimal("9"),
        closing_before=date(2026, 10, 1),
    )
    match = matching(query, text_query(plan(query.text), lambda stems: frozenset(stems)))
    known = {field.name for field in FIELDS} | {
        *("bool", "must", "must_not", "should", "filter", "minimum_should_match", "term", "terms", "value"),
        *("boost", "range", "gt", "gte", "lte", "dis_max", "queries", "tie_breaker", "match_phrase", "query"),
        *(
            "fuzzy",
            "fuzziness",
            "rewrite",
            "match_none",
            "match_all",
            "geo_distance",
            "distance",
            "lat",
            "lon",
        ),
    }
    assert set(_keys(match.whole())) <= known


def _keys(part: object) -> Iterator[str]:
    if isinstance(part, dict):
        yield from part
    for inner in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        yield from _keys(inner)
