"""Putting, replacing, refusing, and the life of a generation, on every engine."""

import pytest

from foothold.errors import IndexUnavailable, WrongUse
from foothold.index.contract import GenerationState, SearchEngine, SearchIndex
from foothold.index.document import Document, digest
from foothold.index.fields import fingerprint
from foothold.index.query import SearchQuery
from tests.index.adverts import AT, advert

ALL = SearchQuery(at=AT)


def titles(index: SearchIndex) -> list[str]:
    return [hit.public["title"] for hit in index.search(ALL).hits]


def test_a_put_is_visible_durable_and_remembers_how_far_it_went(engine: SearchEngine, index) -> None:
    index.put([Document("a", 3, advert("a", "Baker"))], 7)
    assert titles(index) == ["Baker"]
    index.close()
    again = engine.open(index.generation)
    assert (titles(again), again.applied_revision(), again.count()) == (["Baker"], 7, 1)


def test_an_older_revision_never_wins(index: SearchIndex) -> None:
    index.put([Document("a", 5, advert("a", "New"))], 5)
    index.put([Document("a", 4, advert("a", "Old"))], 5)
    index.put([Document("a", 7, advert("a", "Newest")), Document("a", 6, advert("a", "Newer"))], 7)
    assert titles(index) == ["Newest"]


def test_a_repeated_put_changes_nothing(index: SearchIndex) -> None:
    for _ in range(3):
        index.put([Document("a", 1, advert("a"))], 1)
    assert list(index.revisions()) == [("a", 1, digest(advert("a")))]


def test_a_stub_hides_an_advert_and_outlives_a_late_put(index: SearchIndex) -> None:
    index.put([Document("a", 1, advert("a")), Document("b", 2, advert("b"))], 2)
    index.put([Document("a", 4, None)], 4)
    index.put([Document("a", 3, advert("a", "Late"))], 4)
    found = index.search(SearchQuery(at=AT, facets=("kind",)))
    assert ([hit.id for hit in found.hits], found.facets["kind"][0].count) == (["b"], 1)
    assert index.count() == 1
    assert sorted(index.revisions()) == [("a", 4, ""), ("b", 2, digest(advert("b")))]
    index.put([Document("a", 9, advert("a", "Back"))], 9)
    assert index.count() == 2


@pytest.mark.parametrize(
    "public",
    [
        {"title": "not the public shape"},
        advert("bad", title="\ud800"),
        advert("bad", closing_date="soon"),
        advert("bad", places=[{"name": "x", "postcode": None, "borough": None, "lat": 99.0, "lon": 0.0}]),
        advert("bad", description_html="x" * 2_000_000),
        advert("bad", positions=2**80),
    ],
    ids=["other shape", "lone surrogate", "no date", "off the Earth", "too long", "number too large"],
)
def test_a_document_that_cannot_be_taken_is_refused_with_its_reason_and_stops_no_other(index, public) -> None:
    before, after = Document("a", 1, advert("a")), Document("c", 3, advert("c"))
    (refused,) = index.put([before, Document("bad", 2, public), after], 3)
    assert (refused.id, refused.revision) == ("bad", 2)
    assert refused.why
    assert (index.count(), index.applied_revision()) == (2, 3)


def test_a_new_generation_is_live_only_after_the_switch(engine: SearchEngine, index: SearchIndex) -> None:
    index.put([Document("a", 1, advert("a", "Old"))], 1)
    new = engine.create("20260921T000000")
    new.put([Document("a", 1, advert("a", "New"))], 1)
    assert titles(engine.active()) == ["Old"]
    engine.activate(new.generation)
    assert titles(engine.active()) == ["New"]
    states = {g.name: g.state for g in engine.generations()}
    assert states == {index.generation: GenerationState.PREVIOUS, new.generation: GenerationState.ACTIVE}
    assert new.generation == f"opportunities-{fingerprint()}-20260921T000000"
    engine.activate(index.generation)
    assert titles(engine.active()) == ["Old"]
    new.close()


def test_the_live_generation_cannot_be_discarded_and_another_can(engine: SearchEngine, index) -> None:
    other = engine.create("20260921T000000")
    assert [g.state for g in engine.generations()] == [GenerationState.ACTIVE, GenerationState.BUILDING]
    engine.discard(other.generation)
    with pytest.raises(WrongUse):
        engine.discard(index.generation)
    assert [g.name for g in engine.generations()] == [index.generation]


def test_without_an_index_a_search_says_what_to_do(engine: SearchEngine) -> None:
    assert engine.generations() == ()
    with pytest.raises(IndexUnavailable, match="foothold index rebuild"):
        engine.active()


@pytest.mark.parametrize("name", ["opportunities-none-1", "../../etc", ""])
def test_a_generation_that_is_not_there_is_wrong_use(engine: SearchEngine, name: str) -> None:
    with pytest.raises(WrongUse):
        engine.open(name)


def test_every_document_is_audited_whatever_their_number(index: SearchIndex) -> None:
    documents = [Document(f"id{n}", n + 1, advert(f"id{n}")) for n in range(2_300)]
    index.put(documents, 2_300)
    assert sorted(index.revisions()) == sorted((d.id, d.revision, digest(d.public)) for d in documents)
