"""What stands under a label in an advert's text is read where it is certain, and nothing else is."""

from datetime import UTC, datetime
from itertools import count

import pytest

from crawlers.formats.labelled import labelled, with_labelled
from foothold.model.posting import RawPosting
from foothold.reading.dates.reading import read_date
from tests.untrusted.growth import grows

SEEN = datetime(2026, 11, 22, 12, tzinfo=UTC)
DAY = "2027-01-12"

CLOSING = [
    "Closing date: 12 January 2027",
    "<p><strong>Closing date:</strong> 12 January 2027</p>",
    "<p><b>Closing Date</b>: Tuesday 12<sup>th</sup> January 2027 at 11:59pm</p>",
    "<h3>Closing date</h3><p>12 January 2027</p>",
    "<h3>Closing date:</h3>\n\n<p>Tuesday, 12 January 2027 (midnight)</p>",
    "<table><tr><th>Closing date</th><td>12/01/2027</td></tr><tr><th>Salary</th><td>£20,000</td></tr></table>",
    "<dl><dt>Closing date</dt><dd>12 January 2027</dd><dt>Salary</dt><dd>£20,000</dd></dl>",
    "<ul><li>Closing date – 12 January 2027</li></ul>",
    "• Closing date - 12th January 2027",
    "**Closing date:** 12 January 2027",
    "The closing date for applications is 12 January 2027.",
    "Applications close on Tuesday 12 January 2027 at 9am.",
    "<p>Closes on 12 January 2027</p>",
    "Apply by 12 January 2027",
    "Deadline: 9am, 12th January 2027",
]  # fmt: skip
NOT = [
    "We meet the closing date: it matters to us.",
    "The closing date 12 January 2027 may move without notice.",
    "Deadline 12 January 2027 or when we have 200 applications",
    "<h3>Closing date</h3><p>We close when we have found somebody, by 12 January 2027 at the latest.</p>",
    "<h3>Closing date</h3><h3>About us</h3><p>12 January 2027</p>",
    "You meet deadlines. 12 January 2027",
    "Interview date: 12 January 2027",
    "Closing date: 12 January 2027<br>Closing date: 26 January 2027",
    "Closing date",
]


def closing(text: str) -> str | None:
    read = with_labelled(RawPosting(seen=SEEN, title="Apprentice", description=text))
    return read.closing


@pytest.mark.parametrize("text", CLOSING)
def test_a_labelled_closing_date_is_read(text: str) -> None:
    assert read_date(closing(text), SEEN).date == DAY


@pytest.mark.parametrize("text", NOT)
def test_prose_gives_no_closing_date(text: str) -> None:
    assert closing(text) is None


def test_what_the_source_says_in_a_field_stands() -> None:
    posting = RawPosting(seen=SEEN, title="A", closing="1 March 2027", description=CLOSING[0])
    assert with_labelled(posting).closing == "1 March 2027"


def test_a_date_that_is_given_twice_alike_is_known() -> None:
    assert closing(f"{CLOSING[0]}<br>Salary: £20,000<br>{CLOSING[0]}") == "12 January 2027"


def test_other_labels_ask_for_a_colon() -> None:
    text = "<p>Salary: £20,000 a year</p><p>Pay rises each year</p><h3>Duration</h3><p>18</p><p>Start date: May 2027</p>"
    assert list(labelled(text)) == [("wage", "£20,000 a year"), ("start", "May 2027")]


@pytest.mark.parametrize(("unit", "end"), [("12 ", "x"), ("1", "x"), ("mon.", "1x")])
def test_no_line_costs_more_than_its_length(unit: str, end: str) -> None:
    fresh = count()

    def line(length: int) -> str:
        """Each time another, as a text that was read is remembered."""
        return f"Closing date {unit * (length // len(unit))}{end}{next(fresh)}"

    assert list(labelled(line(100))) == list(labelled(line(900_000))) == []
    assert grows(lambda length: lambda: list(labelled(line(length)))) is None
