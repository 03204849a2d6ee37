"""A closed advert is never found, whatever ran or did not run."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from foothold.index.contract import SearchIndex
from foothold.index.document import Document
from foothold.index.query import SearchQuery
from tests.contract.conftest import Fill
from tests.index.adverts import advert

LAST_INSTANTS = {
    "summer: the London day ends at 23:00 UTC": ({"closing_date": "2026-07-01"}, "2026-07-01T23:00:00"),
    "winter: it ends at 24:00 UTC": ({"closing_date": "2026-12-01"}, "2026-12-02T00:00:00"),
    "the clocks go back, a day of 25 hours": ({"closing_date": "2026-10-25"}, "2026-10-26T00:00:00"),
    "the day before the clocks go back": ({"closing_date": "2026-10-24"}, "2026-10-24T23:00:00"),
    "the clocks go forward, a day of 23 hours": ({"closing_date": "2027-03-28"}, "2027-03-28T23:00:00"),
    "the day before the clocks go forward": ({"closing_date": "2027-03-27"}, "2027-03-28T00:00:00"),
    "a closing time in summer": (
        {"closing_date": "2026-07-01", "closing_time": "09:00"},
        "2026-07-01T08:00:00",
    ),
    "a closing time in winter": (
        {"closing_date": "2026-12-01", "closing_time": "09:00"},
        "2026-12-01T09:00:00",
    ),
    "no closing date: 30 days after it was confirmed": (
        {"closing_date": None, "last_confirmed": "2026-11-01"},
        "2026-12-02T00:00:00",
    ),
}


@pytest.mark.parametrize(("changes", "closes"), LAST_INSTANTS.values(), ids=list(LAST_INSTANTS))
def test_an_advert_is_found_until_its_last_instant_and_not_after(fill: Fill, changes, closes) -> None:
    index = fill(advert("a", **changes))
    end = datetime.fromisoformat(closes).replace(tzinfo=UTC)
    query = SearchQuery(at=end - timedelta(microseconds=1), facets=("kind",))
    assert index.search(query).total == 1
    closed = index.search(replace(query, at=end))
    assert (closed.total, closed.hits, closed.facets["kind"]) == (0, (), ())


def test_an_advert_that_nothing_closes_stays(fill: Fill) -> None:
    index = fill(advert("a", closing_date=None, last_confirmed=None))
    assert index.search(SearchQuery(at=datetime(2090, 1, 1, tzinfo=UTC))).total == 1


def test_an_advert_of_which_a_copy_is_shown_is_left_out_until_then(index: SearchIndex) -> None:
    from_then = datetime(2026, 9, 23, 9, 30, tzinfo=UTC)
    documents = [
        Document("a", 1, advert("a", "Baker"), int(from_then.timestamp())),
        Document("b", 2, advert("b", "Baker")),
    ]
    assert not index.put(documents, 2)
    for text in ("", "baker"):
        before = index.search(SearchQuery(at=from_then - timedelta(minutes=1), text=text, facets=("kind",)))
        assert ([hit.id for hit in before.hits], before.facets["kind"][0].count) == (["b"], 1)
        assert index.search(SearchQuery(at=from_then, text=text)).total == 2
