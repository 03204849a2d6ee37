"""Suggestions: what begins so, of each kind, the most advertised first; then what does but for one slip."""

import pytest

from foothold.reading.places.gazetteer import built_in_places
from foothold.searching.locate import locate
from foothold.searching.suggestions import Suggested, Suggestion, Suggestions, employers, places, words

TITLES = [
    ("Apprentice plumber", 40), ("Plumbing and heating apprentice", 9), ("Software developer apprentice", 30),
    ("Nursery assistant", 20), ("C++ developer apprentice", 3), ("Chef", 2), ("x" * 200, 90),
]  # fmt: skip
EMPLOYERS = [
    ("plum-and-co", "Plum & Co", 7),
    ("guys-hospital", "Guy’s Hospital", 5),
    ("hackney-bakers", "Hackney Bakers", 1),
]


@pytest.fixture(scope="module")
def known() -> Suggestions:
    return Suggestions((words(TITLES), places(built_in_places()), employers(EMPLOYERS)))


def labels(known: Suggestions, text: str, most: int = 8) -> list[str]:
    return [one.label for one in known.of(text, most)]


FOUND = [
    ("plumb", "plumber"),
    ("plumb", "Apprentice plumber"),
    ("apprentice pl", "Apprentice plumber"),
    ("PLUMB", "plumber"),
    ("hack", "Hackney"),
    ("guys", "Guy’s Hospital"),
    ("guy's h", "Guy’s Hospital"),
    ("hospital", "Guy’s Hospital"),
    ("c++", "C++ developer apprentice"),
    ("kings cr", "Kings Cross"),
    ("early years ed", "early years educator"),
    ("information tech", "information technology"),
]


@pytest.mark.parametrize(("typed", "label"), FOUND)
def test_what_begins_so_is_suggested(known: Suggestions, typed: str, label: str) -> None:
    assert label in labels(known, typed, 20)


SLIPS = [
    ("plumer", "plumber"),
    ("pulmber", "plumber"),
    ("plumbber", "plumber"),
    ("plumver", "plumber"),
    ("hackny", "Hackney"),
    ("sofware dev", "Software developer apprentice"),
    ("nusery", "nursery"),
]


@pytest.mark.parametrize(("typed", "label"), SLIPS)
def test_one_slip_is_forgiven(known: Suggestions, typed: str, label: str) -> None:
    assert label in labels(known, typed, 20)


@pytest.mark.parametrize("typed", ["", " ", "zzzz", "lumber", "plxxber", "che1", "\x00", "‮", "(" * 200])
def test_nothing_is_suggested_for_what_is_no_beginning(known: Suggestions, typed: str) -> None:
    """Two slips, a wrong first letter, or a slip in three letters may be any word."""
    assert "plumber" not in labels(known, typed, 20)
    assert len(labels(known, typed, 20)) < 20


def test_the_kinds_take_turns_and_the_most_advertised_of_each_comes_first(known: Suggestions) -> None:
    first = known.of("plum", 3)
    assert [one.kind for one in first] == [Suggested.WORD, Suggested.PLACE, Suggested.EMPLOYER]
    assert [one.label for one in first] == ["plumber", "Plumstead", "Plum & Co"]


def test_the_limit_is_kept_and_nothing_is_there_twice(known: Suggestions) -> None:
    for typed in ("a", "s", "app", "station", "hackney", "cam"):
        for most in (1, 5, 20):
            found = known.of(typed, most)
            assert len(found) <= most
            assert len(set(found)) == len(found)


def test_a_suggestion_says_what_to_ask_for(known: Suggestions) -> None:
    assert Suggestion(Suggested.BOROUGH, "Tower Hamlets", "borough", "tower-hamlets") in known.of(
        "tower h", 8
    )
    assert Suggestion(Suggested.EMPLOYER, "Plum & Co", "employer", "plum-and-co", 7) in known.of("plum", 8)
    assert Suggestion(Suggested.WORD, "Apprentice plumber", "q", "Apprentice plumber", 40) in known.of(
        "plumb", 8
    )


def test_every_place_that_is_suggested_is_one_place() -> None:
    """An ambiguous name is told apart by its borough, so that `near` never asks back."""
    table = built_in_places()
    suggested = [one for one in places(table)._suggestions if one.parameter == "near"]
    assert len(suggested) > 900
    for one in suggested:
        assert locate(one.value, table).label


def test_a_long_title_is_no_suggestion(known: Suggestions) -> None:
    assert all(len(label) <= 90 or label == "x" * 200 for label in labels(known, "xx"))
    assert "x" * 200 not in [one.label for one in known.of("xxx", 5) if " " in one.label]
