"""Searches without an answer, in the store."""

from datetime import date

import pytest

from foothold.store import unanswered
from foothold.store.open_store import Store
from foothold.store.unanswered import add, forget, frequent

MONDAY, TUESDAY, WEDNESDAY = (date(2026, 9, day) for day in (14, 15, 16))


def test_times_and_days_are_counted(store: Store) -> None:
    add(store, {("crypto", MONDAY): 2, ("beekeeper", MONDAY): 1})
    add(store, {("crypto", TUESDAY): 1})
    add(store, {("crypto", TUESDAY): 3})
    first, second = frequent(store, times=1, days=1)
    assert (first.words, first.times, first.days) == ("crypto", 6, 2)
    assert (first.first_day, first.last_day) == (MONDAY, TUESDAY)
    assert (second.words, second.times) == ("beekeeper", 1)


@pytest.mark.parametrize("days", [(MONDAY, MONDAY, MONDAY), (MONDAY, TUESDAY, TUESDAY)])
def test_words_of_few_days_are_shown_to_nobody(store: Store, days: tuple[date, ...]) -> None:
    for day in days:
        add(store, {("crypto", day): 9})
    assert frequent(store) == []


def test_words_of_five_searches_on_three_days_are_shown(store: Store) -> None:
    add(store, {("crypto", MONDAY): 3, ("crypto", TUESDAY): 1, ("crypto", WEDNESDAY): 1})
    assert [one.words for one in frequent(store)] == ["crypto"]


def test_words_that_nobody_used_since_are_forgotten(store: Store) -> None:
    add(store, {("crypto", MONDAY): 1, ("beekeeper", WEDNESDAY): 1})
    assert forget(store, TUESDAY) == 1
    assert [one.words for one in frequent(store, times=1, days=1)] == ["beekeeper"]


def test_nonsense_fills_no_disk(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unanswered, "MOST_KEPT", 2)
    add(store, {(f"word {n}", MONDAY): 1 for n in range(5)})
    add(store, {("word 0", TUESDAY): 1, ("late", TUESDAY): 1})
    assert {one.words: one.times for one in frequent(store, times=1, days=1)} == {"word 0": 2, "word 1": 1}
