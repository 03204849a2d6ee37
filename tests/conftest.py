"""Fixtures that every package's tests share, and how a run is put together."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.chromium import chromium
from tests.elasticsearch_server import (
    elasticsearch_server,
    elasticsearch_url,
    mark_what_needs_it,
    skip_where_none_is_asked_for,
)
from tests.postgres import postgres_server, postgres_url
from tests.side_by_side import ByGroup, put_long_ones_first
from tests.sockets import keep_inside

__all__ = ["chromium", "elasticsearch_server", "elasticsearch_url", "postgres_server", "postgres_url"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--whole", action="store_true", help="run what is marked `cross` too")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    mark_what_needs_it(items)
    if not config.getoption("whole"):
        crossed = [item for item in items if item.get_closest_marker("cross")]
        config.hook.pytest_deselected(items=crossed)
        items[:] = [item for item in items if not item.get_closest_marker("cross")]
    if hasattr(config, "workerinput"):
        put_long_ones_first(items)


@pytest.hookimpl(tryfirst=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByGroup | None:
    return ByGroup(config, log) if config.getoption("dist") == "loadfile" else None


def pytest_runtest_setup(item: pytest.Item) -> None:
    skip_where_none_is_asked_for(item)


@pytest.fixture(autouse=True, scope="session")
def inside() -> Iterator[None]:
    """No test connects beyond this machine."""
    with pytest.MonkeyPatch.context() as patching:
        keep_inside(patching)
        yield


@pytest.fixture(scope="session")
def real_input() -> Path:
    """The folder of real payloads and facts that FOOTHOLD_REAL_INPUT names."""
    folder = os.environ.get("FOOTHOLD_REAL_INPUT")
    if not folder:
        pytest.skip("FOOTHOLD_REAL_INPUT names no folder of real payloads")
    return Path(folder)
