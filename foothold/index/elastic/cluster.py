"""The cluster that FOOTHOLD_SEARCH_URL names: where it is, who we are there, and how its failures are told.

`https://user:password@one:9200,two:9200/?ca=/etc/foothold/ca.crt&prefix=staging-`; an API key takes the
place of the password of the user `api_key`.
"""

import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from elastic_transport import ConnectionTimeout, TransportError
from elasticsearch import ApiError, Elasticsearch

from foothold.errors import IndexUnavailable, WrongUse
from foothold.index.elastic.breaker import Breaker

SEARCH_SECONDS = 2.0
"""A person waits: the client's own default is 10 s for a silent node."""

LABOUR_SECONDS = 30.0
"""For puts, new generations and audits, for which nobody waits."""

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


class Cluster:
    """A client for each process, made when first asked for: its sockets do not survive a fork."""

    def __init__(self, address: Address) -> None:
        self.prefix = address.prefix
        self.breaker = Breaker()
        self._address = address
        self._client: Elasticsearch | None = None
        self._process: int | None = None

    def client(self) -> Elasticsearch:
        """Waits two seconds, and tries nothing twice."""
        if self._client is None or self._process != os.getpid():
            self._client, self._process = _client(self._address), os.getpid()
        return self._client

    def labour(self) -> Elasticsearch:
        return self.client().options(request_timeout=LABOUR_SECONDS)

    @contextmanager
    def searching(self, until: float) -> Iterator[Elasticsearch]:
        """A client that waits until that instant of `time.monotonic`; behind the breaker, for a person
        waits too."""
        self.breaker.ask()
        try:
            with told_plainly():
                yield self.client().options(request_timeout=max(until - time.monotonic(), 0.05))
        except IndexUnavailable as error:
            cause = error.__cause__
            if isinstance(cause, ApiError) and cause.meta.status < 429:
                # A search that it will not take is an answer: one visitor must not close it for all.
                self.breaker.answered()
            else:
                self.breaker.failed(silent=isinstance(cause, ConnectionTimeout))
            raise
        self.breaker.answered()


@contextmanager
def told_plainly() -> Iterator[None]:
    """Whatever the client raises becomes IndexUnavailable, without a word of the cluster's."""
    try:
        yield
    except ApiError as error:
        if error.meta.status in (401, 403):
            raise IndexUnavailable("The search cluster refuses our user or key.") from error
        raise IndexUnavailable("The search cluster cannot answer.") from error
    except TransportError as error:
        raise IndexUnavailable("The search cluster does not answer.") from error


def _client(address: Address) -> Elasticsearch:
    options: dict[str, Any] = {"request_timeout": SEARCH_SECONDS, "max_retries": 0, "retry_on_timeout": False}
    if address.user == "api_key":
        options["api_key"] = address.secret
    elif address.user:
        options["basic_auth"] = (address.user, address.secret or "")
    if address.ca:
        if not Path(address.ca).is_file():
            raise WrongUse(f"FOOTHOLD_SEARCH_URL names the CA file {address.ca}, which is not there.")
        options["ca_certs"] = address.ca
    try:
        return Elasticsearch(list(address.hosts), **options)
    except (ValueError, OSError) as error:
        raise WrongUse("FOOTHOLD_SEARCH_URL names a host, port or CA file that cannot be used.") from error


def _host(scheme: str, host: str, path: str) -> str:
    port = "" if re.search(r":\d+$", host) else ":443" if scheme == "https" else ":9200"
    return f"{scheme}://{host}{port}{path.rstrip('/')}"
