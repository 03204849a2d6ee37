"""Both databases, and a small London."""

from tests.search_api.conftest import world
from tests.store.conftest import store, store_url

__all__ = ["store", "store_url", "world"]
