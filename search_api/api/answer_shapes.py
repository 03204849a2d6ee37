"""The answers to readers as models, where `fields` may have chosen a part of each opportunity."""

from pydantic import RootModel

from search_api.api.fields import OpportunityPart
from search_api.api.shapes import Degraded, Facets, LinksShape, OpportunityShape, Shape

Told = OpportunityShape | OpportunityPart
"""An opportunity, or with `fields` a part of it."""


class OneShape(RootModel[Told]):
    """The opportunity; with `fields` a part of it."""


class OpportunitiesShape(Shape):
    total: int
    opportunities: list[Told]
    facets: Facets
    links: LinksShape
    degraded: Degraded
