"""The search that schools and councils put on their own sites."""

from search_api.widget.embed import register

__all__ = ["register"]
