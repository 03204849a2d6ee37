"""Whether this process lives, and whether its store and index answer."""

from flask import Response, jsonify
from flask_limiter import Limiter
from flask_openapi3 import OpenAPI, Tag

from foothold.disk import room_for
from foothold.errors import DiskFull, IndexUnavailable
from foothold.index.standby import answering
from foothold.store.records import head_revision
from search_api.api.documented import problems
from search_api.api.shapes import HealthShape, ReadinessShape
from search_api.services import current_services

RUNNING = Tag(name="Running", description="For whoever runs this Foothold.")


def register(app: OpenAPI, limiter: Limiter) -> None:
    @app.get("/healthz", tags=[RUNNING], summary="The process answers", responses={200: HealthShape})
    @limiter.exempt
    def healthz() -> Response:
        return _now(jsonify({"status": "ok"}))

    @app.get(
        "/readyz",
        tags=[RUNNING],
        summary="The store and the index answer",
        responses={200: ReadinessShape, **problems(503)},
    )
    @limiter.exempt
    def readyz() -> Response:
        services = current_services()
        if room_for(services.settings.home).full:
            raise DiskFull(f"The disk of {services.settings.home} is full.")
        head = head_revision(services.store)
        index, degraded = answering(services.engine, services.clock())
        if not degraded and index.filling():
            raise IndexUnavailable("The search index is being filled: results would lack what is open.")
        applied = index.applied_revision()
        lag = max(0, head - applied)
        status = "degraded" if degraded else "ready"
        body = {"status": status, "store_revision": head, "index_revision": applied, "index_lag": lag}
        return _now(jsonify(body))


def _now(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
