"""A crawl that is ended from outside is never believed to have seen its whole source."""

import os
import signal
import threading
import time
from pathlib import Path

import pytest

from foothold.model.crawl_run import Verdict
from scheduler.runner import Crawl
from tests.crawlers.crawling import LocalSource
from tests.crawlers.local_site import local_site, serve_postings


@pytest.mark.parametrize("times", [1, 2], ids=["one Ctrl-C", "a second Ctrl-C that does not wait"])
def test_an_interrupted_crawl_is_not_healthy_and_withdraws_nothing(times: int, tmp_path: Path) -> None:
    with local_site() as site:
        source = LocalSource(tmp_path, site)
        serve_postings(site, 30)
        source.crawl()
        serve_postings(site, 30, seconds=0.3)
        before, site.asked[:] = source.shown(), []
        crawling = Crawl("local", source.settings)
        interrupting = threading.Thread(
            target=_interrupt, args=(crawling.pid, site.asked, times), daemon=True
        )
        interrupting.start()
        outcome = crawling.follow()
        interrupting.join(20)
    assert len(site.asked) < 30
    assert outcome.verdict in (Verdict.PARTIAL, Verdict.FAILED)
    assert source.shown() == before


def _interrupt(pid: int, asked: list[object], times: int) -> None:
    until = time.monotonic() + 15
    while len(asked) < 12 and time.monotonic() < until:
        time.sleep(0.02)
    for _ in range(times):
        os.kill(pid, signal.SIGINT)
        time.sleep(0.1)
