"""Fixtures that every package's tests share."""

import os
from pathlib import Path

import pytest

from tests.chromium import chromium
from tests.elasticsearch_server import (
    elasticsearch_server,
    elasticsearch_url,
    mark_what_needs_it,
    skip_where_none_is_asked_for,
)
from tests.postgres import postgres_server, postgres_url

__all__ = ["chromium", "elasticsearch_server", "elasticsearch_url", "postgres_server", "postgres_url"]


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "elasticsearch: runs on a real Elasticsearch server")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    mark_what_needs_it(items)


def pytest_runtest_setup(item: pytest.Item) -> None:
    skip_where_none_is_asked_for(item)


@pytest.fixture(scope="session")
def real_input() -> Path:
    """The folder of real payloads and facts that FOOTHOLD_REAL_INPUT names."""
    folder = os.environ.get("FOOTHOLD_REAL_INPUT")
    if not folder:
        pytest.skip("FOOTHOLD_REAL_INPUT names no folder of real payloads")
    return Path(folder)
