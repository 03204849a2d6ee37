"""Which words of a search mean a filter, and which only look like it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foothold.reading.places.gazetteer import PlaceTable, built_in_places
from foothold.searching.intents import Filters, understand
from foothold.searching.phrases import shipped_phrases
from foothold.searching.place_in_query import place_said
from tests.untrusted.growth import grows

DEGREE = "kind=apprenticeship level=6,7,unknown"

# What was typed, the filters that it means, and what is left to look for.
READ = [
    ("no gcses", "grades=none_required", ""),
    ("apprenticeships with no GCSE’s needed", "kind=apprenticeship grades=none_required", ""),
    ("law, no qualifications", "grades=none_required", "law"),
    ("degree apprenticeship finance", DEGREE, "degree apprenticeship finance"),
    ("Degree Apprenticeships", DEGREE, "Degree Apprenticeships"),
    ("advanced apprenticeship engineering", "kind=apprenticeship level=3", "engineering"),
    ("level 3 beauty", "level=3", "beauty"),
    ("work experience law", "kind=work_experience", "law"),
    ("apprenticeship or work experience law", "kind=apprenticeship kind=work_experience", "law"),
    ("t-levels digital", "kind=t_level_placement", "digital"),
    ("supported internship", "kind=supported_internship", ""),
    ("internship", "kind=internship,supported_internship", ""),
    ("taster day finance", "kind=insight_event", "finance"),
    ("mentor", "kind=mentoring", ""),
    ("paid internship", "paid=paid kind=internship,supported_internship", ""),
    ("paid apprenticeship", "kind=apprenticeship", ""),
    ("customer service from home", "remote=only", "customer service"),
    ("part-time baker", "hours=up_to_15,16_to_29", "baker"),
    ("weekend job", "weekend=included", ""),
    ("work experience year 10 law", "kind=work_experience school_year=10", "law"),
    ("for 16 year olds", "age=16", ""),
    ("hair and beauty", "route=Hair and beauty,unknown", "hair and beauty"),
    ("apprenticeships in hair and beauty", "kind=apprenticeship route=Hair and beauty,unknown", "hair and beauty"),
    ("nhs newham", "borough=E09000025", "nhs"),
    ("nurse in Hackney", "borough=E09000012", "nurse"),
    ("london borough of hackney", "borough=E09000012", ""),
    ("hammersmith & fulham chef", "borough=E09000013", "chef"),
    ("chef in hackney and camden", "borough=E09000012,E09000007", "chef"),
    ("camden or tower hamlets", "borough=E09000007,E09000030", ""),
    ("nurse tower hamlets or camden!", "borough=E09000030,E09000007", "nurse"),
    ("nurse tower hamlets, hackney and newham", "borough=E09000030,E09000012,E09000025", "nurse"),
    ("law in Westminster or in the City of London", "borough=E09000033,E09000001", "law"),
    ("boroughs of barking and dagenham, havering", "borough=E09000002,E09000016", ""),
    ("hackney camden plumber", "borough=E09000012,E09000007", "plumber"),
    ("hackney, hackney", "borough=E09000012", ""),
    ("university of greenwich, lewisham", "borough=E09000023", "university of greenwich"),
    ("hackney, camden council", "borough=E09000012", "camden council"),
    ("plumber E8 1EA", "near=E8 1EA", "plumber"),
    ("retail near stratford", "near=Stratford", "retail"),
    ("jobs near bank", "near=Bank", "jobs"),
    ("law in barking", "near=Barking", "law"),
    ("looking for an apprenticeship in it", "kind=apprenticeship", "looking for an in it"),
]  # fmt: skip

# Words that mean something else, or that nobody can be sure of.
LEFT = [
    "bank", "kite bank", "work in bank", "angel", "finance stratford", "sport richmond", "barking dog", "excel skills",
    "work in excel", "lambeth council", "croydon college", "university of greenwich", "camden market", "paid search",
    "lambeth and southwark college",
    "level 2 english", "no work experience needed", "mentor for girls", "hair", "construction", "digital", "remote sensing",
    "not remote", "c++", "it", "hr", "london", "jobs near me", "", "?!",
]  # fmt: skip


@pytest.fixture(scope="module")
def table() -> PlaceTable:
    return built_in_places()


def anything(_: Filters) -> bool:
    return True


def written(filters: Filters) -> str:
    return " ".join(f"{name}={','.join(values)}" for name, values in filters.items())


@pytest.mark.parametrize(("text", "filters", "left"), READ, ids=[text for text, _, _ in READ])
def test_these_words_mean_these_filters(text: str, filters: str, left: str, table: PlaceTable) -> None:
    found = understand(text, table, anything)
    assert " ".join(written(intent.filters) for intent in found.intents) == filters
    assert found.text == left


@pytest.mark.parametrize("text", LEFT, ids=lambda text: text or "nothing")
def test_these_words_stay_words(text: str, table: PlaceTable) -> None:
    found = understand(text, table, anything)
    assert (found.text, found.intents) == (text, ())


def test_no_phrase_reaches_across_a_place(table: PlaceTable) -> None:
    found = understand("work hackney experience", table, anything)
    assert [intent.words for intent in found.intents] == ["hackney"]
    assert found.text == "work experience"


def test_a_school_year_still_lifts_the_adverts_that_name_it(table: PlaceTable) -> None:
    assert understand("y10 work experience", table, anything).liked == ("year 10",)


def test_a_name_of_several_places_is_asked_back_and_no_filter(table: PlaceTable) -> None:
    found = understand("warehouse near hayes", table, anything)
    (intent,) = found.intents
    assert (intent.words, intent.filters) == ("near hayes", {})
    assert intent.candidates == ("Hayes (Bromley)", "Hayes (Hillingdon)")
    assert (found.text, found.liked) == ("warehouse", ("hayes",))


def test_a_filter_that_a_search_does_not_have_leaves_its_words(table: PlaceTable) -> None:
    found = understand("no gcses hackney", table, lambda filters: "grades" not in filters)
    assert found.text == "no gcses"


@pytest.mark.parametrize("words", ["paid", "PAID", "hackney"])
def test_words_that_are_to_stay_words_do(words: str, table: PlaceTable) -> None:
    found = understand("paid internship hackney", table, anything, as_words=(words,))
    assert words.lower() in found.text
    assert len(found.intents) == 2


def test_every_phrase_of_the_table_is_found_as_it_stands(table: PlaceTable) -> None:
    meanings = shipped_phrases().meanings
    assert len(meanings) > 150
    for words, meaning in meanings.items():
        intents = understand(" ".join(words), table, anything).intents
        assert [intent.filters for intent in intents] == (
            [dict(meaning.filters)] if meaning.filters else []
        ), words


@given(st.text(max_size=200))
def test_whatever_is_typed_is_read(text: str) -> None:
    found = understand(text, built_in_places(), anything)
    assert all(intent.words in text for intent in found.intents)


def test_a_long_search_costs_no_more_than_its_length(table: PlaceTable) -> None:
    assert grows(lambda length: lambda: place_said("near peckham " * (length // 13), table)) is None
    assert grows(lambda length: lambda: understand("year 10 " * (length // 8), table, anything)) is None
