"""Alerts that somebody asks for in another's name: what reaches that person, how often, and what still works for them."""

import re
from datetime import timedelta
from email.headerregistry import Address
from urllib.parse import urlencode

from foothold.alerts.alert import Rhythm, Wish
from foothold.alerts.keys import AlertKeys, KeyPurpose
from foothold.alerts.mails import waiting
from foothold.reading.places.gazetteer import built_in_places
from foothold.searching.labels import LEVELS
from foothold.secret import home_secret
from search_api import create_app
from search_api.alerts.letters import Letters
from search_api.search.request import QueryReader
from tests.alerts.town import html_of, text_of
from tests.search_api.web.page_text import page
from tests.search_api.web.test_alerts import MAIL, PERSON, SEARCH, ask, book, made, told
from tests.search_api.world import AT, World

__all__ = ["told"]


def test_one_network_may_ask_for_so_many_whichever_worker_answers(told: World) -> None:
    settings = told.settings.model_copy(update={"alerts_rate_limit": "3 per hour"})
    workers = [
        create_app(settings, store=told.store, engine=told.engine, clock=lambda: AT).test_client()
        for _ in range(2)
    ]

    def status(number: int, visitor: str) -> int:
        headers = {"X-Forwarded-For": visitor}
        return ask(workers[number % 2], address=f"{number}@school.example", headers=headers).status

    assert [status(n, f"2001:db8:1:2::{n:x}") for n in range(1, 7)] == [303] * 3 + [429] * 3
    assert status(7, "2001:db8:1:3::1") == 303
    assert page(workers[0], "/alerts").status == 200
    assert len(waiting(told.store, AT)) == 4


def test_what_was_wrong_with_the_form_uses_nothing_up(told: World) -> None:
    settings = told.settings.model_copy(update={"alerts_rate_limit": "1 per hour"})
    client = create_app(settings, store=told.store, engine=told.engine, clock=lambda: AT).test_client()
    assert [ask(client, address="nobody").status for _ in range(3)] == [422] * 3
    assert ask(client).status == 303
    refused = client.post(
        f"/alerts?{SEARCH}", data={"address": PERSON, "rhythm": "daily", "made": made(client)}
    )
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "3600")


KEY = re.compile(r"[a-z2-7]{16,}")
HOSTILE = {
    "q": "You have WON £500! Claim it now at https://evil.example/claim",
    "employer": "you-have-won-claim-at-evil",
    "source": "you-have-won-claim-at-evil",
    "as_words": "claim at evil",
    "near": "Claim at evil.example",
    "kind": "claim-evil",
    "utm_source": "claim evil",
}


def test_nothing_that_a_stranger_wrote_is_in_the_first_mail_or_before_a_yes(told: World) -> None:
    """Whatever they send in whichever parameter."""
    closed = {"borough": "hackney", "kind": "apprenticeship", "level": "3", "min_hourly": "8"}
    every = dict.fromkeys(QueryReader(built_in_places()).parameters, HOSTILE["q"])
    for number, search in enumerate((HOSTILE | {"level": "3"}, closed | {"q": HOSTILE["q"]}, every)):
        ask(told.client, urlencode(search), address=f"ada{number}@school.example")
    known = []
    for mail in waiting(told.store, AT):
        alert = book(told).find(mail.alert, AT)
        assert alert
        letter = letters(told)(mail, alert, ())
        written = f"{letter['Subject']} {text_of(letter)} {html_of(letter)}"
        before = told.client.get(
            f"/alerts/confirm/{book(told).keys.token(KeyPurpose.CONFIRM, mail.alert)}"
        ).text
        for text in (written, before):
            assert not re.search(r"have won|claim|evil|£500", KEY.sub("", text), re.I)
        known.append(alert.wish.known)
    assert known[0] == f"{LEVELS['3']}, 2 employers or sites, the words that were typed in"
    assert known[1] == (
        f"Apprenticeship, {LEVELS['3']}, Hackney, At least £8.00 an hour, the words that were typed in"
    )


def letters(told: World) -> Letters:
    keys = AlertKeys(home_secret(told.settings.home))
    return Letters(keys, Address(addr_spec=MAIL["mail_from"]), told.settings.public_url, lambda: AT)


def test_a_place_that_was_typed_is_named_after_the_yes_alone(told: World) -> None:
    ask(told.client, "near=E8+1EA&within=5&employer=marlow-and-finch")
    alert = book(told).find(waiting(told.store, AT)[0].alert, AT)
    assert alert
    assert alert.wish.known == "1 employer or site, near the place that was typed in"
    assert "Marlow" in alert.wish.words and "E8 1EA" in alert.wish.words


def test_the_ninth_yes_is_told_that_there_are_eight(told: World) -> None:
    ids = [str(book(told).ask(Wish(PERSON, f"q={n}", "x", Rhythm.DAILY, "y"), AT)) for n in range(2)]
    for number in range(8):
        if number < 7:
            ids.append(str(book(told).ask(Wish(PERSON, f"q=a{number}", "x", Rhythm.DAILY, "y"), AT)))
        assert book(told).confirm(ids.pop(), AT)
    [late] = ids
    answer = told.client.post(f"/alerts/confirm/{book(told).keys.token(KeyPurpose.CONFIRM, late)}")
    assert answer.status_code == 409
    assert "You have 8 alerts already" in answer.text


def test_a_mailbox_is_asked_again_after_ten_minutes_whoever_asked_before(told: World) -> None:
    """By the page alone, as a person meets it; the answers are the same."""
    times = [AT] * 5 + [AT + timedelta(minutes=10)]
    answers = []
    for number, at in enumerate(times):
        app = create_app(told.settings, store=told.store, engine=told.engine, clock=lambda at=at: at)
        headers = {"X-Forwarded-For": f"192.0.2.{number // 5}"}
        address = ("ada@gmail.com", "a.da+1@gmail.com", "a.d.a@googlemail.com")[number % 3]
        answers.append(ask(app.test_client(), f"q={number}", address=address, headers=headers))
    assert {(one.status, one.headers["Location"]) for one in answers} == {(303, "/alerts/asked")}
    assert [mail.slot for mail in waiting(told.store, times[-1])] == [AT] * 3 + [times[-1]]
    assert "After 10 minutes we can send another e-mail" in page(told.client, "/alerts/asked").text
