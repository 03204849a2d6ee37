"""What people type as a place."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foothold.errors import AmbiguousPlace, UnknownPlace
from foothold.near import locate, places_in_query
from foothold.place_table import PlaceTable, built_in_places


@pytest.fixture(scope="module")
def table() -> PlaceTable:
    return built_in_places()


@pytest.mark.parametrize(
    ("text", "label", "borough"),
    [
        ("e8 1ea", "E8 1EA", "Hackney"),
        ("E8", "E8", "Hackney"),
        ("SE1 9", "SE1 9", None),
        ("hackney", "Hackney", "Hackney"),
        ("stratford station", "Stratford", "Newham"),
        ("Peckham, London", "Peckham", "Southwark"),
        ("Hayes (Bromley)", "Hayes (Bromley)", "Bromley"),
        ("Richmond", "Richmond", "Richmond upon Thames"),
    ],
)
def test_a_place_is_found(text: str, label: str, borough: str | None, table: PlaceTable) -> None:
    found = locate(text, table)
    assert (found.label, found.borough.name if found.borough else None) == (label, borough)


def test_every_candidate_typed_back_resolves(table: PlaceTable) -> None:
    for name in ("Hayes", "Belmont", "Plaistow", "Abbey", "Village"):
        with pytest.raises(AmbiguousPlace) as raised:
            locate(name, table)
        for candidate in raised.value.candidates:
            assert locate(candidate, table).label == candidate


@pytest.mark.parametrize("text", ["", "London", "Leeds", "M1 1AE", "ZZ9 9ZZ", "x" * 500])
def test_what_is_no_place_in_london_is_said_to_be_unknown(text: str, table: PlaceTable) -> None:
    with pytest.raises(UnknownPlace):
        locate(text, table)


@pytest.mark.parametrize(
    ("text", "words", "rest"),
    [
        ("nursery e8", "e8", "nursery"),
        ("Hackney", "Hackney", ""),
        ("apprentice near stratford", "stratford", "apprentice"),
        ("law city of london", "city of london", "law"),
        ("jobs near bank", "bank", "jobs"),
        ("bank", "bank", ""),
        ("apprentice in barking", "barking", "apprentice"),
    ],
)
def test_a_search_offers_its_place(text: str, words: str, rest: str, table: PlaceTable) -> None:
    first = places_in_query(text, table)[0]
    assert (first.words, first.rest) == (words, rest)
    assert first.borough or first.located


@pytest.mark.parametrize(
    "text", ["bank clerk", "angel investor", "it", "barking mad", "work in it", "temple assistant", "", "oval office"]
)  # fmt: skip
def test_ordinary_words_are_no_places(text: str, table: PlaceTable) -> None:
    assert places_in_query(text, table) == ()


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_no_text_stops_the_search_for_places(text: str) -> None:
    places_in_query(text, built_in_places())
