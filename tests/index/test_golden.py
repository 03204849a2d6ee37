"""The golden queries hold boosts, synonyms and typos in place, over a corpus of invented London adverts."""

import pytest

from foothold.index.contract import SearchIndex
from foothold.index.judged import Golden, golden_queries, ndcg, read_golden, score
from tests.index.adverts import AT
from tests.index.conftest import CORPUS


def test_the_mean_of_all_golden_queries_is_good(golden_index: SearchIndex) -> None:
    scores = {golden.text: score(golden_index, golden, AT) for golden in golden_queries()}
    worst = sorted((value, text) for text, value in scores.items())[:8]
    assert sum(scores.values()) / len(scores) >= 0.85, worst


@pytest.mark.parametrize("golden", golden_queries(), ids=lambda golden: golden.text)
def test_a_golden_query_shows_a_best_answer_among_the_first_three(
    golden_index: SearchIndex, golden: Golden
) -> None:
    assert score(golden_index, golden, AT) >= 0.5, golden.why


def test_every_judged_advert_is_in_the_corpus() -> None:
    known = {public["id"] for public in CORPUS}
    assert len(golden_queries()) >= 150
    assert {id_ for golden in golden_queries() for id_ in golden.grades} <= known


def test_the_measure_rewards_the_best_first() -> None:
    (golden,) = read_golden(["query,judged,why", "x,a:3 b:1,reason"])
    assert ndcg(golden, ["a", "b"]) == 1
    assert 0.6 < ndcg(golden, ["b", "a"]) < 1
    assert ndcg(golden, ["c"]) == 0
