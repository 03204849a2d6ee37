"""`/feed.atom` and `/closing.ics`, each with the parameters of a search."""

from flask import Blueprint, Response, request

from foothold.index.query import Sort
from search_api.api.answers import kept
from search_api.feeds import atom, closing
from search_api.feeds.following import CALENDAR, FEED, followed
from search_api.parts import parts

feeds = Blueprint("feeds", __name__)


@feeds.get(FEED)
def feed() -> Response:
    search = followed(parts(), request.args, Sort.NEWEST, atom.MOST)
    return kept(Response(atom.atom(search), content_type=atom.MEDIA_TYPE), degraded=search.degraded)


@feeds.get(CALENDAR)
def closing_dates() -> Response:
    search = followed(parts(), request.args, Sort.CLOSING, closing.MOST)
    response = Response(closing.calendar(search), content_type=closing.MEDIA_TYPE)
    response.headers["Content-Disposition"] = "inline; filename=closing.ics"
    return kept(response, degraded=search.degraded)
