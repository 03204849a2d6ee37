from collections.abc import Iterator
from pathlib import Path

import pytest

from foothold.index.contract import SearchEngine
from foothold.index.embedded.engine import EmbeddedEngine
from foothold.store.open_store import Store
from tests.index.stored import new_store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = new_store(tmp_path)
    yield made
    made.close()


@pytest.fixture
def engine(tmp_path: Path) -> SearchEngine:
    return EmbeddedEngine(tmp_path / "index")
