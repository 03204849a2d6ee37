"""What only a browser can tell: widths, weights, requests, and life without scripts."""

from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.conftest import Served
from tests.browser.states import STATES, address

KB = 1024
UNFOLD = "document.querySelectorAll('details').forEach(one => { one.open = true })"
TOO_WIDE = """() => [...document.querySelectorAll('body *')]
  .filter(one => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1
    && !one.closest('.govuk-visually-hidden, .govuk-skip-link'))
  .map(one => one.tagName + '.' + one.className).slice(0, 5)"""


@pytest.fixture(scope="module")
def phone(chromium: Browser) -> Page:
    return chromium.new_context(viewport={"width": 320, "height": 640}).new_page()


@pytest.mark.parametrize("state", STATES)
def test_no_page_scrolls_sideways_on_the_smallest_phone(phone: Page, site: Served, state: str) -> None:
    phone.goto(address(state, site))
    phone.evaluate(UNFOLD)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 320, phone.evaluate(TOO_WIDE)


@pytest.fixture(scope="module")
def laptop(chromium: Browser) -> Page:
    return chromium.new_context(viewport={"width": 1280, "height": 900}).new_page()


@pytest.mark.parametrize("state", STATES)
def test_a_page_asks_our_origin_alone_keeps_nothing_and_breaks_no_rule(
    laptop: Page, site: Served, state: str
) -> None:
    # The icon of the page before may still be on its way.
    laptop.goto("about:blank")
    asked: list[str] = []
    complaints: list[str] = []
    laptop.on("request", lambda request: asked.append(request.url))
    laptop.on("console", lambda message: complaints.append(message.text))
    where = address(state, site)
    laptop.goto(where)
    assert {urlsplit(url).netloc for url in asked} == {urlsplit(where).netloc}
    assert [text for text in complaints if "Failed to load resource" not in text] == []
    assert laptop.context.cookies() == []
    assert laptop.evaluate("localStorage.length + sessionStorage.length") == 0


def weighed(visitor: BrowserContext, address_: str) -> dict[str, int]:
    """The bytes of a page and of all that it loads, as they travelled, by address."""
    page = visitor.new_page()
    wire = visitor.new_cdp_session(page)
    wire.send("Network.enable")
    names: dict[str, str] = {}
    sizes: dict[str, int] = {}

    def finished(event: dict[str, Any]) -> None:
        url = names[event["requestId"]]
        if not url.startswith("data:"):
            sizes[url] = sizes.get(url, 0) + int(event["encodedDataLength"])

    wire.on(
        "Network.requestWillBeSent", lambda event: names.update({event["requestId"]: event["request"]["url"]})
    )
    wire.on("Network.loadingFinished", finished)
    page.goto(address_, wait_until="networkidle")
    return sizes


@pytest.mark.parametrize("state", ["results", "filtered", "advert", "employers"])
def test_a_page_weighs_at_most_50_kb_with_everything_it_loads(
    visitor: BrowserContext, site: Served, state: str
) -> None:
    sizes = weighed(visitor, address(state, site))
    assert len(sizes) <= 3, sizes
    assert sum(sizes.values()) <= 50 * KB, sizes


def test_the_widget_is_one_request_of_at_most_10_kb(
    visitor: BrowserContext, site: Served, school: str
) -> None:
    sizes = weighed(visitor, f"{school}/?frame=/embed/v1%3Fborough=hackney")
    ours = {url: size for url, size in sizes.items() if url.startswith(site.root)}
    assert list(ours) == [f"{site.root}/embed/v1?borough=hackney"]
    assert sum(ours.values()) <= 10 * KB
    assert visitor.cookies() == []


def test_a_search_works_inside_the_frame_of_another_site(visitor: BrowserContext, school: str) -> None:
    page = visitor.new_page()
    page.goto(f"{school}/?frame=/embed/v1")
    frame = page.frame_locator("iframe")
    frame.get_by_label("What").fill("apprentice")
    frame.get_by_role("button", name="Search").click()
    frame.locator("form input[value=apprentice]").wait_for()
    with visitor.expect_page() as opened:
        frame.locator("h3 a").first.click()
    opened.value.wait_for_load_state()
    assert "/opportunities/" in opened.value.url


def test_no_other_page_may_be_framed_by_another_site(visitor: BrowserContext, school: str) -> None:
    page = visitor.new_page()
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text))
    page.goto(f"{school}/?frame=/", wait_until="networkidle")
    assert any("frame-ancestors" in text for text in refused)


def test_without_scripts_a_phone_can_unfold_the_filters_and_use_them(chromium: Browser, site: Served) -> None:
    window = chromium.new_context(java_script_enabled=False, viewport={"width": 320, "height": 640})
    page = window.new_page()
    page.goto(site.root)
    box = page.get_by_label("Apprenticeship (", exact=False).first
    assert not box.is_visible()
    page.locator(".panel__summary").click()
    box.check()
    page.get_by_role("button", name="Apply filters").first.click()
    assert "kind=apprenticeship" in page.url
    assert page.locator(".tags__tag").count() == 1
    window.close()


def test_on_a_wide_screen_the_filters_stand_open(visitor: BrowserContext, site: Served) -> None:
    page = visitor.new_page()
    page.goto(site.root)
    assert page.locator(".choice__box").first.is_visible()
    assert not page.locator(".panel__summary").is_visible()
