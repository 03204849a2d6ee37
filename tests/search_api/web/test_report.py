"""Reporting a problem with an advert: the form, what it refuses, and who gets to see it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from lxml import html
from werkzeug.test import TestResponse

from foothold.cli import main
from foothold.identity import opportunity_id
from foothold.store import reports
from foothold.store.records import Moved, find, withdraw
from foothold.store.reports import LONGEST_TEXT
from search_api import create_app
from search_api.web.form_token import form_token, is_ours
from search_api.web.report import REASONS, SEND_AGAIN
from tests.search_api.web.page_text import Page, page
from tests.search_api.web.test_advert_page import BARE, FULL, advert
from tests.search_api.world import AT, World

OURS: Mapping[str, str] = {"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"}
SECRET = b"x" * 32


@pytest.fixture
def path(world: World) -> str:
    return advert(world, FULL)


def token(client: FlaskClient, path: str) -> str:
    return str(page(client, f"{path}/report").one("//input[@name='token']").get("value"))


def send(client: FlaskClient, path: str, headers: Mapping[str, str] = OURS, **fields: str) -> TestResponse:
    form = {"reason": "money", "text": "It asks for £20.", "token": token(client, path)} | fields
    return client.post(f"{path}/report", data=form, headers=dict(headers))


def shown(answer: TestResponse) -> Page:
    return Page(answer.status_code, html.fromstring(answer.text), dict(answer.headers))


def test_an_adverts_page_leads_to_the_form_and_the_form_to_thanks(world: World, path: str) -> None:
    form = page(world.client, page(world.client, path).link("Report a problem with this advert"))
    assert form.texts("//label[contains(@class, 'radios__label')]") == list(REASONS.values())
    answer = send(world.client, path)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{path}/reported")
    assert "We have your report" in page(world.client, answer.headers["Location"]).text
    (kept,) = reports.newest(world.store, 10)
    assert (kept.opportunity, kept.reason, kept.said) == (path[-12:], "money", "It asks for £20.")


def test_nothing_needs_to_be_written_and_nobody_is_asked_who_they_are(world: World, path: str) -> None:
    names = page(world.client, f"{path}/report").root.xpath("//main//*[@name]/@name")
    assert set(names) == {"token", "reason", "text"}
    assert send(world.client, path, text="").status_code == 303
    assert reports.newest(world.store, 1)[0].said is None


@pytest.mark.parametrize(
    ("fields", "field", "said"),
    [
        ({"reason": ""}, "#reason", "Choose what is wrong"),
        ({"reason": "nonsense"}, "#reason", "Choose what is wrong"),
        ({"text": "x" * (LONGEST_TEXT + 1)}, "#text", "Write at most 1,000 letters"),
        ({"token": ""}, "#send", SEND_AGAIN),
        ({"token": "1789473600.deadbeef"}, "#send", SEND_AGAIN),
        ({"token": "9" * 300}, "#send", SEND_AGAIN),
        ({"token": "٣.x"}, "#send", SEND_AGAIN),
    ],
)
def test_what_cannot_be_sent_is_told_beside_what_was_written(
    world: World, path: str, fields: dict[str, str], field: str, said: str
) -> None:
    answer = shown(send(world.client, path, text=fields.pop("text", "Mind the <gap>."), **fields))
    assert answer.status == 422
    assert answer.texts("//title")[0].startswith("Error: ")
    link = answer.one("//div[contains(@class, 'error-summary')]//a")
    assert (link.get("href"), link.text) == (field, said)
    assert answer.root.xpath(f"//*[@id='{field[1:]}']")
    assert answer.one("//textarea").text.strip().startswith(("Mind the <gap>.", "x"))
    assert reports.count_open(world.store) == 0


@pytest.mark.parametrize(
    ("headers", "taken"),
    [
        (OURS, True),
        ({}, True),
        ({"Origin": "http://localhost"}, True),
        ({"Origin": "http://foothold.example"}, True),
        ({"Origin": "https://elsewhere.example"}, False),
        ({"Origin": "null"}, False),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"}, False),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Sec-Fetch-Site": "none"}, False),
    ],
)
def test_a_form_of_another_site_sends_nothing(
    world: World, path: str, headers: dict[str, str], taken: bool
) -> None:
    assert send(world.client, path, headers).status_code == (303 if taken else 422)
    assert reports.count_open(world.store) == int(taken)


@pytest.mark.parametrize(
    ("form", "later", "ours"),
    [
        ("report a", timedelta(0), True),
        ("report a", timedelta(hours=23), True),
        ("report a", timedelta(hours=25), False),
        ("report a", timedelta(minutes=-5), False),
        ("report b", timedelta(0), False),
    ],
)
def test_a_token_holds_for_a_day_and_for_its_own_form(form: str, later: timedelta, ours: bool) -> None:
    made = form_token("report a", SECRET, AT)
    assert is_ours(made, form, SECRET, AT + later) is ours
    assert not is_ours(made, form, b"y" * 32, AT + later)


def test_one_address_sends_ten_an_hour_and_may_still_read(world: World, path: str) -> None:
    app = create_app(world.settings, store=world.store, engine=world.engine, clock=lambda: AT)
    client = app.test_client()
    codes = [send(client, path).status_code for _ in range(11)]
    assert codes == [303] * 10 + [429]
    assert client.get(f"{path}/report").status_code == 200


def test_the_form_is_kept_by_nobody_and_asks_not_to_be_found(world: World, path: str) -> None:
    form = page(world.client, f"{path}/report")
    assert form.headers["Cache-Control"] == "no-store"
    assert form.one("//meta[@name='robots']").get("content") == "noindex"
    assert "Set-Cookie" not in form.headers


def test_what_is_not_there_cannot_be_reported(world: World) -> None:
    path = advert(world, replace(BARE, external_id="9"))
    withdraw(world.store, [path[-12:]], AT)
    assert page(world.client, f"{path}/report").status == 410
    for missing in ("/opportunities/aaaaaaaaaaaa/report", "/opportunities/no/report"):
        assert page(world.client, missing).status == 404
        assert world.client.post(missing, data={}).status_code == 404


def test_a_merged_adverts_form_is_that_of_what_it_became(world: World) -> None:
    world.add(FULL, source="one")
    world.add(replace(FULL, external_id="3"), source="two")
    pair = (opportunity_id("one", "2"), opportunity_id("two", "3"))
    moved = next(one for one in pair if isinstance(find(world.store, one), Moved))
    kept = next(one for one in pair if one != moved)
    answer = world.client.get(f"/opportunities/{moved}/report")
    assert (answer.status_code, answer.headers["Location"]) == (308, f"/opportunities/{kept}/report")


def test_whoever_runs_it_sees_reports_and_closes_them(
    world: World, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(world.client, path, text="It asks\nfor <b>money</b>")
    monkeypatch.setenv("FOOTHOLD_HOME", str(world.settings.home))
    operate = page(world.client, "/operate")
    assert "It asks for <b>money</b>" in operate.text
    assert "foothold_reports_open 1.0" in world.client.get("/metrics").text
    listed = CliRunner().invoke(main, ["reports", "list"])
    assert listed.output.splitlines() == [
        "\t".join(("1", "2026-09-15", path[-12:], "money", "Apprentice joiner", "It asks for <b>money</b>"))
    ]
    assert CliRunner().invoke(main, ["reports", "close", "1"]).exit_code == 0
    assert CliRunner().invoke(main, ["reports", "close", "1"]).exit_code == 2
    assert CliRunner().invoke(main, ["reports", "list"]).output == ""
    assert "1\t" in CliRunner().invoke(main, ["reports", "list", "--all"]).output
