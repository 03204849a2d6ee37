"""No test reaches beyond this machine."""

import socket

import pytest

from tests.sockets import Outside


@pytest.mark.parametrize("host", ["192.0.2.1", "foothold.example", "2001:db8::1"])
def test_a_test_that_connects_further_is_stopped(host: str) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as one, pytest.raises(Outside, match=host):
        one.connect((host, 9))
    with socket.socket(family) as one, pytest.raises(Outside, match=host):
        one.connect_ex((host, 9))


def test_this_machine_is_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket() as one:
        one.connect(server.getsockname())
