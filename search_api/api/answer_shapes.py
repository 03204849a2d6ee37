"""The answers to readers as models, where `fields` may have chosen a part of each opportunity."""

from typing import Annotated, Any, Literal

from pydantic import Field, RootModel

from foothold.searching.suggestions import Suggested
from search_api.api.fields import OpportunityPart
from search_api.api.shapes import (
    Degraded,
    Facets,
    Incomplete,
    Intents,
    LinksShape,
    Matches,
    OpportunityShape,
    Shape,
)

Told = OpportunityShape | OpportunityPart
"""An opportunity, or with `fields` a part of it."""


class OneShape(RootModel[Told]):
    """The opportunity; with `fields` a part of it."""


class OpportunitiesShape(Shape):
    total: int
    opportunities: list[Told]
    facets: Facets
    links: LinksShape
    intents: Intents
    matches: Matches
    degraded: Degraded
    incomplete: Incomplete


class ChangeShape(Shape):
    """`deleted` has no data: drop the opportunity of that id, also where you never had it."""

    state: Literal["updated", "deleted"]
    kind: Literal["opportunity"]
    id: str
    modified: Annotated[int, Field(description="The revision, ever rising")]
    data: Annotated[
        Told, Field(default_factory=str, description="Only of what is updated; its status is that of now")
    ]


class ChangesShape(Shape):
    """As in OpenActive's Realtime Paged Data Exchange: the last page is empty, and its `next` is itself."""

    next: str
    items: list[ChangeShape]
    license: Annotated[str, Field(description="Under which terms: by source")]


class TermsShape(Shape):
    """What a source allows; null where we do not know."""

    source: str
    publisher: str | None
    licence: str | None
    checked: Annotated[str | None, Field(description="When somebody last read the terms")]


class ExportLine(Shape):
    """One line of the JSON Lines export."""

    terms: Annotated[list[TermsShape], Field(description="Of each of its sources")]
    opportunity: Told


class ExportSchemaShape(Shape):
    record: Annotated[dict[str, Any], Field(description="JSON Schema of a line of the JSON Lines export")]
    table: Annotated[dict[str, Any], Field(description="Frictionless Table Schema of the CSV export")]
    licence: str
    sources: list[TermsShape]


class SuggestionShape(Shape):
    """Put `value` into the parameter that is named."""

    kind: Suggested
    label: str
    parameter: Literal["q", "borough", "near", "employer"]
    value: str
    count: Annotated[int | None, Field(description="Open adverts, where it is known")]


class SuggestionsShape(Shape):
    suggestions: list[SuggestionShape]
