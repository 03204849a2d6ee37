"""How views stand in the OpenAPI: their parameters as a model, their problems as problem+json."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any, TypeVar

from flask_openapi3 import Tag
from pydantic import BaseModel, Field, WithJsonSchema, create_model

from search_api.api import fields
from search_api.http.problems import MEDIA_TYPE, TITLES
from search_api.search.parameters import Parameter

READING = Tag(name="Reading", description="Open to everyone, from any origin, without a key.")
COPYING = Tag(name="Copying", description="For those who keep a copy: all changes in order, and exports.")
View = TypeVar("View", bound=Callable[..., Any])


def documents(**models: type[BaseModel]) -> Callable[[View], View]:
    """Put the models (`query=`, `path=`) into the OpenAPI and leave reading the request to the view:
    flask-openapi3 would rebuild the model's schema on each request and answer in a shape of its own."""

    def mark(view: View) -> View:
        view.__annotations__ |= models
        view.__delay_validate_request__ = True  # type: ignore[attr-defined]
        return view

    return mark


def query_model(
    name: str, parameters: dict[str, Parameter], leave_out: tuple[str, ...] = ()
) -> type[BaseModel]:
    """A model whose only use is its JSON schema; the default is a factory so that none is documented."""
    fields: dict[str, Any] = {}
    for parameter in parameters.values():
        if parameter.name in leave_out:
            continue
        schema = _or_empty(parameter.schema)
        if parameter.many:
            schema = {"type": "array", "items": schema}
        fields[parameter.name] = (
            Annotated[Any, WithJsonSchema(schema | {"description": parameter.about})],
            Field(default_factory=str),
        )
    return create_model(name, **fields)


def fields_parameter() -> Parameter:
    """`fields=`, which says how to answer and is no part of a search."""
    schema = {"type": "string", "maxLength": 2_000, "example": "title,employer.name,closing_date"}
    return Parameter("fields", fields.ABOUT, str, schema)


def _or_empty(schema: Mapping[str, Any]) -> dict[str, Any]:
    """An empty value counts as absent, as forms send it."""
    if "enum" in schema:
        return {**schema, "enum": [*schema["enum"], ""]}
    if set(schema) <= {"type", "maxLength", "example"}:
        return dict(schema)
    return {"anyOf": [dict(schema), {"type": "string", "enum": [""]}]}


def problems(*statuses: int) -> dict[int | str, Any]:
    """The responses of an operation that are problems."""
    schema = {"$ref": "#/components/schemas/ProblemShape"}
    return {
        status: {"description": TITLES[status], "content": {MEDIA_TYPE: {"schema": schema}}}
        for status in statuses
    }
