"""What is offered when nothing is found."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from foothold.index.document import Document
from foothold.index.embedded.engine import EmbeddedEngine
from foothold.index.query import Include
from foothold.model.public import id_of
from foothold.reading.places.gazetteer import built_in_places
from foothold.searching.filters import FILTERS
from foothold.searching.locate import locate
from search_api.search.relax import wider, wider_with_totals
from search_api.search.request import Asked
from tests.index.adverts import AT, advert, place

HACKNEY = "E09000012"
CASES = {
    "nothing to give up": (Asked(), []),
    "one word alone": (Asked(q="plumber"), []),
    "each filter in turn": (
        Asked(filters={"borough": (HACKNEY,), "level": ("3",)}, min_hourly=Decimal(9), national=Include.INCLUDE, remote=Include.INCLUDE),
        ["at any pay", "in any borough", "at any level"],
    ),
    "an age and a school year together": (Asked(age=15, school_year=10), ["for any age"]),
    "dates": (
        Asked(closing_before=date(2026, 10, 1), start_from=date(2026, 10, 1), start_to=date(2026, 11, 1), posted_within_days=7),
        ["whenever it closes", "whenever it was posted", "whenever it starts"],
    ),
    "each word in turn": (Asked(q="plumber in hackney"), ["without “plumber”", "without “hackney”"]),
    "a word with signs": (Asked(q="c++ games"), ["without “c++”", "without “games”"]),
    "a word within a filter": (
        Asked(q="plumber", filters={"level": ("3",)}),
        ["at any level", "of any kind, not only “plumber”"],
    ),
    "a borough leaves national and remote ones out": (
        Asked(filters={"borough": (HACKNEY,)}),
        ["in any borough", "across the country", "from home"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("asked", "whys"), CASES.values(), ids=list(CASES))
def test_a_search_widens_by_giving_up_one_thing(asked: Asked, whys: list[str]) -> None:
    assert [why for _, why in wider(asked)] == whys


def test_a_radius_doubles_up_to_30_miles() -> None:
    asked = Asked(near="Peckham", located=locate("Peckham", built_in_places()), within=10.0, national=Include.ONLY, remote=Include.ONLY)  # fmt: skip
    assert [(wide.within, why) for wide, why in wider(asked)] == [
        (20.0, "within 20 miles"),
        (30.0, "within 30 miles"),
    ]


def test_what_goes_beyond_a_place_gives_up_the_place() -> None:
    asked = Asked(filters={"borough": (HACKNEY,), "level": ("3",)})
    offered = {why: wide for wide, why in wider(asked)}
    assert offered["from home"] == Asked(filters={"level": ("3",)}, remote=Include.ONLY)
    assert offered["across the country"] == Asked(filters={"level": ("3",)}, national=Include.ONLY)


def test_each_filter_says_how_it_is_given_up() -> None:
    for one in FILTERS:
        asked = Asked(filters={one.name: ("x",)}, national=Include.INCLUDE, remote=Include.INCLUDE)
        assert [(wide, why) for wide, why in wider(asked) if wide.filters == {}] == [
            (Asked(national=Include.INCLUDE, remote=Include.INCLUDE), one.given_up)
        ]


def test_only_what_finds_something_is_offered_with_its_total(tmp_path: Path) -> None:
    engine = EmbeddedEngine(tmp_path)
    index = engine.create("1")
    adverts = [advert("a", "Plumber", level=2), advert("b", "Plumber", level=2, places=[place("camden")])]
    index.put([Document(id_of(public), n, public) for n, public in enumerate(adverts)], 1)
    near = locate("Hackney Central", built_in_places())
    asked = Asked(q="plumber", filters={"level": ("3",)}, near="Hackney Central", located=near, within=2.0)
    assert index.search(asked.search_query(AT)).total == 0
    assert [(w.why, w.total) for w in wider_with_totals(index, asked, AT)] == [("at any level", 1)]
    index.close()
