"""What an alert is told of, and when: the adverts that are new to it, each once."""

from datetime import UTC, datetime, timedelta

import pytest

from foothold.alerts import mails
from foothold.alerts.alert import Rhythm, latest_slot
from foothold.alerts.book import counts, tidy
from foothold.alerts.mail_server import MailOutcome
from foothold.alerts.mails import MailKind, MailState
from foothold.store.records import withdraw
from tests.alerts.town import MONDAY, Town, html_of, text_of


def test_an_alert_is_told_once_of_what_came_up_since_it_was_asked_for(either: Town) -> None:
    either.advertise("old")
    either.wait(minutes=5)
    either.sign_up()
    new = either.advertise("one", "two")
    assert either.next_morning() == {MailOutcome.SENT: 1}
    assert sorted(either.told) == sorted(new)
    assert [mail["Subject"] for mail in either.sink.mails] == ["2 new adverts on Foothold"]
    either.next_morning()
    assert len(either.sink.raw) == 1


def test_nothing_new_is_no_mail(town: Town) -> None:
    town.sign_up()
    for _ in range(8):
        town.next_morning()
    assert town.sink.raw == []


def test_only_what_the_search_finds_is_told(town: Town) -> None:
    town.sign_up("q=glazier&borough=E09000012&level=3")
    town.advertise("plumber")
    glazier = town.advertise("glass", title="Apprentice glazier")
    town.advertise("far", title="Apprentice glazier", postcode="CR0 1EA", places="Croydon")
    town.next_morning()
    assert town.told == glazier


def test_an_advert_that_only_changed_is_not_told_again(town: Town) -> None:
    town.advertise("old")
    town.wait(minutes=5)
    town.sign_up()
    town.advertise("one")
    town.next_morning()
    town.advertise("old", wage="£9.50 an hour")
    town.advertise("one", wage="£9.50 an hour")
    town.next_morning()
    assert len(town.told) == 1


def test_a_search_that_today_does_not_know_finds_nothing_instead_of_too_much(town: Town) -> None:
    town.sign_up("q=plumber&colour=green")
    town.advertise("one")
    town.next_morning()
    assert town.told == []


def test_more_than_a_page_of_the_index_is_told_and_the_mail_shows_the_first(town: Town) -> None:
    town.sign_up()
    town.advertise(*(f"number-{n}" for n in range(130)))
    town.next_morning()
    [mail] = town.sink.mails
    assert mail["Subject"] == "130 new adverts on Foothold"
    assert len(town.told) == 30
    assert "And 100 more." in text_of(mail)
    town.next_morning()
    assert len(town.sink.raw) == 1


def test_the_same_advert_on_another_site_is_the_same_advert(town: Town) -> None:
    town.sign_up()
    [first] = town.advertise("VAC1000123456", source="national_api")
    town.next_morning()
    [other] = town.advertise("VAC1000123456", source="example_college")
    assert town.told == [first]
    town.next_morning()
    assert town.told == [first]
    assert other == first


def test_an_advert_that_was_merged_into_one_that_was_told_is_not_told(town: Town) -> None:
    from foothold.store.duplicate_review import merge

    town.sign_up()
    [first] = town.advertise("one")
    town.next_morning()
    [second] = town.advertise("two")
    town.wait(days=1)
    town.prepare()
    merge(town.store, first, second, town.now)
    town.deliver()
    assert town.told == [first]


def test_two_adverts_that_become_one_before_the_mail_goes_are_told_as_one(town: Town) -> None:
    from foothold.store.duplicate_review import merge

    town.sign_up()
    one, two = town.advertise("one", "two")
    town.wait(days=1)
    town.prepare()
    kept = merge(town.store, one, two, town.now)
    town.deliver()
    assert town.told == [kept]


def test_an_undone_merge_brings_nothing_back(town: Town) -> None:
    from foothold.index.sync import drain
    from foothold.store.duplicate_review import merge
    from foothold.store.records import undo_merge

    town.sign_up()
    one, two = town.advertise("one", "two")
    kept = merge(town.store, one, two, town.now)
    drain(town.store, town.engine)
    town.next_morning()
    undo_merge(town.store, two if kept == one else one, town.now)
    drain(town.store, town.engine)
    town.next_morning()
    assert town.told == [kept]


@pytest.mark.parametrize("how", ["closed", "withdrawn"])
def test_what_is_over_before_the_mail_goes_is_not_told(town: Town, how: str) -> None:
    town.sign_up()
    [over] = town.advertise("over", closing="2026-11-03")
    [open_] = town.advertise("open")
    town.wait(days=1)
    town.prepare()
    if how == "closed":
        town.wait(days=1)
    else:
        withdraw(town.store, [over], town.now)
    town.deliver()
    assert town.told == [open_]


def test_a_mail_of_which_everything_is_over_is_not_sent(town: Town) -> None:
    town.sign_up()
    gone = town.advertise("over")
    town.wait(days=1)
    town.prepare()
    withdraw(town.store, gone, town.now)
    assert town.deliver() == {}
    assert mails.counts(town.store)[MailKind.NEWS, MailState.DROPPED] == 1


LONDON_SLOTS = [
    (Rhythm.DAILY, "2026-11-03T06:59", "2026-11-02T07:00"),
    (Rhythm.DAILY, "2026-11-03T07:00", "2026-11-03T07:00"),
    (Rhythm.DAILY, "2026-07-03T06:00", "2026-07-03T06:00"),
    (Rhythm.WEEKLY, "2026-11-02T06:59", "2026-10-26T07:00"),
    (Rhythm.WEEKLY, "2026-11-02T07:00", "2026-11-02T07:00"),
    (Rhythm.WEEKLY, "2026-11-08T23:00", "2026-11-02T07:00"),
    (Rhythm.WEEKLY, "2026-10-25T12:00", "2026-10-19T06:00"),
]


@pytest.mark.parametrize(("rhythm", "at", "slot"), LONDON_SLOTS)
def test_slots_are_at_seven_in_london(rhythm: Rhythm, at: str, slot: str) -> None:
    found = latest_slot(rhythm, datetime.fromisoformat(at).replace(tzinfo=UTC))
    assert found.astimezone(UTC) == datetime.fromisoformat(slot).replace(tzinfo=UTC)


def test_a_weekly_alert_hears_on_mondays_or_as_soon_after_as_can_be(town: Town) -> None:
    town.sign_up(rhythm=Rhythm.WEEKLY)
    town.advertise("one")
    for _ in range(6):
        assert town.next_morning() == {}
    assert town.next_morning() == {MailOutcome.SENT: 1}
    town.advertise("two")
    town.wait(days=8)
    assert town.prepare().mails == 1


def test_a_slot_is_looked_at_once_however_often_the_round_begins(town: Town) -> None:
    town.sign_up()
    town.advertise("one")
    town.wait(days=1)
    assert [town.prepare().looked for _ in range(3)] == [1, 0, 0]
    assert town.deliver() == {MailOutcome.SENT: 1}


def test_what_the_index_has_not_taken_up_is_told_next_time(town: Town) -> None:
    from foothold.reading.intake import Reading
    from foothold.reading.normalise import normalise
    from foothold.store.records import save
    from tests.alerts.town import advert

    town.sign_up()
    posting = advert("late", town.now)
    save(town.store, "example_college", [Reading(posting, normalise(posting, town.context))], at=town.now)
    assert town.next_morning() == {}
    town.advertise("other")
    town.next_morning()
    assert len(town.told) == 2


def test_an_end_is_announced_once_and_then_the_address_is_gone(either: Town) -> None:
    alert_id = either.sign_up(words="“plumber”, Hackney")
    either.wait(days=170)
    either.prepare()
    either.prepare()
    assert either.deliver() == {MailOutcome.SENT: 1}
    [mail] = either.sink.mails
    assert mail["Subject"] == "Your Foothold alert ends soon"
    assert "Keep my alert" in text_of(mail) and "“plumber”, Hackney" in html_of(mail)
    either.wait(days=14)
    assert tidy(either.store, either.now) == 1
    assert either.book.find(alert_id, either.now) is None
    assert set(counts(either.store).values()) == {0}


def test_a_renewed_alert_lasts_half_a_year_again(town: Town) -> None:
    alert_id = town.sign_up()
    town.wait(days=180)
    town.prepare()
    renewed = town.book.renew(alert_id, town.now)
    assert renewed and renewed.expires == town.now + timedelta(days=183)
    town.wait(days=10)
    town.prepare()
    assert town.deliver() == {MailOutcome.SENT: 1}
    assert town.prepare().forgotten == 0


def test_what_nobody_confirms_is_forgotten_after_two_days(town: Town) -> None:
    from foothold.alerts.alert import Wish

    alert_id = town.book.ask(Wish("ada@school.example", "", "all", Rhythm.DAILY), MONDAY)
    assert alert_id
    town.wait(hours=48)
    assert town.book.confirm(alert_id, town.now) is None
    assert town.prepare().forgotten == 1
    assert town.deliver() == {}


def test_a_second_alert_for_the_same_search_takes_the_first_ones_place(either: Town) -> None:
    first = either.sign_up("q=plumber")
    [told] = either.advertise("one")
    either.next_morning()
    either.sign_up("q=plumber", rhythm=Rhythm.WEEKLY, address="ADA+x@school.example")
    assert sum(counts(either.store).values()) == 1
    found = either.book.find(first, either.now)
    assert found and found.wish.rhythm is Rhythm.WEEKLY
    either.wait(days=8)
    either.prepare()
    either.deliver()
    assert told not in either.told
