"""A crawl is a child process: it can be killed at any point, and the next one makes whole what it left."""

import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from crawlers.run_recorder import CUT_SHORT
from foothold.model.crawl_run import Verdict
from foothold.store import runs
from scheduler.runner import Crawl, environment
from tests.crawlers.crawling import LocalSource
from tests.crawlers.forked import ForkedCrawl
from tests.crawlers.local_site import LocalSite, serve_postings, until


def content(source: LocalSource) -> dict[str, Any]:
    """What the public sees, without what tells when it was seen."""
    apart = ("revision", "last_confirmed", "sources", "id", "url")
    return {
        title: {name: value for name, value in public.items() if name not in apart}
        for title, public in source.shown().items()
    }


def crawl_and_kill(source: LocalSource, site: LocalSite, requests: int, saved: int) -> None:
    """kill -9 once the site has had so many requests and the store has so many records.

    The site holds every further answer, so the crawl cannot have ended by then.
    """
    site.hold(requests)
    crawl = ForkedCrawl("local", source.settings)
    following = threading.Thread(target=crawl.follow)
    following.start()
    until(lambda: site.holding and source.count() >= saved)
    os.kill(crawl.pid, signal.SIGKILL)
    following.join()
    site.go_on()


def test_a_crawl_killed_at_any_point_is_made_whole_by_the_next(
    site: LocalSite, source: LocalSource, tmp_path: Path
) -> None:
    serve_postings(site, 230, etags=True)
    for requests, saved in ((1, 0), (125, 100), (228, 200)):
        crawl_and_kill(source, site, requests, saved)
        assert source.last_run().verdict is Verdict.FAILED
        # A batch that fills slowly, as on a busy machine, is saved before it is full.
        assert saved <= source.count() < requests
    source.crawl()
    clean_folder = tmp_path / "clean"
    clean_folder.mkdir()
    clean = LocalSource(clean_folder, site)
    assert clean.crawl().verdict is Verdict.HEALTHY
    assert content(source) == content(clean)
    assert len(content(clean)) == 230


def test_a_crawl_over_its_time_is_stopped_and_recorded_as_failed(
    site: LocalSite, source: LocalSource
) -> None:
    serve_postings(site, 3)
    site.hold(2)
    crawl = Crawl("local", source.settings.model_copy(update={"crawl_run_limit_seconds": 1}))
    until(lambda: site.holding)
    # The time is counted from here: before, a busy machine may take long to start a process.
    assert crawl.follow().verdict is Verdict.FAILED
    assert source.last_run().evidence == ("It was stopped at its limit of 1 seconds.",)


def test_a_crawl_ends_with_the_process_that_started_it(site: LocalSite, source: LocalSource) -> None:
    serve_postings(site, 3)
    site.hold(2)
    parent = subprocess.Popen(
        [sys.executable, "-c", "from scheduler.runner import Crawl; from foothold.settings import Settings\n"
         "crawl = Crawl('local', Settings()); print(crawl.pid, flush=True); crawl.follow()"],
        env=environment(source.settings), stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert parent.stdout
    child = int(parent.stdout.readline())
    until(lambda: site.holding)
    parent.kill()
    parent.communicate()
    until(lambda: not running(child))
    assert source.last_run().finished is None
    site.go_on()
    source.crawl()
    assert [run.evidence for run in runs.latest(source.store, "local", 2)][1] == (CUT_SHORT,)


def running(pid: int) -> bool:
    """Whether that process still does something; one that waits to be buried does not."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


def test_the_child_speaks_json_lines(site: LocalSite, source: LocalSource) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "scheduler.crawl_process", "nowhere"],
        env=environment(source.settings), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert json.loads(done.stdout)["reason"].startswith("There is no source “nowhere”.")
