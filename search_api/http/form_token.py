"""Forms that write need proof that they come from our own page. There is no cookie to compare with, so the page
carries a signed, dated token, and the browser's word on where the form was sent from must not speak against it."""

import hashlib
import hmac
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from flask import request

LIFETIME = timedelta(hours=24)
SIGNATURE_CHARACTERS = 32


def form_token(form: str, secret: bytes, at: datetime) -> str:
    """For the form of that name, from now on for a day."""
    when = str(int(at.timestamp()))
    return f"{when}.{_sign(form, when, secret)}"


def is_ours(token: str, form: str, secret: bytes, at: datetime) -> bool:
    """Whether `form_token` made it for this form, at most a day ago."""
    when, _, signature = token[:100].partition(".")
    if not (when.isascii() and when.isdigit() and len(when) <= 12):
        return False
    age = at.timestamp() - int(when)
    known = hmac.compare_digest(signature.encode(), _sign(form, when, secret).encode())
    return known and 0 <= age <= LIFETIME.total_seconds()


def from_our_page(public_url: str) -> bool:
    """What the browser says of the page that sent this request; one that says nothing has only its token."""
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site:
        return site == "same-origin"
    return origin is None or urlsplit(origin).netloc in (request.host, urlsplit(public_url).netloc)


def _sign(form: str, when: str, secret: bytes) -> str:
    message = f"form\0{form}\0{when}".encode()
    return hmac.new(secret, message, hashlib.sha256).hexdigest()[:SIGNATURE_CHARACTERS]
