"""One crawl in a process of its own: `python -m scheduler.crawl_process SLUG`.

A process for each, because Twisted's reactor cannot start twice, a limit on memory holds for a process, and
a crawl that hangs can be killed without taking anything else along. It tells how it goes as JSON lines on
its standard output; `scheduler.runner` starts it and reads them.
"""

import argparse
import os
import resource
import sys
import threading
from typing import TYPE_CHECKING

from foothold.errors import FootholdError, MissingKey
from foothold.log_lines import guard_log_lines
from foothold.settings import Settings

if TYPE_CHECKING:
    from crawlers.run_report import Tell

PARENT_GONE = 75


def main(arguments: list[str] | None = None) -> int:
    """Exit 0 where the run came to its end, whatever its verdict; 1 where it could not begin."""
    guard_log_lines()
    said = _arguments(arguments)
    settings = Settings()
    if said.watched:
        _end_with_the_parent()
    _limit_memory(settings.crawl_memory_mb)

    from crawlers.run_report import tell_to

    tell = tell_to(sys.stdout)
    try:
        _do(said, settings, tell)
    except MissingKey as reason:
        tell({"event": "skipped", "source": said.slug, "reason": str(reason)})
    except FootholdError as error:
        tell({"event": "refused", "source": said.slug, "reason": str(error)})
        return 1
    return 0


def _do(said: argparse.Namespace, settings: Settings, tell: "Tell") -> None:
    if said.check:
        from crawlers.try_source import try_source

        try_source(said.slug, settings, tell=tell, anyway=said.anyway)
    elif said.adverts:
        from crawlers.page_checks import ask

        ask(said.slug, settings, tell=tell, limit=said.limit or settings.liveness_requests)
    else:
        from crawlers.crawl import crawl

        crawl(said.slug, settings, tell=tell, limit=said.limit, record=said.record)


def _arguments(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m scheduler.crawl_process")
    parser.add_argument("slug")
    parser.add_argument("--limit", type=int)
    parser.add_argument("--adverts", action="store_true", help="ask the pages of adverts that were not seen")
    parser.add_argument("--record", action="store_true", help="keep pages as cases for review")
    parser.add_argument("--check", action="store_true", help="try a listing and an advert, and store nothing")
    parser.add_argument("--anyway", action="store_true", help="check a source that is off, too")
    parser.add_argument("--watched", action="store_true", help="end when standard input closes")
    return parser.parse_args(arguments)


def _limit_memory(megabytes: int) -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (megabytes * 1_000_000, hard))


def _end_with_the_parent() -> None:
    """The parent holds the other end of standard input: when it dies, however it dies, this process ends.

    Otherwise a killed scheduler would leave a crawl behind that runs beside its replacement's.
    """

    def wait() -> None:
        while os.read(0, 1024):
            pass
        os._exit(PARENT_GONE)

    threading.Thread(target=wait, daemon=True).start()


if __name__ == "__main__":
    sys.exit(main())
