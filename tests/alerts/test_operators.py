"""Whoever runs Foothold is mailed about each advert that is reported as grave, once, and never of who reported it."""

import re
import threading
from datetime import timedelta

import pytest
from click.testing import CliRunner

from foothold.alerts import operator_mail
from foothold.alerts.mail_server import MailUnavailable
from foothold.alerts.operator_mail import AN_HOUR, tell_operators, why_nobody_is_mailed
from foothold.cli import main
from foothold.model.networks import Network
from foothold.settings import Settings
from foothold.store import hiding, notices, reports
from foothold.store.open_store import open_store
from foothold.store.reports import ReportReason
from scheduler.alert_jobs import post_mails
from scheduler.job import Turn
from scheduler.watchdog import Patience, troubles
from search_api import create_app
from tests.alerts.sink import Sink
from tests.alerts.test_sending import until
from tests.alerts.town import Town, text_of

OPERATORS = "safe@foothold.example"
TITLE = "Apprentice plumber\r\nBcc: all@school.example \x1b[31m\u202eClaim https://evil.example"


@pytest.fixture
def desk(either: Town) -> Town:
    """A town whose operators are mailed."""
    either.settings = either.settings.model_copy(update={"operators_email": OPERATORS})
    return either


def report(
    town: Town,
    id_: str,
    reason: ReportReason = ReportReason.UNSAFE,
    visitor: str = "192.0.2.1",
    hide_after: int = 2,
) -> None:
    network = Network(visitor, b"s" * 32)
    reports.add(
        town.store, id_, reason, "Ring 020 7946 0000.", town.now, network=network, hide_after=hide_after
    )


def tell(town: Town) -> int:
    return tell_operators(town.settings, town.store, town.clock)


def subjects(town: Town) -> list[str]:
    return [mail["Subject"] for mail in town.sink.mails]


def test_one_mail_tells_of_an_advert_however_often_it_is_reported(desk: Town) -> None:
    one, two = desk.advertise("one", "two")
    report(desk, one)
    report(desk, one, ReportReason.MONEY)
    reports.add(desk.store, two, ReportReason.WRONG, "typo", desk.now)
    assert tell(desk) == 1
    report(desk, one, visitor="192.0.2.2")
    assert tell(desk) == 0
    assert desk.sink.to == [OPERATORS]
    assert subjects(desk) == [f"Foothold: advert {one} is reported as unsafe, money"]


def test_a_mail_has_ids_reasons_titles_and_links_and_nothing_of_whoever_reported(desk: Town) -> None:
    [odd] = desk.advertise("odd", title=TITLE)
    report(desk, odd, ReportReason.ALONE)
    report(desk, odd, ReportReason.ALONE, visitor="192.0.2.2")
    tell(desk)
    [mail] = desk.sink.mails
    body = text_of(mail).replace("\r\n", "\n")
    assert (mail["To"], mail["From"], mail["Bcc"]) == (
        OPERATORS,
        "Foothold <alerts@foothold.example>",
        None,
    )
    assert f"{odd}: Apprentice plumber Bcc: all school example [31m Claim https evil example\n" in body
    assert "Reported as alone, 2 times since Mon 02 Nov 12:00. It is hidden until you have looked." in body
    assert f"http://foothold.example/opportunities/{odd}" in body
    assert "`foothold adverts clear ID`" in body
    assert not re.search(r"192\.0|7946|\x1b|\u202e|https:", body + str(mail["Subject"]))


def test_a_flood_is_told_in_few_mails_and_none_of_it_is_lost(
    desk: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operator_mail, "MOST_NAMED", 16)
    ids = desk.advertise(*(f"number-{n}" for n in range(25)))
    for id_ in ids:
        report(desk, id_)
    report(desk, "a" * 12)
    assert tell(desk) == AN_HOUR.most
    assert subjects(desk)[-1] == "Foothold: 17 adverts are reported as harmful"
    told = re.findall(r"opportunities/([a-z2-7]{12})", "".join(map(text_of, desk.sink.mails)))
    assert len(told) == len(set(told)) == 25
    assert "And 1 more" in text_of(desk.sink.mails[-1])
    [late] = desk.advertise("late")
    report(desk, late)
    assert tell(desk) == 0
    desk.wait(minutes=30)
    assert tell(desk) == 0
    desk.wait(minutes=30)
    assert tell(desk) == 1
    assert late in subjects(desk)[-1]


def test_what_was_dealt_with_is_told_no_more_and_what_comes_then_is_told_anew(desk: Town) -> None:
    one, two = desk.advertise("one", "two")
    report(desk, one)
    report(desk, two)
    hiding.clear(desk.store, one, desk.now)
    for number in [each.number for each in reports.to_look_at(desk.store)]:
        reports.close(desk.store, number, desk.now)
    assert (tell(desk), notices.count_waiting(desk.store)) == (0, 0)
    report(desk, one)
    assert tell(desk) == 1


def test_a_mail_that_does_not_get_through_is_tried_again(desk: Town) -> None:
    [one] = desk.advertise("one")
    report(desk, one)
    for step, answer in (("rcpt", "451 4.7.1 Later"), ("data", "550 5.7.1 Never"), ("data", "hang up")):
        desk.sink.answers = {step: answer}
        assert tell(desk) == 0
        assert tell(desk) == 0, "at once it is not tried again"
        desk.wait(minutes=11)
    desk.sink.answers = {"mail": "451 Not from you"}
    with pytest.raises(MailUnavailable):
        tell(desk)
    desk.wait(minutes=11)
    desk.sink.answers = {}
    desk.sink.raw.clear()
    assert tell(desk) == 1
    assert len(desk.sink.raw) == 1


def test_a_server_that_is_away_uses_no_mail_of_the_hour_up(desk: Town) -> None:
    [one] = desk.advertise("one")
    report(desk, one)
    there = desk.settings
    desk.settings = there.model_copy(update={"smtp_url": type(there.smtp_url)("smtp://127.0.0.1:1")})
    for _ in range(AN_HOUR.most + 1):
        with pytest.raises(MailUnavailable):
            tell(desk)
    desk.settings = there
    assert tell(desk) == 1


def test_of_several_that_send_at_once_one_sends(desk: Town) -> None:
    for id_ in desk.advertise("one", "two", "three"):
        report(desk, id_)
    begin, counts = threading.Barrier(4), list[int]()

    def send() -> None:
        store = open_store(desk.settings.store_url)
        begin.wait()
        counts.append(tell_operators(desk.settings, store, desk.clock))
        store.close()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (sum(counts), len(set(subjects(desk)))) == (3, 3)


def test_the_schedule_sends_within_seconds(town: Town) -> None:
    settings = town.settings.model_copy(update={"operators_email": OPERATORS})
    turn = Turn(settings, town.store, town.clock, town.now)
    posting = threading.Thread(target=post_mails, args=(turn,))
    posting.start()
    try:
        report(town, town.advertise("one")[0])
        until(lambda: town.sink.raw)
    finally:
        turn.stop()
        posting.join(20)
    assert town.sink.to == [OPERATORS]


def test_the_command_sends_too(town: Town, monkeypatch: pytest.MonkeyPatch, sink: Sink) -> None:
    from foothold.clock import system_clock

    town.now = system_clock()
    report(town, town.advertise("one")[0])
    for name, value in (("HOME", str(town.settings.home)), ("SMTP_URL", sink.url), ("OPERATORS_EMAIL", OPERATORS),
                        ("MAIL_FROM", "alerts@foothold.example")):  # fmt: skip
        monkeypatch.setenv(f"FOOTHOLD_{name}", value)
    assert "Mails to operators: 1.\n" in CliRunner().invoke(main, ["alerts", "send"]).output
    assert sink.to == [OPERATORS]


def test_a_mail_that_nobody_sends_is_told(town: Town) -> None:
    town.settings = town.settings.model_copy(update={"operators_email": OPERATORS})
    report(town, town.advertise("one")[0])
    patience = Patience(timedelta(minutes=15), timedelta(hours=1))
    assert not [one for one in troubles(town.settings, town.store, town.clock, patience) if "post" in one]
    town.wait(minutes=20)
    assert [one for one in troubles(town.settings, town.store, town.clock, patience) if "post" in one]


MUTE = [
    ({"operators_email": None}, "FOOTHOLD_OPERATORS_EMAIL is not set."),
    ({"operators_email": "nobody"}, "FOOTHOLD_OPERATORS_EMAIL is no e-mail address."),
    ({"operators_email": OPERATORS, "smtp_url": None}, "FOOTHOLD_SMTP_URL"),
    ({"operators_email": OPERATORS, "mail_from": None}, "FOOTHOLD_MAIL_FROM"),
]


@pytest.mark.parametrize(("changes", "said"), MUTE)
def test_where_nobody_can_be_mailed_it_is_told_where_operators_look(
    town: Town, changes: dict[str, object], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = town.settings.model_copy(update=changes)
    why = why_nobody_is_mailed(settings)
    assert why and said in why
    [one] = town.advertise("one")
    report(town, one)
    assert tell_operators(settings, town.store, town.clock) == 0
    app = create_app(settings, store=town.store, engine=town.engine, clock=town.clock)
    assert said in app.test_client().get("/operate").text
    monkeypatch.setattr("foothold.cli.doctor.Settings", lambda: settings)
    doctor = CliRunner().invoke(main, ["doctor"])
    assert f"Nobody is mailed when an advert is reported as harmful: {why}" in doctor.output
    assert "wait for somebody to look: 1." in doctor.output
    assert doctor.exit_code == 0


def test_operators_of_a_foothold_that_mails_see_what_waits(desk: Town) -> None:
    app = create_app(desk.settings, store=desk.store, engine=desk.engine, clock=desk.clock)
    assert "Nobody is mailed" not in app.test_client().get("/operate").text
    report(desk, desk.advertise("one")[0])
    assert "1 mails to operators about reported adverts wait." in app.test_client().get("/operate").text
    assert "foothold_operator_mails_waiting 1.0" in app.test_client().get("/metrics").text
    tell(desk)
    assert "foothold_operator_mails_waiting 0.0" in app.test_client().get("/metrics").text


def test_no_setting_stands_in_the_shipped_defaults() -> None:
    assert Settings().operators_email is None
    assert AN_HOUR.most < operator_mail.MOST_TOGETHER
