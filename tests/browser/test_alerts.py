"""Asking for an alert, saying yes and stopping it, in a browser without scripts and with our policies in force."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext
from pydantic import SecretStr

from foothold.alerts.alert import MOST_ALERTS, Rhythm, Wish
from foothold.alerts.book import AlertBook
from foothold.alerts.keys import AlertKeys, KeyPurpose
from foothold.alerts.mails import waiting
from foothold.secret import home_secret
from tests.browser.conftest import Served, serving
from tests.browser.test_axe import RULES, RUN, _told
from tests.search_api.web.city import TODAY, city_world
from tests.search_api.world import World, settings_at

ADDRESS, HOW_OFTEN = "Your e-mail address", "How often"


@pytest.fixture(scope="module")
def writing(tmp_path_factory: pytest.TempPathFactory) -> World:
    home = tmp_path_factory.mktemp("writing")
    mail = {"smtp_url": SecretStr("smtp://127.0.0.1"), "mail_from": "alerts@foothold.example"}
    return city_world(home, 40, settings=settings_at(home).model_copy(update=mail))


@pytest.fixture
def without_scripts(chromium: Browser, writing: World) -> Iterator[BrowserContext]:
    with serving(writing.app) as root:
        context = chromium.new_context(base_url=root, java_script_enabled=False)
        yield context
        context.close()


def test_a_person_asks_says_yes_and_stops(without_scripts: BrowserContext, writing: World) -> None:
    page = without_scripts.new_page()
    page.goto("/alerts?q=apprentice&borough=hackney")
    page.get_by_label(ADDRESS).fill("ada@school.example")
    page.get_by_label(HOW_OFTEN).select_option("Every Monday")
    page.get_by_role("button", name="Send me alerts").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Check your e-mail"
    [mail] = waiting(writing.store, TODAY)
    keys = AlertKeys(home_secret(writing.settings.home))
    page.goto(f"/alerts/confirm/{keys.token(KeyPurpose.CONFIRM, mail.alert)}")
    page.get_by_role("button", name="Yes, send me alerts").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Your alert is on"
    page.get_by_role("link", name="stop it here").click()
    page.get_by_role("button", name="Stop these e-mails").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Your alert has stopped"
    assert AlertBook(writing.store, keys).find(mail.alert, TODAY) is None
    assert without_scripts.cookies() == []


@pytest.mark.parametrize("width", [320, 1280])
def test_what_is_wrong_is_told_to_everybody(chromium: Browser, axe: str, site: Served, width: int) -> None:
    window = chromium.new_context(bypass_csp=True, viewport={"width": width, "height": 900})
    window.add_init_script(axe)
    page = window.new_page()
    page.goto(f"{site.root}/alerts?q=apprentice")
    page.get_by_label(ADDRESS).fill("ada at school")
    page.get_by_role("button", name="Send me alerts").click()
    page.get_by_role("link", name="Write your e-mail address").click()
    assert page.evaluate("document.activeElement.id") == "address"
    found = page.evaluate(RUN, RULES)
    assert [_told(one) for one in found["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    window.close()


@pytest.mark.parametrize("width", [320, 1280])
def test_a_full_mailbox_is_told_to_everybody(chromium: Browser, axe: str, writing: World, width: int) -> None:
    book = AlertBook(writing.store, AlertKeys(home_secret(writing.settings.home)))
    address = f"full{width}@school.example"
    late = book.ask(Wish(address, "q=late", "late", Rhythm.DAILY, "Level 3, Hackney"), TODAY)
    for number in range(MOST_ALERTS):
        alert_id = book.ask(Wish(address, f"q={number}", "x", Rhythm.DAILY), TODAY)
        assert book.confirm(str(alert_id), TODAY)
    with serving(writing.app) as root:
        window = chromium.new_context(
            bypass_csp=True, base_url=root, viewport={"width": width, "height": 900}
        )
        window.add_init_script(axe)
        page = window.new_page()
        page.goto(f"/alerts/confirm/{book.keys.token(KeyPurpose.CONFIRM, str(late))}")
        page.get_by_role("button", name="Yes, send me alerts").click()
        assert "You have 8 alerts already" in page.locator("main").inner_text()
        found = page.evaluate(RUN, RULES)
        assert [_told(one) for one in found["violations"]] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        window.close()
