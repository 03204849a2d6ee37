"""The Flask application: the parts, the API, the pages, and what every answer has in common."""

from typing import Any

import orjson
from flask import Flask, Response, request
from flask.json.provider import JSONProvider
from flask_limiter import Limiter
from flask_openapi3 import Info, OpenAPI
from werkzeug.exceptions import RequestURITooLarge

from foothold.clock import Clock, system_clock
from foothold.index.contract import SearchEngine
from foothold.settings import Settings
from foothold.store.open_store import Store
from search_api import api, employers, feeds, operating, web, widget
from search_api.alerts import pages
from search_api.http import degraded, problems, rate_limits, security
from search_api.services import Services
from search_api.web.advert import report

API_VERSION = "1.0.0"
MULTIPART_MARGIN = 64_000
"""What the boundaries and headers of a form may add to the file in it, in bytes."""
LONGEST_QUERY_STRING = 65_536
"""Gunicorn stops earlier; this holds under any server."""


class OrjsonProvider(JSONProvider):
    """Several times faster than the standard library on a page of results."""

    def dumps(self, obj: Any, **_: Any) -> str:
        return orjson.dumps(obj).decode()

    def loads(self, s: str | bytes, **_: Any) -> Any:
        return orjson.loads(s)

    def response(self, *args: Any, **kwargs: Any) -> Response:
        body = self._prepare_response_obj(args, kwargs)
        return Response(orjson.dumps(body), content_type="application/json")


def create_app(
    settings: Settings,
    *,
    store: Store | None = None,
    engine: SearchEngine | None = None,
    clock: Clock = system_clock,
) -> Flask:
    """The site over a store and an engine; those not handed over are opened from the settings when first used."""
    app = OpenAPI(
        "search_api",
        info=Info(title="Foothold", version=API_VERSION, description=api.ABOUT),
        security_schemes=api.SECURITY_SCHEMES,
        doc_ui=False,
    )
    app.json = OrjsonProvider(app)
    app.config["MAX_CONTENT_LENGTH"] = settings.upload_max_bytes + MULTIPART_MARGIN
    app.config["MAX_FORM_PARTS"] = 200
    app.extensions["foothold"] = Services(settings, store, engine, clock)
    problems.register(app)
    security.register(app)
    degraded.register(app)
    _limit_addresses(app)
    limiter = rate_limits.register(app, settings)
    api.register(app, limiter)
    _register_pages(app, limiter)
    return app


def _register_pages(app: OpenAPI, limiter: Limiter) -> None:
    """The blueprints for people: pages, the employers' desk, the widget."""
    styles = web.register(app)
    report.register(app, limiter)
    feeds.register(app)
    pages.register(app)
    employers.register(app)
    widget.register(app, styles)
    operating.register(app)


def _limit_addresses(app: Flask) -> None:
    @app.before_request
    def refuse_long_addresses() -> None:
        if len(request.query_string) > LONGEST_QUERY_STRING:
            raise RequestURITooLarge("The address is too long. Search for fewer words or filters.")
