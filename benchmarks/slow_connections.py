"""What a site still answers while slow connections stand, beside other servers of the same app in the same run.

    python -m benchmarks.slow_connections                          # foothold and gthread, all kinds mixed
    python -m benchmarks.slow_connections --each --seconds 40      # every kind alone, minutes
    python -m benchmarks.slow_connections --servers gthread gevent granian hypercorn waitress asgiref foothold

From one address and then from as many as there are connections, each flood for so long as told, while one client
asks for /healthz twenty times a second and another searches. Servers that are not installed are left out and named:
they are no dependency of Foothold. Afterwards an honest upload of 5 MB at 1 Mbit/s (`--upload`). `--rounds 3` measures
instead what each server costs when nobody is slow: facet searches of four clients, the servers in turn. `--through
nginx` or `caddy` puts the proxy with the configuration that ships in front of foothold, and speaks TLS to it.
"""

import argparse
import http.client
import importlib.util
import itertools
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.http_search import answered, fill, free_port, queries
from benchmarks.search_engine import machine
from benchmarks.slow_clients import KINDS, unchecked
from tests.deploy.proxies import KINDS as PROXIES
from tests.deploy.proxies import NAME, proxy

ROOT = Path(__file__).parents[1]
WSGI = """
from foothold.settings import Settings
from search_api.app import create_app
app = create_app(Settings())
"""
ASGI = WSGI + "from asgiref.wsgi import WsgiToAsgi\nfront = WsgiToAsgi(app)\n"
GUNICORN = ("gunicorn", "-w", "2", "--no-control-socket", "--log-level", "error", "-b", "127.0.0.1:{port}")
SERVERS: dict[str, tuple[str, ...]] = {
    "foothold": ("foothold", "serve", "--port", "{port}", "--no-drain"),
    "gthread": (*GUNICORN, "-k", "gthread", "--threads", "4", "--keep-alive", "5", "--access-logfile", "-",
                "wsgi_app:app"),
    "gevent": (*GUNICORN, "-k", "gevent", "wsgi_app:app"),
    "asgiref": (*GUNICORN, "-k", "asgi", "--asgi-lifespan", "off", "asgi_app:front"),
    "granian": ("granian", "--interface", "wsgi", "--port", "{port}", "--workers", "2", "--blocking-threads", "4",
                "--http", "1", "--no-access-log", "wsgi_app:app"),
    "hypercorn": ("hypercorn", "-w", "2", "-b", "127.0.0.1:{port}", "wsgi:wsgi_app:app"),
    "waitress": ("waitress", "--listen", "127.0.0.1:{port}", "--threads", "4", "--connection-limit", "2000",
                 "wsgi_app:app"),
}  # fmt: skip
"""Each with two processes of four threads where it can have them; waitress has one process."""
NEEDS = {"asgiref": "asgiref"}
FREE = {"FOOTHOLD_RATE_LIMIT": "100000000 per minute", "FOOTHOLD_RATE_LIMIT_EXPORTS": "100000000 per minute"}
PATIENCE_SECONDS = 5.0


@dataclass(frozen=True)
class Line:
    """The way to a server: its port, and the name that it has where it speaks TLS."""

    port: int
    tls: str | None = None

    def connection(self) -> http.client.HTTPConnection:
        if not self.tls:
            return http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        connection = http.client.HTTPConnection(self.tls, timeout=PATIENCE_SECONDS)
        sock = socket.create_connection(("127.0.0.1", self.port), PATIENCE_SECONDS)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.sock = self.wrapped(sock)
        return connection

    def wrapped(self, sock: socket.socket) -> socket.socket:
        return unchecked().wrap_socket(sock, server_hostname=self.tls) if self.tls else sock


@dataclass
class Probe:
    """Asks for one path on a new connection each time; what is not answered in time counts as never."""

    line: "Line"
    path: str
    pause: float
    times: list[float] = field(default_factory=list)
    failed: int = 0
    ended: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        while not self.ended.is_set():
            self._ask()
            self.ended.wait(self.pause)

    def _ask(self) -> None:
        began = time.perf_counter()
        try:
            connection = self.line.connection()
            connection.request("GET", self.path)
            answer = connection.getresponse()
            answer.read()
            connection.close()
            if answer.status != 200:
                raise OSError(answer.status)
            self.times.append((time.perf_counter() - began) * 1000)
        except (OSError, http.client.HTTPException):
            self.failed += 1

    def figures(self) -> dict[str, float]:
        times = sorted(self.times)
        if not times:
            return {"answered": 0, "failed": self.failed}
        p50, p99 = times[len(times) // 2], times[min(len(times) - 1, int(len(times) * 0.99))]
        shown = {"p50_ms": round(p50, 1), "p99_ms": round(p99, 1), "max_ms": round(times[-1], 1)}
        return {"answered": len(times), "failed": self.failed} | shown


@contextmanager
def probing(line: Line) -> Iterator[dict[str, Probe]]:
    probes = {
        "healthz": Probe(line, "/healthz", 0.05),
        "search": Probe(line, "/api/v1/opportunities?q=plumber&kind=apprenticeship", 0.2),
    }
    threads = [threading.Thread(target=probe.run) for probe in probes.values()]
    for thread in threads:
        thread.start()
    try:
        yield probes
    finally:
        for probe in probes.values():
            probe.ended.set()
        for thread in threads:
            thread.join()


def flooded(line: Line, kind: str, count: int, addresses: int, seconds: float, key: str) -> list[Any]:
    """Its own process: what the clients cost must not be taken for the server's."""
    command = [sys.executable, "-m", "benchmarks.slow_clients", str(line.port), "--kind", kind, "--key", key]
    command += ["--count", str(count), "--addresses", str(addresses), "--seconds", str(seconds)]
    command += ["--tls", line.tls] if line.tls else []
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    ends: list[Any] = json.loads(done.stdout)
    return ends


def pids(root: int) -> list[int]:
    listed = Path(f"/proc/{root}/task/{root}/children").read_text().split()
    return [root, *(pid for child in listed for pid in pids(int(child)))]


def memory(root: int) -> dict[str, float]:
    """Megabytes of all the processes, each shared page once (PSS), and the most open files of one."""
    total, files = 0.0, 0
    for pid in pids(root):
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
        files = max(files, len(list(Path(f"/proc/{pid}/fd").iterdir())))
    return {"pss_mb": round(total), "files": files}


@contextmanager
def served(name: str, home: Path, folder: Path) -> Iterator[tuple[int, int]]:
    """Its port and process. Raises SystemExit where it does not answer."""
    port = free_port()
    (folder / "wsgi_app.py").write_text(WSGI)
    (folder / "asgi_app.py").write_text(ASGI)
    module, *arguments = (part.format(port=port) for part in SERVERS[name])
    paths = os.pathsep.join(filter(None, (str(folder), os.environ.get("PYTHONPATH"))))
    environment = os.environ | FREE | {"FOOTHOLD_HOME": str(home), "PYTHONPATH": paths}
    with (folder / f"{name}.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", module, *arguments], env=environment, cwd=folder, stdout=log, stderr=log
        )
    try:
        _answering(port, process)
        yield port, process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()


def _answering(port: int, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                for _ in range(40):  # Every worker has opened its parts before anything is measured.
                    Probe(Line(port), "/api/v1/opportunities?q=nurse", 0)._ask()
                return
        time.sleep(0.1)
    raise SystemExit("The server did not start.")


def upload_at(line: Line, key: str, size: int, bytes_a_second: float) -> dict[str, object]:
    """An honest upload over a slow line: how it is answered, and after how long."""
    row = b"Apprentice plumber,Apprenticeship,E8 1EA,31 December 2099,"
    head = b"Title,Kind,Postcode,Closing date,Description\n"
    filler = b"x" * ((size - len(head)) // 40 - len(row) - 1)
    body = (head + (row + filler + b"\n") * 40)[:size]
    began = time.monotonic()
    with line.wrapped(socket.create_connection(("127.0.0.1", line.port), timeout=60)) as sock:
        sock.sendall(
            f"POST /api/v1/uploads HTTP/1.1\r\nHost: {line.tls or '127.0.0.1'}\r\nAuthorization: Bearer {key}\r\n"
            f"Content-Type: text/csv\r\nContent-Length: {len(body)}\r\n\r\n".encode()
        )
        step = int(bytes_a_second / 10)
        for start in range(0, len(body), step):
            sock.sendall(body[start : start + step])
            time.sleep(max(0.0, (start + step) / bytes_a_second - (time.monotonic() - began)))
        answer = sock.recv(65_536)
    seconds = round(time.monotonic() - began, 1)
    return {"bytes": len(body), "seconds": seconds, "status": int(answer[9:12])}


def one_server(name: str, home: Path, key: str, asked: argparse.Namespace) -> dict[str, object]:
    with (
        tempfile.TemporaryDirectory() as folder,
        served(name, home, Path(folder)) as (port, pid),
        _through(asked.through, Path(folder), port) as line,
    ):
        figures: dict[str, object] = {"memory at rest": memory(pid)}
        with probing(line) as probes:
            time.sleep(asked.rest)
        figures["at rest"] = {path: probe.figures() for path, probe in probes.items()}
        print(f"{name}: at rest {figures['at rest']} {figures['memory at rest']}", flush=True)
        for kind in [k.name for k in KINDS] if asked.each else ["all"]:
            for addresses in asked.addresses:
                label = f"{kind} from {addresses}"
                figures[label] = _one_flood(line, pid, kind, addresses, key, asked)
                print(f"{name}: {label}: {json.dumps(figures[label])}", flush=True)
        if asked.upload:
            figures["upload of 5 MB at 1 Mbit/s"] = _honest(lambda: upload_at(line, key, 4_990_000, 125_000))
            print(f"{name}: upload {figures['upload of 5 MB at 1 Mbit/s']}", flush=True)
        return figures


@contextmanager
def _through(kind: str | None, folder: Path, port: int) -> Iterator[Line]:
    if kind is None:
        yield Line(port)
        return
    with proxy(kind, folder, port) as started:
        yield Line(started.port, NAME)


def _one_flood(line: Line, pid: int, kind: str, addresses: int, key: str, asked: argparse.Namespace) -> Any:
    peak: dict[str, float] = {}
    ended = threading.Event()

    def watch() -> None:
        while not ended.wait(0.5):
            now = memory(pid)
            peak.update({name: max(peak.get(name, 0), value) for name, value in now.items()})

    watching = threading.Thread(target=watch)
    watching.start()
    try:
        with probing(line) as probes:
            ends = flooded(line, kind, asked.count, addresses, asked.seconds, key)
    finally:
        ended.set()
        watching.join()
    return {path: probe.figures() for path, probe in probes.items()} | {"peak": peak, "ends": ends}


def _honest(doing: Callable[[], dict[str, object]]) -> dict[str, object]:
    try:
        return doing()
    except (OSError, ValueError) as error:
        return {"failed": str(error)}


def rounds(names: list[str], home: Path, asked: argparse.Namespace) -> dict[str, list[dict[str, float]]]:
    """The servers in turn, so that what else the machine does falls on all of them."""
    from foothold.reading.places.gazetteer import built_in_places

    boroughs = [borough.slug for borough in built_in_places().boroughs()]
    kept: dict[str, list[dict[str, float]]] = {name: [] for name in names}
    for _ in range(asked.rounds):
        for name in names:
            with tempfile.TemporaryDirectory() as folder, served(name, home, Path(folder)) as (port, pid):
                answered(port, lambda seed: queries(seed, boroughs), 200, 4)
                searches = _speed(port, pid, lambda seed: queries(seed, boroughs), asked.requests)
                bare = _speed(port, pid, lambda _: itertools.repeat("/healthz"), asked.requests)
                kept[name].append(
                    searches | {f"healthz_{key}": value for key, value in bare.items()} | memory(pid)
                )
                print(f"{name}: {kept[name][-1]}", flush=True)
    return kept


def _speed(port: int, pid: int, asking: Callable[[int], Iterator[str]], requests: int) -> dict[str, float]:
    """Processor time is what a busy machine changes least."""
    spent, began = _processor_seconds(pid), time.perf_counter()
    times = answered(port, asking, requests, 4)
    seconds, spent = time.perf_counter() - began, _processor_seconds(pid) - spent
    return {
        "p50_ms": round(times[len(times) // 2], 2),
        "p99_ms": round(times[int(len(times) * 0.99)], 2),
        "per_second": round(len(times) / seconds),
        "cpu_ms": round(spent * 1000 / len(times), 2),
    }


def _processor_seconds(root: int) -> float:
    fields = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in pids(root)]
    return sum(int(each[11]) + int(each[12]) for each in fields) / os.sysconf("SC_CLK_TCK")


def prepared(home: Path, adverts: int) -> str:
    """A store and index of so many adverts at `home`, made once; an employer's key."""
    from foothold.settings import Settings
    from foothold.store import employers
    from foothold.store.open_store import open_store

    if not (home / "foothold.db").exists():
        fill(home, adverts)
    store = open_store(Settings(home=home).store_url)
    now = datetime.now(UTC)
    key: str = employers.add(store, f"Slow Line {now.timestamp()}", at=now)
    store.close()
    return key


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--servers", nargs="+", choices=list(SERVERS), default=["gthread", "foothold"])
    options.add_argument("--each", action="store_true", help="every kind alone, not all of them mixed")
    options.add_argument("--count", type=int, default=200)
    options.add_argument("--addresses", type=int, nargs="+", default=[1, 200])
    options.add_argument("--seconds", type=float, default=40)
    options.add_argument("--rest", type=float, default=10, help="seconds of probes before the first flood")
    options.add_argument("--upload", action="store_true")
    options.add_argument("--through", choices=PROXIES)
    options.add_argument("--rounds", type=int, default=0)
    options.add_argument("--requests", type=int, default=2000)
    options.add_argument("--adverts", type=int, default=20_000)
    options.add_argument("--home", type=Path, help="keep the store and the index there for the next run")
    options.add_argument("--results", type=Path)
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = (asked.home or Path(folder)).resolve()
        key = prepared(home, asked.adverts)
        kept: dict[str, object] = {"machine": machine()}
        names = [name for name in asked.servers if _installed(name)]
        if asked.rounds:
            kept["rounds"] = rounds(names, home, asked)
        for name in names if not asked.rounds else ():
            kept[name] = one_server(name, home, key, asked)
            _keep(kept, asked.results)
        _keep(kept, asked.results)


def _installed(name: str) -> bool:
    there = importlib.util.find_spec(NEEDS.get(name, SERVERS[name][0])) is not None
    if not there:
        print(f"{name}: not installed")
    return there


def _keep(figures: dict[str, object], path: Path | None) -> None:
    if path:
        path.write_text(json.dumps(figures, indent=1) + "\n")


if __name__ == "__main__":
    main()
