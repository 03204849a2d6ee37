"""The engines that the suite runs on: one more parameter is one more engine."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from foothold.index.contract import SearchEngine, SearchIndex
from foothold.index.document import Document
from foothold.index.elastic.engine import ElasticEngine
from foothold.index.embedded.engine import EmbeddedEngine

Fill = Callable[..., SearchIndex]


@pytest.fixture(params=["embedded", pytest.param("elasticsearch", marks=pytest.mark.elasticsearch)])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> SearchEngine:
    if request.param == "embedded":
        return EmbeddedEngine(tmp_path / "index")
    return ElasticEngine(request.getfixturevalue("elasticsearch_url"))


@pytest.fixture
def index(engine: SearchEngine) -> Iterator[SearchIndex]:
    made = engine.create("20260920T120000")
    engine.activate(made.generation)
    yield made
    made.close()


@pytest.fixture
def fill(index: SearchIndex) -> Fill:
    """Put adverts in the public shape, with revisions from 1, and give the index back."""

    def put(*adverts: dict[str, Any]) -> SearchIndex:
        documents = [Document(public["id"], n, public) for n, public in enumerate(adverts, start=1)]
        refused = index.put(documents, len(documents))
        assert not refused, refused
        return index

    return put
