"""The OpenAPI description agrees with the routes, the parameters and the public shape."""

import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from foothold.levy import Levy
from foothold.opportunity import Opportunity
from foothold.public import public_shape
from search_api.api.shapes import OpportunityShape
from search_api.parameters import parameter_table
from search_api.parts import Parts
from tests.search_api.api.test_listing import KEYS
from tests.search_api.world import World

DOCS = Path(__file__).parents[3] / "docs" / "api.md"


@pytest.fixture(scope="module")
def description(london: World) -> dict[str, Any]:
    document: dict[str, Any] = london.client.get("/openapi.json").get_json()
    return document


def api_routes(app: Flask) -> set[tuple[str, str]]:
    """The operations of the API that the app answers, as the description writes them."""
    return {
        (re.sub(r"<(?:[^<:]+:)?([^>]+)>", r"{\1}", rule.rule), method.lower())
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.rule.startswith(("/api/", "/healthz", "/readyz")) and not rule.rule.endswith("openapi.json")
    }


def test_the_description_lists_exactly_the_routes(london: World, description: dict[str, Any]) -> None:
    said = {(path, method) for path, item in description["paths"].items() for method in item}
    assert said == api_routes(london.app)
    assert description["openapi"].startswith("3.1")


def test_both_addresses_give_the_same_description(london: World, description: dict[str, Any]) -> None:
    assert london.client.get("/api/v1/openapi.json").get_json() == description


def test_the_described_opportunity_has_the_keys_of_the_public_shape(description: dict[str, Any]) -> None:
    nothing = Opportunity(**dict.fromkeys(Opportunity.__dataclass_fields__))  # type: ignore[arg-type]
    empty = Opportunity(
        **{name: getattr(nothing, name) for name in Opportunity.__dataclass_fields__}
        | {"places": (), "levy": Levy(), "notes": ()}
    )
    shape = description["components"]["schemas"]["OpportunityShape"]
    assert list(shape["properties"]) == list(public_shape(empty))
    assert set(shape["properties"]) == set(shape["required"]) == KEYS
    assert shape["additionalProperties"] is False


def test_every_opportunity_fits_its_description(london: World) -> None:
    for found in london.client.get("/api/v1/opportunities?per_page=100").get_json()["opportunities"]:
        OpportunityShape.model_validate(found)


def test_the_described_parameters_are_those_that_are_read(london: World, description: dict[str, Any]) -> None:
    parts: Parts = london.app.extensions["foothold"]
    operation = description["paths"]["/api/v1/opportunities"]["get"]
    assert [p["name"] for p in operation["parameters"]] == [*parts.reader.parameters, "fields"]
    assert all(p["description"] for p in operation["parameters"])


def test_every_operation_declares_its_problems(description: dict[str, Any]) -> None:
    for path, item in description["paths"].items():
        for operation in item.values():
            for status, response in operation["responses"].items():
                if int(status) >= 400:
                    schema = response["content"]["application/problem+json"]["schema"]
                    assert schema == {"$ref": "#/components/schemas/ProblemShape"}, path
    for path in ("/api/v1/opportunities", "/api/v1/facets", "/api/v1/uploads"):
        (operation,) = description["paths"][path].values()
        assert {"400", "422"} <= set(operation["responses"])


def test_uploading_is_described_with_its_key(description: dict[str, Any]) -> None:
    assert description["paths"]["/api/v1/uploads"]["post"]["security"] == [{"key": []}]
    assert description["components"]["securitySchemes"]["key"]["scheme"] == "bearer"
    assert "multipart/form-data" in description["paths"]["/api/v1/uploads"]["post"]["requestBody"]["content"]


def test_every_reference_leads_somewhere(description: dict[str, Any]) -> None:
    names = set(re.findall(r"#/components/schemas/(\w+)", str(description)))
    assert names <= set(description["components"]["schemas"])


def test_the_page_about_the_api_has_the_table_of_parameters(london: World) -> None:
    parts: Parts = london.app.extensions["foothold"]
    assert parameter_table(parts.reader.parameters) in DOCS.read_text(encoding="utf-8")
