"""Hosts as what they are: names that the network leads somewhere. Which of them speak for a publisher, `SourceHosts`
says."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import urlsplit

USUAL_PORTS = {"http": 80, "https": 443}
_NAME = re.compile(r"[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*")
_IPV6 = re.compile(r"[0-9a-f:.]+")


@dataclass(frozen=True, slots=True)
class Host:
    """A name as the network knows it: in ASCII, in small letters, without `www.` and the root's dot. `port` is None
    for the usual one of http or https; another port is another server."""

    name: str
    port: int | None = None

    @classmethod
    def of_url(cls, url: str) -> Self | None:
        """None where an address names no host, or names it in a way that two programs may read differently."""
        try:
            parts = urlsplit(url)
            name, port = _ascii(parts.hostname or ""), parts.port
        except ValueError:
            return None
        if parts.scheme not in USUAL_PORTS or name is None:
            return None
        return cls(name.removeprefix("www."), None if port == USUAL_PORTS[parts.scheme] else port)

    @classmethod
    def named(cls, text: str) -> Self:
        """One that a person wrote: `jobs.college.example`, or with its port. Raises ValueError."""
        host = cls.of_url(f"https://{text}")
        if host is None or urlsplit(f"https://{text}").netloc != text:
            raise ValueError(f"“{text}” is no name of a host: write it as in jobs.college.example")
        return host


def host_text(url: str) -> str:
    """The host of an address for people: as it stands there, with a port that is not the usual one."""
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        port = None
    unusual = port is not None and port != USUAL_PORTS.get(parts.scheme)
    return f"{parts.hostname or 'no host'}{f':{port}' if unusual else ''}"


def _ascii(name: str) -> str | None:
    plain = name.lower().removesuffix(".")
    if not plain.isascii():
        try:
            plain = plain.encode("idna").decode()
        except UnicodeError:
            return None
    return plain if _NAME.fullmatch(plain) or (":" in plain and _IPV6.fullmatch(plain)) else None


@dataclass(frozen=True, slots=True)
class SourceHosts:
    """The hosts whose word is a source's publisher's: those where it begins, those of its family's service, and those
    that its YAML names."""

    hosts: frozenset[Host] = field(default_factory=frozenset)

    @classmethod
    def of(cls, addresses: Iterable[str], names: Iterable[str]) -> Self:
        begins = (Host.of_url(address) for address in addresses)
        return cls(frozenset(host for host in (*begins, *map(Host.named, names)) if host))

    def speak(self, url: str) -> bool:
        """Whether what this address answers is the publisher's word."""
        return Host.of_url(url) in self.hosts

    def refusal(self, asked: str, before: str, led_to: str) -> str | None:
        """Why an answer at `led_to` is none to what was `asked`, as a clause; None where it is one.

        `before` is the address that led there, which may itself lie behind a redirect. A way from https to http is
        refused even at one host: whoever is on that way may answer.
        """
        if urlsplit(before).scheme == "https" and urlsplit(led_to).scheme != "https":
            return (
                f"it leads from https to http at {host_text(led_to)}, where anybody on the way could answer"
            )
        host = Host.of_url(led_to)
        if host and (host == Host.of_url(asked) or host in self.hosts):
            return None
        return f"another host answers for it, {host_text(led_to)}, which the source's `hosts` do not name"
