"""What goes into the record store and what comes out of it."""

from dataclasses import dataclass
from typing import Any, Literal

from foothold.opportunity import Opportunity, Status
from foothold.posting import RawPosting, Rejected

SavedStatus = Literal["new", "changed", "unchanged", "rejected", "held"]


@dataclass(frozen=True, slots=True)
class Reading:
    """A posting and what became of it. `posting` is None only where a reader could not even make one.

    `page_url` is the page on which it was read, if that is not the advert's own (a feed, a list). `reference` is the
    one under which it is stored, where its own words may give another.
    """

    posting: RawPosting | None
    result: Opportunity | Rejected
    page_url: str | None = None
    reference: str | None = None


@dataclass(frozen=True, slots=True)
class Saved:
    """`id` and `revision` are the opportunity's, None for a reading that was rejected or held back."""

    status: SavedStatus
    id: str | None
    revision: int | None


@dataclass(frozen=True, slots=True)
class Record:
    """One opportunity as stored; `public` is its public shape as of `revision`."""

    id: str
    status: Status
    revision: int
    public: dict[str, Any]

    @property
    def withdrawn(self) -> bool:
        return self.status is Status.WITHDRAWN


@dataclass(frozen=True, slots=True)
class Moved:
    """The record was merged with another, whose id this is."""

    id: str
