"""Who sends: the schedule within seconds, `foothold alerts send` where there is none; and what operators see of it."""

import subprocess
import sys
import threading
import time

import pytest
from click.testing import CliRunner, Result

from foothold.alerts.alert import Rhythm, Wish
from foothold.cli import main
from scheduler.alert_jobs import post_mails
from scheduler.job import ALWAYS, OFF, Turn
from scheduler.job_status import standings
from scheduler.jobs import jobs_of
from scheduler.runner import environment
from tests.alerts.sink import Sink
from tests.alerts.town import PERSON, Town
from tests.search_api.world import settings_at


def until(wanted: object, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not wanted():  # type: ignore[operator]
        assert time.monotonic() < end
        time.sleep(0.1)


def run(town: Town, monkeypatch: pytest.MonkeyPatch, *command: str) -> Result:
    settings = town.settings
    monkeypatch.setenv("FOOTHOLD_HOME", str(settings.home))
    monkeypatch.setenv("FOOTHOLD_SMTP_URL", town.sink.url)
    monkeypatch.setenv("FOOTHOLD_MAIL_FROM", str(settings.mail_from))
    return CliRunner().invoke(main, ["alerts", *command])


def test_the_schedule_sends_the_first_mail_within_seconds(town: Town) -> None:
    turn = Turn(town.settings, town.store, town.clock, town.now)
    posting = threading.Thread(target=post_mails, args=(turn,))
    posting.start()
    try:
        town.book.ask(Wish(PERSON, "", "all", Rhythm.DAILY), town.now)
        until(lambda: town.sink.raw)
    finally:
        turn.stop()
        posting.join(20)
    assert not posting.is_alive()
    assert town.sink.mails[0]["Subject"] == "Please say yes to your Foothold alert"
    assert town.sink.mails[0]["List-Unsubscribe"] is None


def test_a_mail_server_that_is_away_ends_no_schedule(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scheduler.alert_jobs.AGAIN_SECONDS", 0)
    monkeypatch.setattr("scheduler.alert_jobs.POLL_SECONDS", 0.1)
    town.sink.answers["mail"] = "451 4.3.0 Later"
    turn = Turn(town.settings, town.store, town.clock, town.now)
    posting = threading.Thread(target=post_mails, args=(turn,))
    posting.start()
    try:
        town.book.ask(Wish(PERSON, "", "all", Rhythm.DAILY), town.now)
        time.sleep(1)
        assert posting.is_alive()
        town.sink.answers.clear()
        until(lambda: town.sink.raw)
    finally:
        turn.stop()
        posting.join(20)


def test_a_schedule_of_its_own_process_sends_what_is_asked_for(town: Town, sink: Sink) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "foothold", "schedule"],
        env=environment(town.settings),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        from foothold.clock import system_clock

        town.book.ask(Wish(PERSON, "", "all", Rhythm.DAILY), system_clock())
        until(lambda: sink.raw)
    finally:
        process.terminate()
        said, _ = process.communicate(timeout=30)
    assert "mails sent" in said
    assert PERSON not in said


def test_the_command_sends_and_counts_and_names_nobody(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    from foothold.clock import system_clock

    town.now = system_clock()
    town.book.ask(Wish(PERSON, "", "all", Rhythm.WEEKLY), town.now)
    sent = run(town, monkeypatch, "send")
    assert (sent.exit_code, sent.output) == (0, "0 alerts looked at, 0 have news: 1 sent.\n")
    assert run(town, monkeypatch, "send").output == "0 alerts looked at, 0 have news: nothing waited.\n"
    listed = run(town, monkeypatch, "list").output
    assert "alerts  pending  weekly  1\n" in listed
    assert "mails  confirm  sent  1\n" in listed
    assert "@" not in listed


def test_the_command_says_that_a_mail_may_be_lost(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    from foothold.clock import system_clock

    town.sink.answers["data"] = "hang up"
    town.book.ask(Wish(PERSON, "", "all", Rhythm.DAILY), system_clock())
    sent = run(town, monkeypatch, "send")
    assert sent.exit_code == 3
    assert "1 unsure" in sent.output


def test_without_a_mail_server_the_command_says_what_to_set(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.settings = town.settings.model_copy(update={"mail_from": ""})
    told = run(town, monkeypatch, "send")
    assert told.exit_code == 2
    assert "FOOTHOLD_MAIL_FROM" in told.output


def test_both_jobs_are_off_until_a_mail_server_is_set(town: Town) -> None:
    def triggers(settings: object) -> dict[str, str]:
        return {job.id: job.trigger for job in jobs_of(settings, ()) if job.id in ("alerts", "post")}  # type: ignore[arg-type]

    assert triggers(settings_at(town.settings.home)) == {"alerts": OFF, "post": OFF}
    assert triggers(town.settings) == {"alerts": "0 7,12,17 * * *", "post": ALWAYS}


def test_operators_see_what_waits_and_what_may_be_lost(town: Town) -> None:
    town.sign_up()
    town.advertise("one")
    town.wait(days=1)
    town.prepare()
    town.sink.answers["data"] = "hang up"
    town.deliver()
    [post] = [one for one in standings(town.settings, town.store, town.now) if one.job.id == "post"]
    assert post.result == "0 mails wait, 1 on their way or unsure."
