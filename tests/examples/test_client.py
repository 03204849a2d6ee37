"""The example client, run as its readers run it, against a site that is served over HTTP."""

import json
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from werkzeug.serving import make_server

from foothold.store.records import every_public, withdraw
from search_api import create_app
from tests.search_api.conftest import new_world
from tests.search_api.world import AT, World, postings

CLIENT = Path(__file__).parents[2] / "examples" / "foothold_client.py"


@dataclass
class Served:
    world: World
    site: str

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Without this project's packages: the client needs none."""
        return subprocess.run(
            [sys.executable, "-I", "-S", str(CLIENT), self.site, *arguments],
            capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    world = new_world(tmp_path)
    world.add(*postings(60))
    world.index()
    yield from serve(world)


def serve(world: World, **changes: str) -> Iterator[Served]:
    """The address must be known before the app is made: links of its answers lead there."""
    server = make_server("127.0.0.1", 0, lambda environ, start: app(environ, start), threaded=True)
    site = f"http://127.0.0.1:{server.server_port}"
    settings = world.settings.model_copy(update={"public_url": site} | changes)
    app = create_app(settings, store=world.store, engine=world.engine, clock=lambda: AT)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield Served(world, site)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_it_searches_through_all_pages(served: Served) -> None:
    done = served.run("search", "q=plumber", "per_page=5", "kind=apprenticeship")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert len(lines) == 12
    assert all("Apprentice plumber, " in line for line in lines)


def test_it_says_in_words_what_was_wrong(served: Served) -> None:
    done = served.run("search", "borough=hackny")
    assert done.returncode == 1
    assert "Did you mean hackney" in done.stderr


def test_it_suggests(served: Served) -> None:
    done = served.run("suggest", "marl")
    assert "Marlow & Finch  (employer=marlow-and-finch)" in done.stdout, done.stderr


def test_it_keeps_a_copy_that_follows_the_store(served: Served, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    first = served.run("mirror", str(copy))
    assert first.stdout.startswith("60 changes, 60 opportunities"), first.stderr
    saved = served.world.add(replace(next(postings(1)), title="Apprentice baker"))
    gone = next(iter(record.id for record in every_public(served.world.store) if record.id != saved[0].id))
    withdraw(served.world.store, [gone], AT)
    assert served.run("mirror", str(copy)).stdout.startswith("2 changes, 59 opportunities")
    assert served.run("mirror", str(copy)).stdout.startswith("0 changes, 59 opportunities")
    with sqlite3.connect(copy) as held:
        rows = {
            row[0]: (row[1], json.loads(row[2])["title"])
            for row in held.execute("SELECT * FROM opportunities")
        }
    assert rows == {r.id: (r.revision, r.public["title"]) for r in every_public(served.world.store)}


def test_it_waits_as_long_as_it_is_told_to(tmp_path: Path) -> None:
    world = new_world(tmp_path)
    world.add(*postings(20))
    world.index()
    for served in serve(world, rate_limit="2 per second"):
        assert len(served.run("search", "per_page=5").stdout.splitlines()) == 20


def test_used_wrongly_it_says_how_to_use_it(served: Served) -> None:
    done = served.run("dance")
    assert done.returncode == 1
    assert "mirror copy.db" in done.stderr
