"""Both engines answer alike: searches by filter to the last advert, searches by words by their first ten."""

import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from foothold.index.contract import SearchEngine, SearchIndex
from foothold.index.document import Document
from foothold.index.elastic.engine import ElasticEngine
from foothold.index.embedded.engine import EmbeddedEngine
from foothold.index.evaluation import golden_queries, misspelt_queries, scores
from foothold.index.query import SearchQuery
from foothold.reading.places.gazetteer import built_in_places
from search_api.search.understanding import as_pages_ask
from tests.elasticsearch_server import discard_all
from tests.index.adverts import AT
from tests.index.conftest import CORPUS
from tests.index.generated import generated_advert, generated_query


@dataclass(frozen=True)
class Both:
    embedded: SearchIndex
    elastic: SearchIndex


@pytest.fixture(scope="module")
def golden(elasticsearch_server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    """The corpus that the golden queries are judged on, in both engines."""
    prefix = f"test-{uuid.uuid4().hex[:12]}-"
    folder = tmp_path_factory.mktemp("parity")
    yield both(CORPUS, EmbeddedEngine(folder), ElasticEngine(f"{elasticsearch_server}/?prefix={prefix}"))
    discard_all(elasticsearch_server, prefix)


def both(adverts, embedded: SearchEngine, elastic: SearchEngine) -> Both:
    made = Both(embedded.create("1"), elastic.create("1"))
    documents = [Document(public["id"], n, public) for n, public in enumerate(adverts, 1)]
    for index in (made.embedded, made.elastic):
        assert not index.put(documents, len(documents))
    return made


def ids(index: SearchIndex, query: SearchQuery) -> list[str]:
    return [hit.id for hit in index.search(query).hits]


def test_totals_facets_and_orders_of_500_generated_searches_are_equal(
    elasticsearch_url: str, tmp_path: Path
) -> None:
    pick = random.Random(77)
    adverts = [generated_advert(pick, number) for number in range(200)]
    engines = both(adverts, EmbeddedEngine(tmp_path), ElasticEngine(elasticsearch_url))
    different = []
    for case in range(500):
        query = generated_query(pick, adverts)
        ours, theirs = engines.embedded.search(query), engines.elastic.search(query)
        # What a facet's values are called is looked up beside the search.
        if (ours.total, ours.facets) != (theirs.total, theirs.facets):
            different.append((case, query, "total or facets"))
        if [hit.id for hit in ours.hits] != [hit.id for hit in theirs.hits]:
            different.append((case, query, "order"))
        if ours.next_position != theirs.next_position:
            different.append((case, query, "next page"))
    assert not different, different[:3]


def test_the_golden_queries_hold_on_the_cluster(golden: Both) -> None:
    """As on the embedded engine each shows a best answer among its first three."""
    worst = scores(golden.elastic, golden_queries(), AT, as_pages_ask(built_in_places()))[:8]
    assert worst[0].ndcg >= 0.5, [(one.ndcg, one.golden.text) for one in worst]


def test_the_first_ten_of_searches_by_words_are_nearly_the_same(golden: Both, record_property) -> None:
    texts = [asked.text for asked in golden_queries()]
    texts += [text for pair in misspelt_queries() for text in (pair.typed, pair.meant)]
    overlaps, totals = {}, {}
    for text in dict.fromkeys(texts):
        query = SearchQuery(at=AT, text=text, size=10)
        ours, theirs = golden.embedded.search(query), golden.elastic.search(query)
        first, second = {hit.id for hit in ours.hits}, {hit.id for hit in theirs.hits}
        overlaps[text] = len(first & second) / max(len(first | second), 1) if first | second else 1.0
        totals[text] = (ours.total, theirs.total)
    mean = sum(overlaps.values()) / len(overlaps)
    record_property("overlap@10", round(mean, 4))
    assert len(overlaps) >= 200
    assert mean >= 0.95, sorted((value, text) for text, value in overlaps.items())[:8]
    assert {text: pair for text, pair in totals.items() if pair[0] != pair[1]} == {}


def test_a_position_of_one_engine_goes_on_with_the_other(golden: Both) -> None:
    query = SearchQuery(at=AT, size=7)
    first = golden.embedded.search(query)
    following = replace(query, after=first.next_position)
    assert ids(golden.elastic, following) == ids(golden.embedded, following)
