"""The services of ours as compose.yml writes them, each as a process of this machine."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tests.deploy.composition import ONCE, example, filled, services

SITE = "127.0.0.1:8000"
RUNNING_ON = ("web", "drain", "standby", "scheduler")
WITHOUT_A_CLUSTER = tuple(name for name in RUNNING_ON if name != "standby")


class Deployed:
    """`overrides` are the addresses that only containers have; a setting that is None is left out, and
    without a cluster the stand-by too."""

    def __init__(self, home: Path, overrides: Mapping[str, str | None]) -> None:
        self.home = home
        self.running_on = RUNNING_ON if overrides["FOOTHOLD_SEARCH_URL"] else WITHOUT_A_CLUSTER
        self.port = _free_port()
        self._overrides = {"FOOTHOLD_HOME": str(home), "FOOTHOLD_SEARCH_STANDBY": None} | dict(overrides)
        self._processes: dict[str, subprocess.Popen[bytes]] = {}

    @contextlib.contextmanager
    def all_started(self) -> Iterator[None]:
        """Those that run once are through when the others start; all are ended with the block."""
        assert self.once("upgrade").returncode == 0
        try:
            for name in self.running_on:
                self._start(name)
            yield
        finally:
            for process in self._processes.values():
                process.send_signal(signal.SIGTERM)
            for process in self._processes.values():
                process.wait(30)

    def end(self, name: str) -> int:
        """How it ends when it is told to stop."""
        process = self._processes.pop(name)
        process.send_signal(signal.SIGTERM)
        return process.wait(30)

    def once(self, name: str) -> subprocess.CompletedProcess[str]:
        assert name in ONCE
        command = self._foothold(services()[name]["command"])
        return subprocess.run(command, env=self._environment(name), capture_output=True, text=True)

    def health(self, name: str) -> subprocess.CompletedProcess[str]:
        """The service's own check, asked once."""
        check = services()[name]["healthcheck"]
        kind, *command = (part.replace(SITE, f"127.0.0.1:{self.port}") for part in check["test"])
        assert kind == "CMD"
        command = [sys.executable, *command[1:]] if command[0] == "python" else self._foothold(command[1:])
        return subprocess.run(command, env=self._environment(name), capture_output=True, text=True)

    def well(self, name: str, seconds: float = 60) -> bool:
        """Whether its check comes to say that it is."""
        until = time.monotonic() + seconds
        while (done := self.health(name)).returncode:
            if time.monotonic() > until:
                said = (self.home / f"{name}.log").read_text()
                raise AssertionError(f"{name}: {done.stdout}{done.stderr}{said}")
            time.sleep(0.5)
        return True

    def ask(self, path: str) -> Any:
        """The site's answer."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as answer:
            return json.load(answer)

    def _start(self, name: str) -> None:
        command = self._foothold(services()[name]["command"])
        if name == "web":
            command = ["127.0.0.1" if part == "0.0.0.0" else part for part in command]
            command += ["--port", str(self.port)]
        with (self.home / f"{name}.log").open("wb") as log:
            self._processes[name] = subprocess.Popen(
                command, env=self._environment(name), stdout=log, stderr=subprocess.STDOUT
            )

    def _environment(self, name: str) -> dict[str, str]:
        chosen = {variable: value or "abc123" for variable, value in example().items()}
        chosen["FOOTHOLD_KEY_NATIONAL_API"] = ""
        given = {
            variable: filled(value, chosen) for variable, value in services()[name]["environment"].items()
        }
        kept = {name: value for name, value in os.environ.items() if not name.startswith("FOOTHOLD_")}
        settings = kept | given | self._overrides
        return {variable: value for variable, value in settings.items() if value is not None}

    def _foothold(self, arguments: list[str]) -> list[str]:
        return [sys.executable, "-m", "foothold", *arguments]


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
