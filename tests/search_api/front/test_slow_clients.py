"""`foothold serve` while slow connections stand. Budgets are short, so that seconds suffice."""

import gzip
import http.client
import json
import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from benchmarks.slow_clients import KINDS, SMALL_BUFFER, End, Target, flood, local
from tests.loops import awaited
from tests.search_api.test_serve import Site, served, until

GRACE = 0.7
FLOOR = 1024
SHORT = {
    "FOOTHOLD_HEADER_SECONDS": str(2 * GRACE),
    "FOOTHOLD_TRANSFER_GRACE_SECONDS": str(GRACE),
    "FOOTHOLD_TRANSFER_BYTES_PER_SECOND": str(FLOOR),
    "FOOTHOLD_CONNECTIONS": "80",
    "FOOTHOLD_CONNECTIONS_PER_ADDRESS": "70",
    "FOOTHOLD_RATE_LIMIT_EXPORTS": "1000000 per minute",
}
ENDS_WITHIN = 3 * GRACE + 5
"""Three graces stand for the thirty seconds of the usual budgets; five are those of an idle connection."""
ADVERTS = 400

pytestmark = pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks at processes in /proc")


def uploaded(site: Site) -> None:
    """Enough adverts that no buffer holds an export of them."""
    closing = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()
    text = "You will learn every part of the work. " * 100
    rows = [
        {
            "title": f"Apprentice plumber {n}",
            "kind": "Apprenticeship",
            "postcode": "E8 1EA",
            "closing": closing,
        }
        | {"description": f"Team {n}. {text}"}
        for n in range(ADVERTS)
    ]
    answer = asked(site, "POST", "/api/v1/uploads", json.dumps(rows).encode(), **keyed(site))
    assert answer.status == 200 and json.loads(answer.read())["saved"] == ADVERTS
    assert until(lambda: site.get("/api/v1/opportunities?q=plumber")["total"] == ADVERTS, 30)


def advert(site: Site) -> str:
    """Each worker follows the index by itself, within a fifth of a second."""
    shown: list[str] = []

    def is_there() -> bool:
        shown.extend(each["id"] for each in site.get("/api/v1/opportunities")["opportunities"])
        return bool(shown)

    assert until(is_there)
    return shown[0]


def keyed(site: Site) -> dict[str, str]:
    return {"Authorization": f"Bearer {site.key}", "Content-Type": "application/json"}


def asked(
    site: Site,
    method: str,
    path: str,
    body: bytes | None = None,
    *,
    source: str = "127.0.0.1",
    **headers: str,
) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=30, source_address=(source, 0))
    connection.request(method, path, body, headers)
    return connection.getresponse()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with served(tmp_path_factory.mktemp("slow"), **SHORT) as started:
        uploaded(started)
        yield started


@contextmanager
def probed(site: Site) -> Iterator[list[float]]:
    """Seconds of each answer of /healthz while the block runs; one that fails counts as a hundred."""
    times: list[float] = []
    over = threading.Event()

    def ask() -> None:
        while not over.wait(0.02):
            began = time.monotonic()
            try:
                assert asked(site, "GET", "/healthz").status == 200
                times.append(time.monotonic() - began)
            except (OSError, http.client.HTTPException):
                times.append(100.0)

    thread = threading.Thread(target=ask)
    thread.start()
    try:
        yield times
    finally:
        over.set()
        thread.join()


def flooded(site: Site, addresses: int, each: int = 3) -> list[End]:
    target = Target(site.port, site.key, advert(site))
    return awaited(flood(target, KINDS, each * len(KINDS), local(addresses), ENDS_WITHIN + 2))


@pytest.mark.parametrize("addresses", [1, 54], ids=["from one address", "from many"])
def test_slow_clients_of_every_kind_are_ended_in_time_and_stop_nobody(site: Site, addresses: int) -> None:
    workers = site.children()
    with probed(site) as times:
        ends = flooded(site, addresses)
    late = [end for end in ends if end.how == "open" or end.seconds > ENDS_WITHIN]
    assert not late
    assert sorted(times)[len(times) // 2] <= 0.2 and max(times) < 100
    assert site.children() == workers


def test_whoever_is_too_slow_is_told_so_where_nothing_was_answered_yet(site: Site) -> None:
    told = {end.kind: end.status for end in flooded(site, 1, each=1)}
    slow = ("headers", "header lines", "upload with a key", "form of a report", "form of an alert", "chunks")
    assert {kind: told[kind] for kind in slow} == dict.fromkeys(slow, 408)
    # What does not read the body it is sent answers as it would without one.
    assert (told["upload without a key"], told["a search with a body"], told["idle"]) == (401, 200, 200)


def test_an_honest_upload_over_a_slow_line_passes(site: Site) -> None:
    body = json.dumps([{"title": "x" * int(FLOOR * 2 * 4 * GRACE)}]).encode()
    with socket.create_connection(("127.0.0.1", site.port), timeout=10) as sock:
        head = f"POST /api/v1/uploads HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {site.key}\r\n"
        sock.sendall(f"{head}Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode())
        step = int(FLOOR * 2 * GRACE / 10)
        for start in range(0, len(body), step):
            sock.sendall(body[start : start + step])
            time.sleep(GRACE / 10)
        assert sock.recv(100).startswith(b"HTTP/1.1 200")


def test_an_honest_reader_on_a_slow_line_gets_all_of_an_export(site: Site) -> None:
    with socket.socket() as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL_BUFFER)
        sock.connect(("127.0.0.1", site.port))
        sock.sendall(b"GET /api/v1/export.jsonl HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        began, taken = time.monotonic(), b""
        while time.monotonic() - began < 4 * GRACE:
            taken += sock.recv(FLOOR)
            time.sleep(GRACE / 4)
        while part := sock.recv(1_000_000):
            taken += part
    assert taken.endswith(b"0\r\n\r\n")
    assert taken.count(b'{"terms":') == ADVERTS


def test_an_address_over_its_share_is_refused_and_others_are_served(site: Site) -> None:
    """There are two workers, so that 141 connections are more than both let one address have."""
    held = []
    try:
        for _ in range(141):
            sock = socket.create_connection(("127.0.0.1", site.port), source_address=("127.0.9.1", 0))
            held.append(sock)
        refused = [sock for sock in held if _first_word_now(sock).startswith(b"HTTP/1.1 503")]
        assert refused
        assert asked(site, "GET", "/healthz", source="127.0.9.2").status == 200
        assert until(lambda: "connections refused" in (site.home / "log").read_text())
    finally:
        for sock in held:
            sock.close()


def _first_word_now(sock: socket.socket) -> bytes:
    sock.settimeout(0.01)
    try:
        return sock.recv(100)
    except (TimeoutError, ConnectionError):
        return b""


def test_where_silent_connections_take_every_place_the_next_visitor_gets_in(site: Site) -> None:
    held = []
    try:
        for address in local(60) * 5:
            held.append(socket.create_connection(("127.0.0.1", site.port), source_address=(address, 0)))
        assert asked(site, "GET", "/healthz", source="127.0.9.2").status == 200
    finally:
        for sock in held:
            sock.close()


def test_a_body_over_the_limit_is_refused_before_it_is_sent(site: Site) -> None:
    def status(*headers: str) -> bytes:
        lines = ["POST /api/v1/uploads HTTP/1.1", "Host: a", "Content-Length: 5064001", *headers, "", ""]
        with socket.create_connection(("127.0.0.1", site.port), timeout=5) as sock:
            sock.sendall("\r\n".join(lines).encode())
            return sock.recv(12)

    assert status(f"Authorization: Bearer {site.key}") == b"HTTP/1.1 413"
    assert status("Authorization: Bearer wrong") == b"HTTP/1.1 401"


def test_whoever_waits_for_leave_to_send_gets_it_where_the_body_is_wanted(site: Site) -> None:
    def first_word(length: int) -> bytes:
        lines = ["POST /api/v1/uploads HTTP/1.1", "Host: a", f"Authorization: Bearer {site.key}"]
        lines += ["Content-Type: application/json", f"Content-Length: {length}", "Expect: 100-continue"]
        with socket.create_connection(("127.0.0.1", site.port), timeout=5) as sock:
            sock.sendall("\r\n".join([*lines, "", ""]).encode())
            return sock.recv(12)

    assert first_word(4_000_000) == b"HTTP/1.1 100"
    assert first_word(6_000_000) == b"HTTP/1.1 413"


def test_whoever_sends_too_much_reads_why_after_sending_it(site: Site) -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = asked(site, "POST", f"/opportunities/{advert(site)}/report", b"a=" + b"a" * 300_000, **form)
    assert answer.status == 413
    answer = asked(site, "POST", "/api/v1/uploads", b" " * 5_200_000, **keyed(site))
    assert (answer.status, json.loads(answer.read())["status"]) == (413, 413)


def test_an_upload_in_chunks_is_taken(site: Site) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=10)
    rows = json.dumps([{"title": f"Row {n}"} for n in range(4000)]).encode()
    parts = (rows[start : start + 7000] for start in range(0, len(rows), 7000))
    connection.request("POST", "/api/v1/uploads", parts, keyed(site), encode_chunked=True)
    answer = json.loads(connection.getresponse().read())
    assert (answer["saved"], answer["rejected"]) == (0, 4000)


def test_what_a_page_answers_is_what_it_always_was(site: Site) -> None:
    """On one kept connection, so that a wrong length would spoil what comes next."""
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=10)

    def answer(method: str, **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
        connection.request(method, "/api/v1/opportunities?q=plumber", headers=headers)
        response = connection.getresponse()
        return response, response.read()

    whole, body = answer("GET")
    head, nothing = answer("HEAD")
    assert nothing == b"" and head.headers["Content-Length"] == str(len(body))
    unchanged, nothing = answer("GET", **{"If-None-Match": whole.headers["ETag"]})
    assert (unchanged.status, nothing) == (304, b"")
    connection.request("GET", "/", headers={"Accept-Encoding": "gzip"})
    page = connection.getresponse()
    assert page.headers["Content-Encoding"] == "gzip" and b"</html>" in gzip.decompress(page.read())


def test_requests_that_come_ahead_are_answered_in_their_order(site: Site) -> None:
    with socket.create_connection(("127.0.0.1", site.port), timeout=10) as sock:
        asks = [f"GET /{path} HTTP/1.1\r\nHost: a\r\n\r\n" for path in ("healthz", "no-such-page", "readyz")]
        sock.sendall("".join(asks).encode())
        sock.shutdown(socket.SHUT_WR)
        taken = b""
        while part := sock.recv(100_000):
            taken += part
    assert [int(part[:3]) for part in taken.split(b"HTTP/1.1 ")[1:]] == [200, 404, 200]


def test_the_visitor_s_own_address_is_seen(site: Site) -> None:
    asked(site, "GET", "/healthz", source="127.0.7.7")
    assert until(lambda: "127.0.7.7 [" in (site.home / "log").read_text())


@pytest.mark.parametrize(
    ("request_bytes", "status"),
    [
        (b"GET /secret-words\x01 HTTP/1.1\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nsecret words: a\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + b"1" * 5000 + b"\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\n" + b"".join(b"X-%d: secret%s\r\n" % (n, b"a" * 1000) for n in range(90)), 431),
        (b"GET /?secret=" + b"a" * 9000 + b" HTTP/1.1\r\n\r\n", 414),
        (
            b"GET /?secret HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n",
            403,
        ),
    ],
    ids=["target", "header", "length", "all headers together", "line", "websocket"],
)
def test_a_request_that_cannot_be_read_is_refused_without_its_words(
    site: Site, request_bytes: bytes, status: int
) -> None:
    with socket.create_connection(("127.0.0.1", site.port), timeout=5) as sock:
        sock.sendall(request_bytes)
        taken = sock.recv(10_000)
    assert taken.startswith(b"HTTP/1.1 %d" % status) and b"secret" not in taken
    assert b"secret" not in (site.home / "log").read_bytes()


def test_a_site_that_ends_finishes_what_has_begun_and_waits_for_nobody_slow(tmp_path: Path) -> None:
    with served(tmp_path) as site:
        silent = [socket.create_connection(("127.0.0.1", site.port)) for _ in range(20)]
        with socket.create_connection(("127.0.0.1", site.port), timeout=10) as sock:
            head = f"POST /api/v1/uploads HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {site.key}\r\n"
            sock.sendall(f"{head}Content-Type: application/json\r\nContent-Length: 20\r\n\r\n[".encode())
            assert until(lambda: asked(site, "GET", "/healthz").status == 200)
            site.process.send_signal(signal.SIGTERM)
            assert until(lambda: _refused(site.port))
            sock.sendall(b'{"title": "abcde"}]')
            assert sock.recv(100).startswith(b"HTTP/1.1 200")
        assert site.process.wait(8) == 0
        for one in silent:
            one.close()


def _refused(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0
