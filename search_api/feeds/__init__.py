"""Every search as an Atom feed and as a calendar of closing dates, for those who follow it elsewhere."""

from search_api.feeds.views import register

__all__ = ["register"]
