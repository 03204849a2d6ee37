"""`foothold serve` as people start it: workers, the drain beside them, a clean end."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from foothold.store import employers
from foothold.store.open_store import open_store


class Site:
    """A served site in a home of its own, with an employer's key, and settings beside it."""

    def __init__(self, home: Path, **settings: str) -> None:
        self.home = home
        store = open_store(f"sqlite:///{home / 'foothold.db'}")
        store.upgrade()
        self.key = employers.add(store, "Marlow & Finch", at=datetime.now(UTC))
        store.close()
        with socket.socket() as chosen:
            chosen.bind(("127.0.0.1", 0))
            self.port = chosen.getsockname()[1]
        environment = {k: v for k, v in os.environ.items() if not k.startswith("FOOTHOLD_")}
        self.log = (home / "log").open("wb")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "foothold", "serve", "--port", str(self.port)],
            # Whoever waits here asks ten times a second.
            env=environment
            | {"FOOTHOLD_HOME": str(home), "FOOTHOLD_RATE_LIMIT": "1000000 per minute"}
            | settings,
            stdout=self.log,
            stderr=subprocess.STDOUT,
        )

    def get(self, path: str) -> Any:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as response:
            return json.load(response)

    def wait(self, path: str, seconds: float = 20.0) -> Any:
        """The first answer that is a 200."""
        end = time.monotonic() + seconds
        while True:
            try:
                return self.get(path)
            except (urllib.error.URLError, ConnectionError):
                if time.monotonic() > end or self.process.poll() is not None:
                    raise AssertionError((self.home / "log").read_text()) from None
                time.sleep(0.1)

    def upload(self, title: str) -> Any:
        closing = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()
        body = json.dumps(
            [{"title": title, "kind": "Apprenticeship", "postcode": "E8 1EA", "closing": closing}]
        )
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/api/v1/uploads",
            body.encode(),
            {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=10) as response:
            return json.load(response)

    def children(self) -> list[int]:
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(pid) for pid in listed.split()]

    def drain_pid(self) -> int:
        return next(pid for pid in self.children() if b"drain" in Path(f"/proc/{pid}/cmdline").read_bytes())

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(20)


@contextmanager
def served(home: Path, **settings: str) -> Iterator[Site]:
    started = Site(home, **settings)
    try:
        started.wait("/readyz")
        yield started
    finally:
        if started.process.poll() is None:
            started.process.kill()
            started.process.wait()
        started.log.close()


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with served(tmp_path) as started:
        yield started


def running(pid: int) -> bool:
    try:
        return b" Z " not in Path(f"/proc/{pid}/stat").read_bytes()
    except FileNotFoundError:
        return False


def until(condition: Any, seconds: float = 10.0) -> bool:
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def total(site: Site, words: str) -> int:
    found: int = site.get(f"/api/v1/opportunities?q={words}")["total"]
    return found


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks at processes in /proc")
def test_an_upload_is_found_within_two_seconds_and_everything_ends_together(site: Site) -> None:
    assert site.upload("Apprentice plumber")["saved"] == 1
    saved = time.monotonic()
    assert until(lambda: total(site, "plumber") == 1)
    assert time.monotonic() - saved < 2.0
    assert site.get("/api/v1/opportunities")["links"]["self"].startswith(f"http://127.0.0.1:{site.port}/")
    children = site.children()
    assert len(children) == 3
    assert site.stop() == 0
    assert not any(map(running, children))
    assert "plumber" not in (site.home / "log").read_text()


def report_unsafe(site: Site, id: str, visitor: str) -> None:  # noqa: A002 - the public key is `id`
    address = f"http://127.0.0.1:{site.port}/opportunities/{id}/report"
    with urllib.request.urlopen(address, timeout=10) as form:
        [token] = re.findall(r'name="token" value="([^"]+)"', form.read().decode())
    body = urllib.parse.urlencode({"reason": "unsafe", "token": token}).encode()
    sent = urllib.request.Request(address, body, {"X-Forwarded-For": visitor})
    with urllib.request.urlopen(sent, timeout=10) as thanks:
        assert "We have your report" in thanks.read().decode()


def test_an_advert_that_two_networks_report_as_unsafe_is_gone_within_two_seconds(site: Site) -> None:
    """Whichever workers they met, and for everybody who follows."""
    [row] = site.upload("Apprentice plumber")["rows"]
    site.upload("Apprentice joiner")
    assert until(lambda: total(site, "plumber") == 1)
    report_unsafe(site, row["id"], "203.0.113.9")
    report_unsafe(site, row["id"], "203.0.113.9")
    assert total(site, "plumber") == 1
    report_unsafe(site, row["id"], "203.0.113.10")
    hidden = time.monotonic()
    assert until(lambda: total(site, "plumber") == 0)
    assert time.monotonic() - hidden < 2.0
    assert site.upload("Apprentice plumber")["rows"][0]["id"] == row["id"]
    joiner, plumber = site.get("/api/v1/changes")["items"]
    assert (joiner["state"], plumber["state"], plumber["id"]) == ("updated", "deleted", row["id"])
    with pytest.raises(urllib.error.HTTPError, match="404"):
        site.get(f"/opportunities/{row['id']}")
    assert "203.0.113" not in (site.home / "log").read_text().replace("127.0.0.1", "")


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks at processes in /proc")
def test_with_its_cluster_away_an_upload_is_found_in_the_stand_by_within_two_seconds(tmp_path: Path) -> None:
    settings = {
        "FOOTHOLD_SEARCH_URL": "http://127.0.0.1:9",
        "FOOTHOLD_SEARCH_STANDBY": str(tmp_path / "standby"),
    }
    with served(tmp_path, **settings) as site:
        assert site.get("/readyz")["status"] == "degraded"
        site.upload("Apprentice plumber")
        saved = time.monotonic()
        assert until(lambda: total(site, "plumber") == 1)
        assert time.monotonic() - saved < 2.0
        assert site.get("/api/v1/opportunities")["degraded"] is True
        children = site.children()
        assert len(children) == 4
        assert site.stop() == 0
        assert not any(map(running, children))


RAW = {
    "a megabyte": b"GET /api/v1/opportunities?q=" + b"a" * 1_000_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n",
    "NUL": b"GET /api/v1/opportunities?q=a\x00b HTTP/1.1\r\nHost: a\r\n\r\n",
    "right to left": "GET /api/v1/opportunities?q=\u202eسباك HTTP/1.1\r\nHost: a\r\n\r\n".encode(),
    "brackets": b"GET /api/v1/opportunities?q=" + b"(" * 5_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n",
    "no protocol": b"((((((((\r\n\r\n",
    "a header of a megabyte": b"GET / HTTP/1.1\r\nHost: a\r\nX-A: " + b"a" * 1_000_000 + b"\r\n\r\n",
    "a body that never comes": b"POST /api/v1/uploads HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999\r\n\r\n",
}


def raw(site: Site, request: bytes) -> bytes:
    """What comes back before the server closes or three seconds pass."""
    with socket.create_connection(("127.0.0.1", site.port), timeout=3) as connection:
        try:
            connection.sendall(request)
            return connection.recv(100)
        except (ConnectionError, TimeoutError):
            return b""


def test_the_log_names_what_was_asked_for_without_the_key_of_a_link(site: Site) -> None:
    key = "abcdefghijklmnop" * 3
    with pytest.raises(urllib.error.HTTPError, match="404"):
        site.get(f"/alerts/stop/{key}?from=mail")
    assert until(lambda: "/alerts/stop/…" in (site.home / "log").read_text())
    assert "abcdefgh" not in (site.home / "log").read_text()


def test_hostile_requests_leave_the_workers_alive(site: Site) -> None:
    workers = site.children()
    for name, request in RAW.items():
        status = raw(site, request).split(b" ")[1:2]
        assert status in ([], [b"200"], [b"400"], [b"401"], [b"404"], [b"413"], [b"414"], [b"431"]), name
    assert site.get("/healthz") == {"status": "ok"}
    assert site.children() == workers


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks at processes in /proc")
def test_a_drain_that_dies_is_started_again(site: Site) -> None:
    first = site.drain_pid()
    os.kill(first, signal.SIGKILL)
    site.upload("Apprentice joiner")
    # The dead drain's lease must run out before the next may write.
    assert until(lambda: total(site, "joiner") == 1, 60)
    assert site.drain_pid() != first


@pytest.mark.skipif(sys.platform != "linux", reason="other systems leave the drain to its lease")
def test_nothing_outlives_a_site_that_was_killed(site: Site) -> None:
    children = site.children()
    os.kill(site.process.pid, signal.SIGKILL)
    site.process.wait()
    assert until(lambda: not any(map(running, children)), 15)


HOSTILE_PATHS = (
    b"/x%0a203.0.113.5%20[30/Nov/2026]%20%22GET%20/operate%22%20200",
    b"/x%1b]0;owned%07%c2%9b%e2%80%ae%0d%7f",
    b"/x\x9b\xe2\x80\xae\xff",
    b"/x%5c%22%20200",
    b"/alerts/stop/%0aSECRET",
    b"/alerts/stop/a%0aSECRET",
)


def test_a_request_is_one_line_of_the_log_and_steers_no_terminal(site: Site) -> None:
    before = (site.home / "log").read_bytes()
    for path in HOSTILE_PATHS:
        with socket.create_connection(("127.0.0.1", site.port), timeout=10) as asked:
            asked.sendall(b"GET " + path + b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            assert asked.recv(100).startswith(b"HTTP/1.1 ")
    assert until(lambda: (site.home / "log").read_bytes().count(b'"GET /alerts/stop/') == 2)
    written = (site.home / "log").read_bytes()[len(before) :].decode()
    assert not [one for one in written if not (one.isprintable() or one == "\n")]
    assert "SECRET" not in written
    assert not [line for line in written.splitlines() if line.startswith("203.0.113.5")]
    assert r'"GET /x\\\" 200"' in written
