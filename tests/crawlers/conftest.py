"""The local site and the source that is crawled from it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from foothold.store.open_store import Store, open_store
from tests.crawlers.crawling import source
from tests.crawlers.local_site import LocalSite, local_site
from tests.store.conftest import store, store_url

__all__ = ["site", "source", "store", "store_url"]


@pytest.fixture
def site() -> Iterator[LocalSite]:
    with local_site() as serving:
        yield serving


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Store]:
    """One database alone, for cases in which the databases have no part."""
    opened = open_store(f"sqlite:///{tmp_path / 'foothold.db'}")
    opened.upgrade()
    yield opened
    opened.close()
