"""What texts, postcodes and coordinates say of a place."""

import logging

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foothold.model.places import Precision
from foothold.reading.places.gazetteer import PlaceTable, built_in_places
from foothold.reading.places.reading import read_place, reading_json


@pytest.fixture(scope="module")
def table() -> PlaceTable:
    return built_in_places()


SINGLE = [
    ("Hackney", "yes", "Hackney"),
    ("Brixton", "yes", "Lambeth"),
    ("Canary Wharf", "yes", "Tower Hamlets"),
    ("Shoreditch", "yes", None),
    ("Richmond", "unknown", None),
    ("Sutton", "unknown", None),
    ("Kingston", "unknown", None),
    ("The City", "unknown", None),
    ("The City, London", "yes", "City of London"),
    ("Hayes", "unknown", None),
    ("Hayes, London", "yes", None),
    ("Hayes, Kent", "yes", "Bromley"),
    ("Hayes, Middlesex", "yes", "Hillingdon"),
    ("Hayes (Hillingdon)", "yes", "Hillingdon"),
    ("Belmont, Surrey", "yes", "Sutton"),
    ("Belmont, Durham", "no", None),
    ("Richmond, Surrey", "yes", "Richmond upon Thames"),
    ("Richmond, North Yorkshire", "no", None),
    ("Croydon, Cambridgeshire", "no", None),
    ("Camden, New Jersey", "no", None),
    ("Kilburn, London", "yes", None),
    ("Park Royal, London", "yes", None),
    ("Crystal Palace", "yes", None),
    ("Blackheath, Guildford", "no", None),
    ("Ashford, Middlesex", "no", None),
    ("Maidstone, Kent", "no", None),
    ("Kent", "no", None),
    ("Middlesex", "unknown", None),
    ("London", "yes", None),
    ("Greater London", "yes", None),
    ("All London boroughs", "yes", None),
    ("London, Ontario", "no", None),
    ("Londonderry", "no", None),
    ("London Road, Reading", "no", None),
    ("London Road, Croydon", "yes", "Croydon"),
    ("London Gatwick", "no", None),
    ("Hackney Road, London", "yes", None),
    ("Waterloo, Liverpool", "no", None),
    ("World's End, South West London", "yes", "Kensington and Chelsea"),
    ("World's End, North London", "yes", "Enfield"),
    ("SE18XX", "yes", "Lambeth"),
    ("E8", "yes", "Hackney"),
    ("EC1V, City of London", "yes", "Islington"),
    ("Wembley HA9", "yes", "Brent"),
    ("M1 1AE", "no", None),
    ("WORCESTER (WR1 2HB)", "no", None),
    ("LB Hackney", "yes", "Hackney"),
    ("Hammersmith & Fulham", "yes", "Hammersmith and Fulham"),
    ("Elephant and Castle", "yes", "Southwark"),
    ("Victoria, London", "yes", "Westminster"),
    ("Bank", "unknown", None),
    ("Bank, London", "yes", "City of London"),
    ("London Bridge, SE1", "yes", "Southwark"),
    ("Liverpool Street", "yes", "City of London"),
    ("Barnet, VT", "no", None),
    ("Hampstead, NC", "no", None),
    ("Croydon PA", "no", None),
    ("Victoria, BC", "no", None),
    ("London Ohio", "no", None),
    ("New London", "no", None),
    ("Bromsgrove", "no", None),
    ("Waltham Cross, EN8", "no", None),
    ("North West, London", "yes", None),
    ("London, South West", "yes", None),
    ("Multiple sites across Lambeth", "yes", "Lambeth"),
    ("Various locations, London", "yes", None),
    ("South London boroughs", "yes", None),
    ("London Zone 2", "yes", None),
    ("GBR-London-Canary Wharf", "yes", "Tower Hamlets"),
    ("25 Cabot Square, London", "yes", "Tower Hamlets"),
    ("Westfield Stratford City", "yes", "Newham"),
    ("St George's Hospital, Tooting", "yes", "Wandsworth"),
    ("University of Greenwich, Avery Hill Campus", "yes", "Greenwich"),
    ("Chadwell Heath", "yes", None),
    ("Flexible - London or home-based", "yes", None),
]


@pytest.mark.parametrize(("text", "in_london", "borough"), SINGLE, ids=[case[0] for case in SINGLE])
def test_a_text_names_one_place(text: str, in_london: str, borough: str | None, table: PlaceTable) -> None:
    reading = read_place(text, table)
    (place,) = reading.places
    assert (reading.in_london, place.borough.name if place.borough else None) == (in_london, borough)


SEVERAL = [
    ("Brixton and Peckham", "yes", ["Lambeth", "Southwark"]),
    ("Newham, Tower Hamlets and Hackney", "yes", ["Newham", "Tower Hamlets", "Hackney"]),
    ("Hackney, London | Leeds", "partly", ["Hackney", None]),
    ("London and Manchester", "partly", [None, None]),
    ("London & Home Counties", "partly", [None, None]),
    ("Little London, Leeds", "no", [None, None]),
    ("Croydon and Sutton", "yes", ["Croydon", "Sutton"]),
    ("Bexley and Bromley boroughs", "yes", ["Bexley", "Bromley"]),
    ("London+1 location", "partly", [None]),
    ("Cambridge+4 locations", "unknown", [None]),
    ("Hackney E8 and Leeds LS1", "partly", ["Hackney", None]),
    ("Chiswick\nLondon", "yes", ["Hounslow"]),
]


@pytest.mark.parametrize(("text", "in_london", "boroughs"), SEVERAL, ids=[case[0] for case in SEVERAL])
def test_a_text_names_several_places(
    text: str, in_london: str, boroughs: list[str | None], table: PlaceTable
) -> None:
    reading = read_place(text, table)
    found = [place.borough.name if place.borough else None for place in reading.places]
    assert (reading.in_london, found) == (in_london, boroughs)


WORKING = [
    ("Remote", "unknown", False, "remote"),
    ("Remote in London", "yes", False, "remote"),
    ("Hybrid - London", "yes", False, "hybrid"),
    ("UK-wide", "unknown", True, None),
    ("Nationwide", "unknown", True, None),
    ("Across England", "unknown", True, None),
    ("Multiple locations", "unknown", False, None),
    ("United Kingdom", "unknown", False, None),
]


@pytest.mark.parametrize(("text", "in_london", "national", "remote"), WORKING, ids=[c[0] for c in WORKING])
def test_a_text_says_how_far_the_work_reaches(
    text: str, in_london: str, national: bool, remote: str | None, table: PlaceTable
) -> None:
    reading = read_place(text, table)
    assert (reading.in_london, reading.national, reading.remote) == (in_london, national, remote)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Remote (London, GB)", "London, GB"),
        ("Remote (United Kingdom)", "United Kingdom"),
        ("(Hackney)", "Hackney"),
        ("UK/Remote, United Kingdom", "UK, United Kingdom"),
    ],
)
def test_a_place_beside_a_way_of_working_is_named_without_its_brackets_and_slashes(
    text: str, name: str, table: PlaceTable
) -> None:
    assert [place.name for place in read_place(text, table).places] == [name]


@pytest.mark.parametrize("text", [None, "", "   ", "\r\n"])
def test_nothing_said_is_nothing_known(text: str | None, table: PlaceTable) -> None:
    reading = read_place(text, table)
    assert (reading.in_london, reading.places) == ("unknown", ())


def test_a_full_postcode_goes_before_coordinates_and_words(table: PlaceTable) -> None:
    (place,) = read_place("Croydon", table, postcode="e81ea", lat="51.37", lon="-0.10").places
    assert (place.borough and place.borough.name, place.postcode, place.precision) == (
        "Hackney", "E8 1EA", Precision.POSTCODE,
    )  # fmt: skip


def test_coordinates_decide_where_outline_and_nearest_postcode_agree(table: PlaceTable) -> None:
    (place,) = read_place("The office", table, lat="51.5450", lon="-0.0564").places
    assert (place.borough and place.borough.name, place.precision) == ("Hackney", Precision.COORDINATES)


@pytest.mark.parametrize(
    ("lat", "lon"), [("0", "0"), ("x", "y"), ("nan", "inf"), ("400", "2"), (None, "-0.1"), ("0.0", "0.0")]
)
def test_coordinates_that_are_no_point_are_ignored(
    lat: str | None, lon: str | None, table: PlaceTable
) -> None:
    assert read_place("Brixton", table, lat=lat, lon=lon) == read_place("Brixton", table)


def test_coordinates_far_from_the_stated_district_are_ignored(table: PlaceTable) -> None:
    (place,) = read_place(None, table, postcode="E8", lat="51.37", lon="-0.10").places
    assert (place.borough and place.borough.name, place.precision) == ("Hackney", Precision.DISTRICT)


def test_coordinates_outside_london_are_outside(table: PlaceTable) -> None:
    assert read_place(None, table, lat="53.48", lon="-2.24").in_london == "no"


def test_the_printed_shape_has_every_key(table: PlaceTable) -> None:
    shape = reading_json(read_place("Wembley HA9", table))
    assert list(shape) == ["text", "in_london", "national", "remote", "places"]
    assert list(shape["places"][0]) == ["name", "postcode", "borough", "lat", "lon", "precision"]
    assert shape["places"][0]["borough"] == {"code": "E09000005", "name": "Brent"}


@settings(max_examples=400, deadline=None)
@given(
    text=st.text(max_size=120)
    | st.lists(st.sampled_from(["London", "E8", "and", ",", "|", "Kent", "Hayes", "+3", "SE1 8XX", "(", "\n"])).map(" ".join),
    postcode=st.none() | st.text(max_size=12),
    lat=st.none() | st.text(max_size=8),
    lon=st.none() | st.text(max_size=8),
)  # fmt: skip
def test_no_text_stops_the_reading(text: str, postcode: str | None, lat: str | None, lon: str | None) -> None:
    reading_json(read_place(text, built_in_places(), postcode=postcode, lat=lat, lon=lon))


def test_a_postcode_is_never_logged(table: PlaceTable, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        read_place("1 High Street, E8 1EA", table)
    assert "E8" not in caplog.text


CODED = [
    ("GBR.London.20 Fenchurch Street", "yes", "20 Fenchurch Street", "City of London"),
    ("GBR.London.Canary Wharf", "yes", "Canary Wharf", "Tower Hamlets"),
    ("GBR_London_Canary Wharf", "yes", "Canary Wharf", "Tower Hamlets"),
    ("GBR_London_Canary_Wharf", "yes", "Canary Wharf", "Tower Hamlets"),
    ("GB-London-Canary-Wharf", "yes", "Canary Wharf", "Tower Hamlets"),
    ("GBR-London-Canary Wharf", "yes", "Canary Wharf", "Tower Hamlets"),
    ("UK.London", "yes", "London", None),
    ("GB.London", "yes", "London", None),
    ("GB-LND-London", "yes", "London", None),
    ("GB_LDN_London", "yes", "London", None),
    ("GB-LND", "yes", "London", None),
    ("GBR.Manchester.Deansgate", "no", "Manchester, Deansgate", None),
    ("UK_Leeds", "no", "Leeds", None),
]


@pytest.mark.parametrize(("text", "in_london", "name", "borough"), CODED, ids=[c[0] for c in CODED])
def test_codes_of_an_applicant_system_are_read_as_a_place_and_not_shown(
    text: str, in_london: str, name: str, borough: str | None, table: PlaceTable
) -> None:
    reading = read_place(text, table)
    (place,) = reading.places
    assert (reading.in_london, place.name) == (in_london, name)
    assert (place.borough.name if place.borough else None) == borough


@pytest.mark.parametrize(
    "filler", ["UNAVAILABLE", "n/a", "N/A", "TBC", "see attached", "To be confirmed", "null"]
)
def test_a_filler_is_no_part_of_an_address(filler: str, table: PlaceTable) -> None:
    named = [
        [place.name for place in read_place(text, table).places]
        for text in (f"{filler}, London", f"London, {filler}", f"London ({filler})", filler)
    ]
    assert named == [["London"], ["London"], ["London"], []]


@pytest.mark.parametrize(
    ("lat", "lon"), [("-0.0553", "51.5462"), ("51,5462", "-0,0553"), ("-0,0553", "51,5462")]
)
def test_coordinates_swapped_or_with_decimal_commas_give_their_place(
    lat: str, lon: str, table: PlaceTable
) -> None:
    (place,) = read_place("London", table, lat=lat, lon=lon).places
    assert place.borough is not None
    assert (place.borough.name, place.lat, place.lon) == ("Hackney", 51.5462, -0.0553)


@pytest.mark.parametrize(("lat", "lon"), [("53.48", "-2.24"), ("-2.24", "53.48"), ("48.85", "2.35")])
def test_coordinates_elsewhere_stay_elsewhere(lat: str, lon: str, table: PlaceTable) -> None:
    assert read_place("London", table, lat=lat, lon=lon).in_london == "no"
