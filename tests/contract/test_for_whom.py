"""What young people ask for: their age, grades, hours, weekends and what the employer has promised."""

from dataclasses import replace
from typing import Any

import pytest

from foothold.index.query import SearchQuery
from tests.contract.conftest import Fill
from tests.index.adverts import AT, advert

OPEN = SearchQuery(at=AT, size=100)


def employer(*promises: str) -> dict[str, Any]:
    commitments = [
        {"name": name, "level": None, "basis": "stated in the advert", "url": None} for name in promises
    ]
    return {"name": "Firm", "slug": "firm", "commitments": commitments}


ADVERTS = (
    advert("apprentice", requirements=["GCSE maths at grade 4"], hours_per_week=37.5),
    advert("grown", age={"min": 18, "max": 24}, requirements=["No qualifications needed"], hours_per_week=30),
    advert("pupils", kind="work_experience", age={"min": 14, "max": 15}, working_week="Monday to Friday"),
    advert("anybody", kind="volunteering", hours_per_week=15.5, working_week="Some weekends"),
    advert("young", age={"min": 13, "max": 19}, hours_per_week=16, employer=employer("Living Wage")),
    advert("both", employer=employer("Living Wage", "Disability Confident"), hours_per_week=29.5),
)
CASES = {
    "14: no apprenticeship, whatever it states": ({"age_from": 14, "age_to": 14}, "pupils anybody"),
    "16: what states no age is open": ({"age_from": 16, "age_to": 16}, "apprentice anybody young both"),
    "18 is in a span from 18": ({"age_from": 18, "age_to": 18}, "apprentice grown anybody young both"),
    "24 is in a span to 24": ({"age_from": 24, "age_to": 24}, "apprentice grown anybody both"),
    "25 is not": ({"age_from": 25, "age_to": 25}, "apprentice anybody both"),
    "a school year of 15 and 16": ({"age_from": 15, "age_to": 16}, "apprentice pupils anybody young both"),
    "14, and 15 or 16": ({"age_from": 15, "age_to": 14}, "pupils anybody"),
    "no grades needed": ({"filters": {"grades": ("none_required",)}}, "grown"),
    "grades": ({"filters": {"grades": ("required",)}}, "apprentice"),
    "half an hour belongs to the hour below": ({"filters": {"hours": ("up_to_15",)}}, "anybody"),
    "part of a week": ({"filters": {"hours": ("16_to_29",)}}, "young both"),
    "from 30 hours": ({"filters": {"hours": ("30_or_more",)}}, "apprentice grown"),
    "hours not stated": ({"filters": {"hours": ("unknown",)}}, "pupils"),
    "Monday to Friday": ({"filters": {"weekend": ("weekdays_only",)}}, "pupils"),
    "weekends": ({"filters": {"weekend": ("included",)}}, "anybody"),
    "one promise of several": ({"filters": {"commitment": ("living-wage",)}}, "young both"),
    "either promise": ({"filters": {"commitment": ("living-wage", "disability-confident")}}, "young both"),
    "no promise known": ({"filters": {"commitment": ("unknown",)}}, "apprentice grown pupils anybody"),
    "a promise that none has made": ({"filters": {"commitment": ("social-mobility-pledge",)}}, ""),
}  # fmt: skip


@pytest.mark.parametrize(("changes", "expected"), CASES.values(), ids=list(CASES))
def test_a_filter_lets_through(fill: Fill, changes, expected) -> None:
    found = fill(*ADVERTS).search(replace(OPEN, **changes))
    assert {hit.id for hit in found.hits} == set(expected.split())
    assert found.total == len(found.hits)


def test_an_age_narrows_what_the_facets_count(fill: Fill) -> None:
    index = fill(*ADVERTS)
    asked = replace(OPEN, facets=("kind", "hours", "commitment"))
    everybody = index.search(asked).facets
    pupils = index.search(replace(asked, age_from=14, age_to=14)).facets
    assert {f.value: f.count for f in everybody["commitment"]} == {
        "unknown": 4, "living-wage": 2, "disability-confident": 1,
    }  # fmt: skip
    assert {f.value: f.count for f in pupils["kind"]} == {"work_experience": 1, "volunteering": 1}
    assert {f.value: f.count for f in pupils["hours"]} == {"up_to_15": 1, "unknown": 1}
