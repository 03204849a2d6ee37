"""How many alerts one mailbox may have, and what each link can do."""

import pytest

from foothold.alert_keys import AlertKeys, Purpose
from foothold.alerts import MOST_ALERTS, MOST_PENDING, Rhythm, Wish
from foothold.store.alerts import counts
from foothold.store.mails import waiting
from tests.alerts.town import PERSON, Town

KEYS = AlertKeys(b"secret" * 6)
ID = "k7f2q7xw3m2aabcd"


def wish(address: str = PERSON, search: str = "") -> Wish:
    return Wish(address, search, "all", Rhythm.DAILY)


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


def test_a_mailbox_has_so_many_alerts_at_most(town: Town) -> None:
    for number in range(MOST_ALERTS):
        town.sign_up(f"q={number}")
    assert town.book.ask(wish(search="q=more"), town.now) is None
    assert sum(counts(town.store).values()) == MOST_ALERTS


def test_a_token_serves_its_purpose_and_its_alert_alone() -> None:
    token = KEYS.token(Purpose.STOP, ID)
    assert KEYS.alert_of(Purpose.STOP, token) == ID
    assert KEYS.alert_of(Purpose.CONFIRM, token) is None
    assert AlertKeys(b"another").alert_of(Purpose.STOP, token) is None
    assert KEYS.alert_of(Purpose.STOP, "a" + token[1:]) is None


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
    assert KEYS.alert_of(Purpose.STOP, change(KEYS.token(Purpose.STOP, ID))) is None


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
