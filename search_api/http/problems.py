"""Errors as answers: the only module that knows which HTTP status a core error has.

Programs get `application/problem+json` (RFC 9457) with a closed set of keys; people get a page where the web
blueprint registered one with `show_problems_with`. No engine's text reaches either.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
import structlog
from flask import Flask, Response, current_app, request
from flask_limiter import RateLimitExceeded
from werkzeug.exceptions import HTTPException

from foothold.errors import (
    AmbiguousPlace,
    DiskFull,
    FootholdError,
    IndexUnavailable,
    StoreUnavailable,
    TooLarge,
    Unreadable,
    UnsupportedType,
    WrongUse,
)
from search_api.http.log_paths import loggable

log = structlog.get_logger()

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_SECONDS = 5
PROGRAM_PATHS = ("/api/", "/healthz", "/readyz", "/openapi.json", "/metrics", "/feed.atom", "/closing.ics")

TITLES = {
    400: "The request asks for something we do not have",
    401: "A key is needed",
    403: "This key may not do that",
    404: "There is nothing here",
    405: "This address does not answer that method",
    408: "The request took too long",
    410: "This opportunity has been withdrawn",
    413: "The upload is too large",
    414: "The address is too long",
    415: "We cannot read this kind of file",
    422: "We could not read the upload",
    429: "Too many requests",
    500: "Something went wrong on our side",
    503: "The search is not available just now",
}
DETAILS = {
    404: "Nothing is published at this address. Check it for typing mistakes.",
    405: "Look at the Allow header for the methods that work here.",
    413: "Send a smaller file, or split it into several.",
    429: "Wait a minute and try again.",
    500: "We have written down what happened. Try again in a minute.",
    503: "We cannot search at the moment. Try again in a few seconds.",
}


@dataclass(frozen=True, slots=True)
class ParameterError:
    """What is wrong with one parameter (or field), in words, and what may be given instead. `outside`: a place
    that is not in London, and what may be given is only the nearest to it."""

    parameter: str
    value: str
    message: str
    allowed: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()
    outside: bool = False


class BadParameters(FootholdError):
    """A query string with unknown parameters or values; every one is named."""

    def __init__(self, errors: tuple[ParameterError, ...]) -> None:
        super().__init__(" ".join(error.message for error in errors))
        self.errors = errors


@dataclass(frozen=True, slots=True)
class Problem:
    status: int
    detail: str
    errors: tuple[ParameterError, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def title(self) -> str:
        return TITLES.get(self.status, "The request could not be answered")

    def body(self) -> dict[str, Any]:
        """The closed set of keys of every problem."""
        return {
            "type": "about:blank",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            "errors": [
                {"parameter": e.parameter, "value": e.value, "message": e.message, "allowed": list(e.allowed)}
                for e in self.errors
            ],
            "candidates": [candidate for e in self.errors for candidate in e.candidates],
        }


ProblemPage = Callable[[Problem], Response]


class Refusal(FootholdError):
    """Raised by a view that answers with this problem."""

    def __init__(self, status: int, detail: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail)
        self.problem = Problem(status, detail, headers=headers or {})


def problem_of(error: Exception) -> Problem:
    """The problem that tells a caller of this error."""
    match error:
        case Refusal():
            return error.problem
        case BadParameters():
            return Problem(400, str(error), error.errors)
        case AmbiguousPlace():
            named = ParameterError("near", error.text, str(error), candidates=error.candidates)
            return Problem(400, str(error), (named,))
        case DiskFull():
            said = "The disk of this Foothold is full, so that nothing more can be saved. Try again later."
            return Problem(503, said, headers={"Retry-After": str(RETRY_AFTER_SECONDS)})
        case IndexUnavailable() | StoreUnavailable():
            return Problem(503, DETAILS[503], headers={"Retry-After": str(RETRY_AFTER_SECONDS)})
        case TooLarge():
            return Problem(413, str(error))
        case UnsupportedType():
            return Problem(415, str(error))
        case Unreadable():
            return Problem(422, str(error))
        case WrongUse():
            return Problem(400, str(error))
        case HTTPException():
            return _of_http(error)
    return Problem(500, DETAILS[500])


def _of_http(error: HTTPException) -> Problem:
    status = error.code or 500
    headers = {k: v for k, v in error.get_headers() if k in ("Allow", "Retry-After")}
    if isinstance(error, RateLimitExceeded) and error.limit:
        # The whole window: after it the limit is surely free again.
        headers["Retry-After"] = str(error.limit.limit.get_expiry())
    return Problem(status, DETAILS.get(status, error.description or ""), headers=headers)


def answer(problem: Problem) -> Response:
    """As a page for a person where one is registered, else as problem+json."""
    page: ProblemPage | None = _page_for_people()
    if page:
        response = page(problem)
        response.status_code = problem.status
    else:
        response = Response(orjson.dumps(problem.body()), problem.status, content_type=MEDIA_TYPE)
    response.headers.update(problem.headers)
    if problem.status != 410:
        response.headers["Cache-Control"] = "no-store"
    return response


def show_problems_with(app: Flask, page: ProblemPage) -> None:
    """Let people read problems as the page that this function makes; programs keep problem+json."""
    app.extensions["foothold_problem_page"] = page


def register(app: Flask) -> None:
    @app.errorhandler(Exception)
    def tell(error: Exception) -> Response:
        if isinstance(error, HTTPException) and error.code is not None and error.code < 400:
            return error.get_response()  # type: ignore[return-value]
        if isinstance(error, RateLimitExceeded) and isinstance(error.response, Response):
            # What a view says by itself to those whom its limit refuses.
            return error.response
        problem = problem_of(error)
        if problem.status == 503:
            log.warning("unavailable", path=loggable(request.path), reason=str(error))
        elif problem.status >= 500:
            log.error("request failed", path=loggable(request.path), exc_info=error)
        return answer(problem)


def _page_for_people() -> ProblemPage | None:
    if request.path.startswith(PROGRAM_PATHS):
        return None
    page: ProblemPage | None = current_app.extensions.get("foothold_problem_page")
    return page
