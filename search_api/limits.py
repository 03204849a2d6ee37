"""How many requests one visitor may make, and how programs are told of it."""

import time
from contextlib import suppress

from flask import Flask, Response, request
from flask_limiter import Limiter

from foothold.settings import Settings
from search_api.visitors import Visitors

TOLD = ("/api/", "/feed.atom", "/closing.ics")
"""Where an answer tells of the limit: people have no use for it."""


def register(app: Flask, settings: Settings) -> Limiter:
    limiter = Limiter(
        Visitors(settings.trusted_proxies),
        app=app,
        default_limits=[settings.rate_limit],
        storage_uri=settings.rate_limit_storage,
        # A limiter whose storage is away must not take the site with it.
        swallow_errors=True,
    )

    @app.after_request
    def tell(response: Response) -> Response:
        if request.path.startswith(TOLD):
            # As above: the storage is asked what is left.
            with suppress(Exception):
                response.headers.update(_told(limiter))
        return response

    return limiter


def _told(limiter: Limiter) -> dict[str, str]:
    """The fields of draft-ietf-httpapi-ratelimit-headers-06, which programs in use read: seconds, not a time."""
    limited = limiter.current_limit
    if limited is None:
        return {}
    most, window = limited.limit.amount, limited.limit.get_expiry()
    reset = max(0, limited.reset_at - int(time.time()))
    return {
        "RateLimit-Limit": str(most),
        "RateLimit-Remaining": str(max(0, limited.remaining)),
        "RateLimit-Reset": str(min(reset, window)),
        "RateLimit-Policy": f"{most};w={window}",
    }
