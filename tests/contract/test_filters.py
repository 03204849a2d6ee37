"""Each filter, one claim a row: which of the adverts it lets through."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from foothold.errors import WrongUse
from foothold.index.document import Document
from foothold.index.query import Include, Near, SearchQuery
from foothold.index.results import Facet
from tests.contract.conftest import Fill
from tests.index.adverts import AT, advert, place, wage

OPEN = SearchQuery(at=AT, size=100)
LOCAL = {"national": Include.EXCLUDE, "remote": Include.EXCLUDE}
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
    "a borough": ({"filters": {"borough": (HACKNEY_CODE,)}} | LOCAL, "hackney both"),
    "two boroughs widen": (
        {"filters": {"borough": (HACKNEY_CODE, CAMDEN_CODE)}} | LOCAL,
        "hackney both camden hybrid",
    ),
    "a borough and a level narrow": ({"filters": {"borough": (HACKNEY_CODE,), "level": ("3",)}}, "both"),
    "no borough known": ({"filters": {"borough": ("unknown",)}} | LOCAL, "undecided"),
    "a borough, and national ones beside it": (
        {"filters": {"borough": (HACKNEY_CODE,)}, "remote": Include.EXCLUDE},
        "hackney both national headquarters",
    ),
    "a borough, and remote ones beside it": (
        {"filters": {"borough": (HACKNEY_CODE,)}, "national": Include.EXCLUDE},
        "hackney both remote",
    ),
    "a borough, of national ones alone": (
        {"filters": {"borough": (CAMDEN_CODE,)}, "national": Include.ONLY, "remote": Include.EXCLUDE},
        "national headquarters",
    ),
    "a borough, a level and national ones that have it": (
        {"filters": {"borough": (CAMDEN_CODE,), "level": ("3", "unknown")}, "remote": Include.EXCLUDE},
        "both camden hybrid national headquarters",
    ),
    "near, and national ones wherever they are": (
        {"near": HACKNEY, "remote": Include.EXCLUDE},
        "hackney both national headquarters",
    ),
    "near and in a borough, and remote ones": (
        {"near": HACKNEY, "filters": {"borough": (CAMDEN_CODE,)}, "national": Include.EXCLUDE},
        "both remote",
    ),
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
    "near: national and remote ones are not near": ({"near": HACKNEY} | LOCAL, "hackney both"),
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
    assert {f.value: f.count for f in facets["level"]} == {"2": 1, "3": 1, "unknown": 3}


def test_national_and_remote_adverts_count_as_being_in_no_borough(fill: Fill) -> None:
    counted = fill(*ADVERTS).search(replace(OPEN, facets=("borough",))).facets["borough"]
    assert {f.value: f.count for f in counted} == {HACKNEY_CODE: 2, CAMDEN_CODE: 3, "unknown": 1}


def test_a_facet_of_many_employers_shows_the_most_frequent_and_the_chosen(fill: Fill) -> None:
    names = {f"firm-{n:02}": f"Firm №{n}" for n in range(70)}
    adverts = [
        advert(f"{slug}-{copy}", employer={"name": name, "slug": slug, "commitments": []})
        for n, (slug, name) in enumerate(names.items())
        for copy in range(2 if n < 50 else 1)
    ]
    chosen = {"employer": ("firm-00", "firm-69", "nobody")}
    index = fill(*adverts)
    facets = index.search(replace(OPEN, filters=chosen, facets=("employer", "kind"))).facets
    expected = {f"firm-{n:02}": 2 for n in range(50)} | {"firm-69": 1}
    assert {f.value: f.count for f in facets["employer"]} == expected
    assert {f.name for f in facets["employer"]} == {names[value] for value in expected}
    assert facets["kind"][0].count == 3


def test_two_spellings_of_an_employer_count_once_by_the_newest_name(fill: Fill) -> None:
    spellings = {"Marlow & Finch": "2026-09-01", "Marlow and Finch Ltd": "2026-09-02"}
    index = fill(
        *(
            advert(day, employer={"name": name, "slug": "marlow-finch", "commitments": []}, posted_date=day)
            for name, day in spellings.items()
        ),
        advert("none", employer=None),
    )
    facets = index.search(replace(OPEN, facets=("employer",))).facets["employer"]
    assert facets == (Facet("marlow-finch", 2, "Marlow and Finch Ltd"), Facet("unknown", 1))


def test_counts_of_a_repeated_search_follow_changes_and_closing(fill: Fill) -> None:
    index = fill(advert("a", closing_date="2026-09-20", closing_time="13:01"), advert("b"))
    asked = replace(OPEN, facets=("kind",))
    for at, count in ((AT, 2), (AT.replace(second=59), 2), (AT.replace(minute=1), 1)):
        assert index.search(replace(asked, at=at)).facets["kind"][0].count == count
    index.put([Document("c", 9, advert("c"))], 9)
    assert index.search(asked).facets["kind"][0].count == 3


def test_an_advert_with_two_places_in_a_borough_counts_once(fill: Fill) -> None:
    index = fill(advert("a", places=[place("hackney"), place("hackney", name="Dalston")]))
    assert [f.count for f in index.search(replace(OPEN, facets=("borough",))).facets["borough"]] == [1]
