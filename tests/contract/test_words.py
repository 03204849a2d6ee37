"""What words find, on every engine."""

from dataclasses import replace

import pytest

from foothold.index.query import SearchQuery
from tests.contract.conftest import Fill
from tests.index.adverts import AT, advert, place
from tests.index.everyday import by_everyday_words

OPEN = SearchQuery(at=AT, size=100)

ADVERTS = (
    advert("plumber", "Plumber", places=[place("camden")]),
    advert("mate", "Site assistant", summary="You will work beside a plumber."),
    advert("nurse", "Nursing associate apprentice", employer={"name": "King’s Hospital", "slug": "kings", "commitments": []}),
    advert("it", "IT support technician", summary="It is a great team and it grows."),
    advert("infotech", "Trainee", course={"lars_code": 1, "title": "Information technology technician"}),
    advert("biotech", "Laboratory trainee", summary="It uses the technology of life sciences."),
    advert("cpp", "C++ developer", description_html="<p>Games &amp; <b>engines</b></p>"),
    advert("csharp", "C# programmer"),
    advert("dotnet", ".NET developer"),
    advert("placement", "Animal care", kind="work_experience"),
    advert("carpenter", "Bench joiner", route="Construction and the built environment"),
    advert("card", "Card maker"),
    advert("care", "Care worker", places=[place("croydon", name="Café Rouge", postcode="CR0 2EE")]),
)  # fmt: skip

FINDS = {
    "plumber": "plumber mate",
    "PLUMBERS": "plumber mate",
    "plumbing": "plumber mate",
    "plumer": "plumber mate",
    "plumbre": "plumber mate",
    "nurse": "nurse",
    "kings hospital": "nurse",
    "king's hospital": "nurse",
    "IT": "it infotech",
    "information technology": "it infotech",
    "technology": "infotech biotech",
    "c++": "cpp",
    "C#": "csharp",
    ".net": "dotnet",
    "c++ games": "cpp",
    "care": "placement care",
    "carpentry": "carpenter",
    "carpentery": "carpenter",
    "cafe": "care",
    "CR0": "care",
    "croydon care jobs in london": "care",
    "work experience": "placement",
    "work placement": "placement",
    "apprentice plumber": "plumber mate",
    "aprentice plumber": "plumber mate",
    "aprenticeship plumer": "plumber mate",
    "plumber camden": "plumber",
    "plumber croydon": "",
    "construction": "carpenter",
    "xylophonist": "",
    "日本語": "",
}


@pytest.mark.parametrize(("text", "expected"), FINDS.items(), ids=list(FINDS))
def test_words_find(fill: Fill, text: str, expected: str) -> None:
    """What says so itself comes first; after it only work of which people say it."""
    shown = [hit.id for hit in fill(*ADVERTS).search(replace(OPEN, text=text)).hits]
    own = expected.split()
    assert set(shown[: len(own)]) == set(own)
    others = [public for public in ADVERTS if public["id"] in shown[len(own) :]]
    assert all(by_everyday_words(text, public) for public in others)


@pytest.mark.parametrize(
    ("text", "first"),
    [("plumber", "plumber"), ("it support", "it"), ("programmer", "csharp")],
)
def test_the_best_match_is_first(fill: Fill, text: str, first: str) -> None:
    assert fill(*ADVERTS).search(replace(OPEN, text=text)).hits[0].id == first


@pytest.mark.parametrize("text", ["", "   ", "?!", "jobs in London", "the"])
def test_words_that_ask_for_nothing_show_everything(fill: Fill, text: str) -> None:
    assert fill(*ADVERTS).search(replace(OPEN, text=text)).total == len(ADVERTS)


def test_of_many_words_one_may_be_missing(fill: Fill) -> None:
    index = fill(*ADVERTS)
    assert index.search(replace(OPEN, text="laboratory trainee life zebra")).total == 1
    assert index.search(replace(OPEN, text="laboratory trainee zebra")).total == 0


HOSTILE = {
    "5,000 brackets": "(" * 5_000,
    "5,000 nested phrases": '"(' * 5_000 + "a" + ')"' * 5_000,
    "a megabyte of one word": "a" * 1_000_000,
    "a megabyte of words": "plumber " * 130_000,
    "NUL": "plum\0ber \0",
    "right to left": "‮plumber مرحبا",
    "lone surrogate": "plumber \ud800",
    "field syntax": "state:meta OR id:* title:[a TO z]",
    "regular expression": "/.*/ .{0,9999}(a+)+$",
    "a query in JSON": '{"query": {"match_all": {}}}',
    "joined emoji": "👩‍🚒" * 50,
    "combining marks": "a" + "\u0301" * 5_000,
    "operators": "AND OR NOT + - ~ ^5 * ?",
    "a huge number": "9" * 5_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=list(HOSTILE))
def test_hostile_text_is_only_words(fill: Fill, text: str) -> None:
    index = fill(*ADVERTS)
    index.search(replace(OPEN, text=text, facets=("kind",)))
    assert index.search(replace(OPEN, text="c++")).total == 1
