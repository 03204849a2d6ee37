"""Networks: where requests come from, as limits count them and as the record store may know them."""

import hashlib
import hmac
import re
from dataclasses import dataclass, field
from datetime import date
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

Address = IPv4Address | IPv6Address
SUBSCRIBER = 64
"""The bits of an IPv6 address that a provider gives out; whoever has them chooses the other half freely."""
LONGEST_NAME = 60
# As proxies write them: 192.0.2.1:443, [2001:db8::1], [2001:db8::1]:443.
_WITH_PORT = re.compile(r"(?:\[([^\]]+)\]|(\d[\d.]+))(?::\d{1,5})?")


def read_address(text: str) -> Address | None:
    """An address as a socket or a proxy names it, IPv4 also where it comes in the clothes of IPv6; else None."""
    name = text.strip()
    if len(name) > LONGEST_NAME:
        return None
    bracketed = _WITH_PORT.fullmatch(name)
    try:
        address = ip_address((bracketed[1] or bracketed[2]) if bracketed else name)
    except ValueError:
        return None
    return address.ipv4_mapped or address if isinstance(address, IPv6Address) else address


def network_of(address: Address) -> str:
    """What a limit counts as one: an IPv4 address, or the /64 of an IPv6 address."""
    if isinstance(address, IPv4Address):
        return str(address)
    return str(ip_network((int(address), SUBSCRIBER), strict=False))


@dataclass(frozen=True, slots=True)
class Network:
    """The network of one request. Only its marks may be stored, and nothing of it is printed."""

    name: str = field(repr=False)
    secret: bytes = field(repr=False)

    def mark(self, use: str, since: date) -> str:
        """A keyed hash: equal for the same network, use and time alone. So it tells one network from another
        within one matter and one period, and joins nothing beyond them."""
        key = hmac.digest(self.secret, b"networks", hashlib.sha256)
        message = "\0".join((use, since.isoformat(), self.name))
        return hmac.digest(key, message.encode(), hashlib.sha256).hex()
