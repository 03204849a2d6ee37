"""`fields=`: a part of each opportunity, in the order and words of the whole."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from werkzeug.datastructures import MultiDict

from search_api.api.fields import field_names, read_fields
from tests.search_api.api.test_listing import KEYS, everything
from tests.search_api.world import World

LIST = "/api/v1/opportunities"

CHOSEN: list[tuple[str, dict[str, Any]]] = [
    ("fields=title", {"title": "a"}),
    ("fields=title,kind", {"title": "a", "kind": "b"}),
    ("fields=kind&fields=title,", {"title": "a", "kind": "b"}),
    ("fields=wage.low", {"wage": {"low": 1}}),
    ("fields=wage.low,wage", {"wage": {"low": 1, "high": 2}}),
    ("fields=places.postcode", {"places": [{"postcode": "E8"}, {"postcode": None}]}),
    ("fields=employer.name", {"employer": None}),
    ("fields=id", {}),
]
WHOLE = {
    "id": "i", "title": "a", "kind": "b", "wage": {"low": 1, "high": 2}, "employer": None,
    "places": [{"postcode": "E8", "name": "x"}, {"postcode": None, "name": "y"}],
}  # fmt: skip


@pytest.mark.parametrize(("query", "expected"), CHOSEN, ids=[case[0] for case in CHOSEN])
def test_the_fields_that_were_asked_for_are_there_and_the_id(query: str, expected: dict[str, Any]) -> None:
    assert read_fields(MultiDict(_pairs(query))).of(WHOLE) == {"id": "i"} | expected


def _pairs(query: str) -> list[tuple[str, str]]:
    return [(name, value) for name, values in parse_qs(query).items() for value in values]


def test_every_name_that_may_be_asked_for_is_answered(london: World) -> None:
    for name in field_names():
        for found in london.client.get(f"{LIST}?fields={name}").get_json()["opportunities"]:
            assert set(found) == {"id", name.partition(".")[0]}
    assert {name for name in field_names() if "." not in name} == KEYS


def test_the_next_page_has_the_same_fields(london: World) -> None:
    body = london.client.get(f"{LIST}?fields=wage.paid,title&per_page=7").get_json()
    assert parse_qs(urlsplit(body["links"]["next"]).query)["fields"] == ["title,wage.paid"]
    found = everything(london, "fields=title&per_page=7")
    assert len(found) == 60
    assert all(set(one) == {"id", "title"} for one in found)


@pytest.mark.parametrize("name", ["colour", "wage.colour", "wage.low.x", "Title", " title", "*", "id;title"])
def test_a_field_that_is_none_is_named_with_those_that_are(london: World, name: str) -> None:
    (known,) = london.client.get(f"{LIST}?per_page=1&fields=id").get_json()["opportunities"]
    for path in (LIST, f"{LIST}/{known['id']}"):
        response = london.client.get(path, query_string={"fields": f"title,{name}"})
        assert response.status_code == 400
        (error,) = response.get_json()["errors"]
        assert error["parameter"] == "fields"
        assert set(error["allowed"]) == set(field_names())


def test_one_opportunity_can_be_asked_for_in_part_and_for_nothing_else(london: World) -> None:
    (known,) = london.client.get(f"{LIST}?per_page=1&fields=title").get_json()["opportunities"]
    one = london.client.get(f"{LIST}/{known['id']}?fields=title")
    assert one.get_json() == known
    assert london.client.get(f"{LIST}/{known['id']}?q=a").status_code == 400
