"""A cluster follows the record store through the same code and the same commands."""

import pytest
from click.testing import CliRunner
from elasticsearch import Elasticsearch

from foothold.cli.index import index as command
from foothold.errors import IndexUnavailable
from foothold.index.audit import audit
from foothold.index.contract import GenerationState
from foothold.index.document import Document
from foothold.index.elastic.address import read_address
from foothold.index.elastic.engine import ElasticEngine
from foothold.index.elastic.mapping import Layout
from foothold.index.fields import FACETS
from foothold.index.query import SearchQuery
from foothold.index.rebuild import rebuild
from foothold.index.sync import drain
from foothold.store.open_store import Store
from foothold.store.records import head_revision, withdraw
from tests.index.adverts import AT, advert
from tests.index.conftest import CORPUS
from tests.index.stored import NOW, keep, new_store

SHARDED = ("apprentice", "electrican", "business administration", "")
OPEN = SearchQuery(at=NOW, size=100)


def clock():
    return NOW


@pytest.fixture
def engine(elasticsearch_url: str) -> ElasticEngine:
    return ElasticEngine(elasticsearch_url)


@pytest.fixture
def raw(elasticsearch_url: str) -> Elasticsearch:
    return Elasticsearch(read_address(elasticsearch_url).hosts[0])


def test_what_is_saved_changed_and_withdrawn_shows_with_the_next_drain(store: Store, engine) -> None:
    ids = keep(store, 1, 8)
    done = drain(store, engine, clock=clock)
    assert (done.put, done.refused, done.applied) == (8, (), head_revision(store))
    assert engine.active().search(OPEN).total == 8
    keep(store, 2, 2, "Baker")
    withdraw(store, ids[:1], NOW)
    assert drain(store, engine, clock=clock).put == 2
    found = engine.active().search(SearchQuery(at=NOW, text="baker"))
    assert [hit.public["title"] for hit in found.hits] == ["Baker 2"]
    assert engine.active().search(OPEN).total == 7
    assert audit(store, engine.active(), NOW).differences == ()


def test_the_commands_rebuild_verify_roll_back_and_prune(
    tmp_path, monkeypatch: pytest.MonkeyPatch, elasticsearch_url: str
) -> None:
    monkeypatch.setenv("FOOTHOLD_HOME", str(tmp_path))
    monkeypatch.setenv("FOOTHOLD_SEARCH_URL", elasticsearch_url)
    store, engine = new_store(tmp_path), ElasticEngine(elasticsearch_url)
    keep(store, 1, 20)
    store.close()
    first = run("rebuild")
    assert "20 adverts up to revision 20" in first
    second = run("rebuild")
    assert "20 adverts" in run("verify")
    states = [g.state for g in engine.generations()]
    assert states == [GenerationState.PREVIOUS, GenerationState.ACTIVE]
    assert run("rollback").split()[0] == first.split()[0] != second.split()[0]
    assert engine.active().generation == first.split()[0]
    left = engine.create("20260101T000000")
    assert f"{left.generation} discarded." in run("prune")
    assert "0 changes applied" in run("drain")
    assert "active" in run("status")
    assert list(tmp_path.glob("index*")) == []


def test_a_put_that_comes_after_its_generation_was_discarded_makes_no_index(engine, raw) -> None:
    index = engine.create("1")
    engine.discard(index.generation)
    with pytest.raises(IndexUnavailable):
        index.put([Document("a", 1, advert("a"))], 1)
    assert engine.generations() == ()


def test_a_document_that_the_cluster_itself_refuses_stops_no_other(engine) -> None:
    index = engine.create("1")
    wrong = advert("wrong", employer={"name": "x", "slug": "s" * 40_000, "commitments": []})
    documents = [Document("a", 1, advert("a")), Document("wrong", 2, wrong), Document("c", 3, advert("c"))]
    (refused,) = index.put(documents, 3)
    assert (refused.id, refused.revision) == ("wrong", 2)
    assert "employer" in refused.why
    assert (index.count(), index.applied_revision()) == (2, 3)


def test_the_switch_is_one_step_and_leaves_other_footholds_alone(
    store: Store, engine, elasticsearch_url
) -> None:
    other = ElasticEngine(f"{elasticsearch_url}other-")
    keep(store, 1, 3)
    live = rebuild(store, engine, clock=clock).generation
    assert other.generations() == ()
    other.activate(other.create("1").generation)
    assert engine.active().generation == live
    assert [g.name for g in engine.generations()] == [live]


def test_an_index_that_is_not_ours_is_no_generation(engine, raw, elasticsearch_url) -> None:
    raw.indices.create(index=f"{read_address(elasticsearch_url).prefix}opportunities-of-another")
    assert engine.generations() == ()


def test_a_generation_built_for_other_fields_asks_for_a_rebuild(engine, raw, elasticsearch_url) -> None:
    prefix, name = read_address(elasticsearch_url).prefix, "opportunities-00000000-1"
    alias = {f"{prefix}opportunities": {}}
    raw.indices.create(index=f"{prefix}{name}", aliases=alias, mappings={"_meta": {"generation": name}})
    with pytest.raises(IndexUnavailable, match="foothold index rebuild"):
        engine.active()
    assert [(g.name, g.state) for g in engine.generations()] == [(name, GenerationState.ACTIVE)]


def test_many_large_documents_go_in_requests_of_bounded_size(engine) -> None:
    index = engine.create("1")
    documents = [Document(f"id{n}", n + 1, advert(f"id{n}", summary="word " * 150_000)) for n in range(12)]
    assert index.put(documents, 12) == ()
    assert index.search(SearchQuery(at=AT, text="word")).total == 12


def test_several_shards_show_each_put_at_once_and_answer_in_the_same_order(elasticsearch_url: str) -> None:
    one = ElasticEngine(elasticsearch_url)
    three = ElasticEngine(f"{elasticsearch_url}three-", Layout(3, "0"))
    found = []
    for engine in (one, three):
        index = engine.create("1")
        index.put([Document(public["id"], n, public) for n, public in enumerate(CORPUS, 1)], len(CORPUS))
        assert (index.count(), index.applied_revision()) == (len(CORPUS), len(CORPUS))
        asked = [SearchQuery(at=AT, text=text, facets=FACETS, size=20) for text in SHARDED]
        found.append([index.search(query) for query in asked])
    for text, of_one, of_three in zip(SHARDED, *found, strict=True):
        assert of_three.total == of_one.total > 0
        assert [hit.id for hit in of_three.hits] == [hit.id for hit in of_one.hits], text
        assert of_three.facets == of_one.facets


def run(verb: str) -> str:
    done = CliRunner().invoke(command, [verb])
    assert done.exit_code == 0, done.output
    return done.output
