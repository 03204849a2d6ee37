"""A round that is killed anywhere is finished by the next, and nobody is told of an advert twice."""

import multiprocessing
import os
import signal
import smtplib
from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from sqlalchemy import event, select
from sqlalchemy.engine import Engine

from foothold.alerts import mails
from foothold.alerts.mails import MailKind, MailState
from foothold.settings import Settings
from foothold.store.open_store import open_store
from foothold.store.tables import mails as t
from search_api.alerts.rounds import deliver_waiting, prepare_due
from tests.alerts.town import ADVERT, Town, text_of

# Not a fork of this process: the index's threads would not be in it.
_CLEAN = multiprocessing.get_context("forkserver")
_CLEAN.set_forkserver_preload(["tests.alerts.town"])
MOST_POINTS = 400
EVERY = [pytest.param(9, id="every ninth"), pytest.param(3, marks=pytest.mark.cross, id="every third")]
"""Every one of the 85 was tried; these keep the suite quick."""
BEFORE_THE_TEXT = -1
STEPS = ("mail", "rcpt", "data", "taken")


class Points:
    """Counts the places at which a round touches the store or hands a mail over, and dies at one of them."""

    def __init__(self, fatal: int) -> None:
        self.passed = 0
        self.fatal = fatal
        event.listen(Engine, "before_cursor_execute", self.passing)
        event.listen(Engine, "commit", self.passing)
        # Between the claim of a mail and its text lies no statement, and there the kill that loses a mail happens.
        data = smtplib.SMTP.data

        def handed_over(smtp: smtplib.SMTP, text: bytes) -> object:
            self.passing()
            if fatal == BEFORE_THE_TEXT:
                os.kill(os.getpid(), signal.SIGKILL)
            answer = data(smtp, text)
            self.passing()
            return answer

        smtplib.SMTP.data = handed_over  # type: ignore[method-assign,assignment]

    def passing(self, *_: object) -> None:
        self.passed += 1
        if self.passed == self.fatal:
            os.kill(os.getpid(), signal.SIGKILL)


def both_rounds(settings: Settings, now: datetime, fatal: int) -> None:
    store = open_store(settings.store_url)
    Points(fatal)
    prepare_due(settings, store, lambda: now)
    deliver_waiting(settings, store, lambda: now)


def in_a_process_of_its_own(
    town: Town, fatal: int, on_start: Callable[[int], None] = lambda pid: None
) -> bool:
    """Whether it was killed."""
    process = _CLEAN.Process(target=both_rounds, args=(town.settings, town.now, fatal))
    process.start()
    on_start(process.pid or 0)
    process.join(60)
    assert process.exitcode in (0, -signal.SIGKILL)
    return process.exitcode != 0


def killed_at_points(town: Town, points: Iterator[int]) -> tuple[int, list[str]]:
    """How often the kill hit, and every advert that was put up."""
    kills, adverts = 0, []
    for point in points:
        adverts += town.advertise(f"advert-{point}")
        town.wait(days=1)
        if not in_a_process_of_its_own(town, point):
            break
        kills += 1
        town.prepare()
        town.deliver()
    return kills, adverts


def check_nobody_heard_twice(town: Town, adverts: list[str], people: int) -> int:
    """How many mails may be lost; each of them is on record."""
    with town.store.read() as connection:
        sending = connection.execute(
            select(t.c.alert, t.c.adverts).where(t.c.state == MailState.SENDING)
        ).all()
    for person in range(people):
        mine = [id_ for to, id_ in arrived(town) if to == f"ada{person}@school.example"]
        assert len(mine) == len(set(mine))
    told = sorted(id_ for _, id_ in arrived(town))
    unsure = [id_ for row in sending for id_ in row.adverts.split()]
    assert set(adverts) <= set(told) | set(unsure)
    assert len(told) <= people * len(adverts) <= len(told) + len(unsure)
    return people * len(adverts) - len(told)


def arrived(town: Town) -> Iterator[tuple[str, str]]:
    for mail in town.sink.mails:
        for id_ in ADVERT.findall(text_of(mail)):
            yield str(mail["To"]), id_


@pytest.mark.parametrize("every", EVERY)
def test_a_kill_at_any_statement_tells_nobody_twice(town: Town, every: int) -> None:
    town.sign_up(address="ada0@school.example")
    town.sign_up(address="ada1@school.example", search="q=plumber")
    kills, adverts = killed_at_points(town, iter(range(1, MOST_POINTS, every)))
    assert kills * every >= 60
    lost = check_nobody_heard_twice(town, adverts, people=2)
    assert lost <= 4


@pytest.mark.parametrize("every", EVERY)
def test_a_kill_at_any_statement_tells_nobody_twice_on_postgresql(
    postgres_url: str, tmp_path_factory: pytest.TempPathFactory, town: Town, every: int
) -> None:
    other = Town(tmp_path_factory.mktemp("postgres"), town.sink, postgres_url)
    other.sign_up(address="ada0@school.example")
    kills, adverts = killed_at_points(other, iter(range(2, MOST_POINTS, every)))
    assert kills * every >= 32
    check_nobody_heard_twice(other, adverts, people=1)
    other.store.close()


def test_a_kill_between_the_claim_and_the_text_loses_a_mail_and_says_so(town: Town) -> None:
    town.sign_up(address="ada0@school.example")
    town.advertise("one")
    town.wait(days=1)
    assert in_a_process_of_its_own(town, BEFORE_THE_TEXT)
    town.next_morning()
    assert list(arrived(town)) == []
    assert mails.counts(town.store)[MailKind.NEWS, MailState.SENDING] == 1


@pytest.mark.parametrize("step", STEPS)
def test_a_kill_while_the_server_has_the_word_tells_nobody_twice(town: Town, step: str) -> None:
    town.sign_up(address="ada0@school.example")
    adverts = town.advertise("one")
    town.wait(days=1)

    def armed(pid: int) -> None:
        town.sink.on_step = lambda now: os.kill(pid, signal.SIGKILL) if now == step else None

    assert in_a_process_of_its_own(town, 0, armed)
    town.sink.on_step = lambda now: None
    for _ in range(3):
        town.next_morning()
    arrived_once = [id_ for _, id_ in arrived(town)]
    assert arrived_once == adverts
    unsure = mails.counts(town.store)[MailKind.NEWS, MailState.SENDING]
    assert unsure == (1 if step in ("data", "taken") else 0)
