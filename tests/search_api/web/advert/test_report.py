"""Reporting a problem with an advert: the form, what it refuses, and who gets to see it."""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from lxml import html
from werkzeug.test import TestResponse

from foothold.cli import main
from foothold.model.identity import opportunity_id
from foothold.store import reports
from foothold.store.records import Moved, find, withdraw
from foothold.store.reports import GRAVE, LONGEST_TEXT, ReportReason
from foothold.store.tables import metadata
from search_api import create_app
from search_api.http.form_token import form_token, is_ours
from search_api.web.advert.report import REASONS, SEND_AGAIN
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
    made = fields.pop("token") if "token" in fields else token(client, path)
    form = {"reason": "money", "text": "It asks for £20.", "token": made} | fields
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


def workers(world: World, **settings: object) -> list[FlaskClient]:
    """Two that know nothing of each other but the record store."""
    changed = world.settings.model_copy(update=settings)
    return [
        create_app(changed, store=world.store, engine=world.engine, clock=lambda: AT).test_client()
        for _ in "ab"
    ]


def seen_from(visitor: str) -> dict[str, str]:
    return {**OURS, "X-Forwarded-For": visitor}


def test_one_network_sends_ten_an_hour_whichever_worker_answers_and_may_still_read(
    world: World, path: str
) -> None:
    both = workers(world)
    answers = [
        send(both[n % 2], path, seen_from(f"2001:db8:1:2::{n:x}"), reason="wrong", text="Mind the gap.")
        for n in range(1, 12)
    ]
    assert [one.status_code for one in answers] == [303] * 10 + [429]
    refused = shown(answers[-1])
    assert refused.headers["Retry-After"] == "3600"
    assert "Wait an hour and send this again" in refused.text
    assert refused.one("//textarea").text.strip() == "Mind the gap."
    assert send(both[0], path, seen_from("192.0.2.7"), reason="wrong").status_code == 303
    assert both[0].get(f"{path}/report").status_code == 200


@pytest.mark.parametrize("reason", GRAVE)
def test_a_grave_report_arrives_when_every_limit_is_used_up(
    world: World, path: str, reason: ReportReason
) -> None:
    client, other = workers(world, rate_limit="3 per minute")
    made = token(client, path)
    for _ in range(12):
        send(client, path, reason="wrong", token=made)
        client.get("/about")
    assert client.get("/about").status_code == 429
    assert send(other, path, reason="wrong", token=made).status_code == 429
    assert send(client, path, reason=reason, text="Help.", token=made).status_code == 303
    assert [one.said for one in reports.to_look_at(world.store) if one.reason is reason] == ["Help."]


def test_whoever_is_kept_from_reading_still_gets_the_form(world: World, path: str) -> None:
    """Somebody else behind the same address asks for it without end."""
    client, _ = workers(world, rate_limit="1 per minute")
    assert client.get(f"{path}/report?list=aaaaaaaaaaab").status_code == 200
    busy = page(client, f"{path}/report?list=aaaaaaaaaaab")
    assert busy.status == 429
    assert busy.texts("//label[contains(@class, 'radios__label')]") == list(REASONS.values())
    assert "aaaaaaaaaaab" not in html.tostring(page(client, f"{path}/report").root).decode()
    form = busy.one("//main//form")
    assert form.get("action") == f"{path}/report"
    made = form.xpath(".//input[@name='token']/@value")[0]
    assert send(client, path, token=made).status_code == 303
    assert "We have your report" in page(client, f"{path}/reported").text
    assert "We have your report" in page(client, f"{path}/reported").text
    assert page(client, "/opportunities/no/report").status == 429


def test_what_is_let_go_is_told_and_leads_to_what_never_is(world: World, path: str) -> None:
    for _ in range(reports.MOST_OPEN):
        reports.add(world.store, path[-12:], ReportReason.WRONG, "typo", AT)
    answer = send(world.client, path, reason="wrong")
    told = page(world.client, answer.headers["Location"])
    assert told.texts("//h1") == ["We have heard this already"]
    assert "We did not keep your report" in told.text
    assert told.link("Tell us that") == f"{path}/report"
    answer = send(world.client, path, reason="alone")
    assert page(world.client, answer.headers["Location"]).texts("//h1") == ["Thank you"]


def test_two_networks_hide_an_advert_from_everybody(world: World, path: str) -> None:
    world.index()
    first, second = workers(world)
    made = token(first, path)
    assert send(first, path, seen_from("203.0.113.1"), reason="alone").status_code == 303
    assert send(first, path, seen_from("203.0.113.1"), reason="money").status_code == 303
    assert page(first, path).status == 200
    answer = send(second, path, seen_from("203.0.113.2"), reason="unsafe", text="")
    world.index()
    assert page(second, answer.headers["Location"]).status == 200
    assert page(first, path).status == page(first, f"{path}/report").status == 404
    assert first.get(f"/api/v1/opportunities/{path[-12:]}").status_code == 404
    assert first.get("/api/v1/opportunities").get_json()["total"] == 0
    [change] = first.get("/api/v1/changes").get_json()["items"]
    assert (change["state"], change["id"]) == ("deleted", path[-12:])
    # A third has had the form open all the time.
    assert send(first, path, seen_from("203.0.113.3"), token=made, text="Me too.").status_code == 303
    assert send(first, path, seen_from("203.0.113.3"), token=made, reason="wrong").status_code == 404
    assert send(first, path, seen_from("203.0.113.3"), token="no").status_code == 404
    assert {one.said for one in reports.to_look_at(world.store)} == {"It asks for £20.", None, "Me too."}


def test_staff_show_it_again_and_hear_of_more_that_does_not_hide_it(
    world: World, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FOOTHOLD_HOME", str(world.settings.home))
    client, _ = workers(world, reports_hide_after=1)
    send(client, path, seen_from("203.0.113.1"))
    assert page(client, path).status == 404
    listed = CliRunner().invoke(main, ["reports", "list"]).output
    assert "\tmoney, hidden\t" in listed
    operate = page(client, "/operate")
    assert operate.texts("//h2")[0] == "Look at these adverts first"
    assert operate.texts("//table[1]//td")[3] == "hidden"
    advert_text = CliRunner().invoke(main, ["adverts", "show", path[-12:]]).output
    assert "status\tpending\n" in advert_text and "title\tApprentice joiner\n" in advert_text
    assert CliRunner().invoke(main, ["adverts", "show", "aaaaaaaaaaaa"]).exit_code == 2
    cleared = CliRunner().invoke(main, ["adverts", "clear", path[-12:], "--why", "It is a real firm."])
    assert cleared.output == (
        f"closed\t1\tmoney\tIt asks for £20.\n{path[-12:]} is shown. Reports do not hide it for 30 days.\n"
    )
    assert page(client, path).status == 200
    send(client, path, seen_from("203.0.113.2"))
    assert page(client, path).status == 200
    assert "money" in CliRunner().invoke(main, ["reports", "list"]).output
    assert CliRunner().invoke(main, ["adverts", "clear", "aaaaaaaaaaaa"]).exit_code == 2


def test_an_advert_that_was_taken_down_can_still_be_reported_as_grave(world: World, path: str) -> None:
    made = token(world.client, path)
    withdraw(world.store, [path[-12:]], AT)
    gone = page(world.client, path)
    assert gone.link("You can still tell us") == f"{path}/report"
    form = page(world.client, f"{path}/report")
    assert form.status == 410
    assert form.texts("//label[contains(@class, 'radios__label')]") == [REASONS[one] for one in GRAVE]
    assert send(world.client, path, token=made).status_code == 303
    assert send(world.client, path, reason="wrong", token=made).status_code == 410
    assert reports.count_grave(world.store) == 1


def test_a_form_from_before_a_merge_is_taken(world: World) -> None:
    world.add(FULL, source="one")
    [other] = world.add(replace(FULL, external_id="3", level="2"), source="two")
    path = f"/opportunities/{other.id}"
    made = token(world.client, path)
    world.add(replace(FULL, external_id="3"), source="two")
    answer = world.client.post(f"{path}/report", data={"reason": "unsafe", "token": made}, headers=dict(OURS))
    assert answer.status_code == 303
    assert reports.to_look_at(world.store)[0].opportunity == answer.headers["Location"].split("/")[2]


def test_a_flood_of_one_grave_report_is_folded_and_then_has_to_wait(world: World, path: str) -> None:
    client, _ = workers(world)
    made = token(client, path)
    codes = [send(client, path, token=made).status_code for _ in range(61)]
    assert codes == [303] * 60 + [429]
    [one] = reports.to_look_at(world.store)
    assert one.times == 60
    assert send(client, path, token=made, reason="unsafe").status_code == 303
    assert send(client, path, seen_from("192.0.2.7"), token=made).status_code == 303


def test_what_was_written_stays_where_the_store_cannot_take_it(
    world: World, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = token(world.client, path)
    world.store.close()
    monkeypatch.setattr("foothold.store.open_store.BUSY_SECONDS", 0.1)
    with closing(sqlite3.connect(world.settings.home / "foothold.db", isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        refused = shown(send(world.client, path, reason="unsafe", text="Come alone.", token=made))
    assert refused.status == 503
    assert "We could not save this just now" in refused.text
    assert refused.one("//textarea").text.strip() == "Come alone."
    assert send(world.client, path, reason="unsafe", token=made).status_code == 303


def test_a_report_leaves_no_address_anywhere(
    world: World, path: str, capfd: pytest.CaptureFixture[str]
) -> None:
    for reason in ("unsafe", "wrong"):
        send(world.client, path, seen_from("203.0.113.77"), reason=reason)
    with world.store.read() as connection:
        kept = str([list(connection.execute(table.select())) for table in metadata.sorted_tables])
    assert "203.0.113" not in kept
    written = "".join(capfd.readouterr())
    assert "grave report" in written
    assert "203.0.113" not in written and "It asks for" not in written


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
