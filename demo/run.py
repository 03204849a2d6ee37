"""The sample city from end to end: its local web, the crawl of it, and Foothold serving what was found."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from importlib.resources import files
from pathlib import Path
from typing import IO

from demo.site import KEY
from demo.spread import NATIONAL
from foothold.errors import FootholdError, IndexUnavailable, WrongUse
from foothold.index.open_index import open_engine
from foothold.model.source import Source, load_sources
from foothold.settings import Settings
from foothold.store.open_store import Store
from foothold.store.records import head_revision
from scheduler.runner import environment

LOOPBACK = "127.0.0.1"
START_SECONDS = 30.0
CATCH_UP_SECONDS = 60.0


def demo_settings(settings: Settings, port: int) -> Settings:
    """The settings of a home of its own: the sample city never touches the real store."""
    home = settings.home / "demo"
    return settings.model_copy(
        update={
            "home": home,
            "database_url": None,
            "search_url": None,
            "search_standby": None,
            "public_url": f"http://{LOOPBACK}:{port}",
            "sources_folder": home / "sources",
            "crawl_allow_loopback": True,
            "crawl_delay_seconds": 0.0,
            "sample_city": True,
        }
    )


def write_sources(folder: Path, site: str) -> dict[str, Source]:
    """The sample sources with the local web's address in them."""
    folder.mkdir(parents=True, exist_ok=True)
    for template in files("demo").joinpath("sources").iterdir():
        text = template.read_text(encoding="utf-8").replace("{site}", site)
        (folder / template.name).write_text(text, encoding="utf-8")
    os.environ[f"FOOTHOLD_KEY_{NATIONAL.upper()}"] = KEY
    return load_sources(folder)


@contextmanager
def local_web(port: int, count: int) -> Iterator[None]:
    """The sample city's sites, answering when this yields."""
    command = [sys.executable, "-P", "-m", "demo.serve_site", str(port), str(count)]
    with _child(command, dict(os.environ), subprocess.DEVNULL) as child:
        _wait_for(port, "/robots.txt", child, "the sample city's web")
        yield


@contextmanager
def foothold_site(settings: Settings, port: int) -> Iterator[None]:
    """`foothold serve` with its drain, answering when this yields."""
    command = [sys.executable, "-P", "-m", "foothold", "serve", "--port", str(port)]
    log_file = settings.home / "logs" / "site.log"
    log_file.parent.mkdir(parents=True, exist_ok=True)
    with log_file.open("w") as log, _child(command, environment(settings), log) as child:
        _wait_for(port, "/healthz", child, "Foothold")
        yield


def refuse_taken(*ports: int) -> None:
    """Raises WrongUse naming a port that something else listens on."""
    for port in ports:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((LOOPBACK, port))
            except OSError as error:
                raise WrongUse(f"Port {port} is taken. Try another: make run PORT={port + 100}") from error


def wait_for_index(store: Store, settings: Settings) -> int:
    """Wait until every saved advert can be searched; the number of them. Raises IndexUnavailable."""
    head, engine = head_revision(store), open_engine(settings)
    for _ in _until(CATCH_UP_SECONDS):
        try:
            index = engine.active()
            if index.applied_revision() >= head:
                return index.count()
        except IndexUnavailable:
            continue
    raise IndexUnavailable("The index did not catch up with the store. Look at `foothold index status`.")


@contextmanager
def _child(
    command: list[str], env: dict[str, str], stdout: int | IO[str]
) -> Iterator[subprocess.Popen[bytes]]:
    child = subprocess.Popen(
        command, env=env, stdin=subprocess.DEVNULL, stdout=stdout, start_new_session=True
    )
    try:
        yield child
    finally:
        child.send_signal(signal.SIGTERM)
        try:
            child.wait(15)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _wait_for(port: int, path: str, child: subprocess.Popen[bytes], what: str) -> None:
    """Until it answers: a server's socket listens before its workers have begun, and before they fail."""
    for _ in _until(START_SECONDS):
        if child.poll() is not None:
            break
        asking = http.client.HTTPConnection(LOOPBACK, port, timeout=START_SECONDS)
        with closing(asking), suppress(OSError, http.client.HTTPException):
            asking.request("GET", path)
            asking.getresponse()
            return
    raise FootholdError(f"{what} did not start on port {port}. Its message stands above.")


def _until(seconds: float) -> Iterator[None]:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        yield
        time.sleep(0.1)
