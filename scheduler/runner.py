"""Starts one crawl as a child process, passes its events on, and ends it at its limit."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Any

from pydantic import SecretStr

from foothold.clock import Clock, system_clock
from foothold.model.crawl_run import Verdict
from foothold.settings import Settings

Event = dict[str, Any]
OnEvent = Callable[[Event], None]
INTERRUPTED_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one crawl ended. `skipped` says why it did not begin; `event` is the last that it told."""

    source: str
    verdict: Verdict | None
    evidence: tuple[str, ...] = ()
    skipped: str | None = None
    refused: str | None = None
    event: Event | None = None


class Crawl:
    """A crawl in a child process; `options` are those of `scheduler.crawl_process`. `stop` may be called from
    another thread."""

    def __init__(
        self,
        slug: str,
        settings: Settings,
        *,
        limit: int | None = None,
        options: Sequence[str] = (),
        clock: Clock = system_clock,
    ):
        self.slug = slug
        self.settings = settings
        self.clock = clock
        self._killed_for: str | None = None
        self.abandoned = False
        self._child = subprocess.Popen(
            [
                sys.executable,
                "-P",
                "-m",
                "scheduler.crawl_process",
                slug,
                "--watched",
                *_limit(limit),
                *options,
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment(settings),
            text=True,
        )

    @property
    def pid(self) -> int:
        return self._child.pid

    def stop(self, why: str) -> None:
        """End the crawl at once; its run is recorded as failed for this reason."""
        self._killed_for = self._killed_for or why
        self._child.kill()

    def interrupt(self) -> None:
        """Ask the crawl to end after the page it is at, as a partial run; kill it where it does not."""
        self._child.terminate()
        alarm = threading.Timer(INTERRUPTED_SECONDS, self.stop, ["It was interrupted."])
        alarm.daemon = True
        alarm.start()

    def abandon(self) -> None:
        """End the crawl at once and leave its run open: its slot is still to be done, by whoever is next."""
        self.abandoned = True
        self._child.kill()

    def follow(self, on_event: OnEvent = lambda event: None) -> Outcome:
        """Wait for the end, passing every event on."""
        seconds = self.settings.crawl_run_limit_seconds
        alarm = threading.Timer(seconds, self.stop, [f"It was stopped at its limit of {seconds} seconds."])
        alarm.daemon = True
        alarm.start()
        last: Event = {}
        run: int | None = None
        try:
            for event in _events(self._child.stdout):
                last = event
                run = event.get("run", run)
                on_event(event)
            code = self._child.wait()
        finally:
            alarm.cancel()
            if self._child.poll() is None:
                self._child.kill()
                self._child.wait()
            for pipe in (self._child.stdin, self._child.stdout):
                if pipe:
                    pipe.close()
        return self._outcome(last, run, code)

    def _outcome(self, last: Event, run: int | None, code: int) -> Outcome:
        match last.get("event"):
            case "finished":
                return Outcome(self.slug, Verdict(last["verdict"]), tuple(last["evidence"]), event=last)
            case "skipped":
                return Outcome(self.slug, None, skipped=last["reason"])
            case "refused":
                return Outcome(self.slug, None, refused=last["reason"])
            case "tried":
                return Outcome(self.slug, None, tuple(last["troubles"]), event=last)
        why = self._killed_for or f"Its process ended unexpectedly (exit {code})."
        if run is not None and not self.abandoned:
            self._record_failure(run, why)
        return Outcome(self.slug, Verdict.FAILED, (why,), event=last or None)

    def _record_failure(self, run: int, why: str) -> None:
        from crawlers.run_recorder import record_failure
        from foothold.store.open_store import open_store

        store = open_store(self.settings.store_url)
        try:
            record_failure(store, run, self.clock(), why)
        finally:
            store.close()


def _limit(limit: int | None) -> list[str]:
    return [] if limit is None else ["--limit", str(limit)]


def _events(lines: IO[str] | None) -> Iterator[Event]:
    """The child's JSON lines; anything else that a library prints is left out."""
    for line in lines or ():
        try:
            event = json.loads(line)
        except ValueError:
            continue
        if isinstance(event, dict):
            yield event


def environment(settings: Settings) -> dict[str, str]:
    """This process's environment with these settings in it, and without those that have no value: the child
    makes the same `Settings`."""
    said = dict(os.environ)
    for name, value in settings:
        variable = f"FOOTHOLD_{name.upper()}"
        if value is None:
            said.pop(variable, None)
        else:
            said[variable] = str(value.get_secret_value() if isinstance(value, SecretStr) else value)
    return said
