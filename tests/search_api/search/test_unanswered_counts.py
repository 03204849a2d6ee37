"""Searches without an answer are counted beside the requests, without a word of who asked."""

import time
from dataclasses import replace
from pathlib import Path

import pytest

from foothold.index.results import SearchResults
from foothold.store.open_store import open_store
from foothold.store.unanswered import frequent
from search_api.search.request import Asked
from search_api.search.searching import search
from search_api.search.unanswered_counts import MOST_WAITING, UnansweredTally
from search_api.services import Services
from tests.search_api.world import AT, World, postings


def written(world: World) -> dict[str, int]:
    services: Services = world.app.extensions["foothold"]
    services.unanswered.write()
    return {one.words: one.times for one in frequent(world.store, times=1, days=1)}


@pytest.fixture
def indexed(world: World) -> World:
    """A London where nobody advertises anything but plumbing."""
    world.add(next(postings(1)))
    world.index()
    return world


def searched(world: World, text: str) -> tuple[Asked, SearchResults]:
    services: Services = world.app.extensions["foothold"]
    answer = search(services, Asked(q=text))
    return answer.asked, answer.results


def test_words_that_find_nothing_are_counted_on_pages_and_at_the_api(indexed: World) -> None:
    indexed.client.get("/?q=crypto")
    indexed.client.get("/?q=Crypto&sort=newest")
    indexed.client.get("/api/v1/opportunities?q=crypto")
    assert written(indexed) == {"crypto": 3}


@pytest.mark.parametrize(
    "query",
    [
        "q=crypto&borough=hackney",
        "q=crypto&near=E8",
        "q=crypto&min_hourly=9",
        "q=crypto+hackney",
        "q=",
        "q=sam@mail.example",
        "kind=mentoring",
    ],
)
def test_a_search_that_something_else_may_have_emptied_is_not_counted(indexed: World, query: str) -> None:
    indexed.client.get(f"/?{query}")
    assert written(indexed) == {}


def test_words_that_find_something_are_not_counted(indexed: World) -> None:
    indexed.client.get("/?q=plumber")
    assert written(indexed) == {}


def test_they_are_written_down_by_themselves(indexed: World) -> None:
    tally = UnansweredTally(lambda: indexed.store, lambda: AT, seconds=0.05)
    tally.note(*searched(indexed, "crypto"))
    for _ in range(100):
        if frequent(indexed.store, times=1, days=1):
            break
        time.sleep(0.05)
    assert [one.words for one in frequent(indexed.store, times=1, days=1)] == ["crypto"]


def test_a_store_that_is_away_costs_the_counts_and_no_search(indexed: World, tmp_path: Path) -> None:
    tally = UnansweredTally(lambda: open_store(f"sqlite:///{tmp_path / 'none.db'}"), lambda: AT)
    tally.note(*searched(indexed, "crypto"))
    tally.write()
    assert frequent(indexed.store, times=1, days=1) == []


def test_what_waits_to_be_written_is_bounded(indexed: World) -> None:
    tally = UnansweredTally(lambda: indexed.store, lambda: AT)
    asked, results = searched(indexed, "crypto")
    letters = "abcdefghijklmnopqrstuvwxyz"
    words = [f"q{a}{b}x" for a in letters for b in letters]
    for word in words:
        tally.note(replace(asked, q=word), results)
    tally.write()
    assert len(frequent(indexed.store, times=1, days=1, limit=1_000)) == MOST_WAITING < len(words)
