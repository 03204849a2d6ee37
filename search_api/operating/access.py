"""Who may look: whoever sits at this machine, and who has the token."""

import secrets
from ipaddress import ip_address
from urllib.parse import urlsplit

from flask import request
from pydantic import SecretStr

from search_api.problems import Refusal

FORWARDED = ("X-Forwarded-For", "X-Real-IP", "Forwarded")
"""What says that somebody else asks through a proxy on this machine."""
HERE = ("localhost", "127.0.0.1", "::1")
CLOSED = (
    "This is for the people who run this Foothold: ask from its own machine, or with the token of"
    " FOOTHOLD_METRICS_TOKEN as `Authorization: Bearer TOKEN`."
)


def refuse_others(token: SecretStr | None) -> None:
    """Raises a 401 for everybody else. No cookie is read or set."""
    if not (_from_here() or _has(token)):
        raise Refusal(401, CLOSED, {"WWW-Authenticate": "Bearer", "Cache-Control": "no-store"})


def _from_here() -> bool:
    """A proxy names whom it asks for; a page of another site that had its name lead here names itself as host."""
    if any(name in request.headers for name in FORWARDED):
        return False
    try:
        connected = ip_address(request.remote_addr or "")
    except ValueError:
        return False
    return connected.is_loopback and urlsplit(f"//{request.host}").hostname in HERE


def _has(token: SecretStr | None) -> bool:
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    if token is None or not token.get_secret_value() or scheme.lower() != "bearer":
        return False
    return secrets.compare_digest(given.strip().encode(), token.get_secret_value().encode())
