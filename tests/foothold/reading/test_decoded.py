from datetime import UTC, datetime

import pytest

from foothold.model.posting import RawPosting
from foothold.reading.decoded import characters, decoded
from tests.foothold.reading.test_normalise import read
from tests.untrusted.growth import grows

SEEN = datetime(2026, 11, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("King&#8217;s Head Yard", "King’s Head Yard"),
        ("King&#x2019;s Head Yard", "King’s Head Yard"),
        ("King&amp;#8217;s Head Yard", "King’s Head Yard"),
        ("SE1&nbsp;1NA", "SE1 1NA"),
        ("SE1&amp;nbsp;1NA", "SE1 1NA"),
        ("SE1\u00a01NA", "SE1 1NA"),
        ("SE1\u202f1NA", "SE1 1NA"),
        ("\ufeffSE1\u200b 1NA", "SE1 1NA"),
        ("Ap\u00adpren\u200dtice", "Apprentice"),
        ("Tallow &amp; Wick", "Tallow & Wick"),
        ("“King’s” – Head", "“King’s” – Head"),
        ("&pound;8.50 an hour", "£8.50 an hour"),
        ("R&D, AT&T & Q&A;", "R&D, AT&T & Q&A;"),
        ("a &notaname; and &copy", "a &notaname; and &copy"),
        ("&lt;b&gt;", "&lt;b&gt;"),
        ("plain", "plain"),
    ],
)
def test_a_short_text_comes_out_in_characters(text: str, plain: str) -> None:
    assert characters(text) == plain


def test_markup_and_addresses_are_left_to_their_own_readers() -> None:
    posting = RawPosting(seen=SEEN, url="https://a.example/?a=1&copy;=2", description="<p>a&nbsp;b</p>")
    assert decoded(posting) is posting


def test_entities_in_every_field_of_an_address_leave_one_place_in_its_borough() -> None:
    made = read(
        title="Apprentice Bookbinder &amp;amp; Printer",
        employer="Tallow &amp; Wick&#8217;s",
        places="King&#8217;s Head Yard, London&nbsp;",
        postcode="SE1&nbsp;1NA",
        wage="&pound;8.50 an hour",
        working_week="Monday &ndash; Friday, 9&nbsp;am to 5&nbsp;pm",
    )
    (place,) = made.places
    assert (place.name, place.postcode) == ("King’s Head Yard, London", "SE1 1NA")
    assert place.borough and place.borough.name == "Southwark"
    assert made.title == "Apprentice Bookbinder & Printer"
    assert made.employer and made.employer.name == "Tallow & Wick’s"
    assert made.wage and made.wage.text == "£8.50 an hour"
    assert made.working_week == "Monday – Friday, 9 am to 5 pm"


@pytest.mark.parametrize("words", ["&amp;", "&", "&#", "\u200d", "&amp;amp;amp;"])
def test_an_endless_text_costs_no_more_than_its_length(words: str) -> None:
    assert grows(lambda length: lambda: characters(words * (length // len(words)))) is None
