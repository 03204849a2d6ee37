"""A real PostgreSQL for tests: the server that FOOTHOLD_TEST_POSTGRES_URL names, else one of Debian's
binaries on a socket in a folder of its own, which ends with the tests."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import URL, make_url

from tests.real_parts import missing

START_SECONDS = 30


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[URL]:
    """A server whose user may create databases."""
    named = os.environ.get("FOOTHOLD_TEST_POSTGRES_URL")
    if named:
        yield make_url(named)
        return
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda p: int(p.parts[-3]))
    if not folders:
        missing("postgres", "no /usr/lib/postgresql/*/bin/postgres and no FOOTHOLD_TEST_POSTGRES_URL")
    home = Path(tempfile.mkdtemp(prefix="foothold-postgres-", dir="/tmp"))
    try:
        yield from _serve(folders[-1].parent, home)
    finally:
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture
def postgres_url(postgres_server: URL) -> Iterator[str]:
    """An empty database of this test's own."""
    with empty_database(postgres_server) as url:
        yield url


@contextmanager
def empty_database(postgres_server: URL) -> Iterator[str]:
    name = f"foothold_test_{uuid.uuid4().hex}"
    with _connected(postgres_server) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    try:
        yield postgres_server.set(database=name).render_as_string(hide_password=False)
    finally:
        with _connected(postgres_server) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _serve(binaries: Path, home: Path) -> Iterator[URL]:
    # PostgreSQL refuses to run as root; Debian's package brings a user for it.
    user: dict[str, Any] = (
        {"user": "postgres", "group": "postgres", "extra_groups": []} if os.getuid() == 0 else {}
    )
    if user:
        shutil.chown(home, "postgres", "postgres")
    data = home / "data"
    subprocess.run(
        [binaries / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync", "--no-instructions"],
        check=True, stdout=subprocess.DEVNULL, cwd=home, **user,
    )  # fmt: skip
    log = (home / "log").open("w")
    server = subprocess.Popen(
        [binaries / "postgres", "-D", data, "-k", home, "-c", "listen_addresses=", "-c", "fsync=off"],
        stdout=log, stderr=subprocess.STDOUT, cwd=home, **user,
    )  # fmt: skip
    try:
        url = URL.create("postgresql+psycopg", "postgres", database="postgres", query={"host": str(home)})
        _wait_for(url, server, home / "log")
        yield url
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(START_SECONDS)
        log.close()


def _wait_for(url: URL, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            _connected(url).close()
            return
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > until:
                missing("postgres", f"the server did not start: {log.read_text()[-400:]}")
            time.sleep(0.05)


def _connected(url: URL) -> psycopg.Connection[Any]:
    return psycopg.connect(
        url.set(drivername="postgresql").render_as_string(hide_password=False), autocommit=True
    )
