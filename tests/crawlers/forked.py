"""A crawl's child process, forked from one that has loaded everything: a fresh one needs a second for that.

`tests/scheduler` and the commands start theirs as people's crawls are started.
"""

import multiprocessing
import os
import sys
from collections.abc import Sequence
from multiprocessing.connection import Connection
from typing import IO

from foothold.clock import system_clock
from foothold.settings import Settings
from scheduler import crawl_process
from scheduler.runner import Crawl, environment

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(
    [
        "crawlers.crawl",
        "crawlers.try_source",
        "scrapy.core.downloader.handlers.http11",
        "foothold.store.records",
    ]
)


class ForkedCrawl(Crawl):
    """Everything but the way in which the child begins."""

    def __init__(
        self, slug: str, settings: Settings, *, limit: int | None = None, options: Sequence[str] = ()
    ) -> None:
        self.slug = slug
        self.settings = settings
        self.clock = system_clock
        self._killed_for = None
        self.abandoned = False
        arguments = [slug] if limit is None else [slug, "--limit", str(limit)]
        self._child = _Child([*arguments, *options], environment(settings))  # type: ignore[assignment]


class _Child:
    """What `Crawl` uses of a `Popen`."""

    stdin = None

    def __init__(self, arguments: list[str], env: dict[str, str]) -> None:
        said, says = FORKS.Pipe(duplex=False)
        self._process = FORKS.Process(target=_run, args=(arguments, env, says))
        self._process.start()
        says.close()
        self.stdout: IO[str] = os.fdopen(os.dup(said.fileno()))
        said.close()

    @property
    def pid(self) -> int:
        assert self._process.pid
        return self._process.pid

    def poll(self) -> int | None:
        return self._process.exitcode

    def wait(self) -> int | None:
        self._process.join()
        return self._process.exitcode

    def kill(self) -> None:
        self._process.kill()

    def terminate(self) -> None:
        self._process.terminate()


def enter(env: dict[str, str]) -> None:
    """Take over the environment of whoever forked this process."""
    os.environ.clear()
    os.environ.update(env)


def _run(arguments: list[str], env: dict[str, str], says: Connection) -> None:
    enter(env)
    sys.stdout = os.fdopen(says.fileno(), "w", closefd=False)
    sys.exit(crawl_process.main(arguments))
