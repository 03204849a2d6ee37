"""What a search finds, on every engine."""

from dataclasses import replace

from foothold.index.query import Near, SearchQuery, Sort
from tests.contract.conftest import Fill
from tests.index.adverts import AT, advert, place, wage

OPEN = SearchQuery(at=AT)


def ids(index, query):
    return [hit.id for hit in index.search(query).hits]


def test_words_filters_facets_and_sort_work_together(fill: Fill) -> None:
    index = fill(
        advert("a", "Plumber", level=2, wage=wage(8.0)),
        advert("b", "Plumbing and heating apprentice", level=3, places=[place("camden")], wage=wage(9.0)),
        advert("c", "Nursery assistant", level=2),
    )
    found = index.search(replace(OPEN, text="plumber", sort=Sort.PAY, facets=("borough", "level")))
    assert [hit.id for hit in found.hits] == ["b", "a"]
    assert found.total == 2
    assert {f.value: f.count for f in found.facets["level"]} == {"2": 1, "3": 1}
    narrowed = index.search(replace(OPEN, text="plumber", filters={"level": ("2",)}, facets=("level",)))
    assert [hit.id for hit in narrowed.hits] == ["a"]
    assert {f.value: f.count for f in narrowed.facets["level"]} == {"2": 1, "3": 1}
    assert found.hits[0].public == advert(
        "b", "Plumbing and heating apprentice", level=3, places=[place("camden")], wage=wage(9.0)
    )


def test_near_orders_by_distance_to_the_nearest_place(fill: Fill) -> None:
    index = fill(
        advert("far", places=[place("croydon")]),
        advert("two", places=[place("croydon"), place("hackney")]),
        advert("mid", places=[place("camden")]),
        advert("nowhere", places=[], national=True),
    )
    near = Near(51.5450, -0.0553, 30)
    assert ids(index, replace(OPEN, near=near, sort=Sort.DISTANCE)) == ["two", "mid", "far"]
    assert ids(index, replace(OPEN, near=replace(near, within_miles=1.0))) == ["two"]
