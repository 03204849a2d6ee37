"""Whoever watches a scheduler is told when jobs wait and nobody is at them, when one failed for good, and when the
index does not follow; and not before."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import SecretStr

from foothold.alerts import mails
from foothold.alerts.mails import MailKind
from foothold.clock import LONDON
from foothold.index.open_index import open_engine
from foothold.index.sync import drain
from foothold.model.crawl_run import Counts, Verdict
from foothold.settings import Settings
from foothold.store import job_runs, leases, runs
from foothold.store.job_runs import Result
from foothold.store.records import save
from scheduler.jobs import jobs_of
from scheduler.watchdog import Patience, troubles
from tests.crawlers.crawling import LocalSource
from tests.store.adverts import reading

SLOT = datetime(2026, 11, 22, 5, 15, tzinfo=LONDON)
LATE = 900
PATIENCE = Patience(late=timedelta(seconds=LATE), behind=timedelta(seconds=60))
WAITS = ["Nobody crawls, and these wait: local."]


@pytest.fixture(autouse=True)
def kept(source: LocalSource) -> None:
    """Every job but the crawl has done its slots, also those of the days to come."""
    for name in ("liveness", "audit", "prune", "backup"):
        did(source, name, Result.DONE, datetime.now(UTC) + timedelta(days=400), at=SLOT - timedelta(days=2))


def did(
    source: LocalSource,
    job: str,
    result: Result,
    slot: datetime,
    again: datetime | None = None,
    at: datetime | None = None,
) -> None:
    """`at` is when it began and ended, its slot unless it is given."""
    job_runs.begin(source.store, job, slot, 1, at or slot)
    job_runs.finish(source.store, job, slot, 1, result, "The disk is full.", at or slot, again)


def found(source: LocalSource, seconds: float, settings: Settings | None = None) -> list[str]:
    return troubles(
        settings or source.settings, source.store, lambda: SLOT + timedelta(seconds=seconds), PATIENCE
    )


def crawled(source: LocalSource, at: datetime, verdict: Verdict = Verdict.HEALTHY) -> None:
    run = runs.start(source.store, "local", at)
    runs.finish(source.store, run, verdict, Counts(), ["It was a test."], at)


def test_a_slot_that_nobody_crawls_is_overdue_after_its_time(source: LocalSource) -> None:
    crawled(source, SLOT - timedelta(days=1))
    assert [found(source, seconds) for seconds in (-1, LATE, LATE + 1)] == [[], [], WAITS]


def test_a_slot_that_was_crawled_is_not_overdue(source: LocalSource) -> None:
    assert found(source, LATE + 1) == WAITS
    crawled(source, SLOT)
    assert found(source, LATE + 1) == []


def test_a_crawl_that_failed_is_overdue_when_nobody_tries_it_again(source: LocalSource) -> None:
    crawled(source, SLOT, Verdict.FAILED)
    pause = 20 * 60
    assert [found(source, pause + seconds) for seconds in (LATE, LATE + 1)] == [[], WAITS]


def test_nothing_is_overdue_while_another_source_is_crawled(source: LocalSource) -> None:
    holder = leases.new_holder()
    leases.take(source.store, "index drain", holder, 86_400, SLOT)
    assert found(source, LATE + 1) == WAITS
    leases.take(source.store, "crawl:another", holder, 3_600, SLOT)
    assert found(source, LATE + 1) == []
    assert found(source, 3_601) == WAITS


def test_a_source_without_its_key_is_not_overdue(source: LocalSource) -> None:
    path = source.folder / "local.yml"
    path.write_text(path.read_text() + "needs_key: true\n")
    assert found(source, LATE + 1) == []


UPKEEP = ("liveness", "audit", "prune", "backup", "alerts")


@pytest.fixture
def upkept(source: LocalSource) -> Settings:
    """Settings with a folder of backups and a mail server; the source is crawled, and no other job has run yet."""
    crawled(source, SLOT)
    with source.store.write() as connection:
        connection.execute(job_runs.t.delete())
    mail = {"smtp_url": SecretStr("smtp://127.0.0.1:9"), "mail_from": "alerts@foothold.example"}
    return source.settings.model_copy(update=mail | {"backup_folder": source.folder / "backups"})


@pytest.mark.parametrize("job", UPKEEP)
def test_every_job_that_nobody_does_is_overdue(source: LocalSource, upkept: Settings, job: str) -> None:
    for other in UPKEEP:
        if other != job:
            did(source, other, Result.DONE, SLOT)
    [told] = found(source, LATE + 1, upkept)
    assert told.startswith(f"{job} is overdue since ")
    leases.take(source.store, f"job:{job}", leases.new_holder(), 3_600, SLOT)
    assert found(source, LATE + 1, upkept) == [], "it is under way"


@pytest.mark.parametrize("job", UPKEEP)
def test_every_job_that_failed_is_told_once_no_try_is_left(
    source: LocalSource, upkept: Settings, job: str
) -> None:
    for other in UPKEEP:
        if other != job:
            did(source, other, Result.DONE, SLOT)
    did(source, job, Result.FAILED, SLOT, again=SLOT + timedelta(seconds=1))
    assert found(source, LATE, upkept) == []
    assert len(found(source, LATE + 2, upkept)) == 1, "nobody tries it again"
    job_runs.begin(source.store, job, SLOT, 2, SLOT + timedelta(seconds=1))
    job_runs.finish(source.store, job, SLOT, 2, Result.FAILED, "The disk is full.", SLOT)
    assert found(source, LATE + 2, upkept) == [f"{job} failed at Sun 22 Nov 05:15: The disk is full."]


def test_jobs_that_wait_for_others_that_are_done_are_not_overdue(
    source: LocalSource, upkept: Settings
) -> None:
    assert len(found(source, LATE + 1, upkept)) == len(UPKEEP)
    for job in ("liveness", "audit"):
        leases.take(source.store, f"job:{job}", leases.new_holder(), 3_600, SLOT)
    assert found(source, LATE + 1, upkept) == []


def test_a_backup_that_is_off_is_not_waited_for(source: LocalSource, upkept: Settings) -> None:
    for job in UPKEEP:
        if job != "backup":
            did(source, job, Result.DONE, SLOT)
    assert len(found(source, LATE + 1, upkept)) == 1
    assert found(source, LATE + 1) == []


def test_the_table_holds_no_job_that_is_not_watched(source: LocalSource, upkept: Settings) -> None:
    table = {job.id for job in jobs_of(upkept, ())}
    assert table == {*UPKEEP, "drain", "post"}


def test_mails_that_nobody_sends_are_told(source: LocalSource, upkept: Settings) -> None:
    for job in UPKEEP:
        did(source, job, Result.DONE, SLOT)
    with source.store.write() as connection:
        mails.put(connection, "a" * 16, MailKind.CONFIRM, SLOT, SLOT)
    assert found(source, LATE - 1, upkept) == []
    [told] = found(source, LATE + 1, upkept)
    assert told.startswith("post does not send")
    assert found(source, LATE + 1) == [], "without a mail server nobody is to send"


def test_an_index_that_does_not_follow_is_told(source: LocalSource) -> None:
    crawled(source, SLOT)
    save(source.store, "board", [reading()], at=SLOT)
    [told] = found(source, 1)
    assert told.startswith("drain does not reach the index: ")
    engine = open_engine(source.settings)
    drain(source.store, engine)
    assert found(source, 120) == []
    save(source.store, "board", [reading("2")], at=SLOT)
    assert found(source, 60) == []
    assert found(source, 61) == ["drain is behind: what was saved at Sun 22 Nov 05:15 is not in the index."]
    engine.active().close()


@pytest.mark.parametrize("late", [False, True], ids=["in time", "late"])
def test_the_command_ends_with_1_where_a_job_is_overdue(source: LocalSource, late: bool) -> None:
    if not late:
        crawled(source, datetime.now(UTC))
    folders = {
        "FOOTHOLD_HOME": str(source.settings.home),
        "FOOTHOLD_SOURCES_FOLDER": str(source.folder),
    }
    command = [sys.executable, "-m", "foothold", "schedule", "check", "--late", "0"]
    done = subprocess.run(command, env=os.environ | folders, capture_output=True, text=True)
    assert (done.returncode, "local" in done.stderr) == ((1, True) if late else (0, False)), done.stderr
