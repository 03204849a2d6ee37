"""What comes out of a printer: the facts and the addresses, without what cannot be pressed."""

import pytest
from playwright.sync_api import BrowserContext

from tests.browser.conftest import Served
from tests.browser.states import address

AFTER = "selector => getComputedStyle(document.querySelector(selector), '::after').content"


@pytest.mark.parametrize(
    ("state", "gone", "kept", "told"),
    [
        ("shortlist", (".save", ".compare__remove", "#address", ".govuk-back-link"), "table",
         ("data-address", ".compare__title a")),
        ("advert", (".save", ".masthead__nav", ".govuk-back-link", "#more"), "#facts",
         ("href", ".advert__apply")),
    ],
)  # fmt: skip
def test_paper_keeps_the_facts_and_tells_the_address(
    visitor: BrowserContext, site: Served, state: str, gone: tuple[str, ...], kept: str, told: tuple[str, str]
) -> None:
    page = visitor.new_page()
    page.goto(address(state, site))
    page.emulate_media(media="print")
    assert page.locator(kept).first.is_visible()
    assert not [selector for selector in gone if page.locator(selector).first.is_visible()]
    name, path = told
    where = page.locator(path).first.get_attribute(name)
    assert where and "://" in where
    # A browser says either the text or how it comes about.
    assert page.evaluate(AFTER, path) in (f'" ({where})"', f'" (" attr({name}) ")"')
