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
OPEN_TO_ALL = ("/api/v1/opportunities", "/api/v1/facets", "/api/v1/openapi.json", "/openapi.json")
"""Reads that a page of any origin may make."""
READING = ("GET", "HEAD", "OPTIONS")


def register(app: Flask) -> None:
    @app.after_request
    def protect(response: Response) -> Response:
        """A view may set its own header first (the widget's frame does); what it set stays."""
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if request.path.startswith(OPEN_TO_ALL) and request.method in READING:
            response.headers["Access-Control-Allow-Origin"] = "*"
            if request.method == "OPTIONS":
                response.headers["Access-Control-Allow-Methods"] = ", ".join(READING)
                response.headers["Access-Control-Max-Age"] = "86400"
        return response
