"""`/metrics` and `/operate`."""

from typing import TYPE_CHECKING

from flask import Blueprint, Response, current_app, render_template
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from foothold.errors import SourceMisconfigured
from search_api.http.problems import Refusal
from search_api.operating.access import refuse_others
from search_api.services import current_services

if TYPE_CHECKING:
    from search_api.operating.state import OperatingState

operating = Blueprint("operating", __name__)


@operating.before_request
def refuse() -> None:
    refuse_others(current_services().settings.metrics_token)


@operating.get("/metrics")
def metrics() -> Response:
    from search_api.operating.metrics import registry_of

    body = generate_latest(registry_of(_state()))
    body += generate_latest(current_app.extensions["foothold_answers"].registry)
    return _now(Response(body, content_type=CONTENT_TYPE_LATEST))


@operating.get("/operate")
def operate() -> Response:
    from search_api.operating.page import page_of

    body = render_template("operate.html", view=page_of(_state()))
    return _now(Response(body, content_type="text/html; charset=utf-8"))


def _state() -> "OperatingState":
    # The schedule's table brings APScheduler along, which no visitor's request needs.
    from search_api.operating.state import OperatingState

    services = current_services()
    state = OperatingState(services.settings, services.store, services.engine, services.clock())
    try:
        _ = state.sources
    except SourceMisconfigured as error:
        raise Refusal(503, f"The sources cannot be read. {error}") from error
    return state


def _now(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
