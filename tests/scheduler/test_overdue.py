"""Whoever watches a scheduler is told when crawls wait and nobody is at them, and not before."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from foothold.clock import LONDON
from foothold.crawl_run import Counts, Verdict
from foothold.store import leases, runs
from scheduler.overdue import overdue
from tests.crawlers.crawling import LocalSource

SLOT = datetime(2026, 11, 22, 5, 15, tzinfo=LONDON)
LATE = 900


def waiting(source: LocalSource, seconds: int) -> list[str]:
    return overdue(source.settings, source.store, lambda: SLOT + timedelta(seconds=seconds), LATE)


def crawled(source: LocalSource, at: datetime) -> None:
    run = runs.start(source.store, "local", at)
    runs.finish(source.store, run, Verdict.FAILED, Counts(), ["It was a test."], at)


def test_a_slot_that_nobody_crawls_is_overdue_after_its_time(source: LocalSource) -> None:
    crawled(source, SLOT - timedelta(days=1))
    assert [waiting(source, seconds) for seconds in (-1, LATE, LATE + 1)] == [[], [], ["local"]]


def test_a_slot_that_was_crawled_is_not_overdue(source: LocalSource) -> None:
    assert waiting(source, LATE + 1) == ["local"]
    crawled(source, SLOT)
    assert waiting(source, LATE + 1) == []


def test_nothing_is_overdue_while_another_source_is_crawled(source: LocalSource) -> None:
    holder = leases.new_holder()
    leases.take(source.store, "index drain", holder, 86_400, SLOT)
    assert waiting(source, LATE + 1) == ["local"]
    leases.take(source.store, "crawl:another", holder, 3_600, SLOT)
    assert waiting(source, LATE + 1) == []
    assert waiting(source, 3_601) == ["local"]


def test_a_source_without_its_key_is_not_overdue(source: LocalSource) -> None:
    path = source.folder / "local.yml"
    path.write_text(path.read_text() + "needs_key: true\n")
    assert waiting(source, LATE + 1) == []


@pytest.mark.parametrize("late", [False, True], ids=["in time", "late"])
def test_the_command_ends_with_1_where_a_crawl_is_overdue(source: LocalSource, late: bool) -> None:
    if not late:
        crawled(source, datetime.now(UTC))
    folders = {
        "FOOTHOLD_HOME": str(source.settings.home),
        "FOOTHOLD_SOURCES_FOLDER": str(source.folder),
    }
    command = [sys.executable, "-m", "foothold", "schedule", "check", "--late", "0"]
    done = subprocess.run(command, env=os.environ | folders, capture_output=True, text=True)
    assert (done.returncode, "local" in done.stderr) == ((1, True) if late else (0, False)), done.stderr
