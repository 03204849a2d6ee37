"""What people type into Where."""

import pytest

from foothold.errors import AmbiguousPlace, OutsideLondon, UnknownPlace
from foothold.reading.places.gazetteer import built_in_places
from foothold.searching.locate import locate
from foothold.searching.typed_place import locate_typed

PLACES = built_in_places()
READ = {
    "hackny": "Hackney", "Croyden": "Croydon", "Wimbeldon": "Wimbledon", "Islingtn": "Islington",
    "Lewishm": "Lewisham", "walthamstwo": "Walthamstow", "brixtn": "Brixton", "Tower Hamlet": "Tower Hamlets",
    "near Brixton": "Brixton", "in Hackney": "Hackney", "close to Peckham": "Peckham", "Brixton.": "Brixton",
    "Brixton tube station": "Brixton", "Peckham area": "Peckham",
    "E8 1EA, London": "E8 1EA", "E8 1EA.": "E8 1EA", "near E8 1EA": "E8 1EA", "London E8 1EA": "E8 1EA",
    "Mare Street, Hackney, E8 1EA": "E8 1EA", "E17 6JJ, Waltham Forest": "E17 6JJ",
    "Brixton, SW2": "Brixton", "Brixton (Lambeth), London": "Brixton", "Hackney, UK": "Hackney", "se 15": "SE15",
}  # fmt: skip


@pytest.mark.parametrize(("typed", "meant"), READ.items(), ids=list(READ))
def test_a_place_is_read_as_it_was_meant(typed: str, meant: str) -> None:
    assert locate_typed(typed, PLACES) == locate(meant, PLACES)


@pytest.mark.parametrize(
    "typed", ["London", "qwertyuiop", "", "   ", "abc", "plumber", "ha", "x" * 500, "Brixton, EN5", "12345"]
)
def test_what_is_no_place_stays_none(typed: str) -> None:
    with pytest.raises(UnknownPlace):
        locate_typed(typed, PLACES)


@pytest.mark.parametrize("typed", ["Manchester", "Watford", "M1 1AE"])
def test_a_place_outside_london_is_not_taken_for_one_within(typed: str) -> None:
    with pytest.raises(OutsideLondon):
        locate_typed(typed, PLACES)


def test_several_names_that_are_as_near_are_asked_back() -> None:
    with pytest.raises(AmbiguousPlace) as raised:
        locate_typed("near Richmond", PLACES)
    assert len(raised.value.candidates) > 1
