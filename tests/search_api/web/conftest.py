"""The sample city once a session for reading, and an empty world a test for writing."""

import pytest

from tests.search_api.conftest import world
from tests.search_api.web.city import city_world
from tests.search_api.world import World

__all__ = ["city", "world"]


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> World:
    """For reading only."""
    return city_world(tmp_path_factory.mktemp("city"))
