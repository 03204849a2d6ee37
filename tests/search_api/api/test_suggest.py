"""`GET /api/v1/suggest`: quick, current, and each suggestion finds what it says."""

import time
from dataclasses import replace

import pytest

from foothold.reading.places.gazetteer import built_in_places
from search_api.search.suggesting import Suggesting
from tests.search_api.world import AT, World, postings

SUGGEST = "/api/v1/suggest"


def suggested(world: World, query: str) -> list[dict[str, object]]:
    response = world.client.get(f"{SUGGEST}?{query}")
    assert response.status_code == 200, response.text
    found: list[dict[str, object]] = response.get_json()["suggestions"]
    return found


def test_each_suggestion_finds_as_many_as_it_says(london: World) -> None:
    seen = set()
    for typed in ("plum", "soft", "marl", "hack", "intern", "river", "camden"):
        for one in suggested(london, f"q={typed}"):
            assert set(one) == {"kind", "label", "parameter", "value", "count"}
            answer = london.client.get(
                "/api/v1/opportunities", query_string={str(one["parameter"]): one["value"]}
            )
            assert answer.status_code == 200, one
            if one["kind"] == "employer":
                assert answer.get_json()["total"] == one["count"]
            elif one["count"]:
                assert answer.get_json()["total"] >= one["count"]
            seen.add(one["kind"])
    assert seen == {"word", "borough", "place", "employer"}


def test_nothing_typed_is_nothing_suggested(london: World) -> None:
    assert suggested(london, "") == suggested(london, "q=") == suggested(london, "q=%00") == []


def test_the_limit_is_kept(london: World) -> None:
    assert len(suggested(london, "q=a")) == 8
    assert len(suggested(london, "q=a&limit=3")) == 3


@pytest.mark.parametrize(
    "query", ["q=a&limit=0", "q=a&limit=21", "q=" + "a" * 201, "q=a&q=b", "kind=word", "q=a&utm_source=b"]
)
def test_what_it_does_not_take_is_refused(london: World, query: str) -> None:
    assert london.client.get(f"{SUGGEST}?{query}").status_code == 400


def test_suggestions_follow_the_store_beside_the_requests(world: World) -> None:
    world.add(*postings(3))
    suggesting = Suggesting(world.store, built_in_places(), lambda: AT, look_seconds=0)
    assert not suggesting.current().of("quantum", 5)
    world.add(
        replace(next(postings(1)), external_id="new", url="https://q.example", title="Quantum engineer")
    )
    until = time.monotonic() + 10
    while not suggesting.current().of("quantum", 5) and time.monotonic() < until:
        time.sleep(0.01)
    assert [one.label for one in suggesting.current().of("quantum", 5)] == ["quantum", "Quantum engineer"]


def test_a_look_at_an_unchanged_store_makes_nothing_anew(world: World) -> None:
    world.add(*postings(3))
    suggesting = Suggesting(world.store, built_in_places(), lambda: AT)
    before = suggesting.current()
    suggesting.look()
    assert suggesting.current() is before


def test_suggestions_stay_while_the_store_is_away(world: World) -> None:
    world.add(*postings(3))
    suggesting = Suggesting(world.store, built_in_places(), lambda: AT)
    before = suggesting.current()
    world.add(*postings(4))
    world.store.close()
    database = world.settings.home / "foothold.db"
    database.rename(database.with_suffix(".away"))
    suggesting.look()
    assert suggesting.current() is before


def test_a_page_of_another_origin_may_ask_and_is_told_304(london: World) -> None:
    first = london.client.get(f"{SUGGEST}?q=plum")
    assert first.headers["Access-Control-Allow-Origin"] == "*"
    again = london.client.get(f"{SUGGEST}?q=plum", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
