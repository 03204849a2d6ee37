"""What is offered when nothing is found."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from foothold.index.document import Document
from foothold.index.embedded.engine import EmbeddedEngine
from foothold.index.query import Include, Near, SearchQuery, Sort
from foothold.index.relax import wider, wider_with_totals
from tests.index.adverts import AT, advert, place

CASES = {
    "nothing to give up": ({}, []),
    "one word alone": ({"text": "plumber"}, []),
    "a radius doubles up to 30 miles": (
        {"near": Near(51.5, -0.1, 10)},
        ["within 20 miles", "within 30 miles"],
    ),
    "each filter in turn": (
        {"filters": {"borough": ("E09000012",), "level": ("3",)}, "min_hourly": Decimal(9)},
        ["at any pay", "in any borough", "at any level"],
    ),
    "an age": ({"age_from": 14, "age_to": 15}, ["for any age"]),
    "dates": (
        {
            "closing_before": date(2026, 10, 1),
            "start_from": date(2026, 10, 1),
            "posted_from": date(2026, 9, 1),
        },
        ["whenever it closes", "whenever it was posted", "whenever it starts"],
    ),
    "each word in turn": ({"text": "plumber in hackney"}, ["without “plumber”", "without “hackney”"]),
    "a word with signs": ({"text": "c++ games"}, ["without “c++”", "without “games”"]),
    "a word within a filter": (
        {"text": "plumber", "filters": {"level": ("3",)}},
        ["at any level", "of any kind, not only “plumber”"],
    ),
    "national": (
        {"filters": {"borough": ("E09000012",)}, "national": Include.EXCLUDE, "remote": Include.EXCLUDE},
        ["in any borough", "across the country", "from home"],
    ),
}


@pytest.mark.parametrize(("changes", "whys"), CASES.values(), ids=list(CASES))
def test_a_search_widens_by_giving_up_one_thing(changes, whys) -> None:
    assert [why for _, why in wider(SearchQuery(at=AT, **changes))] == whys


def test_only_what_finds_something_is_offered_with_its_total(tmp_path: Path) -> None:
    engine = EmbeddedEngine(tmp_path)
    index = engine.create("1")
    adverts = [advert("a", "Plumber", level=2), advert("b", "Plumber", level=2, places=[place("camden")])]
    index.put([Document(public["id"], n, public) for n, public in enumerate(adverts)], 1)
    query = SearchQuery(
        at=AT,
        text="plumber",
        filters={"level": ("3",)},
        near=Near(51.5450, -0.0553, 2),
        sort=Sort.DISTANCE,
        national=Include.EXCLUDE,
    )
    assert index.search(query).total == 0
    assert [(w.why, w.total) for w in wider_with_totals(index, query)] == [("at any level", 1)]
    index.close()
