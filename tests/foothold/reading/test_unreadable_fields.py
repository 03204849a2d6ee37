"""What a posting said and nobody could read is known by field."""

from datetime import UTC, datetime

import pytest

from foothold.model.courses import built_in_courses
from foothold.model.opportunity import Opportunity
from foothold.model.posting import RawPosting
from foothold.reading.normalise import Context, normalise
from foothold.reading.places.gazetteer import PlaceTable
from foothold.reading.unreadable_fields import unread_fields

SEEN = datetime(2026, 11, 22, tzinfo=UTC)
CONTEXT = Context(PlaceTable.load(None), built_in_courses())

CASES = [
    ("everything is read", {"wage": "£18,000 a year", "hours": "37.5 hours a week", "closing": "2027-01-31"}, set()),
    ("nothing is said", {}, set()),
    ("pay in words that mean no figure", {"wage": "Competitive"}, set()),
    ("no pay", {"wage": "Unpaid"}, set()),
    ("pay that means nothing", {"wage": "Grade Q"}, {"wage"}),
    ("hours that mean nothing", {"hours": "as the moon has it"}, {"hours"}),
    ("a date that means nothing", {"closing": "when filled"}, {"closing"}),
    ("a duration that means nothing", {"duration": "long"}, {"duration"}),
    ("an address that is none", {"apply_url": "ask at the gate"}, {"apply_url"}),
    ("positions that are no number", {"positions": "several"}, {"positions"}),
]  # fmt: skip


@pytest.mark.parametrize(("said", "unread"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_field_of_which_nothing_could_be_made_is_named(said: dict[str, str], unread: set[str]) -> None:
    posting = RawPosting(seen=SEEN, title="Plumbing apprentice", places="Hackney, E8 1EA", **said)
    taken = normalise(posting, CONTEXT)
    assert isinstance(taken, Opportunity)
    assert unread_fields(posting, taken) == unread
