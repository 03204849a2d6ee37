"""Crawls, rebuilds and mails in a loop, and whoever kills them, the workers, the drain and the server."""

import os
import random
import re
import signal
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from benchmarks.soak.asking import Answers, Asker
from benchmarks.soak.stand import Stand, alive, children_of, kill, kill_group
from tests.alerts.sink import Sink

SOURCES = (
    "sample_colleges", "sample_job_feed", "sample_national_service", "sample_nhs_jobs", "sample_broker_sheet",
    "sample_greenhouse_board", "sample_lever_board",
)  # fmt: skip
_LINK = re.compile(r"https?://[^\s/]+(/alerts/confirm/[^\s>\"]+)")


@dataclass(slots=True)
class Codes:
    """How often each command ended with which code."""

    counts: Counter[tuple[str, int]] = field(default_factory=Counter)

    def said(self) -> str:
        return ", ".join(f"{name} {code}: {n}" for (name, code), n in sorted(self.counts.items()))


@dataclass(frozen=True, slots=True)
class Repeating:
    """A command again and again; it may find that another of its kind still has the lease of one that was killed."""

    stand: Stand
    codes: Codes
    name: str
    arguments: Callable[[], tuple[str, ...]]
    pause: Callable[[], float]

    def run(self) -> None:
        while not self.stand.stop.wait(self.pause()):
            self.codes.counts[self.name, self.stand.run(self.name, *self.arguments())] += 1


def repeated(stand: Stand, codes: Codes, pick: random.Random) -> list[Repeating]:
    """Two who crawl, one who rebuilds, one who sends mails."""
    some = lambda: ("crawl", *pick.sample(SOURCES, pick.randint(2, 4)))  # noqa: E731
    return [
        Repeating(stand, codes, "crawl", some, lambda: pick.uniform(0.5, 4)),
        Repeating(stand, codes, "crawl-2", some, lambda: pick.uniform(5, 15)),
        Repeating(stand, codes, "rebuild", lambda: ("index", "rebuild"), lambda: pick.uniform(5, 20)),
        Repeating(stand, codes, "mails", lambda: ("alerts", "send"), lambda: pick.uniform(4, 10)),
    ]


@dataclass(slots=True)
class Confirming:
    """People who press the button in the mail that asks them."""

    stand: Stand
    answers: Answers
    sink: Sink
    confirmed: int = 0

    def run(self) -> None:
        asker, seen = Asker(self.stand, self.answers, "198.51.100.9"), 0
        while not self.stand.stop.wait(1):
            mails = self.sink.mails[seen:]
            seen += len(mails)
            for mail in mails:
                body = mail.get_body(("plain",))
                link = _LINK.search(body.get_content()) if body else None
                if link:
                    self.confirmed += asker.ask("confirm", "POST", link[1], b"").status == 200


@dataclass(slots=True)
class Killing:
    """Every few seconds one of them dies by kill -9, seldom all of them."""

    stand: Stand
    pick: random.Random
    kills: Counter[str] = field(default_factory=Counter)
    _busy: threading.Lock = field(default_factory=threading.Lock)

    def run(self) -> None:
        likely: tuple[tuple[Callable[[], str], float], ...] = (
            (self.worker, 1), (self.drain, 3), (self.crawl, 4), (self.rebuild, 3), (self.mails, 1), (self.server, 1),
        )  # fmt: skip
        doings, weights = zip(*likely, strict=True)
        # Each of them once, in whatever order, however short the soak is.
        first = self.pick.sample(doings, len(doings))
        while not self.stand.stop.wait(self.pick.uniform(3, 11)):
            doing = first.pop() if first else self.pick.choices(doings, weights)[0]
            self.kills[doing()] += 1

    def worker(self) -> str:
        with self.stand.away("worker SIGKILL"):
            for pid in self.stand.workers()[:1]:
                kill(pid)
        return "worker"

    def drain(self) -> str:
        for pid in self.stand.drains():
            kill(pid)
        return "drain"

    def server(self) -> str:
        number = self.pick.choice((signal.SIGKILL, signal.SIGTERM))
        self.stand.restart(number)
        return f"server {number.name}"

    def crawl(self) -> str:
        """The command, one of its crawls, or all of it."""
        command = self.stand.commands.get(self.pick.choice(("crawl", "crawl-2")))
        if command is None or command.poll() is not None:
            return "no crawl"
        children = children_of(command.pid)
        how = self.pick.choice(("command", "child", "all"))
        if how == "all":
            kill_group(command)
        elif how == "child" and children:
            kill(self.pick.choice(children))
        else:
            os.kill(command.pid, signal.SIGKILL) if alive(command.pid) else None
        return f"crawl {how}"

    def rebuild(self) -> str:
        return self._command("rebuild")

    def mails(self) -> str:
        return self._command("mails")

    def _command(self, name: str) -> str:
        """One that runs; where none does within a few seconds, none is killed."""
        for _ in range(100):
            command = self.stand.commands.get(name)
            if command and command.poll() is None:
                self.stand.stop.wait(self.pick.uniform(0, 2))
                kill_group(command)
                return name
            if self.stand.stop.wait(0.1):
                break
        return f"no {name}"
