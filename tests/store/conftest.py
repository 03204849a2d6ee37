"""Every test of the store runs on both databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from foothold.model.authority import Standing
from foothold.store.open_store import Store, open_store
from foothold.store.records import save
from tests.postgres import empty_database
from tests.store.adverts import AT, day
from tests.store.backups import backup_of, filled
from tests.store.copied import BOARD, OWN, shown


@pytest.fixture(params=["sqlite", "postgres"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'foothold.db'}"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    opened = open_store(store_url)
    opened.upgrade()
    yield opened
    opened.close()


@pytest.fixture(params=["sqlite", "postgres"])
def new(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A record store that nobody has made tables in."""
    if request.param == "sqlite":
        opened = open_store(f"sqlite:///{tmp_path / 'new' / 'foothold.db'}")
        yield opened
        opened.close()
        return
    with empty_database(request.getfixturevalue("postgres_server")) as url:
        opened = open_store(url)
        yield opened
        opened.close()


@pytest.fixture
def full(store: Store) -> Store:
    return filled(store)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A backup; which database it is of does not matter, as another test says."""
    store = open_store(f"sqlite:///{tmp_path_factory.mktemp('whole') / 'foothold.db'}")
    store.upgrade()
    backup = backup_of(filled(store))
    store.close()
    return backup


@pytest.fixture
def copied(store: Store) -> Store:
    """An advert on its employer's own site, and a board's copy without a common reference."""
    save(store, OWN, [shown("77")], at=AT, standing=Standing.OWN)
    save(store, BOARD, [shown(title="Electrician Apprentice - Hackney (Ref: 5512)")], at=day(1))
    return store
