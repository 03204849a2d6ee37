"""Each filter, one claim a row: which of the adverts it lets through."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from foothold.errors import WrongUse
from foothold.index.query import Include, Near, SearchQuery
from tests.contract.conftest import Fill
from tests.index.adverts import AT, advert, place, wage

OPEN = SearchQuery(at=AT, size=100)
HACKNEY = Near(51.5450, -0.0553, 2.0)

ADVERTS = (
    advert("hackney", level=2, wage=wage(8.0, 9.5), start_date="2026-11-02", closing_date="2026-09-25"),
    advert("both", places=[place("hackney"), place("camden")], level=3, wage=wage(9.0)),
    advert("camden", places=[place("camden")], kind="internship", start_date="2026-11"),
    advert("undecided", places=[place(None)], posted_date=None, closing_date=None),
    advert("national", places=[], national=True, levy={"seeks_transfer": True}),
    advert("headquarters", places=[place("hackney")], national=True, levy={"seeks_transfer": False}),
    advert("remote", places=[], remote="remote", wage=wage(paid="unpaid")),
    advert("hybrid", places=[place("camden")], remote="hybrid", employer=None, posted_date="2026-09-19"),
)
HACKNEY_CODE, CAMDEN_CODE = "E09000012", "E09000007"

CASES = {
    "a borough": ({"filters": {"borough": (HACKNEY_CODE,)}}, "hackney both headquarters"),
    "two boroughs widen": (
        {"filters": {"borough": (HACKNEY_CODE, CAMDEN_CODE)}},
        "hackney both camden headquarters hybrid",
    ),
    "a borough and a level narrow": ({"filters": {"borough": (HACKNEY_CODE,), "level": ("3",)}}, "both"),
    "no borough known": ({"filters": {"borough": ("unknown",)}}, "undecided national remote"),
    "a level or none": (
        {"filters": {"level": ("2", "unknown")}},
        "hackney camden undecided national headquarters remote hybrid",
    ),
    "an empty choice is no filter": (
        {"filters": {"level": ()}, "national": Include.ONLY},
        "national headquarters",
    ),
    "seeks a transfer": ({"filters": {"seeks_transfer": ("true",)}}, "national"),
    "seeks none": ({"filters": {"seeks_transfer": ("false",)}}, "headquarters"),
    "employer not said": ({"filters": {"employer": ("unknown",)}}, "hybrid"),
    "unpaid": ({"filters": {"paid": ("unpaid",)}}, "remote"),
    "national left out": ({"national": Include.EXCLUDE}, "hackney both camden undecided remote hybrid"),
    "remote alone": ({"remote": Include.ONLY}, "remote"),
    "remote left out keeps hybrid": (
        {"remote": Include.EXCLUDE},
        "hackney both camden undecided national headquarters hybrid",
    ),
    "near: those without a place are not near": ({"near": HACKNEY}, "hackney both headquarters"),
    "pay: the high figure counts, else the low": ({"min_hourly": Decimal("9")}, "hackney both"),
    "pay to the penny": ({"min_hourly": Decimal("9.51")}, ""),
    "closing before is inclusive": ({"closing_before": date(2026, 9, 25)}, "hackney"),
    "closing before the day": ({"closing_before": date(2026, 9, 24)}, ""),
    "start from is inclusive": ({"start_from": date(2026, 11, 2)}, "hackney camden"),
    "start from: a month overlaps to its end": ({"start_from": date(2026, 11, 30)}, "camden"),
    "start to: a month overlaps from its start": ({"start_to": date(2026, 11, 1)}, "camden"),
    "start to is inclusive": ({"start_to": date(2026, 11, 2)}, "hackney camden"),
    "posted from is inclusive": ({"posted_from": date(2026, 9, 19)}, "hybrid"),
    "a value that none has": ({"filters": {"kind": ("mentoring",)}}, ""),
    "a value that cannot be": ({"filters": {"employer": ("\ud800", "x" * 100_000, "\0")}}, ""),
}


@pytest.mark.parametrize(("changes", "expected"), CASES.values(), ids=list(CASES))
def test_a_filter_lets_through(fill: Fill, changes, expected) -> None:
    found = fill(*ADVERTS).search(replace(OPEN, **changes))
    assert {hit.id for hit in found.hits} == set(expected.split())
    assert found.total == len(found.hits)


@pytest.mark.parametrize("changes", [{"filters": {"colour": ("red",)}}, {"facets": ("colour",)}])
def test_a_name_that_is_no_facet_is_refused_with_those_that_are(fill: Fill, changes) -> None:
    with pytest.raises(WrongUse, match="borough, kind, level"):
        fill(*ADVERTS).search(replace(OPEN, **changes))


def test_a_facet_counts_a_choice_as_if_its_own_filter_were_lifted(fill: Fill) -> None:
    chosen = replace(OPEN, filters={"borough": (HACKNEY_CODE,), "level": ("3",)}, facets=("borough", "level"))
    facets = fill(*ADVERTS).search(chosen).facets
    assert {f.value: f.count for f in facets["borough"]} == {HACKNEY_CODE: 1, CAMDEN_CODE: 1}
    assert [(f.value, f.count) for f in facets["level"]] == [("2", 1), ("3", 1), ("unknown", 1)]


def test_an_advert_with_two_places_in_a_borough_counts_once(fill: Fill) -> None:
    index = fill(advert("a", places=[place("hackney"), place("hackney", name="Dalston")]))
    assert [f.count for f in index.search(replace(OPEN, facets=("borough",))).facets["borough"]] == [1]
