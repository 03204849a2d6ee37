"""A real Elasticsearch for tests: the server that FOOTHOLD_TEST_ELASTICSEARCH_URL names, else one node of
the tree that `make test-elasticsearch` keeps in a cache, started for the tests and ended with them.

A plain `make test` neither fetches nor starts anything: FOOTHOLD_REQUIRE must name `elasticsearch`.
"""

import os
import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.elasticsearch_nodes import node
from tests.real_parts import missing


def named() -> str | None:
    return os.environ.get("FOOTHOLD_TEST_ELASTICSEARCH_URL", "").rstrip("/") or None


def required() -> bool:
    return "elasticsearch" in re.split(r"[,\s]+", os.environ.get("FOOTHOLD_REQUIRE", ""))


def mark_what_needs_it(items: list[pytest.Item]) -> None:
    for item in items:
        if "elasticsearch_server" in getattr(item, "fixturenames", ()):
            item.add_marker("elasticsearch")


def skip_where_none_is_asked_for(item: pytest.Item) -> None:
    """Skipped from this one place, all are one line in the report."""
    if item.get_closest_marker("elasticsearch") and not (named() or required()):
        missing("elasticsearch", "`make test-elasticsearch` runs these on a real server")


@pytest.fixture(scope="session")
def elasticsearch_server() -> Iterator[str]:
    if server := named():
        yield server
        return
    with node() as server:
        yield server


@pytest.fixture
def elasticsearch_url(elasticsearch_server: str) -> Iterator[str]:
    """A FOOTHOLD_SEARCH_URL of this test's own."""
    with address_of_its_own(elasticsearch_server) as url:
        yield url


@contextmanager
def address_of_its_own(server: str) -> Iterator[str]:
    """A FOOTHOLD_SEARCH_URL with a prefix under which nothing is there yet, and nothing remains."""
    prefix = f"test-{uuid.uuid4().hex[:12]}-"
    yield f"{server}/?prefix={prefix}"
    discard_all(server, prefix)


def discard_all(server: str, prefix: str) -> None:
    from elasticsearch import Elasticsearch  # Its import costs every test session a third of a second.

    with Elasticsearch(server, request_timeout=60) as client:
        for name in client.indices.get(index=f"{prefix}*", features=["aliases"]):
            client.indices.delete(index=name)
