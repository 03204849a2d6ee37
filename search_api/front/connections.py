"""The connections of one worker: how many there may be, of one address and in all."""

from collections import Counter
from collections.abc import Iterator
from ipaddress import ip_network
from typing import Protocol

from foothold.model.networks import network_of, read_address
from foothold.settings import Settings


class Connection(Protocol):
    """`waits`: it has not yet said, whole, what it wants."""

    @property
    def peer(self) -> str: ...

    @property
    def waits(self) -> bool: ...

    def look(self) -> int: ...

    def retire(self, seconds: float) -> None: ...

    def cut(self) -> None: ...


class Connections:
    """Not for threads: everything is called from the worker's event loop."""

    def __init__(self, settings: Settings) -> None:
        self._most = settings.connections
        self._most_of_one = settings.connections_per_address
        self._proxies = tuple(ip_network(proxy) for proxy in settings.trusted_proxies.split())
        self._open: dict[Connection, str | None] = {}
        self._of: Counter[str] = Counter()
        self._refused = 0

    def __iter__(self) -> Iterator[Connection]:
        return iter(tuple(self._open))

    def __len__(self) -> int:
        return len(self._open)

    def reduce(self, most: int) -> None:
        """Where the system lets this process have fewer."""
        self._most = min(self._most, most)

    def admit(self, connection: Connection) -> bool:
        """Whether there is room. Whoever has said nothing for longest makes room where all places are taken."""
        address = self._counted(connection.peer)
        full = len(self._open) >= self._most
        if (address and self._of[address] >= self._most_of_one) or (full and not self._make_room()):
            self._refused += 1
            return False
        self._open[connection] = address
        if address:
            self._of[address] += 1
        return True

    def refused(self) -> int:
        """How many were turned away since this was asked last."""
        number, self._refused = self._refused, 0
        return number

    def leave(self, connection: Connection) -> None:
        address = self._open.pop(connection, None)
        if address:
            self._of[address] -= 1
            if not self._of[address]:
                del self._of[address]

    def _make_room(self) -> bool:
        for connection in self._open:
            if connection.waits:
                connection.cut()
                self.leave(connection)
                return True
        return False

    def _counted(self, peer: str) -> str | None:
        """What is counted for this peer; None for a proxy of ours, which comes for many."""
        address = read_address(peer)
        if address is None or any(address in proxy for proxy in self._proxies):
            return None
        return network_of(address)
