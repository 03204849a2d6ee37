"""Why an advert answers a search, and that the reasons are those of the engines."""

import pytest

from foothold.index.contract import SearchIndex
from foothold.index.evaluation import Golden, golden_queries, judged_adverts
from foothold.index.explain import matches
from foothold.index.query import SearchQuery
from foothold.index.text import plan, shown
from tests.index.adverts import AT

ADVERTS = {public["id"]: public for public in judged_adverts()}

WHY = {
    "plumber": ("plumber-hackney", "plumber title itself plumber"),
    "sparky": ("electrician-brent", "sparky title synonym electrician"),
    "plumer": ("plumber-hackney", "plumer title misspelling plumber"),
    "hairdreser": ("hair-ealing", "hairdreser title misspelling hairdresser"),
    "welderr": ("welder", "welderr title misspelling welder"),
    "coffee": ("barista", "coffee body itself coffee"),
    "c++": ("cpp-games", "c++ title itself c++"),
    "information technology": ("it-support", "information technology title synonym it"),
    "construction": ("plumber-hackney", "construction route_name itself construction"),
    "jobs in london": ("barista", ""),
    "": ("barista", ""),
}


@pytest.mark.parametrize("text", WHY)
def test_a_match_says_the_word_the_field_and_the_way(text: str) -> None:
    advert, said = WHY[text]
    found = matches(plan(text), ADVERTS[advert])
    assert " | ".join(f"{m.words} {m.field} {m.way} {m.found}" for m in found) == said


def test_a_misspelling_is_told_only_where_the_advert_needs_it() -> None:
    words = plan("barista team coffee zebras")
    assert "misspelling" not in [match.way for match in matches(words, ADVERTS["barista"])]


@pytest.mark.parametrize("golden", golden_queries(), ids=lambda golden: golden.text)
def test_every_hit_can_say_why(golden_index: SearchIndex, golden: Golden) -> None:
    words = plan(golden.text)
    required = {shown(slot.said) for slot in words.required}
    for hit in golden_index.search(SearchQuery(at=AT, text=golden.text, size=20)).hits:
        met = {match.words for match in matches(words, hit.public)}
        assert len(required & met) >= words.at_least, hit.id
