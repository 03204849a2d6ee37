"""The local site and the source that is crawled from it."""

from collections.abc import Iterator

import pytest

from tests.crawlers.crawling import source
from tests.crawlers.local_site import LocalSite, local_site
from tests.store.conftest import store, store_url

__all__ = ["site", "source", "store", "store_url"]


@pytest.fixture
def site() -> Iterator[LocalSite]:
    with local_site() as serving:
        yield serving
