"""A test reaches this machine alone: whoever connects further is stopped with the address."""

import ipaddress
import socket
from collections.abc import Callable
from typing import Any

import pytest


class Outside(BaseException):
    """A test connects beyond loopback. No handler of errors may take it for a network that is down."""


def keep_inside(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is in this process; the programs that tests start keep to their own rules."""
    for name in ("connect", "connect_ex"):
        monkeypatch.setattr(socket.socket, name, _guarded(getattr(socket.socket, name)))


def _guarded(connect: Callable[[socket.socket, Any], Any]) -> Callable[[socket.socket, Any], Any]:
    def guarded(one: socket.socket, address: Any) -> Any:
        if one.family in (socket.AF_INET, socket.AF_INET6) and not _is_here(str(address[0])):
            raise Outside(f"a test connects to {address[0]}")
        return connect(one, address)

    return guarded


def _is_here(host: str) -> bool:
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return host == "localhost"
    return address.is_loopback or address.is_unspecified
