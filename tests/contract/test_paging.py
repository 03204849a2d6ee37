"""Pages put together are the whole list: nothing skipped, nothing doubled, in a total order."""

import random
from dataclasses import replace

import pytest

from foothold.errors import WrongUse
from foothold.index.contract import SearchIndex
from foothold.index.query import Near, Position, SearchQuery, Sort
from tests.contract.conftest import Fill
from tests.index.adverts import AT, advert, place, wage
from tests.index.generated import generated_advert
from tests.index.oracle import nearest

NEAR = Near(51.52, -0.1, 30)


def pages(index: SearchIndex, query: SearchQuery) -> list[str]:
    found = index.search(query)
    ids, total = [hit.id for hit in found.hits], found.total
    while found.next_position:
        found = index.search(replace(query, after=found.next_position))
        assert found.hits, "a page that was promised is empty"
        assert found.total == total
        ids += [hit.id for hit in found.hits]
    assert len(ids) == total
    return ids


@pytest.mark.parametrize("sort", list(Sort))
@pytest.mark.parametrize("size", [1, 7, 100])
def test_pages_make_up_the_whole_list_once(fill: Fill, sort: Sort, size: int) -> None:
    pick = random.Random(5)
    index = fill(*(generated_advert(pick, number) for number in range(90)))
    query = SearchQuery(at=AT, text="plumber" if sort is Sort.RELEVANCE else "", near=NEAR, sort=sort)
    ids = pages(index, replace(query, size=size))
    assert len(set(ids)) == len(ids)
    assert ids == [hit.id for hit in index.search(replace(query, size=100)).hits]


@pytest.mark.parametrize("sort", list(Sort))
def test_adverts_that_are_equal_in_the_order_still_have_one(fill: Fill, sort: Sort) -> None:
    index = fill(*(advert(f"id{n}", wage=wage(9.0)) for n in range(40)))
    query = SearchQuery(at=AT, text="plumber", near=NEAR, sort=sort, size=3)
    ids = pages(index, query)
    assert len(set(ids)) == 40
    assert pages(index, query) == ids


@pytest.mark.parametrize(
    ("sort", "last"),
    [
        (Sort.NEWEST, {"posted_date": None}),
        (Sort.CLOSING, {"closing_date": None}),
        (Sort.PAY, {"wage": wage(paid="unpaid")}),
    ],
)
def test_adverts_without_the_value_go_last(fill: Fill, sort: Sort, last) -> None:
    index = fill(advert("none", **({"wage": wage(8.0)} | last)), advert("one", wage=wage(0.5)))
    assert pages(index, SearchQuery(at=AT, sort=sort)) == ["one", "none"]


def test_orders_are_those_that_a_person_expects(fill: Fill) -> None:
    index = fill(
        advert("a", posted_date="2026-09-03", closing_date="2026-10-03", wage=wage(7.0, 9.0)),
        advert("b", posted_date="2026-09-05", closing_date="2026-10-05", wage=wage(8.0)),
        advert("c", posted_date="2026-09-04", closing_date="2026-10-04", wage=wage(None, 10.0)),
    )
    assert pages(index, SearchQuery(at=AT, sort=Sort.NEWEST)) == ["b", "c", "a"]
    assert pages(index, SearchQuery(at=AT)) == ["b", "c", "a"], "without words the newest first"
    assert pages(index, SearchQuery(at=AT, sort=Sort.CLOSING)) == ["a", "c", "b"]
    assert pages(index, SearchQuery(at=AT, sort=Sort.PAY)) == ["c", "a", "b"]


def test_distance_is_the_great_circle_to_the_nearest_place(fill: Fill) -> None:
    public, near = advert("a", places=[place("croydon"), place("camden")]), Near(51.5450, -0.0553, 30)
    index = fill(public)
    hit = index.search(SearchQuery(at=AT, near=near)).hits[0]
    assert hit.distance_miles == pytest.approx(nearest(public, near), abs=1e-9)
    assert hit.distance_miles == pytest.approx(3.21, abs=0.01)
    assert index.search(SearchQuery(at=AT)).hits[0].distance_miles is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"sort": Sort.DISTANCE},
        {"sort": Sort.NEWEST, "after": Position(offset=20)},
        {"sort": Sort.NEWEST, "after": Position(key=("x",))},
        {"sort": Sort.NEWEST, "after": Position(key=(1 << 70,))},
        {"text": "plumber", "after": Position(offset=10_000)},
        {"text": "plumber", "after": Position(offset=-1)},
        {"text": "plumber", "after": Position(key=(1,))},
    ],
    ids=str,
)
def test_a_position_or_sort_that_does_not_fit_is_refused(fill: Fill, wrong) -> None:
    with pytest.raises(WrongUse):
        fill(advert("a")).search(replace(SearchQuery(at=AT), **wrong))


@pytest.mark.parametrize("size", [-5, 0, 10**9])
def test_a_size_out_of_bounds_is_brought_back_into_them(fill: Fill, size: int) -> None:
    index = fill(*(advert(f"id{n}") for n in range(120)))
    assert len(index.search(SearchQuery(at=AT, size=size)).hits) == (100 if size > 0 else 1)
