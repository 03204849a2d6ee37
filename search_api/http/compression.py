"""Pages and stylesheets travel compressed: a fifth of the bytes on a phone's connection."""

import gzip

from flask import Flask, Response, request

SMALLEST_BYTES = 800
LEVEL = 5
KINDS = (
    "text/html",
    "text/css",
    "text/javascript",
    "image/svg+xml",
    "text/csv",
    "text/calendar",
    "application/atom+xml",
    "application/xml",
    "text/xml",
)


def register(app: Flask) -> None:
    @app.after_request
    def compress(response: Response) -> Response:
        """No page holds a secret of its reader, so its length gives nothing away."""
        # An export would have to be held whole for it; a stylesheet is a file, which is passed through.
        streamed = response.is_streamed and not response.direct_passthrough
        if response.mimetype not in KINDS or streamed:
            return response
        response.vary.add("Accept-Encoding")
        if response.status_code in (200, 400, 404, 410, 503) and _wanted(response):
            response.direct_passthrough = False
            body = response.get_data()
            if len(body) >= SMALLEST_BYTES:
                response.set_data(gzip.compress(body, LEVEL, mtime=0))
                response.headers["Content-Encoding"] = "gzip"
                _weaken(response)
        return response


def _wanted(response: Response) -> bool:
    return request.accept_encodings.quality("gzip") > 0 and "Content-Encoding" not in response.headers


def _weaken(response: Response) -> None:
    """The bytes differ by encoding, the content does not."""
    tag, weak = response.get_etag()
    if tag and not weak:
        response.set_etag(tag, weak=True)
