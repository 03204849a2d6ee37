"""A crawl is a child process: it can be killed at any point, and the next one makes whole what it left."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from crawlers.ledger import CUT_SHORT
from foothold.crawl_run import Verdict
from foothold.store import runs
from scheduler.runner import Crawl, environment
from tests.crawlers.crawling import LocalSource
from tests.crawlers.local_site import LocalSite, local_site, serve_postings


@pytest.fixture
def site() -> Any:
    with local_site() as serving:
        yield serving


@pytest.fixture
def source(tmp_path: Path, site: LocalSite) -> LocalSource:
    return LocalSource(tmp_path, site)


def content(source: LocalSource) -> dict[str, Any]:
    """What the public sees, without what tells when it was seen."""
    apart = ("revision", "last_confirmed", "sources", "id", "url")
    return {
        title: {name: value for name, value in public.items() if name not in apart}
        for title, public in source.shown().items()
    }


def kill_after(source: LocalSource, postings: int) -> None:
    """kill -9 as soon as so many postings have been told of."""
    crawl = Crawl("local", source.settings)

    def watch(event: dict[str, Any]) -> None:
        if event.get("postings", 0) >= postings:
            crawl._child.send_signal(signal.SIGKILL)

    crawl.follow(watch)


def test_a_crawl_killed_at_any_point_is_made_whole_by_the_next(
    site: LocalSite, source: LocalSource, tmp_path: Path
) -> None:
    serve_postings(site, 230, etags=True, seconds=0.03)
    for postings in (0, 110, 150):
        kill_after(source, postings)
        assert source.last_run().verdict is Verdict.FAILED
    saved_before = len(source.shown())
    assert 0 < saved_before < 230
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
    serve_postings(site, 200, seconds=1.0)
    settings = source.settings.model_copy(update={"crawl_run_limit_seconds": 4})
    began = time.monotonic()
    outcome = Crawl("local", settings).follow()
    assert time.monotonic() - began < 8
    assert outcome.verdict is Verdict.FAILED
    assert source.last_run().evidence == ("It was stopped at its limit of 4 seconds.",)


def test_a_crawl_ends_with_the_process_that_started_it(site: LocalSite, source: LocalSource) -> None:
    serve_postings(site, 200, seconds=0.5)
    parent = subprocess.Popen(
        [sys.executable, "-c", "from scheduler.runner import Crawl; from foothold.settings import Settings\n"
         "Crawl('local', Settings()).follow(lambda e: print(e, flush=True))"],
        env=environment(source.settings), stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert parent.stdout
    while "progress" not in parent.stdout.readline():
        pass
    parent.kill()
    parent.wait()
    time.sleep(1)
    asked = len(site.asked)
    time.sleep(1.5)
    assert len(site.asked) == asked
    assert source.last_run().finished is None
    serve_postings(site, 3)
    source.crawl()
    assert [run.evidence for run in runs.latest(source.store, "local", 2)][1] == (CUT_SHORT,)


def test_the_child_speaks_json_lines(site: LocalSite, source: LocalSource) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "scheduler.crawl_process", "nowhere"],
        env=environment(source.settings), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert json.loads(done.stdout)["reason"].startswith("There is no source “nowhere”.")
