"""What a search finds, on every engine."""

from dataclasses import replace

from foothold.index.query import Include, Near, SearchQuery, Sort
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
    asked = replace(OPEN, near=near, sort=Sort.DISTANCE, national=Include.EXCLUDE)
    assert ids(index, asked) == ["two", "mid", "far"]
    assert ids(index, replace(asked, near=replace(near, within_miles=1.0))) == ["two"]


def test_what_is_national_or_remote_comes_after_what_is_near(fill: Fill) -> None:
    index = fill(
        advert("old", places=[], national=True, posted_date="2026-08-01"),
        advert("far", places=[place("croydon")]),
        advert("headquarters", places=[place("hackney", lat=51.55)], national=True),
        advert("new", places=[place("croydon")], remote="remote", posted_date="2026-09-02"),
        advert("here"),
    )
    asked = replace(OPEN, near=Near(51.5450, -0.0553, 2), sort=Sort.DISTANCE, size=3)
    first = index.search(asked)
    second = index.search(replace(asked, after=first.next_position))
    assert [hit.id for hit in (*first.hits, *second.hits)] == ["here", "headquarters", "new", "old"]
    assert [hit.distance_miles is None for hit in first.hits] == [False, False, True]
    assert (first.total, second.next_position) == (4, None)
