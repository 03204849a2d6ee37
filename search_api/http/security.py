"""What every answer carries: only our own origin may run or style a page, no cookie, no address to others."""

from flask import Flask, Response, request

CONTENT_SECURITY_POLICY = (
    "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Permissions-Policy": "geolocation=(), camera=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
OPEN_TO_ALL = ("/api/v1/", "/openapi.json", "/feed.atom", "/closing.ics")
WITH_A_KEY = ("/api/v1/uploads",)
"""All other addresses under `OPEN_TO_ALL` are reads that a page of any origin may make."""
READING = ("GET", "HEAD", "OPTIONS")
TOLD_TO_PAGES = (
    "ETag", "Link", "Retry-After", "Foothold-Degraded", "Foothold-Revision",
    "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset", "RateLimit-Policy",
)  # fmt: skip
"""Headers that the script of another origin's page may read."""


def register(app: Flask) -> None:
    @app.after_request
    def protect(response: Response) -> Response:
        """A view may set its own header first (the widget's frame does); what it set stays."""
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if _open_to_all():
            response.headers["Access-Control-Allow-Origin"] = "*"
            response.headers["Access-Control-Expose-Headers"] = ", ".join(TOLD_TO_PAGES)
            if request.method == "OPTIONS":
                response.headers["Access-Control-Allow-Methods"] = ", ".join(READING)
                response.headers["Access-Control-Allow-Headers"] = "If-None-Match"
                response.headers["Access-Control-Max-Age"] = "86400"
        return response


def _open_to_all() -> bool:
    path = request.path
    return path.startswith(OPEN_TO_ALL) and not path.startswith(WITH_A_KEY) and request.method in READING
