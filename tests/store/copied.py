"""One advert as several sources show it, in words of their own."""

from datetime import date
from typing import Any

import pytest

from foothold.model.identity import opportunity_id
from foothold.model.opportunity import Kind
from foothold.model.organisations import Employer
from foothold.model.places import Place
from foothold.reading.intake import Reading
from tests.store.adverts import NEWHAM, reading

TEXT = (
    "Brightworks wires schools and libraries all over the borough and looks for somebody who likes to find out why a "
    "thing does not work. You will pull cables, fit boards, test every circuit twice and write down what you measured. "
    "One day a week you study, and after four years you are an electrician whom any site would take on at once."
)
OTHER_TEXT = (
    "Riverside College recruits on behalf of local firms. The standard is taught in blocks by tutors who have worked in "
    "the trade, with a visit to the workplace each month, and the end assessment takes place in our own hall in spring."
)
FULL: dict[str, Any] = {
    "description_html": f"<p>{TEXT}</p>",
    "closing_date": date(2026, 12, 1),
    "start_date": "2027-01-11",
}
OWN, NATIONAL, BOARD = "brightworks", "national", "board"
FIRST, SECOND = opportunity_id(OWN, "77"), opportunity_id(BOARD, "9")


NEVER = [
    pytest.param({"level": 2}, id="level"),
    pytest.param({"kind": Kind.INTERNSHIP}, id="kind"),
    pytest.param({"places": (Place("Stratford", None, NEWHAM),)}, id="borough"),
    pytest.param({"start_date": "2027-09-06"}, id="start"),
    pytest.param({"closing_date": date(2027, 2, 1), "start_date": None}, id="closing date"),
    pytest.param({"employer": Employer.named("Oakfield"), "description_html": f"<p>{OTHER_TEXT}</p>"}, id="employer"),
    pytest.param({"title": "Apprentice plumber", "description_html": f"<p>{OTHER_TEXT}</p>"}, id="work"),
]  # fmt: skip


def shown(reference: str = "9", **changes: Any) -> Reading:
    return reading(reference, **(FULL | changes))
