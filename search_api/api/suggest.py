"""`GET /api/v1/suggest`: what a person may be typing into a search field."""

from flask import Response, jsonify, request
from flask_limiter import Limiter
from flask_openapi3 import OpenAPI

from search_api.api.answer_shapes import SuggestionsShape
from search_api.api.answers import kept
from search_api.api.documented import READING, documents, problems, query_model
from search_api.api.reading import number, read_strictly
from search_api.services import Services, current_services

DEFAULT_LIMIT, MOST = 8, 20


def register(app: OpenAPI, limiter: Limiter) -> None:
    services: Services = app.extensions["foothold"]
    limit = number("limit", f"How many at most; {DEFAULT_LIMIT} unless given.", 1, MOST)
    parameters = {"q": services.reader.parameters["q"], "limit": limit}

    @app.get(
        "/api/v1/suggest",
        tags=[READING],
        summary="Suggest words, places and employers",
        description="What begins so, of each kind in turn, the most advertised first; then what does but for one slip.",
        responses={200: SuggestionsShape, **problems(400, 414, 429, 503)},
    )
    @documents(query=query_model("SuggestParameters", parameters))
    @limiter.limit(services.settings.rate_limit_suggestions)
    def suggest() -> Response:
        read = read_strictly(request.args, parameters)
        found = (
            current_services().suggesting.current().of(read.get("q", ""), read.get("limit", DEFAULT_LIMIT))
        )
        shown = [
            {"kind": s.kind, "label": s.label, "parameter": s.parameter, "value": s.value, "count": s.count}
            for s in found
        ]
        return kept(jsonify({"suggestions": shown}))
