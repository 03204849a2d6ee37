"""How an answer of the stand-by, or of an index that is still being filled, differs from a true one: it says so,
and nobody keeps it."""

from typing import Any

from flask import Flask, Response, g

from foothold.index.results import SearchResults

HEADER = "Foothold-Degraded"


def mark(results: SearchResults) -> dict[str, Any]:
    """What the body of an answer says more: nothing while the index answers as it should."""
    said = {"degraded": results.degraded, "incomplete": results.incomplete}
    return {key: True for key, value in said.items() if value}


def marked(response: Response, degraded: bool) -> Response:
    """The true answer may be there in a second: no cache may stand in its way."""
    if degraded:
        response.headers[HEADER] = "stand-by"
        response.headers["Cache-Control"] = "no-store"
    return response


def noted(results: SearchResults) -> SearchResults:
    """For whatever answers the current request: that what was found for it is not all."""
    if results.incomplete:
        g.foothold_incomplete = True
    return results


def is_incomplete() -> bool:
    return bool(g.get("foothold_incomplete"))


def register(app: Flask) -> None:
    @app.context_processor
    def incomplete() -> dict[str, bool]:
        return {"incomplete": is_incomplete()}

    @app.after_request
    def mark_incomplete(response: Response) -> Response:
        if is_incomplete() and response.status_code < 400:
            response.headers[HEADER] = "filling"
            response.headers["Cache-Control"] = "no-store"
            response.headers.pop("ETag", None)
        return response
