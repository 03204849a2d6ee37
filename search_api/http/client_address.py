"""Whom a limit counts: the visitor that trusted proxies name, else whoever is connected."""

from collections.abc import Iterator
from ipaddress import IPv4Address, ip_network

from flask import request

from foothold.model.networks import Address, network_of, read_address

NOBODY = IPv4Address("127.0.0.1")
"""Whoever is connected through a socket file, which has no address: a proxy on this machine."""
MOST_PROXIES = 10
"""In a row; what stands to the left of so many is not looked at."""


class Visitors:
    """`proxies` are addresses and networks with spaces between them; what anyone else claims is not believed."""

    def __init__(self, proxies: str) -> None:
        self._trusted = tuple(ip_network(proxy) for proxy in proxies.split())

    def __call__(self) -> str:
        """The network of the current request's visitor."""
        return network_of(self.address())

    def address(self) -> Address:
        """The first name from the right that is no trusted proxy's. Each proxy names the one that asked it, so what
        stands to the left of that is only what the visitor claims. Where a name is none, the walk ends before it."""
        asking = read_address(request.remote_addr or "") or NOBODY
        for name in self._named():
            if not self._is_trusted(asking):
                break
            address = read_address(name)
            if address is None:
                break
            asking = address
        return asking

    def _named(self) -> Iterator[str]:
        names = request.headers.get("X-Forwarded-For", "")
        return reversed(names.rsplit(",", MOST_PROXIES)[-MOST_PROXIES:]) if names else iter(())

    def _is_trusted(self, address: Address) -> bool:
        return any(address in network for network in self._trusted)
