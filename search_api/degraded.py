"""How an answer of the stand-by differs from one of the search cluster: it says so, and nobody keeps it."""

from typing import Any

from flask import Response

HEADER = "Foothold-Degraded"


def mark(degraded: bool) -> dict[str, Any]:
    """What the body of an answer says more: nothing while the cluster answers."""
    return {"degraded": True} if degraded else {}


def marked(response: Response, degraded: bool) -> Response:
    """The true answer may be there in a second: no cache may stand in its way."""
    if degraded:
        response.headers[HEADER] = "stand-by"
        response.headers["Cache-Control"] = "no-store"
    return response
