"""The address of a cluster: where it is, who we are there.

`https://user:password@one:9200,two:9200/?ca=/etc/foothold/ca.crt&prefix=staging-`; an API key takes the
place of the password of the user `api_key`.
"""

import re
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote, urlsplit

from foothold.errors import WrongUse

_PREFIX = re.compile(r"[a-z0-9][a-z0-9-]{0,59}-")
_EXAMPLE = "https://user:password@search.example:9200/?ca=/path/ca.crt&prefix=staging-"


@dataclass(frozen=True, slots=True)
class Address:
    """`prefix` begins the names of all that we keep there, so that several Footholds share a cluster."""

    hosts: tuple[str, ...]
    user: str | None = None
    secret: str | None = field(default=None, repr=False)
    ca: str | None = None
    prefix: str = ""


def read_address(url: str) -> Address:
    """Raises WrongUse without repeating the URL, which may hold a password."""
    try:
        parts = urlsplit(url)
    except ValueError:
        raise WrongUse(f"FOOTHOLD_SEARCH_URL is not an address of a cluster, such as {_EXAMPLE}.") from None
    who, _, where = parts.netloc.rpartition("@")
    options = dict(parse_qsl(parts.query))
    prefix = options.pop("prefix", "")
    ca = options.pop("ca", None)
    if parts.scheme not in ("http", "https") or not where or options or parts.fragment:
        raise WrongUse(f"FOOTHOLD_SEARCH_URL is not an address of a cluster, such as {_EXAMPLE}.")
    if prefix and not _PREFIX.fullmatch(prefix):
        raise WrongUse("The prefix in FOOTHOLD_SEARCH_URL takes small letters and digits, and ends with “-”.")
    user, _, secret = who.partition(":")
    hosts = tuple(_host(parts.scheme, host, parts.path) for host in where.split(","))
    return Address(hosts, unquote(user) or None, unquote(secret) or None, ca, prefix)


def _host(scheme: str, host: str, path: str) -> str:
    port = "" if re.search(r":\d+$", host) else ":443" if scheme == "https" else ":9200"
    return f"{scheme}://{host}{port}{path.rstrip('/')}"
