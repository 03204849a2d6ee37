from collections.abc import Iterator
from pathlib import Path

import pytest

from foothold.index.contract import SearchEngine, SearchIndex
from foothold.index.document import Document
from foothold.index.embedded.engine import EmbeddedEngine
from foothold.index.evaluation import judged_adverts
from foothold.store.open_store import Store
from tests.index.stored import new_store

CORPUS = judged_adverts()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = new_store(tmp_path)
    yield made
    made.close()


@pytest.fixture
def engine(tmp_path: Path) -> SearchEngine:
    return EmbeddedEngine(tmp_path / "index")


@pytest.fixture(scope="session")
def golden_index(tmp_path_factory: pytest.TempPathFactory) -> SearchIndex:
    """The corpus that the golden queries are judged on."""
    made = EmbeddedEngine(tmp_path_factory.mktemp("golden")).create("1")
    made.put([Document(public["id"], n, public) for n, public in enumerate(CORPUS, 1)], len(CORPUS))
    made.close()
    return made
