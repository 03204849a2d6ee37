"""The local site and the source that is crawled from it."""

from tests.crawlers.conftest import site
from tests.crawlers.crawling import source

__all__ = ["site", "source"]
