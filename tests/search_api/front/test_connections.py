"""Who is let in, and who makes room."""

from dataclasses import dataclass

from foothold.settings import Settings
from search_api.front.connections import Connections


@dataclass(eq=False)
class Caller:
    peer: str
    waits: bool = True
    is_cut: bool = False

    def look(self) -> int:
        return 0

    def retire(self, seconds: float) -> None: ...

    def cut(self) -> None:
        self.is_cut = True


def connections(most: int = 100, of_one: int = 3) -> Connections:
    settings = Settings(
        connections=most, connections_per_address=of_one, trusted_proxies="127.0.0.1 10.1.0.0/16"
    )
    return Connections(settings)


def admitted(held: Connections, *peers: str) -> list[bool]:
    return [held.admit(Caller(peer)) for peer in peers]


def test_one_address_has_its_share_and_others_theirs() -> None:
    held = connections()
    assert admitted(held, *["203.0.113.5"] * 4) == [True, True, True, False]
    assert admitted(held, "203.0.113.6") == [True]


def test_who_leaves_makes_room_for_the_same_address() -> None:
    held = connections(of_one=1)
    caller = Caller("203.0.113.5")
    assert held.admit(caller) and admitted(held, "203.0.113.5") == [False]
    held.leave(caller)
    held.leave(caller)
    assert admitted(held, "203.0.113.5", "203.0.113.5") == [True, False]


def test_all_of_an_ipv6_network_of_64_bits_is_one_address() -> None:
    held = connections()
    assert admitted(held, *(f"2001:db8:1:2::{n}" for n in range(4))) == [True, True, True, False]
    assert admitted(held, "2001:db8:1:3::1") == [True]


def test_an_ipv4_address_is_the_same_on_a_socket_of_both() -> None:
    held = connections(of_one=1)
    assert admitted(held, "203.0.113.5", "::ffff:203.0.113.5", "::ffff:10.1.2.3") == [True, False, True]


def test_a_trusted_proxy_comes_for_many() -> None:
    assert all(admitted(connections(), *["10.1.2.3"] * 20, *["127.0.0.1"] * 20))


def test_where_all_places_are_taken_whoever_has_said_nothing_for_longest_makes_room() -> None:
    held = connections(most=3)
    callers = [Caller("10.1.0.1", waits=waits) for waits in (False, True, True)]
    assert all(held.admit(caller) for caller in callers)
    assert admitted(held, "203.0.113.5") == [True]
    assert [caller.is_cut for caller in callers] == [False, True, False]
    assert len(held) == 3


def test_nobody_is_let_in_where_all_are_being_served() -> None:
    held = connections(most=2)
    callers = [Caller("10.1.0.1", waits=False) for _ in range(2)]
    assert all(held.admit(caller) for caller in callers)
    assert admitted(held, "203.0.113.5") == [False]
    assert not any(caller.is_cut for caller in callers)
