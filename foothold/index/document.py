"""A `Document`: what the index holds of one opportunity, made from its public shape."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Document:
    """`public` is None for the stub of a record that was withdrawn (or is not yet shown): it takes the
    revision, so that a late older put cannot bring the advert back, and every query leaves it out."""

    id: str
    revision: int
    public: Mapping[str, Any] | None
