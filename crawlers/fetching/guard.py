"""The guard of every crawl: no request, redirect or resolved name leads off the public internet."""

import logging
from collections.abc import Sequence
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from twisted.internet.base import ReactorBase
from twisted.internet.interfaces import (
    IAddress,
    IHostnameResolver,
    IHostResolution,
    IResolutionReceiver,
)
from zope.interface import implementer

from crawlers.fetching.address import is_allowed, refusal

log = logging.getLogger(__name__)

LOOPBACK_SETTING = "FOOTHOLD_LOOPBACK"

refused_names: dict[str, str] = {}
"""The names that were resolved to an address that is not public, and the address: a process is one crawl, and a
resolver can say no more than that it found nothing."""


class AddressRefused(IgnoreRequest):
    """The address may not be fetched; the text says why."""


class GuardMiddleware:
    """Stands before every other middleware, so that robots.txt requests and redirects pass it too."""

    def __init__(self, loopback: bool) -> None:
        self.loopback = loopback

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "GuardMiddleware":
        return cls(crawler.settings.getbool(LOOPBACK_SETTING))

    def process_request(self, request: Request) -> None:
        why = refusal(request.url, loopback=self.loopback)
        if why:
            raise AddressRefused(f"{request.url[:200]}: {why}")
        _keep_headers_at_home(request)


def _keep_headers_at_home(request: Request) -> None:
    """A source's key goes to the origin that it belongs to: a redirect elsewhere travels without it."""
    home = request.meta.get("home")
    if home and origin(request.url) != home:
        for name in request.meta.get("own_headers", ()):
            request.headers.pop(name, None)


def origin(url: str) -> str:
    """Scheme, host and port: what a key belongs to."""
    parts = urlsplit(url)
    port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    return f"{parts.scheme}://{parts.hostname}:{port}"


@implementer(IHostnameResolver)
class GuardedResolver:
    """Resolves names and hands on public addresses only.

    The connection is opened to the very address that was judged, so a name that answers differently the
    second time (DNS rebinding) gains nothing. It has to be set for the process: in a spider's own settings
    Scrapy ignores it without a word.
    """

    def __init__(self, reactor: ReactorBase, loopback: bool) -> None:
        self.reactor: Any = reactor
        self.inner: Any = self.reactor.nameResolver
        self.loopback = loopback

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> "GuardedResolver":
        return cls(reactor, crawler.settings.getbool(LOOPBACK_SETTING))

    def install_on_reactor(self) -> None:
        self.reactor.installNameResolver(self)

    def resolveHostName(  # noqa: N802 - the interface's own name
        self,
        resolutionReceiver: Any,  # noqa: N803
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: Sequence[type[IAddress]] | None = None,  # noqa: N803
        transportSemantics: str = "TCP",  # noqa: N803
    ) -> IHostResolution:
        receiver = _PublicOnly(resolutionReceiver, hostName, self.loopback)
        found: IHostResolution = self.inner.resolveHostName(
            receiver, hostName, portNumber, addressTypes, transportSemantics
        )
        return found


@implementer(IResolutionReceiver)
class _PublicOnly:
    """Passes on what may be connected to; a name left without an address cannot be resolved."""

    def __init__(self, receiver: Any, name: str, loopback: bool) -> None:
        self.receiver = receiver
        self.name = name
        self.loopback = loopback

    def resolutionBegan(self, resolutionInProgress: IHostResolution) -> None:  # noqa: N802, N803
        self.receiver.resolutionBegan(resolutionInProgress)

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        if is_allowed(ip_address(address.host.partition("%")[0]), loopback=self.loopback):
            self.receiver.addressResolved(address)
        else:
            refused_names[self.name] = address.host
            log.warning("refused: %s resolves to %s, which is not public", self.name, address.host)

    def resolutionComplete(self) -> None:  # noqa: N802
        self.receiver.resolutionComplete()
