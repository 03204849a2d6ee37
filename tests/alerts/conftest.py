"""A town with a clock, a record store of either kind, its index, and a mail server."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.alerts.sink import Sink, mail_sink
from tests.alerts.town import Town


@pytest.fixture
def sink() -> Iterator[Sink]:
    with mail_sink() as served:
        yield served


@pytest.fixture
def town(tmp_path: Path, sink: Sink) -> Iterator[Town]:
    made = Town(tmp_path, sink)
    yield made
    made.store.close()


@pytest.fixture(params=["sqlite", "postgres"])
def either(request: pytest.FixtureRequest, tmp_path: Path, sink: Sink) -> Iterator[Town]:
    """The town on both databases."""
    url = request.getfixturevalue("postgres_url") if request.param == "postgres" else None
    made = Town(tmp_path, sink, url)
    yield made
    made.store.close()
