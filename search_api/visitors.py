"""Whom a limit counts: the visitor that a trusted proxy names, else whoever is connected."""

from ipaddress import ip_address, ip_network

from flask import request

NOBODY = "127.0.0.1"


class Visitors:
    """`proxies` are addresses and networks with spaces between them; what anyone else claims is not believed."""

    def __init__(self, proxies: str) -> None:
        self._trusted = tuple(ip_network(proxy) for proxy in proxies.split())

    def __call__(self) -> str:
        """The address of the current request's visitor: a proxy names the one it was asked by last."""
        connected = request.remote_addr or NOBODY
        forwarded = request.headers.get("X-Forwarded-For", "")
        if forwarded and any(ip_address(connected) in network for network in self._trusted):
            return forwarded.rpartition(",")[2].strip()[:64]
        return connected
