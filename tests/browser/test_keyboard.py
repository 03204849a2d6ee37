"""Whoever has only keys reaches everything, sees where they are, and never loses the place, also at 400% zoom."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.conftest import Served
from tests.browser.states import STATES, address

MOST_STOPS = 400
WINDOWS: dict[str, dict[str, Any]] = {
    "laptop": {"viewport": {"width": 1280, "height": 900}},
    # 1280 by 1024 pixels at 400%: what WCAG 1.4.10 asks for.
    "zoomed": {"viewport": {"width": 320, "height": 256}, "device_scale_factor": 4},
}
STOP = """() => {
  const here = document.activeElement;
  if (here === document.body || here === null) return null;
  const box = here.getBoundingClientRect();
  const style = getComputedStyle(here);
  const shown = here.matches('input[type=checkbox], input[type=radio]') ? here.closest('div') : here;
  const seen = shown.getBoundingClientRect();
  const inside = seen.bottom > 0 && seen.top < innerHeight && seen.right > 0 && seen.left < innerWidth;
  const x = Math.min(Math.max(seen.left + Math.min(seen.width / 2, 40), 1), innerWidth - 1);
  const y = Math.min(Math.max(seen.top + Math.min(seen.height / 2, 12), 1), innerHeight - 1);
  const top = document.elementFromPoint(x, y);
  // Inside a frame it is the framed page that shows where the focus is.
  const lit = here.matches('.govuk-skip-link, iframe') || style.boxShadow !== 'none'
    || (style.outlineStyle !== 'none' && !style.outlineColor.endsWith(', 0)'))
    || (here.nextElementSibling && getComputedStyle(here.nextElementSibling, '::before').boxShadow !== 'none');
  here.dataset.stop ??= String(document.querySelectorAll('[data-stop]').length);
  return { number: here.dataset.stop, told: here.outerHTML.slice(0, 160), inside, lit,
    uncovered: top !== null && (shown.contains(top) || top.contains(shown)), size: [box.width, box.height] };
}"""
REACHABLE = """() => [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')]
  .filter(one => !one.disabled && !one.closest('[aria-hidden=true]') && one.checkVisibility({visibilityProperty: true})).length"""

COVER = """() => Object.assign(document.body.appendChild(document.createElement('div')).style,
  { position: 'fixed', inset: '0', background: 'white', zIndex: '9' })"""
NO_RING = """() => { const sheet = new CSSStyleSheet();
  sheet.replaceSync('*:focus, *:focus::before { outline: none !important; box-shadow: none !important }');
  document.adoptedStyleSheets = [sheet]; }"""

FOCUS = """() => { const seen = getComputedStyle(document.activeElement);
  return document.activeElement.matches('.govuk-skip-link') || seen.boxShadow !== 'none' || (seen.outlineStyle !== 'none' && !seen.outlineColor.endsWith(', 0)')) }"""


@pytest.fixture(scope="module")
def windows(chromium: Browser) -> Iterator[dict[str, BrowserContext]]:
    opened = {name: chromium.new_context(**how) for name, how in WINDOWS.items()}
    for window in opened.values():
        window.new_page()
    yield opened
    for window in opened.values():
        window.close()


def stops(page: Page) -> Iterator[dict[str, Any]]:
    """Each place that Tab leads to, until it leaves the page. A field for a day has several stops of its own."""
    seen: list[str] = []
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop and seen and stop["number"] == seen[-1]:
            continue
        if stop is None or stop["number"] in seen:
            return
        seen.append(stop["number"])
        yield stop
    raise AssertionError(f"More than {MOST_STOPS} stops: {page.url}")


def walks() -> Iterator[Any]:
    """Every state in every window; `make test` takes them in turn and `make test-all` walks through all."""
    for place, state in enumerate(STATES):
        for number, window in enumerate(WINDOWS):
            marks = () if number == place % len(WINDOWS) else (pytest.mark.cross,)
            yield pytest.param(window, state, marks=marks, id=f"{window}-{state}")


@pytest.mark.parametrize(("window", "state"), list(walks()))
def test_the_focus_is_always_seen_and_never_covered(
    windows: dict[str, BrowserContext], site: Served, window: str, state: str
) -> None:
    page = windows[window].pages[0]
    page.goto(address(state, site))
    wanted = page.evaluate(REACHABLE)
    walked = list(stops(page))
    hidden = [stop for stop in walked if not (stop["inside"] and stop["lit"] and stop["uncovered"])]
    assert hidden == []
    # Of a group of radio buttons the keys of the arrows reach the others.
    assert len(walked) >= wanted - page.locator("input[type=radio]").count() > 0


@pytest.mark.parametrize("state", STATES)
def test_nothing_scrolls_sideways_at_400_per_cent(
    windows: dict[str, BrowserContext], site: Served, state: str
) -> None:
    page = windows["zoomed"].pages[0]
    page.goto(address(state, site))
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_walk_would_notice_what_is_hidden(windows: dict[str, BrowserContext], site: Served) -> None:
    page = windows["laptop"].pages[0]
    for fault, noticed in ((COVER, "uncovered"), (NO_RING, "lit")):
        page.goto(f"{site.root}/about")
        page.evaluate(fault)
        assert not all(stop[noticed] for stop in stops(page))


def press_until(page: Page, selector: str, most: int = 120) -> None:
    """Tab until the focus is on such an element; every stop on the way must be visible."""
    for _ in range(most):
        page.keyboard.press("Tab")
        assert page.evaluate(FOCUS), page.evaluate("document.activeElement.outerHTML").split(">")[0]
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} was never reached")


def test_the_keyboard_alone_leads_from_the_search_over_a_filter_to_an_advert_and_an_alert(
    visitor: BrowserContext, site: Served
) -> None:
    page = visitor.new_page()
    page.goto(site.root)
    press_until(page, ".govuk-skip-link", most=1)
    page.keyboard.press("Enter")
    press_until(page, "#q", most=1)
    page.keyboard.type("assistant")
    press_until(page, "#near", most=1)
    page.keyboard.type("E8 1EA")
    page.keyboard.press("Enter")
    page.wait_for_url("**near=E8*")
    press_until(page, ".choice__box[name=kind]")
    page.keyboard.press("Space")
    press_until(page, ".group__title")
    page.keyboard.press("Enter")
    press_until(page, ".choice__box[name=borough]", most=1)
    press_until(page, ".panel__apply")
    page.keyboard.press("Enter")
    page.wait_for_url("**kind=*")
    press_until(page, ".tags__tag")
    press_until(page, ".card__title a")
    title = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")
    page.wait_for_url("**/opportunities/*")
    assert page.locator("h1").text_content() == title
    page.go_back()
    press_until(page, ".follow a[href^='/alerts']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/alerts?*")
    press_until(page, "#address")
    page.keyboard.type("ada@school.example")
    press_until(page, "form#alert button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/alerts/asked")
