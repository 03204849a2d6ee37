"""axe-core finds nothing against WCAG 2.2 A and AA, on every page and state, width and colour scheme."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.browser.conftest import Served
from tests.browser.states import STATES, address

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PROFILES: dict[str, dict[str, Any]] = {
    "phone": {"width": 320},
    "tablet": {"width": 768},
    "laptop": {"width": 1280, "unfolded": True},
    "dark": {"width": 1280, "colours": "dark", "unfolded": True},
    "forced": {"width": 320, "forced": "active", "unfolded": True},
}
COLOURED = (
    "filtered",
    "empty",
    "error",
    "ambiguous",
    "advert",
    "advert_closed",
    "embed",
    "employers",
    "schools",
)
"""States with colours that no other state has; text pages look alike."""
SEEN = [
    (profile, state)
    for profile in PROFILES
    for state in STATES
    if profile in ("phone", "laptop") or state in COLOURED
]
PLAIN = Path(__file__).parents[2] / "search_api" / "static" / "plain.css"
UNFOLD = "document.querySelectorAll('details').forEach(one => { one.open = true })"
RUN = "rules => axe.run(document, {runOnly: {type: 'tag', values: rules}, resultTypes: ['violations']})"


@pytest.fixture(scope="module")
def windows(chromium: Browser, axe: str) -> Iterator[dict[str, BrowserContext]]:
    """A window for each profile. The policy is lifted for axe alone, which is a script of its own."""
    opened = {
        name: chromium.new_context(
            bypass_csp=True,
            viewport={"width": profile["width"], "height": 900},
            color_scheme=profile.get("colours", "light"),
            forced_colors=profile.get("forced", "none"),
        )
        for name, profile in PROFILES.items()
    }
    for window in opened.values():
        window.add_init_script(axe)
        window.new_page()
    yield opened
    for window in opened.values():
        window.close()


@pytest.mark.parametrize(("profile", "state"), SEEN)
def test_nothing_stands_in_anybodys_way(
    windows: dict[str, BrowserContext], site: Served, profile: str, state: str
) -> None:
    page = windows[profile].pages[0]
    page.goto(address(state, site))
    if PROFILES[profile].get("unfolded"):
        page.evaluate(UNFOLD)
    found = page.evaluate(RUN, RULES)
    assert [_told(one) for one in found["violations"]] == []


def _told(violation: dict[str, Any]) -> str:
    where = "; ".join(str(node["target"]) + " " + node["html"][:160] for node in violation["nodes"][:3])
    return f"{violation['id']}: {violation['help']}: {where}"


def test_a_fault_would_be_found(windows: dict[str, BrowserContext], site: Served) -> None:
    page = windows["laptop"].pages[0]
    page.goto(f"{site.root}/about")
    page.evaluate(
        "document.querySelector('main').innerHTML += '<input><p style=\"color: #ccc\">Too pale</p>'"
    )
    found = {one["id"] for one in page.evaluate(RUN, RULES)["violations"]}
    assert {"label", "color-contrast"} <= found


@pytest.mark.parametrize("state", ["filtered", "error", "advert", "employers", "schools"])
def test_the_plain_style_serves_everybody_too(chromium: Browser, axe: str, site: Served, state: str) -> None:
    window = chromium.new_context(bypass_csp=True, viewport={"width": 320, "height": 640})
    window.add_init_script(axe)
    window.route("**/static/built/*.css", lambda route: route.fulfill(path=PLAIN))
    page = window.new_page()
    page.goto(address(state, site))
    page.evaluate(UNFOLD)
    found = page.evaluate(RUN, RULES)
    assert [_told(one) for one in found["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    window.close()
