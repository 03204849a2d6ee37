"""Nodes of a real Elasticsearch on loopback: one, or a cluster of three whose nodes are killed and come back."""

import contextlib
import json
import os
import shutil
import signal
import socket
import ssl
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.elasticsearch_tree import NO_JDK, as_nobody, is_fetched, newest_jdk, runnable, tree
from tests.real_parts import missing

HEAP = "768m"
START_SECONDS = 180
"""A node takes 12 s on an idle machine, three on two cores 35 s."""

_COPIED = ("jvm.options", "log4j2.properties", "role_mapping.yml", "roles.yml", "users", "users_roles")
_START = """
source "$(dirname "$0")/elasticsearch-env"
export JAVA JAVA_TYPE ES_HOME ES_DISTRIBUTION_TYPE
# The pipe closes when the tests are gone, however they ended: the node then ends too.
{ cat; kill -KILL 0; } <&0 &
exec "$JAVA" -Xms4m -Xmx64m -XX:+UseSerialGC -cp "$ES_HOME/lib/tools/server-launcher/*" \
    org.elasticsearch.server.launcher.ServerLauncher </dev/null
"""


@contextlib.contextmanager
def node(configure: Callable[[Path], None] | None = None, scheme: str = "http") -> Iterator[str]:
    """One node, ended with the block; `configure` may add to its folder `config` before it starts."""
    with _installed() as installed:
        port, inner_port = _free_ports(2)
        alone = installed.node("n1", port, inner_port, "discovery.type: single-node", scheme)
        if configure:
            configure(alone.home / "config")
        try:
            alone.start()
            alone.wait_for("wait_for_status=yellow")
            yield alone.url
        finally:
            alone.kill()


@contextlib.contextmanager
def three_nodes(*java_options: str) -> Iterator["ThreeNodes"]:
    """A cluster of n1, n2 and n3, each of which can be the master and hold data; ended with the block."""
    names = ("n1", "n2", "n3")
    with _installed() as installed, contextlib.ExitStack() as ending:
        ports, inner_ports = _free_ports(len(names)), _free_ports(len(names))
        seeds = json.dumps([f"127.0.0.1:{port}" for port in inner_ports])
        found = f"discovery.seed_hosts: {seeds}\ncluster.initial_master_nodes: {json.dumps(names)}"
        made = [installed.node(*of, found) for of in zip(names, ports, inner_ports, strict=True)]
        for one in made:
            one.java_options += java_options
            ending.callback(one.kill)
            one.start()
        cluster = ThreeNodes({one.name: one for one in made})
        cluster.wait_for_green()
        yield cluster


class Node:
    def __init__(self, name: str, home: Path, url: str, command: list[str], jdk: Path) -> None:
        self.name = name
        self.home = home
        self.url = url
        self._command = command
        self._environment = {key: value for key, value in os.environ.items() if key != "JAVA_HOME"} | {
            "ES_JAVA_HOME": str(jdk),
            "ES_PATH_CONF": str(home / "config"),
            "ES_TMPDIR": str(home / "tmp"),
            "HOME": str(home),
        }
        self.java_options: tuple[str, ...] = (f"-Xms{HEAP}", f"-Xmx{HEAP}")
        self._server: subprocess.Popen[bytes] | None = None

    @property
    def running(self) -> bool:
        return self._server is not None

    def start(self) -> None:
        """Does not wait until it answers."""
        as_nobody(self.home)
        environment = self._environment | {"ES_JAVA_OPTS": " ".join(self.java_options)}
        with (self.home / "out.log").open("ab") as log:
            self._server = subprocess.Popen(
                self._command, env=environment, cwd=self.home, stdin=subprocess.PIPE,
                stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip

    def kill(self) -> None:
        """kill -9 of the launcher and of the server that it has started: what they hold of the disk stays."""
        if self._server:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._server.pid, signal.SIGKILL)
            self._server.communicate()
            self._server = None

    def wait_for(self, health: str, seconds: float = START_SECONDS) -> None:
        until = time.monotonic() + seconds
        while not _healthy(self.url, health):
            if self._server is None or self._server.poll() is not None or time.monotonic() > until:
                said = (self.home / "out.log").read_text(errors="replace")[-800:]
                missing("elasticsearch", f"{self.name} did not reach {health} in {seconds:.0f} s: {said}")
            time.sleep(0.25)


@dataclass(frozen=True)
class ThreeNodes:
    nodes: dict[str, Node]

    @property
    def url(self) -> str:
        """A FOOTHOLD_SEARCH_URL of all three, without options."""
        return "http://" + ",".join(node.url.removeprefix("http://") for node in self.nodes.values())

    def kill(self, name: str) -> None:
        self.nodes[name].kill()

    def start(self, name: str) -> None:
        """With what it had on its disk, at the addresses that it had."""
        self.nodes[name].start()

    def primary_of(self, index: str) -> str:
        """The node with the primary shard of an index, or of the one that an alias names."""
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            shards = self.ask(f"/_cat/shards/{index}?format=json")
            # One that has just been made is nowhere yet.
            if where := [shard["node"] for shard in shards if shard["prirep"] == "p" and shard["node"]]:
                return str(where[0])
            time.sleep(0.01)
        raise TimeoutError(f"The primary of {index} is on no node.")

    def master(self) -> str:
        """The node that the others have elected."""
        return str(self.ask("/_cat/master?format=json")[0]["node"])

    def wait_for_green(self, nodes: int = 3, seconds: float = START_SECONDS) -> None:
        """Until so many nodes are one cluster and every shard is where it should be."""
        for node in self.nodes.values():
            if node.running:
                node.wait_for(f"wait_for_status=green&wait_for_nodes={nodes}", seconds)

    def ask(self, path: str) -> Any:
        """The JSON that the first node that answers gives."""
        error: OSError | None = None
        for node in self.nodes.values():
            if node.running:
                try:
                    with urllib.request.urlopen(f"{node.url}{path}", timeout=5) as answer:
                        return json.load(answer)
                except OSError as why:
                    error = why
        raise error or OSError("no node is running")


@dataclass(frozen=True)
class _Installed:
    """A folder for nodes, with the server's tree and the JDK that they run on."""

    folder: Path
    tree: Path
    jdk: Path

    def node(self, name: str, port: int, inner_port: int, discovery: str, scheme: str = "http") -> Node:
        home = self.folder / name
        for part in ("config", "data", "logs", "tmp"):
            (home / part).mkdir(parents=True)
        for part in _COPIED:
            shutil.copy(self.tree / "config" / part, home / "config" / part)
        options = home / "config" / "jvm.options"
        options.write_text(options.read_text().replace("file=gc.log", f"file={home}/logs/gc.log"))
        (home / "config" / "elasticsearch.yml").write_text(
            f"""cluster.name: foothold-tests
node.name: {name}
path.data: {home}/data
path.logs: {home}/logs
http.port: {port}
transport.port: {inner_port}
network.host: 127.0.0.1
{discovery}
xpack.security.enabled: false
cluster.routing.allocation.disk.threshold_enabled: false
"""
        )
        command = [*as_nobody(), "bash", "-c", _START, str(self.tree / "bin" / "elasticsearch")]
        return Node(name, home, f"{scheme}://127.0.0.1:{port}", command, self.jdk)


@contextlib.contextmanager
def _installed() -> Iterator[_Installed]:
    if not is_fetched():
        missing("elasticsearch", f"{tree()} is not there: `make test-elasticsearch` fetches it")
    jdk = newest_jdk()
    if jdk is None:
        missing("elasticsearch", NO_JDK)
    folder = Path(tempfile.mkdtemp(prefix="foothold-elasticsearch-", dir="/tmp"))
    try:
        as_nobody(folder)
        yield _Installed(folder, runnable(folder), jdk)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _healthy(url: str, wanted: str) -> bool:
    try:
        health = f"{url}/_cluster/health?{wanted}&timeout=5s"
        with urllib.request.urlopen(health, timeout=6, context=ssl._create_unverified_context()):
            return True
    except urllib.error.HTTPError as error:
        # One that asks who we are is up.
        return error.code == 401
    except OSError:
        return False


def _free_ports(count: int) -> list[int]:
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]
