"""The OpenAPI description agrees with the routes, the parameters and the public shape."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from flask import Flask

from foothold.model.levy import Levy
from foothold.model.opportunity import Opportunity
from foothold.model.public import public_shape
from search_api.api.shapes import OpportunityShape
from search_api.search.parameters import parameter_table
from search_api.services import Services
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
        if rule.rule.startswith(("/api/", "/healthz", "/readyz", "/feed.atom", "/closing.ics"))
        and not rule.rule.endswith("openapi.json")
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
    services: Services = london.app.extensions["foothold"]
    operation = description["paths"]["/api/v1/opportunities"]["get"]
    assert [p["name"] for p in operation["parameters"]] == [*services.reader.parameters, "fields"]
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
    services: Services = london.app.extensions["foothold"]
    assert parameter_table(services.reader.parameters) in DOCS.read_text(encoding="utf-8")


def test_every_operation_has_an_example_of_each_answer_that_fits(description: dict[str, Any]) -> None:
    for path, method, operation in operations(description):
        assert operation["tags"], path
        assert operation["summary"], path
        for status, response in operation["responses"].items():
            for media in response.get("content", {}).values():
                assert media["examples"], (path, method, status)
                fits = validator(description, media["schema"])
                for name, example in media["examples"].items():
                    assert fits.is_valid(example["value"]), (path, status, name)


def test_every_schema_has_an_example_that_fits(description: dict[str, Any]) -> None:
    for name, schema in description["components"]["schemas"].items():
        if "anyOf" in schema:  # Either of two that have theirs.
            continue
        assert schema.get("examples"), name
        fits = validator(description, {"$ref": f"#/components/schemas/{name}"})
        assert all(fits.is_valid(example) for example in schema["examples"]), name


def test_every_parameter_has_an_example_that_is_read(london: World, description: dict[str, Any]) -> None:
    reader = london.app.extensions["foothold"].reader
    for path, _, operation in operations(description):
        for parameter in operation.get("parameters", ()):
            example, name = parameter["example"], parameter["name"]
            assert validator(description, parameter["schema"]).is_valid(example), (path, name)
            if name in reader.parameters:
                for value in example if isinstance(example, list) else [example]:
                    assert reader.parameters[name].read(str(value)) is not None


def test_every_answer_has_its_headers(london: World, description: dict[str, Any]) -> None:
    for path in ("/api/v1/opportunities", "/api/v1/facets", "/api/v1/suggest", "/api/v1/changes", "/api/v1/export.csv",
                 "/api/v1/export/schema", "/feed.atom", "/closing.ics"):  # fmt: skip
        described = description["paths"][path]["get"]["responses"]
        answered = london.client.get(path)
        assert "304" in described
        assert set(described["200"]["headers"]) - {"Link"} <= set(answered.headers.keys()), path
        assert {"RateLimit-Limit", "Retry-After"} <= set(described["429"]["headers"])
    assert description["paths"]["/api/v1/opportunities"]["get"]["responses"]["200"]["headers"]["Link"]


def operations(description: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in description["paths"].items():
        for method, operation in item.items():
            yield path, method, operation


def validator(description: dict[str, Any], schema: dict[str, Any]) -> Any:
    return jsonschema_rs.validator_for({**schema, "components": description["components"]})
