"""The pages of e-mail alerts, as a person and as a mail program meets them."""

import logging
import re
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from lxml import html

from foothold.alerts.alert import AlertState
from foothold.alerts.book import AlertBook, counts
from foothold.alerts.keys import AlertKeys, KeyPurpose
from foothold.alerts.mails import MailKind, waiting
from foothold.searching.labels import LEVELS
from foothold.secret import home_secret
from search_api import create_app
from search_api.http.form_token import form_token
from search_api.http.log_paths import loggable
from tests.search_api.web.page_text import Page, page
from tests.search_api.world import AT, World, postings

PERSON = "ada@school.example"
SEARCH = "q=plumber&borough=E09000012"
MAIL = {"smtp_url": "smtp://127.0.0.1:2525", "mail_from": "alerts@foothold.example"}


@pytest.fixture
def told(world: World) -> World:
    """A site that sends mail."""
    settings = type(world.settings).model_validate({**world.settings.model_dump(), **MAIL})
    world.app = create_app(settings, store=world.store, engine=world.engine, clock=lambda: AT)
    world.settings = settings
    world.add(*postings(20))
    world.index()
    return world


def book(world: World) -> AlertBook:
    return AlertBook(world.store, AlertKeys(home_secret(world.settings.home)))


def made(client: FlaskClient) -> str:
    return page(client, "/alerts").one("//input[@name='made']").get("value")  # type: ignore[no-any-return]


def ask(
    client: FlaskClient, search: str = SEARCH, headers: dict[str, str] | None = None, **typed: str
) -> Page:
    form = {"address": PERSON, "rhythm": "daily", "made": made(client)} | typed
    answer = client.post(f"/alerts?{search}", data=form, headers=headers)
    return Page(answer.status_code, html.fromstring(answer.text), dict(answer.headers))


def asked_for(world: World) -> dict[KeyPurpose, str]:
    """The links of the alert that was asked for last."""
    mail = waiting(world.store, AT)[-1]
    keys = book(world).keys
    return {purpose: f"/alerts/{purpose}/{keys.token(purpose, mail.alert)}" for purpose in KeyPurpose}


def kept(world: World) -> str:
    """The search of the alert that was asked for last."""
    alert = book(world).find(waiting(world.store, AT)[-1].alert, AT)
    assert alert
    return alert.wish.search


def test_how_old_somebody_is_is_never_kept_beside_an_address(told: World) -> None:
    search = f"{SEARCH}&age=16&school_year=11"
    assert "your age or school year" in page(told.client, f"/alerts?{search}").text
    ask(told.client, search)
    assert kept(told) == "q=plumber&borough=E09000012"
    ask(told.client, "q=work+experience+year+10+plumber")
    assert "school_year" not in kept(told)


def test_an_alert_reads_words_as_the_search_page_does(told: World) -> None:
    ask(told.client, "q=plumber+in+hackney")
    assert kept(told) == SEARCH
    ask(told.client, "q=plumber+in+hackney&intents=ignore")
    assert "borough" not in kept(told)


def test_the_page_says_the_search_in_words_and_how_many_it_finds(told: World) -> None:
    shown = page(
        told.client, "/alerts?q=plumber&borough=hackney&level=2&employer=marlow-and-finch&utm_source=x"
    )
    assert shown.texts("//main//li")[:4] == ["“plumber”", LEVELS["2"], "Marlow & Finch", "Hackney"]
    assert re.search(r"It finds \d+ opportunit", shown.text)
    assert "utm_source" not in shown.one("//form[@id='alert']").get("action")


def test_without_a_search_it_is_for_everything(told: World) -> None:
    assert page(told.client, "/alerts").texts("//main//li")[0] == "everything on Foothold"


def test_the_first_mail_is_asked_for_and_a_page_says_to_look_for_it(told: World) -> None:
    answer = ask(told.client)
    assert (answer.status, answer.headers["Location"]) == (303, "/alerts/asked")
    assert "Check your e-mail" in page(told.client, "/alerts/asked").text
    [mail] = waiting(told.store, AT)
    alert = book(told).find(mail.alert, AT)
    assert alert and mail.kind is MailKind.CONFIRM
    assert (alert.state, alert.wish.address, alert.wish.search) == (AlertState.PENDING, PERSON, SEARCH)
    assert alert.wish.words == "“plumber”, Hackney"


def test_order_and_page_are_no_part_of_an_alert(told: World) -> None:
    ask(told.client, f"{SEARCH}&sort=closing&per_page=5&cursor=abc&utm_source=x")
    alert = book(told).find(waiting(told.store, AT)[0].alert, AT)
    assert alert and alert.wish.search == SEARCH


def test_the_answer_is_the_same_whether_the_address_is_known_or_has_too_many(told: World) -> None:
    answers = [ask(told.client, f"q={number}") for number in range(6)]
    assert {(one.status, one.headers["Location"], one.text) for one in answers} == {
        (answers[0].status, answers[0].headers["Location"], answers[0].text)
    }
    assert len(waiting(told.store, AT)) == 3


WRONG = [
    ({"address": ""}, "#address", "Write your e-mail address like name@example.com."),
    ({"address": "ada@school"}, "#address", "Write your e-mail address"),
    ({"address": "ada@school.example\nBcc: x@y.example"}, "#address", "Write your e-mail address"),
    ({"rhythm": "hourly"}, "#rhythm", "Choose how often"),
    ({"made": "1.2"}, None, "open for too long"),
    ({"made": form_token("alerts", b"another", AT)}, None, "open for too long"),
]


@pytest.mark.parametrize(("typed", "leads_to", "message"), WRONG)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    told: World, typed: dict[str, str], leads_to: str | None, message: str
) -> None:
    answer = ask(told.client, **typed)
    assert answer.status == 422
    [item] = answer.root.xpath("//div[@class='govuk-error-summary']//li")
    assert message in item.text_content()
    assert item.xpath("a/@href") == ([leads_to] if leads_to else [])
    assert answer.root.xpath("//title")[0].text.startswith("Error: ")
    if "address" not in typed:
        assert answer.one("//input[@name='address']").get("value") == PERSON
    assert waiting(told.store, AT) == []
    again = answer.one("//input[@name='made']").get("value")
    assert ask(told.client, made=again).status == 303


def test_a_search_that_is_too_long_is_refused(told: World) -> None:
    long = "&".join(f"employer=employer-{n}-{'x' * 60}" for n in range(40))
    assert "too long for an alert" in ask(told.client, long).text


ELSEWHERE = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
]
HERE = [
    {"Sec-Fetch-Site": "same-origin"},
    {"Origin": "http://localhost"},
    {"Origin": "http://foothold.example"},
    {},
]


@pytest.mark.parametrize("headers", ELSEWHERE)
def test_another_site_cannot_send_the_form(told: World, headers: dict[str, str]) -> None:
    assert ask(told.client, headers=headers).status == 403
    assert waiting(told.store, AT) == []


@pytest.mark.parametrize("headers", HERE)
def test_our_own_page_can(told: World, headers: dict[str, str]) -> None:
    assert ask(told.client, headers=headers).status == 303


def test_following_the_first_link_changes_nothing_and_its_button_says_yes(told: World) -> None:
    ask(told.client)
    links = asked_for(told)
    for method in ("GET", "HEAD", "GET"):
        assert told.client.open(links[KeyPurpose.CONFIRM], method=method).status_code == 200
    assert sum(n for (state, _), n in counts(told.store).items() if state is AlertState.PENDING) == 1
    shown = page(told.client, links[KeyPurpose.CONFIRM])
    assert shown.texts("//form//button") == ["Yes, send me alerts"]
    assert "Hackney, the words that were typed in, every day" in shown.text
    assert "plumber" not in shown.text
    done = told.client.post(links[KeyPurpose.CONFIRM])
    assert "Your alert is on" in done.text and "17 March 2027" in done.text
    assert "“plumber”, Hackney" in done.text
    assert sum(n for (state, _), n in counts(told.store).items() if state is AlertState.CONFIRMED) == 1
    assert "You have said yes already" in page(told.client, links[KeyPurpose.CONFIRM]).text


def test_the_button_to_stop_deletes_and_the_link_alone_does_not(told: World) -> None:
    ask(told.client)
    links = asked_for(told)
    told.client.post(links[KeyPurpose.CONFIRM])
    assert page(told.client, links[KeyPurpose.STOP]).texts("//form//button") == ["Stop these e-mails"]
    assert sum(counts(told.store).values()) == 1
    assert "We have deleted your e-mail address" in told.client.post(links[KeyPurpose.STOP]).text
    assert sum(counts(told.store).values()) == 0
    assert told.client.post(links[KeyPurpose.STOP]).status_code == 200
    for link in links.values():
        shown = page(told.client, link)
        assert (shown.status, shown.texts("//h1")) == (410, ["This alert has ended"])
    assert told.client.post(links[KeyPurpose.CONFIRM]).status_code == 410


def test_a_mail_program_stops_it_with_one_click(told: World) -> None:
    """RFC 8058: a POST from anywhere, without a cookie, with this body, and no page between."""
    ask(told.client)
    links = asked_for(told)
    told.client.post(links[KeyPurpose.CONFIRM])
    answer = told.client.post(
        links[KeyPurpose.STOP],
        data={"List-Unsubscribe": "One-Click"},
        headers={"Origin": "null", "Sec-Fetch-Site": "cross-site"},
    )
    assert answer.status_code == 200
    assert sum(counts(told.store).values()) == 0


def test_an_alert_can_be_kept_for_longer(told: World) -> None:
    ask(told.client)
    links = asked_for(told)
    assert told.client.post(links[KeyPurpose.RENEW]).status_code == 410
    told.client.post(links[KeyPurpose.CONFIRM])
    assert page(told.client, links[KeyPurpose.RENEW]).texts("//form//button") == ["Keep my alert"]
    assert "Your alert goes on" in told.client.post(links[KeyPurpose.RENEW]).text


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("purpose", list(KeyPurpose))
def test_a_link_that_is_not_ours_leads_nowhere(told: World, purpose: KeyPurpose, method: str) -> None:
    ask(told.client)
    link = asked_for(told)[purpose]
    other = link[:-1] + ("a" if link[-1] != "a" else "b")
    assert told.client.open(other, method=method).status_code == 404
    assert sum(counts(told.store).values()) == 1


def test_pages_with_a_key_in_their_address_tell_it_to_nobody(told: World) -> None:
    ask(told.client)
    links = asked_for(told)
    for method, link in (
        ("GET", links[KeyPurpose.CONFIRM]),
        ("POST", links[KeyPurpose.CONFIRM]),
        ("GET", "/alerts/stop/x"),
    ):
        headers = told.client.open(link, method=method).headers
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["Cache-Control"] == "no-store"
    for link in (*links.values(), "/alerts", "/alerts/asked"):
        answer = told.client.get(link)
        assert answer.headers["X-Robots-Tag"] == "noindex"
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Set-Cookie" not in answer.headers
        assert 'content="noindex"' in answer.text


def test_where_no_mail_is_sent_the_page_says_so_and_offers_the_feed(world: World) -> None:
    world.add(*postings(5))
    world.index()
    shown = page(world.client, f"/alerts?{SEARCH}")
    assert "cannot send e-mail" in shown.text
    assert shown.link("Feed") == f"/feed.atom?{SEARCH}"
    assert not shown.root.xpath("//form[@id='alert']")
    assert world.client.post("/alerts", data={"address": PERSON}).status_code == 404
    assert sum(counts(world.store).values()) == 0


def test_no_log_of_the_site_has_an_address_or_a_key(
    told: World, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.DEBUG):
        ask(told.client)
        links = asked_for(told)
        for link in links.values():
            told.client.get(link)
            told.client.post(link)
        told.store.close()
        Path(told.settings.home / "foothold.db").rename(told.settings.home / "away.db")
        told.store.close()
        assert told.client.get(links[KeyPurpose.STOP]).status_code == 503
    written = caplog.text + "".join(capfd.readouterr())
    assert "/alerts/stop/…" in written
    assert PERSON not in written
    for link in links.values():
        assert link.rpartition("/")[2] not in written


@pytest.mark.parametrize(
    ("path", "logged"),
    [
        ("/alerts/stop/abc", "/alerts/stop/…"),
        ("/alerts/confirm/abc/def", "/alerts/confirm/…"),
        ("/alerts/renew/abc", "/alerts/renew/…"),
        ("/alerts/stop/a\nbc", "/alerts/stop/…"),
        ("/alerts/stop/\nabc", "/alerts/stop/…"),
        ("//alerts//Stop/abc", "//alerts//Stop/…"),
        ("/alerts", "/alerts"),
        ("/alerts/asked", "/alerts/asked"),
        ("/opportunities/k7f2q9xw3m1a", "/opportunities/k7f2q9xw3m1a"),
        ("/x\n203.0.113.5\x1b\x9b\u202e\x7f", r"/x\u000a203.0.113.5\u001b\u009b\u202e\u007f"),
        ("/x\\u000a", r"/x\\u000a"),
    ],
)
def test_a_log_has_the_path_without_its_key(path: str, logged: str) -> None:
    assert loggable(path) == logged


def test_a_form_lasts_a_day(told: World) -> None:
    secret = home_secret(told.settings.home)
    opened = [form_token("alerts", secret, AT - timedelta(hours=hours)) for hours in (23, 25)]
    assert [ask(told.client, made=token).status for token in opened] == [303, 422]


def test_the_search_page_leads_to_an_alert_where_there_are_some(told: World, city: World) -> None:
    words = "Get an e-mail when something new is open"
    assert page(told.client, f"/?{SEARCH}&sort=closing").link(words) == f"/alerts?{SEARCH}"
    assert words not in page(city.client, "/?q=apprentice").text
