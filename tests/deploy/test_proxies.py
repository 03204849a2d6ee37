"""nginx and Caddy in front, as they ship: slow clients stop nobody, and a visitor is who its connection says."""

import http.client
import json
import re
import shutil
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from benchmarks.slow_clients import KINDS, End, Target, flood, local
from tests.deploy.proxies import DEPLOY, NAME, Proxy, proxy
from tests.deploy.proxies import KINDS as PROXIES
from tests.loops import awaited
from tests.real_parts import missing
from tests.search_api.test_serve import Site, served, until

GRACE = 1.0
SHORT = {
    "FOOTHOLD_HEADER_SECONDS": str(GRACE),
    "FOOTHOLD_TRANSFER_GRACE_SECONDS": str(GRACE),
    "FOOTHOLD_RATE_LIMIT_EXPORTS": "1000000 per minute",
    "FOOTHOLD_RATE_LIMIT_SUGGESTIONS": "10 per minute",
}
READERS = {"idle", "reader of a page", "reader of export.jsonl", "reader of export.csv", "pipelining"}
BODIES = {
    "a search with a body", "chunked form", "chunks", "form of a report", "form of an alert",
    "length without a body", "upload with a key", "upload without a key",
}  # fmt: skip
HELD_LONGER = {"nginx": READERS, "caddy": READERS | BODIES}
"""What a proxy has taken whole from Foothold, or Caddy has not yet read to its end, it ends by its own times."""


@dataclass(frozen=True, slots=True)
class Front:
    proxy: Proxy
    site: Site

    def ask(
        self, method: str, path: str, body: bytes | None = None, *, source: str = "127.0.0.1", **headers: str
    ) -> http.client.HTTPResponse:
        context = ssl.create_default_context(cafile=str(self.proxy.folder / "foothold.crt"))
        raw = socket.create_connection(("127.0.0.1", self.proxy.port), timeout=20, source_address=(source, 0))
        connection = http.client.HTTPConnection(NAME)
        connection.sock = context.wrap_socket(raw, server_hostname=NAME)
        connection.request(method, path, body, headers)
        return connection.getresponse()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with served(tmp_path_factory.mktemp("site"), **SHORT) as started:
        started.upload("Apprentice plumber")
        yield started


@pytest.fixture(scope="module", params=PROXIES)
def front(
    request: pytest.FixtureRequest, site: Site, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Front]:
    kind = request.param
    try:
        with proxy(kind, tmp_path_factory.mktemp(kind), site.port, 1) as started:
            yield Front(started, site)
    except FileNotFoundError:
        missing(kind, f"there is no {kind} here")


def flooded(front: Front) -> list[End]:
    target = Target(front.proxy.port, front.site.key, tls=NAME)
    return awaited(flood(target, KINDS, 3 * len(KINDS), local(54), 4))


def test_slow_clients_stop_nobody_and_reach_an_end(front: Front) -> None:
    times: list[float] = []
    over = threading.Event()

    def probe() -> None:
        while not over.wait(0.05):
            began = time.monotonic()
            assert front.ask("GET", "/healthz").status == 200
            times.append(time.monotonic() - began)

    thread = threading.Thread(target=probe)
    thread.start()
    ends = flooded(front)
    over.set()
    thread.join()
    assert len(times) > 10 and sorted(times)[len(times) // 2] <= 0.2
    assert {end.kind for end in ends if end.how == "open"} <= HELD_LONGER[front.proxy.kind]


def test_a_visitor_cannot_say_that_it_is_another(front: Front) -> None:
    """A limit counts by visitor: whoever names another each time still reaches it."""

    def send(source: str, **headers: str) -> int:
        return front.ask("GET", "/api/v1/suggest?q=pl", source=source, **headers).status

    source = f"127.0.{PROXIES.index(front.proxy.kind)}.7"
    names = ("X-Forwarded-For", "X-Real-IP", "Forwarded")
    made_up = [send(source, **dict.fromkeys(names, f"203.0.113.{n}")) for n in range(50)]
    # Two workers let ten a minute pass, each, and meanwhile a minute may end.
    assert made_up[0] == 200 and made_up.count(429) >= 10
    assert send(source.replace(".7", ".8")) == 200


def test_nobody_gets_into_what_is_for_this_machine_alone(front: Front) -> None:
    answer = front.ask("GET", "/operate", Host="127.0.0.1")
    assert answer.status in (401, 403, 404, 421) or b"operate" not in answer.read()
    assert front.ask("GET", "/operate").status == 401


def test_it_says_to_come_by_tls_alone_and_sends_there_who_did_not(front: Front) -> None:
    assert front.ask("GET", "/").headers["Strict-Transport-Security"] == "max-age=31536000"
    plain = http.client.HTTPConnection("127.0.0.1", front.proxy.plain_port, timeout=10)
    plain.request("GET", "/boroughs", headers={"Host": NAME})
    answer = plain.getresponse()
    assert (answer.status, answer.headers["Location"]) in [
        (status, f"https://{NAME}/boroughs") for status in (301, 308)
    ]


def test_uploads_pass_also_in_chunks_and_one_that_is_too_large_is_refused_in_words(front: Front) -> None:
    headers = {"Authorization": f"Bearer {front.site.key}", "Content-Type": "application/json"}
    rows = json.dumps([{"title": "x" * 1000}] * 2000).encode()
    assert front.ask("POST", "/api/v1/uploads", rows, **headers).status == 200
    chunked = front.ask("POST", "/api/v1/uploads", iter([rows[:999_999], rows[999_999:]]), **headers)  # type: ignore[arg-type]
    assert chunked.status == 200
    refused = front.ask("POST", "/api/v1/uploads", b" " * 5_100_000, **headers)
    assert (refused.status, json.loads(refused.read())["status"]) == (413, 413)


def test_its_logs_hold_neither_what_is_searched_for_nor_the_keys_of_links(front: Front) -> None:
    front.ask("GET", "/?q=very-secret-words").read()
    front.ask("GET", "/alerts/stop/very-secret-key?from=very-secret-mail").read()
    assert "very-secret" not in front.proxy.words
    if front.proxy.kind == "nginx":
        assert until(lambda: '"GET /alerts/stop/..." 404' in front.proxy.words)


def test_errors_of_the_proxy_itself_name_no_words_either(tmp_path: Path) -> None:
    for kind in PROXIES:
        folder = tmp_path / kind
        folder.mkdir()
        try:
            with proxy(kind, folder, site=1) as started:
                front = Front(started, None)  # type: ignore[arg-type]
                assert front.ask("GET", "/alerts/stop/very-secret-key?q=very-secret-words").status == 502
                assert "very-secret" not in started.words
        except FileNotFoundError:
            missing(kind, f"there is no {kind} here")


ONE_ADDRESS = """
import contextlib, socket
listener = socket.create_server(("127.0.0.1", 8443), backlog=50)
def connected(address):
    sockets = []
    for _ in range(8):
        one = socket.socket()
        one.settimeout(2)
        one.bind((address, 0))
        with contextlib.suppress(OSError):
            one.connect(("127.0.0.1", 8443))
            sockets.append(one)
    return sockets
held = [connected("127.0.0.5"), connected("127.0.0.6")]
print([len(sockets) for sockets in held])
"""


def test_the_system_counts_the_connections_of_one_address_where_the_proxy_cannot(tmp_path: Path) -> None:
    """In a network of its own, with five instead of 250."""
    nft = shutil.which("nft", path="/usr/sbin:/sbin:/usr/bin")
    unshare = shutil.which("unshare")
    if not nft or not unshare or subprocess.run([unshare, "-n", "true"], capture_output=True).returncode:
        missing("nft", "there is no nft, or no network of one's own, here")
    rules = (DEPLOY / "connections.nft").read_text()
    (tmp_path / "rules").write_text(rules.replace("{ 80, 443 }", "8443").replace("over 250", "over 5"))
    (tmp_path / "up.py").write_text(
        "import fcntl, socket, struct\nfcntl.ioctl(socket.socket(), 0x8914, struct.pack('16sh', b'lo', 0x49))\n"
    )
    (tmp_path / "ask.py").write_text(ONE_ADDRESS)
    script = f"{sys.executable} up.py && {nft} -f rules && {sys.executable} ask.py"
    done = subprocess.run([unshare, "-n", "sh", "-c", script], cwd=tmp_path, capture_output=True, text=True)
    assert done.stdout == "[5, 5]\n", done.stderr


def test_both_allow_a_little_more_than_the_largest_upload() -> None:
    for name, pattern in (("nginx.conf", r"client_max_body_size (\d+)m"), ("Caddyfile", r"max_size (\d+)MB")):
        found = re.search(pattern, (DEPLOY / name).read_text(encoding="utf-8"))
        assert found and int(found[1]) * 1_000_000 > 5_064_000
