"""One small London a session for reading, and one a test for writing."""

from pathlib import Path

import pytest

from foothold.index.open_index import open_engine
from foothold.store.open_store import open_store
from search_api import create_app
from tests.search_api.world import AT, World, postings, settings_at


def new_world(home: Path) -> World:
    settings = settings_at(home)
    store = open_store(settings.store_url)
    store.upgrade()
    engine = open_engine(settings)
    app = create_app(settings, store=store, engine=engine, clock=lambda: AT)
    return World(settings, store, engine, app)


@pytest.fixture(scope="session")
def london(tmp_path_factory: pytest.TempPathFactory) -> World:
    """For reading only."""
    world = new_world(tmp_path_factory.mktemp("london"))
    world.add(*postings())
    world.index()
    return world


@pytest.fixture
def world(tmp_path: Path) -> World:
    """Empty, and its own."""
    return new_world(tmp_path)
