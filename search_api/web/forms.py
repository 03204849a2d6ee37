"""Forms that change something, without a cookie: sent from our own page, and that page of today."""

import hashlib
import hmac
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from flask import Request

LASTS = timedelta(hours=24)


def form_token(secret: bytes, purpose: str, at: datetime) -> str:
    """What the page puts into its form: when it was made, signed."""
    stamp = f"{int(at.timestamp()):x}"
    return f"{stamp}.{_signature(secret, purpose, stamp)}"


def is_fresh(token: str, secret: bytes, purpose: str, at: datetime) -> bool:
    """Whether our page for this purpose made it within the last day."""
    stamp, _, signature = token[:100].partition(".")
    if not hmac.compare_digest(signature.encode(), _signature(secret, purpose, stamp).encode()):
        return False
    return 0 <= at.timestamp() - int(stamp, 16) + 1 <= LASTS.total_seconds()


def is_from_here(request: Request, public_url: str) -> bool:
    """Whether a page of this site sent it, as browsers say that no page can say for them. One that says nothing is
    no browser that another site could misuse."""
    site = request.headers.get("Sec-Fetch-Site")
    if site:
        return site in ("same-origin", "none")
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc in (request.host, urlsplit(public_url).netloc)


def _signature(secret: bytes, purpose: str, stamp: str) -> str:
    return hmac.new(secret, f"form {purpose} {stamp}".encode(), hashlib.sha256).hexdigest()[:32]
