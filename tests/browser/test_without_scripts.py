"""Saving and reporting work with scripts off, on a phone, from the first page to the last."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import Served


@pytest.fixture
def phone(chromium: Browser, site: Served) -> Iterator[Page]:
    window = chromium.new_context(
        base_url=site.root, java_script_enabled=False, viewport={"width": 375, "height": 700}
    )
    yield window.new_page()
    assert window.cookies() == []
    window.close()


def test_what_is_saved_on_the_way_stands_on_the_shortlist(phone: Page, site: Served) -> None:
    phone.goto("/boroughs")
    phone.locator(".atlas__table a", has_text="Hackney").click()
    phone.locator(".save--add").first.click()
    phone.get_by_role("navigation", name="Main").get_by_role("link", name="Search").click()
    phone.get_by_label("What").fill("apprentice")
    phone.get_by_role("button", name="Search").click()
    phone.locator(".card__title a").last.click()
    title = phone.locator("h1").text_content()
    phone.locator(".save--add").click()
    phone.get_by_role("link", name="Shortlist 2 saved").click()
    assert phone.locator(".compare__row").count() == 2
    assert title in str(phone.locator(".compare__title").last.text_content())
    phone.locator(".compare__remove").first.click()
    assert phone.locator(".compare__row").count() == 1


def test_a_problem_is_reported_after_a_slip(phone: Page, site: Served) -> None:
    phone.goto(site.open)
    phone.get_by_role("link", name="Report a problem with this advert").click()
    phone.get_by_label("Tell us more").fill("It asks for £20.")
    phone.get_by_role("button", name="Send the report").click()
    assert phone.title().startswith("Error: ")
    assert phone.get_by_label("Tell us more").input_value() == "It asks for £20."
    phone.get_by_label("It asks for money").check()
    phone.get_by_role("button", name="Send the report").click()
    assert phone.locator("h1").text_content() == "Thank you"
    assert phone.url.endswith("/reported")
