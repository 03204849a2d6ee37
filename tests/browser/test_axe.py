"""axe-core finds nothing against WCAG 2.2 A and AA, on every page in every state, width and colouring.

`make test` looks at each state in every width and in every colouring, three pairs of the nine; `make test-all` at all.
"""

from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.browser.conftest import Served
from tests.browser.states import STATES, address

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
WIDTHS = (320, 768, 1280)
COLOURS: dict[str, dict[str, Any]] = {
    "light": {},
    "dark": {"color_scheme": "dark"},
    "forced": {"forced_colors": "active"},
}
PLAIN = Path(__file__).parents[2] / "search_api" / "static" / "plain.css"
UNFOLD = "document.querySelectorAll('details').forEach(one => { one.open = true })"
RUN = "rules => axe.run(document, {runOnly: {type: 'tag', values: rules}, resultTypes: ['violations']})"


Windows = dict[tuple[int, str], BrowserContext]
AS_IT_COMES = (320, "light")
OTHER_TWO = (((768, "dark"), (1280, "forced")), ((768, "forced"), (1280, "dark")))


def looks() -> Iterator[Any]:
    """Every state with every pair; of those of a state, the pairs that `make test` leaves out are of the cross."""
    for place, state in enumerate(STATES):
        pairs = {AS_IT_COMES, *OTHER_TWO[place % len(OTHER_TWO)]}
        for pair in product(WIDTHS, COLOURS):
            marks = () if pair in pairs else (pytest.mark.cross,)
            yield pytest.param(*pair, state, marks=marks, id=f"{pair[0]}-{pair[1]}-{state}")


@pytest.fixture(scope="module")
def windows(chromium: Browser, axe: str) -> Iterator[Windows]:
    """A window for each width and colouring. The policy is lifted for axe alone, which is a script of its own."""
    opened: Windows = {}
    for width, colours in product(WIDTHS, COLOURS):
        window = chromium.new_context(
            bypass_csp=True, viewport={"width": width, "height": 900}, **COLOURS[colours]
        )
        window.add_init_script(axe)
        window.new_page()
        opened[width, colours] = window
    yield opened
    for window in opened.values():
        window.close()


@pytest.mark.parametrize(("width", "colours", "state"), list(looks()))
def test_nothing_stands_in_anybodys_way(
    windows: Windows, site: Served, width: int, colours: str, state: str
) -> None:
    """As it comes on a phone by day, and with all that can be unfolded unfolded everywhere else."""
    page = windows[width, colours].pages[0]
    answer = page.goto(address(state, site))
    assert answer and (answer.status < 500 or state == "away")
    if (width, colours) != AS_IT_COMES:
        page.evaluate(UNFOLD)
    found = page.evaluate(RUN, RULES)
    assert [_told(one) for one in found["violations"]] == []


def _told(violation: dict[str, Any]) -> str:
    where = "; ".join(str(node["target"]) + " " + node["html"][:160] for node in violation["nodes"][:3])
    return f"{violation['id']}: {violation['help']}: {where}"


def test_a_fault_would_be_found(windows: Windows, site: Served) -> None:
    page = windows[1280, "light"].pages[0]
    page.goto(f"{site.root}/about")
    page.evaluate(
        "document.querySelector('main').innerHTML += '<input><p style=\"color: #ccc\">Too pale</p>'"
    )
    found = {one["id"] for one in page.evaluate(RUN, RULES)["violations"]}
    assert {"label", "color-contrast"} <= found


@pytest.mark.parametrize("colours", COLOURS)
@pytest.mark.parametrize("width", (320, 1280))
def test_what_the_form_refuses_stands_in_nobodys_way(
    windows: Windows, site: Served, width: int, colours: str
) -> None:
    page = windows[width, colours].pages[0]
    page.goto(address("report", site))
    page.locator("#send").click()
    page.locator(".govuk-error-summary").wait_for()
    found = page.evaluate(RUN, RULES)
    assert [_told(one) for one in found["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(
    "state", ["filtered", "error", "advert", "employers", "schools", "boroughs", "shortlist"]
)
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
