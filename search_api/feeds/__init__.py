"""Every search as an Atom feed and as a calendar of closing dates, for those who follow it elsewhere."""

from flask import Flask

from search_api.feeds.views import feeds


def register(app: Flask) -> None:
    app.register_blueprint(feeds)
