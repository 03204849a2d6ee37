"""What people type as a place."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foothold.errors import AmbiguousPlace, OutsideLondon, UnknownPlace
from foothold.reading.places.gazetteer import PlaceTable, built_in_places
from foothold.searching.locate import boroughs_in, locate
from foothold.searching.place_in_query import Certainty, place_said, places_said


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
        ("Richmond station", "Richmond", "Richmond upon Thames"),
        ("Ken & Chelsea", "Kensington and Chelsea", "Kensington and Chelsea"),
        ("LBBD", "Barking and Dagenham", "Barking and Dagenham"),
        ("RBKC", "Kensington and Chelsea", "Kensington and Chelsea"),
        ("Royal Borough of Greenwich", "Greenwich", "Greenwich"),
        ("Croydon, Surrey", "Croydon", "Croydon"),
        ("Twickenham, Middlesex", "Twickenham", "Richmond upon Thames"),
        ("Hayes, Kent", "Hayes (Bromley)", "Bromley"),
        ("Kingston, Surrey", "Kingston (Kingston upon Thames)", "Kingston upon Thames"),
    ],
)
def test_a_place_is_found(text: str, label: str, borough: str | None, table: PlaceTable) -> None:
    found = locate(text, table)
    assert (found.label, found.borough.name if found.borough else None) == (label, borough)


def test_every_candidate_typed_back_resolves(table: PlaceTable) -> None:
    for name in ("Hayes", "Belmont", "Plaistow", "Abbey", "Village", "Richmond", "Kingston"):
        with pytest.raises(AmbiguousPlace) as raised:
            locate(name, table)
        for candidate in raised.value.candidates:
            assert locate(candidate, table).label == candidate


def test_a_town_that_lends_its_name_to_a_borough_is_asked_back(table: PlaceTable) -> None:
    with pytest.raises(AmbiguousPlace) as raised:
        locate("richmond", table)
    assert raised.value.candidates == ("Richmond (Richmond upon Thames)", "Richmond upon Thames")


STATIONS = {
    "Greenwich": ("Woolwich",),
    "Newham": ("Custom House", "Stratford", "Maryland", "Forest Gate", "Manor Park", "London City Airport"),
    "Tower Hamlets": ("Canary Wharf", "Whitechapel"),
    "City of London": ("Liverpool Street", "Bank"),
    "Westminster": ("Bond Street", "Paddington"),
    "Ealing": ("Acton Main Line", "Ealing Broadway", "West Ealing", "Hanwell", "Southall"),
    "Hillingdon": ("Hayes & Harlington", "West Drayton", "Heathrow Terminal 4", "Heathrow Terminal 5"),
    "Redbridge": ("Ilford", "Seven Kings", "Goodmayes"),
    "Havering": ("Romford", "Gidea Park", "Harold Wood", "Upminster"),
    "Wandsworth": ("Battersea Power Station", "Clapham Junction"),
    "Barking and Dagenham": ("Barking Riverside",),
    "Waltham Forest": ("Walthamstow Central",),
    "Croydon": ("East Croydon",),
    "Southwark": ("Elephant & Castle",),
    "Merton": ("Wimbledon",),
    # They stand where two boroughs meet, and are said to be in neither.
    None: (
        "Abbey Wood", "Farringdon", "Tottenham Court Road", "Chadwell Heath", "Nine Elms", "Brent Cross West",
        "Meridian Water", "King's Cross St Pancras", "Pudding Mill Lane",
    ),
}  # fmt: skip
WRITTEN = {
    "Brent Cross West": "Brent Cross West Station",
    "King's Cross St Pancras": "King's Cross St. Pancras",
}


@pytest.mark.parametrize(
    ("name", "borough"), [(name, borough) for borough, names in STATIONS.items() for name in names]
)
def test_a_station_is_found_with_and_without_the_word(
    name: str, borough: str | None, table: PlaceTable
) -> None:
    """The Elizabeth line in London from end to end, and what opened lately."""
    for text in (f"{name} station", name):
        found = locate(text, table)
        assert found.label == WRITTEN.get(name, name)
        assert (found.borough.name if found.borough else None) == borough
        assert found.lat and found.lon
        assert table.nearest_station(found.lat, found.lon)[1] < 400


OUTSIDE = [
    ("Watford", "Harrow"),
    ("Epsom", "Kingston upon Thames"),
    ("Dartford", "Bexley"),
    ("Slough", "Hillingdon"),
    ("St Albans", "Barnet"),
    ("Watford, Hertfordshire", "Harrow"),
    ("Shenfield", "Havering"),
    ("Manchester", None),
    ("Richmond, North Yorkshire", None),
    ("M1 1AE", None),
    ("WD18 0AB", None),
]


@pytest.mark.parametrize(("text", "nearest"), OUTSIDE)
def test_a_place_elsewhere_is_said_to_be_outside_with_the_nearest_borough(
    text: str, nearest: str | None, table: PlaceTable
) -> None:
    with pytest.raises(OutsideLondon) as raised:
        locate(text, table)
    assert raised.value.nearest == nearest
    assert str(raised.value).startswith(f"“{text}” is outside London")


@pytest.mark.parametrize(
    ("text", "slugs"),
    [
        ("Hackney and Camden", "hackney camden"),
        ("Hackney, Camden & Barking and Dagenham", "hackney camden barking-and-dagenham"),
        ("Kensington & Chelsea or LBHF", "kensington-and-chelsea hammersmith-and-fulham"),
        ("hackney/islington", "hackney islington"),
        ("Barking and Dagenham", ""),
        ("Hackney", ""),
        ("Hackney and Watford", ""),
        ("Hackney Camden", ""),
        ("", ""),
    ],
)
def test_several_boroughs_at_once_are_told_from_one_with_an_and(
    text: str, slugs: str, table: PlaceTable
) -> None:
    assert [borough.slug for borough in boroughs_in(text, table)] == slugs.split()


@pytest.mark.parametrize(
    ("text", "rest", "labels"),
    [
        ("plumber in richmond", "plumber", ("Richmond (Richmond upon Thames)", "Richmond upon Thames")),
        ("nursery near hayes", "nursery", ("Hayes (Bromley)", "Hayes (Hillingdon)")),
        ("nursery near peckham", "", ()),
        ("village hall", "", ()),
    ],
)
def test_an_unclear_place_among_words_is_offered_in_each_of_its_meanings(
    text: str, rest: str, labels: tuple[str, ...], table: PlaceTable
) -> None:
    unclear = [said for said in places_said(text, table) if said.candidates]
    assert [said.candidates for said in unclear] == ([labels] if labels else [])
    assert {said.rest(text) for said in unclear} <= {rest}


def test_the_nearest_station_is_told_with_its_distance(table: PlaceTable) -> None:
    station, metres = table.nearest_station(51.5450, -0.0553)
    assert station.name in ("Hackney Central", "Hackney Downs")
    assert 0 < metres < 900


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
    first = places_said(text, table)[0]
    assert (first.name, first.rest(text)) == (words, rest)
    assert first.boroughs or first.located


@pytest.mark.parametrize(
    "text", ["bank clerk", "angel investor", "it", "barking mad", "work in it", "temple assistant", "", "oval office"]
)  # fmt: skip
def test_ordinary_words_are_no_places(text: str, table: PlaceTable) -> None:
    assert places_said(text, table) == ()


@pytest.mark.parametrize(
    ("text", "name", "certainty"),
    [
        ("nurse in Hackney", "Hackney", Certainty.SURE),
        ("chef sutton", "sutton", Certainty.SURE),
        ("near bank", "bank", Certainty.SURE),
        ("nursery near hayes", "hayes", Certainty.AMBIGUOUS),
        ("bank", "bank", Certainty.OFFER),
        ("work in bank", "bank", Certainty.OFFER),
        ("Lambeth council", "Lambeth", Certainty.OFFER),
        ("University of Greenwich", "Greenwich", Certainty.OFFER),
        ("course in excel", "excel", Certainty.OFFER),
    ],
)
def test_a_name_among_words_is_surely_a_place_or_one_of_several_or_offered(
    text: str, name: str, certainty: Certainty, table: PlaceTable
) -> None:
    said = places_said(text, table)[0]
    assert (said.name, said.certainty) == (name, certainty)
    assert place_said(text, table) == (None if certainty is Certainty.OFFER else said)


def test_boroughs_in_a_list_are_read_together_and_offered_one_by_one(table: PlaceTable) -> None:
    text = "nurse tower hamlets, hackney"
    together = place_said(text, table)
    assert together and [borough.slug for borough in together.boroughs] == ["tower-hamlets", "hackney"]
    offered = {said.boroughs[0].slug: said.rest(text) for said in places_said(text, table)}
    assert offered == {"tower-hamlets": "nurse hackney", "hackney": "nurse tower hamlets"}


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_no_text_stops_the_search_for_places(text: str) -> None:
    for said in places_said(text, built_in_places()):
        assert said.name in text[said.start : said.end]
