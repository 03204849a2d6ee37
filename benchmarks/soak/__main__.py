"""`python -m benchmarks.soak`: starts it all, tells how it goes, ends it all, and says whether what must hold has held."""

import argparse
import os
import random
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from psycopg import OperationalError

from benchmarks.http_search import free_port
from benchmarks.soak import store_state, verdict
from benchmarks.soak.asking import Answers
from benchmarks.soak.disturbing import SOURCES, Codes, Confirming, Killing, repeated
from benchmarks.soak.following import Follower
from benchmarks.soak.stand import ROOT, Stand
from benchmarks.soak.uploads import Employer, Uploader
from benchmarks.soak.visitors import Told, Visitor
from benchmarks.soak.watching import Memory, SlowClients
from demo.run import write_sources
from demo.site import KEY
from demo.spread import NATIONAL
from foothold.model.organisations import slugify
from foothold.store import employers as accounts
from foothold.store.open_store import open_store
from tests.alerts.sink import mail_sink

VISITORS = 50
EMPLOYERS = ("Marlow and Finch", "Thornfield Works", "Ravensbourne Bakery")
TURN_SECONDS = 12.0
TELL_SECONDS = 30.0
JOIN_SECONDS = 120.0
"""As long as the slowest of what has begun: a crawl, a rebuild, slow clients with their whole time."""


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m benchmarks.soak", description=__doc__)
    options.add_argument("--seconds", type=float, default=900)
    options.add_argument("--seed", type=int, default=secrets.randbelow(10**6))
    options.add_argument("--postgresql", action="store_true", help="keep the store there, not in SQLite")
    options.add_argument(
        "--elasticsearch", action="store_true", help="keep the index there, not in the embedded engine"
    )
    options.add_argument(
        "--p99",
        type=float,
        default=5_000,
        metavar="MS",
        help="what visitors may wait at most; more on a machine that others use",
    )
    options.add_argument("--keep", action="store_true", help="keep the home and the logs")
    asked = options.parse_args()
    print(f"seed {asked.seed}, {asked.seconds:g} s, {'PostgreSQL' if asked.postgresql else 'SQLite'} and "
          f"{'Elasticsearch' if asked.elasticsearch else 'the embedded engine'}", flush=True)  # fmt: skip
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with ExitStack() as ending:
        folder = Path(tempfile.mkdtemp(prefix="foothold-soak-"))
        if asked.keep:
            print(f"everything is kept in {folder}")
        else:
            ending.callback(shutil.rmtree, folder, ignore_errors=True)
        failed = Soak(asked, folder, ending).run()
    print(f"{len(failed)} failed: {'; '.join(failed)}" if failed else "All of it held.")
    sys.exit(1 if failed else 0)


class Runs(Protocol):
    def run(self) -> None:
        """In a thread, until the soak ends."""


class Soak:
    """One run; `ending` ends whatever was started, in the opposite order."""

    def __init__(self, asked: argparse.Namespace, folder: Path, ending: ExitStack) -> None:
        self.asked, self.folder, self.ending = asked, folder, ending
        self.answers, self.told, self.codes = Answers(), Told(), Codes()
        self.crashed: list[str] = []
        self.threads: list[threading.Thread] = []
        self.sink = ending.enter_context(mail_sink())
        self.site_port = free_port()
        self.home = folder / "home"
        for name in ("home", "tmp", "logs"):
            (folder / name).mkdir()
        self.url = self._store_url()
        self.stand = Stand(self.home, self._environment())
        ending.callback(self.stand.close)
        self.town = self._town()

    def run(self) -> list[str]:
        """The claims that failed."""
        people = self._prepare()
        self.stand.start()
        first = open_advert(self.url)
        memory, slow = Memory(self.stand), SlowClients(self.stand, people[0].key, first)
        follower, killing = Follower(self.stand, self.answers), Killing(self.stand, self._pick("kills"))
        confirming = Confirming(self.stand, self.answers, self.sink)
        visitors = [
            Visitor(self.stand, self.answers, self.told, n, self._pick(f"visitor {n}"))
            for n in range(VISITORS)
        ]
        # Two upload for the first employer: they race for the same references.
        uploaders = [Uploader(self.stand, self.answers, employer, f"198.51.100.{20 + n}", self._pick(f"upload {n}"))
                     for n, employer in enumerate([people[0], *people])]  # fmt: skip
        loops = repeated(self.stand, self.codes, self._pick("commands"))
        everything: tuple[Runs, ...] = (
            memory,
            slow,
            follower,
            confirming,
            *visitors,
            *uploaders,
            *loops,
            killing,
        )
        for one in everything:
            self._go(type(one).__name__, one.run)
        self._wait(people, killing)
        found = verdict.Verdict()
        return self._judge(found, people, memory, slow, follower, confirming)

    def _prepare(self) -> list[Employer]:
        with closing(open_store(self.url)) as store:
            store.upgrade()
            people = [
                Employer(name, slugify(name), accounts.add(store, name, at=datetime.now(UTC)))
                for name in EMPLOYERS
            ]
        self.stand.run("first-crawl", "crawl", *SOURCES)
        self.stand.run("first-rebuild", "index", "rebuild")
        return people

    def _wait(self, people: list[Employer], killing: Killing) -> None:
        """Until the time is over, then until whatever has begun has ended."""
        began = time.monotonic()
        until, tells = began + self.asked.seconds, began + TELL_SECONDS
        while (now := time.monotonic()) < until:
            time.sleep(max(0.0, min(until, tells) - now))
            if time.monotonic() >= tells:
                tells += TELL_SECONDS
                self._tell(time.monotonic() - began, people, killing)
        self.stand.stop.set()
        end = time.monotonic() + JOIN_SECONDS
        for thread in self.threads:
            thread.join(max(0.0, end - time.monotonic()))
        self.crashed += [f"{thread.name} did not end" for thread in self.threads if thread.is_alive()]
        self._tell(time.monotonic() - began, people, killing)
        print(f"commands by exit code: {self.codes.said()}")

    def _tell(self, seconds: float, people: list[Employer], killing: Killing) -> None:
        rows = sum(row.ended is not None for one in people for row in one.sent)
        print(f"{seconds:5.0f} s  answers {dict(self.answers.statuses())}  rows {rows}  mails {len(self.sink.raw)}  "
              f"kills {dict(killing.kills)}  load {os.getloadavg()[0]:.1f}", flush=True)  # fmt: skip

    def _judge(
        self, found: verdict.Verdict, people: list[Employer], memory: Memory, slow: SlowClients, follower: Follower, confirming: Confirming
    ) -> list[str]:  # fmt: skip
        # A run that was killed may have left its source's lease; an advert goes with the second healthy run.
        self.town.send_signal(signal.SIGUSR1)
        time.sleep(float(self.stand.environment["FOOTHOLD_LEASE_SECONDS"]))
        for _ in range(2):
            self.stand.run("last-crawl", "crawl", *SOURCES)
        clean = self._undisturbed()
        verdict.check_answers(found, self.stand, self.answers, self.asked.p99)
        verdict.check_running(found, self.stand, memory, slow, self.crashed)
        verdict.check_index(found, self.stand)
        follower.catch_up()
        with closing(open_store(self.url)) as store:
            verdict.check_uploads(found, store, people)
            verdict.check_store(found, store, clean, self.told, follower)
            verdict.check_mails(found, store, self.sink, self.told, confirming.confirmed)
        self.stand.close()
        verdict.check_after_the_end(found, self.stand, self.url)
        return found.failed

    def _undisturbed(self) -> store_state.Content:
        """What a crawl says that nobody disturbed, in a home of its own."""
        home = self.folder / "undisturbed"
        home.mkdir()
        environment = {name: value for name, value in self.stand.environment.items()
                       if name not in ("FOOTHOLD_DATABASE_URL", "FOOTHOLD_SEARCH_URL")}  # fmt: skip
        clean = Stand(home, environment | {"FOOTHOLD_HOME": str(home)})
        self.ending.callback(clean.close)
        clean.run("undisturbed-crawl", "crawl", *SOURCES)
        with closing(open_store(f"sqlite:///{home / 'foothold.db'}")) as store:
            return store_state.crawled(store, SOURCES)

    def _go(self, name: str, run: Callable[[], None]) -> None:
        def guarded() -> None:
            try:
                run()
            except Exception:
                self.crashed.append(f"{name}: {traceback.format_exc()[-1200:]}")

        thread = threading.Thread(target=guarded, name=name, daemon=True)
        self.threads.append(thread)
        thread.start()

    def _pick(self, what: str) -> random.Random:
        return random.Random(f"{self.asked.seed} {what}")

    def _store_url(self) -> str:
        if not self.asked.postgresql:
            return f"sqlite:///{self.home / 'foothold.db'}"
        from benchmarks.kill_crawl import postgres
        from tests.postgres import empty_database

        database = empty_database(self.ending.enter_context(postgres()))
        self.ending.callback(_drop, database)
        return database.__enter__()

    def _environment(self) -> dict[str, str]:
        """What every command is told, and nothing of the settings that are here."""
        sources = self.folder / "sources"
        write_sources(sources, f"http://127.0.0.1:{self.site_port}")
        said = {name: value for name, value in os.environ.items() if not name.startswith("FOOTHOLD_")} | {
            "PYTHONPATH": str(ROOT),
            "TMPDIR": str(self.folder / "tmp"),
            "FOOTHOLD_HOME": str(self.home),
            "FOOTHOLD_SOURCES_FOLDER": str(sources),
            "FOOTHOLD_CRAWL_ALLOW_LOOPBACK": "true",
            "FOOTHOLD_CRAWL_DELAY_SECONDS": "0",
            "FOOTHOLD_LEASE_SECONDS": "10",
            "FOOTHOLD_SMTP_URL": self.sink.url,
            "FOOTHOLD_MAIL_FROM": "Foothold <alerts@foothold.example>",
            "FOOTHOLD_OPERATORS_EMAIL": "operators@foothold.example",
            f"FOOTHOLD_KEY_{NATIONAL.upper()}": KEY,
        }
        if self.asked.postgresql:
            said["FOOTHOLD_DATABASE_URL"] = self.url
        if self.asked.elasticsearch:
            from tests.elasticsearch_nodes import node
            from tests.elasticsearch_server import address_of_its_own, named

            server = named() or self.ending.enter_context(node())
            said["FOOTHOLD_SEARCH_URL"] = self.ending.enter_context(address_of_its_own(server))
        return said

    def _town(self) -> subprocess.Popen[bytes]:
        return self.ending.enter_context(town(self.site_port, self.asked.seed))


@contextmanager
def town(port: int, seed: int) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "benchmarks.soak.town", str(port), str(seed), str(TURN_SECONDS)]
    process = subprocess.Popen(command, cwd=ROOT, start_new_session=True)
    try:
        until = time.monotonic() + TELL_SECONDS
        while not listens(port) and time.monotonic() < until:
            time.sleep(0.1)
        yield process
    finally:
        process.kill()
        process.wait()


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _drop(database: AbstractContextManager[str]) -> None:
    """A terminal's Ctrl-C also reaches the database server, which then has gone already."""
    with suppress(OperationalError):
        database.__exit__(None, None, None)


def open_advert(url: str) -> str:
    """The id of any."""
    from foothold.store.records import every_public

    with closing(open_store(url)) as store:
        return next(iter(every_public(store))).id


if __name__ == "__main__":
    main()
