"""One sample city for the tests that only look at it; each of the others starts its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.end_to_end.city import City, sample_city

LIMIT = 120


@pytest.fixture(scope="session")
def city_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("city")


@pytest.fixture(scope="session")
def city(city_home: Path) -> Iterator[City]:
    with sample_city(city_home, LIMIT, city_home) as running:
        yield running
