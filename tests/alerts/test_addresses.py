"""How many alerts one mailbox may have, and what each link can do."""

import os
from datetime import timedelta

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.engine import Engine

from foothold.alerts.alert import (
    FROM_ONE_NETWORK,
    MOST_ALERTS,
    MOST_PENDING,
    MOST_WAITING,
    AlertState,
    MailboxFull,
    Rhythm,
    Wish,
)
from foothold.alerts.book import counts
from foothold.alerts.keys import AlertKeys, KeyPurpose
from foothold.alerts.mails import waiting
from foothold.model.networks import Network
from foothold.store.tables import alerts
from tests.alerts.town import PERSON, Town

KEYS = AlertKeys(b"secret" * 6)
ID = "k7f2q7xw3m2aabcd"


def wish(address: str = PERSON, search: str = "") -> Wish:
    return Wish(address, search, "all", Rhythm.DAILY)


def network(number: int) -> Network:
    return Network(f"192.0.2.{number}", b"s" * 32)


def test_nobody_can_fill_a_strangers_inbox(either: Town) -> None:
    spellings = [
        PERSON,
        PERSON.upper(),
        "ada+1@school.example",
        "Ada+2@School.example",
        "ada+3@school.example",
    ]
    asked = [either.book.ask(wish(address, f"q={n}"), either.now) for n, address in enumerate(spellings)]
    assert sum(one is not None for one in asked) == MOST_PENDING
    assert len(waiting(either.store, either.now)) == MOST_PENDING
    assert either.book.ask(wish("bob@school.example"), either.now)


def test_hundreds_of_spellings_of_one_mailbox_get_three_mails(either: Town) -> None:
    """Of a name of nine letters there are 256 with dots, and each with a tag."""
    name = "adalovela"
    dotted = [
        "".join(letter + "." * (number >> n & 1) for n, letter in enumerate(name[:-1])) + name[-1]
        for number in range(256)
    ]
    addresses = [f"{one}@gmail.com" for one in dotted] + [f"{one}+jobs@googlemail.com" for one in dotted[:44]]
    asked = [either.book.ask(wish(address), either.now) for address in addresses]
    assert len(set(addresses)) == 300
    assert sum(one is not None for one in asked) == len(waiting(either.store, either.now)) == MOST_PENDING


def test_a_stranger_fills_no_inbox_however_long_and_from_however_many_networks(town: Town) -> None:
    """Four from one network and six in all, in two days."""
    let_through = 0
    for minute in range(0, 47 * 60, 20):
        at = town.now + timedelta(minutes=minute)
        let_through += town.book.ask(wish(search=f"q={minute}"), at, network(1)) is not None
    assert let_through == FROM_ONE_NETWORK
    for number in range(2, 40):
        at = town.now + timedelta(hours=47, minutes=number)
        let_through += town.book.ask(wish(search=f"q=x{number}"), at, network(number)) is not None
    assert let_through == MOST_WAITING


def test_whoever_owns_the_mailbox_gets_a_mail_in_spite_of_what_a_stranger_asked_for(either: Town) -> None:
    for number in range(10):
        either.book.ask(wish(search=f"q=spam{number}"), either.now, network(1))
    either.deliver()
    own = wish(search="q=plumber")
    assert either.book.ask(own, either.now, network(2)) is None
    either.wait(minutes=10)
    alert_id = either.book.ask(own, either.now, network(2))
    either.deliver()
    assert alert_id and len(either.sink.raw) == MOST_PENDING + 1
    alert = either.book.confirm(alert_id, either.now)
    assert alert and alert.wish == own


def test_the_owner_is_sent_the_mail_again_that_did_not_come(town: Town) -> None:
    ids = []
    for _ in range(MOST_PENDING + 1):
        ids.append(town.book.ask(wish(), town.now, network(1)))
        town.wait(minutes=10)
    assert all(ids)
    town.deliver()
    assert len(town.sink.raw) == len(ids)
    assert town.book.confirm(str(ids[-1]), town.now)
    assert town.book.confirm(str(ids[0]), town.now), "an older mail works as well"
    assert counts(town.store)[AlertState.CONFIRMED, Rhythm.DAILY] == 1


def test_nothing_leads_back_to_where_an_alert_was_asked_for_and_a_yes_forgets_it(town: Town) -> None:
    ids = [town.book.ask(wish(address), town.now, network(1)) for address in (PERSON, "bob@school.example")]
    with town.store.read() as connection:
        marks = list(connection.scalars(select(alerts.c.network)))
    assert len(set(marks)) == 2 and "192.0.2" not in str(marks)
    town.book.confirm(str(ids[0]), town.now)
    with town.store.read() as connection:
        assert connection.scalar(select(func.count(alerts.c.network))) == 1


def test_what_was_confirmed_makes_room(town: Town) -> None:
    for number in range(MOST_ALERTS):
        alert_id = town.book.ask(wish(search=f"q={number}"), town.now, network(1))
        assert alert_id and town.book.confirm(alert_id, town.now)


def test_a_mailbox_has_so_many_alerts_at_most(town: Town) -> None:
    for number in range(MOST_ALERTS):
        town.sign_up(f"q={number}")
    assert town.book.ask(wish(search="q=more"), town.now) is None
    assert sum(counts(town.store).values()) == MOST_ALERTS


def test_no_more_can_be_confirmed_than_a_mailbox_may_have(either: Town) -> None:
    late = [either.book.ask(wish(search=f"q=late{n}"), either.now) for n in range(2)]
    for number in range(MOST_ALERTS - 1):
        either.sign_up(f"q={number}")
    assert late[0] and late[1] and either.book.confirm(late[0], either.now)
    with pytest.raises(MailboxFull):
        either.book.confirm(late[1], either.now)
    assert counts(either.store)[AlertState.CONFIRMED, Rhythm.DAILY] == MOST_ALERTS


def test_of_many_workers_at_once_three_let_one_mailbox_through(either: Town) -> None:
    children = []
    for number in range(8):
        child = os.fork()
        if child == 0:
            code = 99
            try:
                code = int(
                    either.book.ask(wish(search=f"q={number}"), either.now, network(number)) is not None
                )
            finally:
                os._exit(code)
        children.append(child)
    assert sum(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children) == MOST_PENDING


def test_the_work_is_the_same_whether_a_mailbox_is_known_full_or_new(either: Town) -> None:
    """So the time of an answer tells nobody whether somebody has alerts here."""
    for number in range(MOST_ALERTS):
        either.sign_up(f"q={number}", address="full@school.example")
    either.sign_up(address="known@school.example")
    ended = ("SAVEPOINT", "RELEASE", "ROLLBACK")

    def work(address: str) -> tuple[bool, list[str]]:
        said: list[str] = []

        def note(_c: object, _u: object, statement: str, *_: object) -> None:
            said.append(statement.split()[0] if statement.startswith(ended) else statement)

        event.listen(Engine, "before_cursor_execute", note)
        try:
            taken = either.book.ask(wish(address, "q=new"), either.now, network(1)) is not None
        finally:
            event.remove(Engine, "before_cursor_execute", note)
        return taken, [one for one in said if one not in ended]

    (new, first), (known, second), (full, third) = (
        work(f"{name}@school.example") for name in ("new", "known", "full")
    )
    assert (new, known, full) == (True, True, False)
    assert first == second == third
    assert len([one for one in first if one.startswith("INSERT")]) == 2


def test_a_token_serves_its_purpose_and_its_alert_alone() -> None:
    token = KEYS.token(KeyPurpose.STOP, ID)
    assert KEYS.alert_of(KeyPurpose.STOP, token) == ID
    assert KEYS.alert_of(KeyPurpose.CONFIRM, token) is None
    assert AlertKeys(b"another").alert_of(KeyPurpose.STOP, token) is None
    assert KEYS.alert_of(KeyPurpose.STOP, "a" + token[1:]) is None


@pytest.mark.parametrize(
    "change",
    [
        lambda t: t[:-1],
        lambda t: t + "a",
        lambda t: t.upper(),
        lambda t: t[:16],
        lambda t: "",
        lambda t: t[:-1] + "é",
    ],
)
def test_a_token_that_is_not_ours_is_none(change) -> None:  # type: ignore[no-untyped-def]
    assert KEYS.alert_of(KeyPurpose.STOP, change(KEYS.token(KeyPurpose.STOP, ID))) is None


def test_what_is_sealed_looks_new_each_time_and_opens_to_the_same() -> None:
    sealed = [KEYS.seal(wish()) for _ in range(2)]
    assert sealed[0] != sealed[1]
    assert [KEYS.unseal(one, Rhythm.DAILY) for one in sealed] == [wish()] * 2


def test_stopping_twice_is_as_good_as_once(either: Town) -> None:
    alert_id = either.sign_up()
    either.advertise("one")
    either.next_morning()
    assert [either.book.stop(alert_id) for _ in range(2)] == [True, False]
    assert sum(counts(either.store).values()) == 0
