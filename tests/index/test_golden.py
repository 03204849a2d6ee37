"""The golden queries hold boosts, synonyms and typos in place, over a corpus of invented London adverts."""

from statistics import fmean

import pytest

from foothold.index.contract import SearchIndex
from foothold.index.evaluation import Golden, golden_queries, ndcg, read_golden, score, scores, words_alone
from foothold.reading.places.gazetteer import built_in_places
from search_api.search.understanding import as_pages_ask
from tests.index.adverts import AT
from tests.index.conftest import CORPUS

AS_PAGES = as_pages_ask(built_in_places())


@pytest.mark.parametrize("golden", golden_queries(), ids=lambda golden: golden.text)
def test_a_golden_query_shows_a_best_answer_among_the_first_three(
    golden_index: SearchIndex, golden: Golden
) -> None:
    assert score(golden_index, golden, AT, AS_PAGES) >= 0.5, golden.why


def test_reading_words_as_filters_is_no_worse_than_the_words(golden_index: SearchIndex) -> None:
    read, plain = (scores(golden_index, golden_queries(), AT, asking) for asking in (AS_PAGES, words_alone))
    assert fmean(one.ndcg for one in read) >= fmean(one.ndcg for one in plain)


def test_every_judged_advert_is_in_the_corpus() -> None:
    known = {public["id"] for public in CORPUS}
    assert len(golden_queries()) >= 180
    assert {id_ for golden in golden_queries() for id_ in golden.grades} <= known


def test_the_measure_rewards_the_best_first() -> None:
    (golden,) = read_golden(["query,kind,judged,why", "x,subject,a:3 b:1,reason"])
    assert ndcg(golden, ["a", "b"]) == 1
    assert 0.6 < ndcg(golden, ["b", "a"]) < 1
    assert ndcg(golden, ["c"]) == 0
