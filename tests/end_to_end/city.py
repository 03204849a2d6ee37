"""`foothold demo` as a child process, as a person starts it, and what can be asked of it over HTTP."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

FOOTHOLD = (str(Path(sys.executable).with_name("foothold")),)
START_SECONDS = 60
API = "/api/v1/opportunities"
Parameters = Sequence[tuple[str, str]]


def free_port() -> int:
    """A port that is free together with the next one, which the sample city's own sites take."""
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port: int = first.getsockname()[1]
            try:
                second.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port


def environment(home: Path | None, **more: str) -> dict[str, str]:
    """This environment without its settings of Foothold, so that no machine's own get into a test."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("FOOTHOLD_")}
    at_home = {"FOOTHOLD_HOME": str(home)} if home else {}
    return clean | at_home | {"FOOTHOLD_RATE_LIMIT": "100000 per minute"} | more


@dataclass
class Answer:
    status: int
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class City:
    """One running `foothold demo`."""

    process: subprocess.Popen[str]
    port: int
    output: Path

    @property
    def said(self) -> str:
        return self.output.read_text(encoding="utf-8")

    def children(self) -> set[int]:
        return descendants(self.process.pid)

    def wait_until_said(self, words: str, seconds: float = START_SECONDS) -> None:
        until = time.monotonic() + seconds
        while words not in self.said:
            assert self.process.poll() is None, f"it ended: {self.said}"
            assert time.monotonic() < until, f"“{words}” was not said: {self.said}"
            time.sleep(0.05)

    def ask(
        self, path: str, parameters: Parameters = (), *, body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:  # fmt: skip
        url = f"http://127.0.0.1:{self.port}{path}" + ("?" + urlencode(parameters) if parameters else "")
        asked = urllib.request.Request(url, data=body, headers=dict(headers or {}))
        try:
            with urllib.request.urlopen(asked, timeout=20) as response:
                return Answer(response.status, response.read())
        except urllib.error.HTTPError as error:
            return Answer(error.code, error.read())

    def search(self, *parameters: tuple[str, str]) -> dict[str, Any]:
        answer = self.ask(API, parameters)
        assert answer.status == 200, answer.body
        found: dict[str, Any] = answer.json
        return found

    def every(self, *parameters: tuple[str, str]) -> list[dict[str, Any]]:
        """All opportunities of a search, page by page."""
        page = self.search(*parameters, ("per_page", "100"))
        found: list[dict[str, Any]] = page["opportunities"]
        while page["links"]["next"]:
            answer = self.ask(API + "?" + page["links"]["next"].partition("?")[2])
            assert answer.status == 200, answer.body
            page = answer.json
            found += page["opportunities"]
        return found

    def stop(self, number: int = signal.SIGTERM, seconds: float = 30) -> int:
        self.process.send_signal(number)
        return self.process.wait(seconds)


@contextmanager
def sample_city(
    home: Path | None, limit: int, folder: Path, *, command: Sequence[str] = FOOTHOLD, ready: bool = True,
    env: Mapping[str, str] | None = None, port: int | None = None,
) -> Iterator[City]:  # fmt: skip
    """The city, served and wholly crawled; `folder` is where the command is given and its output is kept."""
    port = port or free_port()
    output = folder / f"output-{port}.txt"
    with output.open("w") as out:
        process = subprocess.Popen(
            [*command, "demo", "--limit", str(limit), "--port", str(port)],
            env=dict(env or environment(home)), cwd=folder, stdin=subprocess.DEVNULL, stdout=out,
            stderr=subprocess.STDOUT, text=True, start_new_session=True,
        )  # fmt: skip
    city = City(process, port, output)
    try:
        if ready:
            city.wait_until_said("can be searched at")
        yield city
    finally:
        if process.poll() is None:
            left = city.children()
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                for pid in (process.pid, *left):
                    if alive(pid):
                        os.kill(pid, signal.SIGKILL)
                process.wait()


def descendants(pid: int) -> set[int]:
    """The process's children, their children and so on."""
    listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True)
    parents = [tuple(map(int, line.split())) for line in listed.stdout.splitlines()]
    found: set[int] = set()
    around = {pid}
    while around:
        around = {child for child, parent in parents if parent in around} - found
        found |= around
    return found


def alive(pid: int) -> bool:
    """Whether it still runs; a zombie whom nobody has collected does not."""
    shown = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True)
    return shown.stdout.strip()[:1] not in ("", "Z")


def gone(pids: set[int], seconds: float = 10) -> bool:
    until = time.monotonic() + seconds
    while any(alive(pid) for pid in pids):
        if time.monotonic() > until:
            return False
        time.sleep(0.1)
    return True
