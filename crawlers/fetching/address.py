"""Which addresses a crawl may fetch: public ones, over http and https, and nothing that hides another."""

import ipaddress
import re
import socket
import unicodedata
from urllib.parse import unquote, urlsplit

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

PRIVATE_NAMES = (
    "localhost", "local", "internal", "localdomain", "home", "lan", "intranet", "corp", "private", "svc", "arpa",
)  # fmt: skip
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
IPV4_COMPATIBLE = ipaddress.IPv6Network("::/96")
NOT_PUBLIC = tuple(
    map(
        ipaddress.ip_network,
        (
            "192.0.0.0/24",  # IETF protocol assignments; Oracle's cloud answers for its metadata at .192.
            "168.63.129.16/32",  # Azure's own server for its machines, at a public address.
            "192.88.99.0/24",  # Relays into 6to4.
            "fec0::/10",  # Site-local addresses, deprecated and still routed here and there.
            "3fff::/20",  # Documentation.
        ),
    )
)
"""Addresses that Python calls global and that no publisher has."""
ISATAP = (
    0x00005EFE,
    0x02005EFE,
)  # The third quarter of an IPv6 address that carries an IPv4 one in its fourth.
# A browser and a library may read these differently, and the difference is where an attack lives.
AMBIGUOUS = re.compile(r"[\x00-\x20\x7f\\]")


def refusal(url: str, *, loopback: bool = False) -> str | None:
    """Why this address may not be fetched, judged by its text alone; None where it may.

    A host name passes here and is judged again when it is resolved. `loopback` lets this machine through,
    as the sample city needs it.
    """
    if AMBIGUOUS.search(url):
        return "the address holds a space, a control character or a backslash"
    try:
        parts = urlsplit(url)
        host = parts.hostname
        _ = parts.port
    except ValueError:
        return "the address cannot be read"
    if parts.scheme not in ("http", "https"):
        return f"only http and https are fetched, not {parts.scheme or 'an address without a scheme'}"
    if parts.username is not None or parts.password is not None:
        return "the address carries a user name"
    return _host_refusal(host, loopback) if host else "the address names no host"


def _host_refusal(host: str, loopback: bool) -> str | None:
    name = plain_host(host)
    address = literal_address(name)
    if address:
        return None if is_allowed(address, loopback=loopback) else f"{address} is not a public address"
    last = name.rpartition(".")[2]
    if last == "localhost":
        return None if loopback else f"{name} is this machine"
    if last in PRIVATE_NAMES or "." not in name:
        return f"{name} is a name inside a private network"
    return None


def plain_host(host: str) -> str:
    """The host as a resolver would see it: full-width digits, dots of other scripts and %31 made plain."""
    return unicodedata.normalize("NFKC", unquote(host)).replace("。", ".").lower().rstrip(".")


def literal_address(host: str) -> Address | None:
    """The address that a host spells out, in any way that the C library takes: 127.1, 0x7f.1, 2130706433."""
    bare = host.strip("[]").partition("%")[0]
    try:
        return ipaddress.ip_address(bare)
    except ValueError:
        pass
    try:
        return ipaddress.IPv4Address(socket.inet_aton(bare))
    except (OSError, UnicodeEncodeError):
        return None


def is_allowed(address: Address, *, loopback: bool = False) -> bool:
    """Whether a connection may be opened to this address: a public one, or this machine where that is let
    through."""
    inner = _inside(address)
    if inner.is_loopback:
        return loopback
    if any(address in network or inner in network for network in NOT_PUBLIC):
        return False
    return inner.is_global and not inner.is_multicast and not inner.is_reserved


def _inside(address: Address) -> Address:
    """The IPv4 address that an IPv6 one carries in any of the ways there are, else the address itself."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address.ipv4_mapped:
        return address.ipv4_mapped
    if address.sixtofour:
        return address.sixtofour
    if address.teredo:
        return address.teredo[1]
    isatap = (int(address) >> 32) & 0xFFFFFFFF in ISATAP
    if isatap or address in NAT64 or (address in IPV4_COMPATIBLE and int(address) > 1):
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address
