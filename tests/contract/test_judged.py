"""The judged queries, on every engine: what people type finds what answers it."""

from collections.abc import Iterator
from statistics import fmean

import pytest

from foothold.index.contract import SearchEngine, SearchIndex
from foothold.index.evaluation import (
    JUDGED_AT,
    Asking,
    golden_queries,
    judged_index,
    misspelt_queries,
    recall,
    scores,
    words_alone,
)
from foothold.reading.places.gazetteer import built_in_places
from search_api.search.understanding import as_pages_ask

ASKINGS = {"words alone": words_alone, "as the pages read them": as_pages_ask(built_in_places())}


@pytest.fixture
def judged(engine: SearchEngine) -> Iterator[SearchIndex]:
    with judged_index(engine, "judged") as index:
        yield index


@pytest.mark.parametrize("asking", ASKINGS.values(), ids=ASKINGS)
def test_the_mean_of_all_judged_queries_is_good(judged: SearchIndex, asking: Asking) -> None:
    found = scores(judged, golden_queries(), JUDGED_AT, asking)
    worst = [(round(one.ndcg, 3), one.golden.text) for one in found[:10]]
    assert fmean(one.ndcg for one in found) >= 0.85, worst


@pytest.mark.parametrize("asking", ASKINGS.values(), ids=ASKINGS)
def test_misspelt_searches_find_what_the_clean_ones_find(judged: SearchIndex, asking: Asking) -> None:
    found = {pair.typed: recall(judged, pair, JUDGED_AT, asking) for pair in misspelt_queries()}
    worst = sorted((value, typed) for typed, value in found.items())[:10]
    assert fmean(found.values()) >= 0.95, worst


def test_the_judged_adverts_leave_nothing_behind(engine: SearchEngine) -> None:
    with judged_index(engine, "judged"):
        assert len(engine.generations()) == 1
    assert engine.generations() == ()
