"""The server under test with its home, what else runs beside it, and when it was killed."""

import http.client
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.http_search import free_port

ROOT = Path(__file__).parents[2]
START_SECONDS, STOP_SECONDS = 90.0, 25.0
AFTERWARDS_SECONDS = 3.0
"""So long after a kill a connection may still turn out to be cut, or find nobody."""
ORPHANS_SECONDS = 30.0


@dataclass(slots=True)
class Window:
    """When the server, or a worker, was away: what was asked meanwhile may be cut."""

    why: str
    began: float
    ended: float = float("inf")


@dataclass(slots=True)
class Stand:
    home: Path
    environment: Mapping[str, str]
    port: int = field(default_factory=free_port)
    windows: list[Window] = field(default_factory=list)
    orphans: list[str] = field(default_factory=list)
    commands: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    stop: threading.Event = field(default_factory=threading.Event)
    _server: subprocess.Popen[bytes] | None = None
    _closed: bool = False
    _starting: threading.Lock = field(default_factory=threading.Lock)

    @property
    def logs(self) -> Path:
        return self.home.parent / "logs"

    def start(self) -> None:
        """Until it can search."""
        with self._starting:
            self._server = self._popen("server", "serve", "--port", str(self.port))
        until = time.monotonic() + START_SECONDS
        while not self._ready():
            if self._server.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"The server did not start: {self.tail('server')}")
            time.sleep(0.1)

    def end(self, number: signal.Signals) -> None:
        """By a signal to the master. Workers that outlive it are told and ended."""
        if self._server is None:
            return
        children = self.children()
        with suppress(ProcessLookupError):
            os.kill(self._server.pid, number)
        try:
            self._server.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.orphans.append(f"the master did not end {STOP_SECONDS:g} s after {number.name}")
            self._server.kill()
            self._server.wait()
        self._server = None
        until = time.monotonic() + ORPHANS_SECONDS
        while (left := [pid for pid in children if alive(pid)]) and time.monotonic() < until:
            time.sleep(0.1)
        for pid in left:
            self.orphans.append(f"{command_line(pid)} did not end {ORPHANS_SECONDS:g} s after {number.name}")
            kill(pid)

    def restart(self, number: signal.Signals) -> None:
        with self.away(f"server {number.name}"):
            self.end(number)
            self.start()

    @contextmanager
    def away(self, why: str) -> Iterator[None]:
        window = Window(why, time.monotonic() - 0.1)
        self.windows.append(window)
        yield
        window.ended = time.monotonic() + AFTERWARDS_SECONDS

    def was_away(self, began: float, ended: float) -> bool:
        """At some moment between these two."""
        return any(window.began <= ended and began <= window.ended for window in tuple(self.windows))

    def children(self) -> list[int]:
        return children_of(self._server.pid) if self._server else []

    def drains(self) -> list[int]:
        return [pid for pid in self.children() if " drain " in f"{command_line(pid)} "]

    def workers(self) -> list[int]:
        drains = self.drains()
        return [pid for pid in self.children() if pid not in drains]

    def begin(self, name: str, *arguments: str) -> subprocess.Popen[bytes]:
        """A `foothold` command in a group of its own; what it says is in `logs/NAME.log`."""
        with self._starting:
            self.commands[name] = self._popen(name, *arguments)
        return self.commands[name]

    def run(self, name: str, *arguments: str, seconds: float = 300) -> int:
        """Its exit code; -9 where it was killed, or took longer."""
        command = self.begin(name, *arguments)
        try:
            return command.wait(seconds)
        except subprocess.TimeoutExpired:
            kill_group(command)
            return command.wait()

    def say(self, *arguments: str, seconds: float = 120) -> tuple[int, str]:
        """The exit code of a `foothold` command, and all that it says."""
        try:
            done = subprocess.run(
                self._command(*arguments), env=dict(self.environment), cwd=self.home.parent, timeout=seconds,
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, text=True,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            return 124, f"It took more than {seconds:g} seconds."
        return done.returncode, done.stdout

    def close(self) -> None:
        """However it ends: everything that was started is ended, by its process id."""
        self.stop.set()
        with self._starting:
            self._closed = True
        for command in self.commands.values():
            kill_group(command)
            command.wait()
        self.end(signal.SIGTERM)

    def tail(self, name: str) -> str:
        return (self.logs / f"{name}.log").read_text(errors="replace")[-2000:]

    def _command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-P", "-m", "foothold", *arguments]

    def _popen(self, name: str, *arguments: str) -> subprocess.Popen[bytes]:
        if self._closed:
            raise RuntimeError("Everything has been ended already.")
        self.logs.mkdir(exist_ok=True)
        with (self.logs / f"{name}.log").open("ab") as log:
            return subprocess.Popen(
                self._command(*arguments), env=dict(self.environment), cwd=self.home.parent,
                stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip

    def _ready(self) -> bool:
        asking = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            asking.request("GET", "/readyz")
            return asking.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            asking.close()


def children_of(pid: int) -> list[int]:
    with suppress(OSError):
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


def command_line(pid: int) -> str:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode().strip()
    return ""


def alive(pid: int) -> bool:
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def resident_mb(pid: int) -> float | None:
    with suppress(OSError, IndexError):
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 2**20
    return None


def kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def kill_group(command: subprocess.Popen[bytes]) -> None:
    """It and what it has started; it was given a group of its own."""
    if command.poll() is None:
        with suppress(ProcessLookupError):
            os.killpg(command.pid, signal.SIGKILL)
