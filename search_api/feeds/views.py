"""`/feed.atom` and `/closing.ics`, each with the parameters of a search."""

from collections.abc import Callable
from typing import Any

from flask import Response, request
from flask_openapi3 import OpenAPI, Tag

from foothold.index.query import Sort
from search_api.api.answers import kept
from search_api.api.documented import documents, problems, query_model
from search_api.feeds import atom, closing
from search_api.feeds.following import CALENDAR, FEED, NOT_PART_OF_IT, followed
from search_api.services import Services, current_services

FOLLOWING = Tag(name="Following", description="A search in a feed reader or a calendar.")
LENIENT = (
    "Parameters that are no part of a search are passed over; a value that cannot be read is a problem, because a wider"
    " search would find what nobody asked for."
)


def register(app: OpenAPI) -> None:
    services: Services = app.extensions["foothold"]
    searching = query_model("FollowParameters", services.reader.parameters, leave_out=NOT_PART_OF_IT)
    documented = documents(query=searching)
    _register(app, FEED, atom.MEDIA_TYPE, "The newest of a search as an Atom feed", documented(feed))
    _register(
        app, CALENDAR, closing.MEDIA_TYPE, "The next closing dates of a search", documented(closing_dates)
    )


def _register(app: OpenAPI, path: str, media_type: str, summary: str, view: Callable[[], Response]) -> None:
    content = {media_type: {"schema": {"type": "string"}}}
    found = {"description": summary, "content": content}
    responses: dict[Any, Any] = {200: found, **problems(400, 414, 429, 503)}
    app.get(path, tags=[FOLLOWING], summary=summary, description=LENIENT, responses=responses)(view)


def feed() -> Response:
    search = followed(current_services(), request.args, Sort.NEWEST, atom.MOST)
    return kept(Response(atom.atom(search), content_type=atom.MEDIA_TYPE), degraded=search.degraded)


def closing_dates() -> Response:
    search = followed(current_services(), request.args, Sort.CLOSING, closing.MOST)
    response = Response(closing.calendar(search), content_type=closing.MEDIA_TYPE)
    response.headers["Content-Disposition"] = "inline; filename=closing.ics"
    return kept(response, degraded=search.degraded)
