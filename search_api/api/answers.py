"""What an answer to a reader carries: how long it may be kept, its tag, where the next page is."""

from hashlib import blake2b

from flask import Response, request

from search_api.http.degraded import marked

FRESH_SECONDS = 10
"""How long a shared cache may answer for us: an upload must be findable within seconds."""


def kept(response: Response, *, degraded: bool = False, next_page: str | None = None) -> Response:
    """To be kept for a moment and then asked for again by its tag; one of the stand-by by nobody."""
    if next_page:
        response.headers["Link"] = f'<{next_page}>; rel="next"'
    if degraded:
        return marked(response, degraded)
    return tagged(fresh(response))


def fresh(response: Response) -> Response:
    response.headers["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
    return response


def tagged(response: Response) -> Response:
    """304 to whoever has the same already. The tag is of the content, so that it changes with all that changes
    it, a closing time that has passed too; and it is the same in every worker."""
    response.set_etag(blake2b(response.get_data(), digest_size=12).hexdigest(), weak=True)
    return response.make_conditional(request)  # type: ignore[return-value]
