"""The public site and its API over the store and the search index."""

from search_api.app import create_app

__all__ = ["create_app"]
