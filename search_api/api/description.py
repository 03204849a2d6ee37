"""The OpenAPI 3.1 description, at `/openapi.json` and `/api/v1/openapi.json`."""

from typing import Any

from flask import Response, jsonify
from flask_openapi3 import OpenAPI

from search_api.api.completing import complete
from search_api.api.shapes import ProblemShape

ABOUT = (
    "London's apprenticeships and work-experience placements. Reading is open to everyone, from any origin and without"
    " a key; an employer uploads its own adverts with a key. Every refusal is application/problem+json. Whoever keeps a"
    " copy follows the changes; whoever follows a search has feeds."
)
SECURITY_SCHEMES: dict[str, Any] = {
    "key": {
        "type": "http",
        "scheme": "bearer",
        "description": "The key that `foothold employers add` printed.",
    }
}


def register(app: OpenAPI) -> None:
    def describe() -> Response:
        response = jsonify(described(app))
        response.headers["Cache-Control"] = "public, max-age=300"
        return response

    app.add_url_rule("/openapi.json", "openapi", describe)
    app.add_url_rule("/api/v1/openapi.json", "openapi_v1", describe)


def described(app: OpenAPI) -> dict[str, Any]:
    """The description with the shape of problems added, and without the framework's own error shape."""
    document: dict[str, Any] = app.api_doc
    schemas = document["components"]["schemas"]
    if "ProblemShape" not in schemas:
        problem = ProblemShape.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas |= problem.pop("$defs")
        schemas["ProblemShape"] = problem
        schemas.pop("ValidationErrorModel", None)
        _forget_own_errors(document)
        complete(document)
    return document


def _forget_own_errors(document: dict[str, Any]) -> None:
    """flask-openapi3 lists a 422 of its own shape where a view declares none; we never answer so."""
    for path in document["paths"].values():
        for operation in path.values():
            if "application/json" in operation["responses"].get("422", {}).get("content", {}):
                del operation["responses"]["422"]
