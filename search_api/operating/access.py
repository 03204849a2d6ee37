"""Who may look: whoever sits at this machine, and who has the token."""

import re
import secrets
from ipaddress import ip_address
from urllib.parse import urlsplit

from flask import request
from pydantic import SecretStr

from search_api.http.problems import Refusal

FORWARDED = re.compile(
    r"(?:x-)?forwarded\b|x-real-|x-original-|x-client-|x-cluster-|x-remote-|x-proxy|proxy-|client-ip|true-client-"
    r"|via$|cf-|cdn-|fastly-|fly-|akamai-|incap-|x-sucuri-|x-azure-|x-appengine-|x-amz|x-envoy-|x-varnish|x-vercel-"
    r"|x-nf-|x-arr-|x-scheme$|x-host$|x-forwarder",
    re.IGNORECASE,
)
"""How the names of headers begin that proxies and networks of caches add: one of them says that somebody else asks,
whatever it has for a value."""
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
    """A proxy names whom it asks for, or itself; one that was told nothing may still speak HTTP/1.0, as nginx does. A
    page of another site that had its name lead here names itself as host."""
    if any(FORWARDED.match(name) for name, _ in request.headers):
        return False
    if request.environ.get("SERVER_PROTOCOL") == "HTTP/1.0":
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
