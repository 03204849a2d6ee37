"""Whatever stands in a posting's fields: nothing breaks, and what stands beside it is saved.

Five hundred postings in every run; `FOOTHOLD_EXHAUSTIVE=1` makes it 20,000 on each database.
"""

import os
from dataclasses import replace
from typing import Any, get_type_hints

import orjson
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawlers.contacts import without_contacts
from foothold.index.document import Document, values
from foothold.model.opportunity import Opportunity
from foothold.model.posting import POSTING_FIELDS, RawPosting, Reason, Rejected, Text, every
from foothold.reading.bounds import BOUNDS, MOST_PLACES, MOST_REQUIREMENTS, SHOWN
from foothold.reading.faults import Faults
from foothold.reading.html_text import LONGEST_SHOWN
from foothold.reading.intake import Reading, intake
from foothold.store.open_store import Store
from foothold.store.record import Record
from foothold.store.records import find, save
from tests.untrusted.adverts import CONTEXT, SEEN, advert
from tests.untrusted.alphabets import BY_HAND

POSTINGS = 20
RUNS = 1_000 if os.environ.get("FOOTHOLD_EXHAUSTIVE") else 25
SEVERAL = {name for name, type_ in get_type_hints(RawPosting).items() if type_ == Text}
HONEST = (
    "Apprentice plumber", "Marlow & Finch Ltd", "Riverside College", "10003010", "Apprenticeship", "Hackney", "E8 1EA", "£9 an hour",
    "£18,000 - £20,000 a year", "37.5", "Monday to Friday, 9am to 5pm", "18 months", "Level 3", "Plumber", "119", "Digital", "2 days ago",
    "31 October 2026", "16 to 24", "2", "https://jobs.example/1?utm_source=x", "yes", "hybrid", "51.54", "-0.06", "<p>Fit <b>boilers</b>.</p>",
)  # fmt: skip
FIGURES = (
    "²",
    "٣",
    "1e9",
    "-1",
    "0",
    "nan",
    "inf",
    "1_000",
    "½",
    "9" * 25,
    "9" * 5_000,
    "0x10",
    "１２",
    "1,2,3",
    "999999999999",
)
WORDS = st.one_of(
    st.sampled_from(HONEST),
    st.sampled_from(FIGURES),
    st.text(st.characters(), max_size=60),
    st.lists(st.sampled_from((*HONEST, *FIGURES, *BY_HAND)), min_size=1, max_size=6).map("".join),
    st.tuples(st.sampled_from(BY_HAND), st.integers(1, 3_000)).map(lambda drawn: drawn[0] * drawn[1]),
)
TEXTS = {
    name: st.one_of(st.none(), WORDS, st.lists(WORDS, max_size=5).map(tuple))
    if name in SEVERAL
    else st.none() | WORDS
    for name in POSTING_FIELDS
}
SAID = st.fixed_dictionaries(
    {"title": WORDS}, optional={name: texts for name, texts in TEXTS.items() if name != "title"}
)
"""A posting's fields, most of them odd; what is left out is as an honest advert has it."""


@settings(
    max_examples=RUNS,
    deadline=None,
    database=None,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)
@given(said=st.lists(SAID, min_size=POSTINGS, max_size=POSTINGS), beside=st.booleans())
def test_nothing_in_a_posting_breaks_its_reading_or_costs_its_neighbours(
    store: Store, said: list[dict[str, Any]], beside: bool
) -> None:
    faults = Faults("fuzz")
    odd = [
        advert(str(n), **one) if beside else replace(RawPosting(seen=SEEN), **one)
        for n, one in enumerate(said)
    ]
    postings = [advert("first"), *odd, advert("last")]
    readings = [intake(posting, CONTEXT, faults, prepare=without_contacts) for posting in postings]
    outcomes = save(store, "fuzz", readings, at=SEEN, faults=faults)
    assert faults.counts == {}
    assert {outcomes[0].status, outcomes[-1].status} <= {"new", "changed", "unchanged"}
    for reading in readings:
        check(reading)
    for outcome in outcomes:
        if outcome.id:
            record = find(store, outcome.id)
            assert isinstance(record, Record)
            orjson.dumps(record.public)
            values(Document(outcome.id, record.revision, record.public))


def check(reading: Reading) -> None:
    """Within its bounds, or rejected for a reason that is no fault of ours."""
    if isinstance(reading.result, Rejected):
        assert reading.result.reason is not Reason.UNREADABLE_VALUE
        return
    assert reading.posting is not None
    for name, bound in BOUNDS.items():
        texts = every(getattr(reading.posting, name))
        assert len(texts) <= bound.texts
        assert all(len(text) <= bound.longest for text in texts)
    check_shown(reading.result)


def check_shown(taken: Opportunity) -> None:
    assert len(taken.title) <= SHOWN["title"]
    assert len(taken.summary or "") <= SHOWN["summary"]
    assert len(taken.description_html or "") <= LONGEST_SHOWN
    assert len(taken.places) <= MOST_PLACES
    assert len(taken.requirements or ()) <= MOST_REQUIREMENTS
