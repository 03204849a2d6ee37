"""Who a visitor is: the first that no trusted proxy vouches for as one of its own, whatever else is claimed."""

from datetime import date

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from foothold.model.networks import Network, network_of, read_address
from search_api.http.client_address import NOBODY, Visitors

TRUSTED = "127.0.0.1 ::1 10.0.0.0/8 fd00::/64"
CASES = [
    ("nobody says anything", "203.0.113.9", "", "203.0.113.9"),
    ("one who is no proxy of ours claims to be another", "203.0.113.9", "192.0.2.1", "203.0.113.9"),
    ("a proxy names the visitor", "127.0.0.1", "192.0.2.1", "192.0.2.1"),
    ("a proxy names the visitor, who claims to be another", "127.0.0.1", "192.0.2.9, 192.0.2.1", "192.0.2.1"),
    ("two proxies in a row", "127.0.0.1", "192.0.2.1, 10.0.0.7", "192.0.2.1"),
    ("three, and a claim", "127.0.0.1", "198.51.100.1, 192.0.2.1, 10.0.0.7,10.0.0.8", "192.0.2.1"),
    ("a proxy that asks for itself", "127.0.0.1", "10.0.0.7", "10.0.0.7"),
    ("a claim to be a proxy is walked over by nobody", "127.0.0.1", "10.0.0.7, 192.0.2.1", "192.0.2.1"),
    ("garbage", "127.0.0.1", "unknown", "127.0.0.1"),
    ("garbage behind a proxy", "127.0.0.1", "unknown, 10.0.0.7", "10.0.0.7"),
    ("garbage to the left of the visitor", "127.0.0.1", "<b>, 192.0.2.1", "192.0.2.1"),
    ("nothing between commas", "127.0.0.1", "192.0.2.1,,", "127.0.0.1"),
    ("a port", "127.0.0.1", "192.0.2.1:4711", "192.0.2.1"),
    ("a port in the middle", "127.0.0.1", "192.0.2.1, [fd00::7]:443", "192.0.2.1"),
    ("IPv6", "::1", "2001:db8::1", "2001:db8::1"),
    ("IPv6 in brackets", "::1", "[2001:db8::1]:4711", "2001:db8::1"),
    ("IPv4 in the clothes of IPv6", "::ffff:127.0.0.1", "::ffff:192.0.2.1", "192.0.2.1"),
    ("a socket file", "", "192.0.2.1", "192.0.2.1"),
    ("a name too long to be one", "127.0.0.1", "1" * 5000, "127.0.0.1"),
    ("more proxies than there are", "127.0.0.1", "192.0.2.1" + ", 10.0.0.7" * 500, "10.0.0.7"),
]


def address(peer: str, forwarded: str) -> str:
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    with Flask(__name__).test_request_context(headers=headers, environ_base={"REMOTE_ADDR": peer}):
        return str(Visitors(TRUSTED).address())


@pytest.mark.parametrize(("peer", "forwarded", "visitor"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_the_visitor_is_the_first_untrusted_name_from_the_right(
    peer: str, forwarded: str, visitor: str
) -> None:
    assert address(peer, forwarded) == visitor


@given(st.text(st.characters(codec="latin-1", exclude_characters="\r\n"), max_size=200))
def test_no_header_breaks_anything(header: str) -> None:
    assert read_address(address("127.0.0.1", header))
    assert address("203.0.113.9", header) == "203.0.113.9"


@given(st.text(max_size=80))
def test_no_text_breaks_the_reader_of_addresses(text: str) -> None:
    read_address(text)


NETWORKS = {
    "192.0.2.1": "192.0.2.1",
    "::ffff:192.0.2.1": "192.0.2.1",
    "2001:db8:1:2:3:4:5:6": "2001:db8:1:2::/64",
    "2001:db8:1:2::": "2001:db8:1:2::/64",
    "fe80::1%eth0": "fe80::/64",
    "::1": "::/64",
}


@pytest.mark.parametrize(("text", "network"), NETWORKS.items())
def test_a_network_is_an_ipv4_address_or_a_64th_of_ipv6(text: str, network: str) -> None:
    found = read_address(text)
    assert found
    assert network_of(found) == network


def test_a_mark_tells_networks_apart_in_one_matter_and_period_and_says_nothing_else() -> None:
    day, secret = date(2026, 9, 15), b"s" * 32
    mine = Network("192.0.2.1", secret)
    assert mine.mark("a", day) == Network("192.0.2.1", secret).mark("a", day)
    others = [
        Network("192.0.2.2", secret).mark("a", day),
        Network("192.0.2.1", b"t" * 32).mark("a", day),
        mine.mark("b", day),
        mine.mark("a", date(2026, 9, 16)),
    ]
    assert len({mine.mark("a", day), *others}) == 5
    assert "192" not in repr(mine) and "sss" not in repr(mine)
    assert str(NOBODY) == "127.0.0.1"
