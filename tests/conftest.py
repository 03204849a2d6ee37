"""Fixtures that every package's tests share."""

import os
from pathlib import Path

import pytest

from tests.elasticsearch_server import elasticsearch_server, elasticsearch_url
from tests.postgres import postgres_server, postgres_url

__all__ = ["elasticsearch_server", "elasticsearch_url", "postgres_server", "postgres_url"]


@pytest.fixture(scope="session")
def real_input() -> Path:
    """The folder of real payloads and facts that FOOTHOLD_REAL_INPUT names."""
    folder = os.environ.get("FOOTHOLD_REAL_INPUT")
    if not folder:
        pytest.skip("FOOTHOLD_REAL_INPUT names no folder of real payloads")
    return Path(folder)
