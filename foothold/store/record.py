"""What goes into the record store and what comes out of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from foothold.model.opportunity import Status
from foothold.model.public import PublicOpportunity, shown_until

MOVED = "moved"
"""The content hash of what is left of a record that was merged into another."""
SavedStatus = Literal["new", "changed", "unchanged", "rejected", "refused", "held"]


@dataclass(frozen=True, slots=True)
class Saved:
    """`id` and `revision` are the opportunity's, None for a reading that was rejected or held back, and for one that
    a person `refused` when it said the same, `why` then in their words. One that is `waiting` is not shown yet."""

    status: SavedStatus
    id: str | None
    revision: int | None
    waiting: bool = False
    why: str | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """One opportunity as stored; `public` is its public shape as of `revision`. Searches leave it out until
    `hidden_until`: a copy that a nearer owner posted is shown instead."""

    id: str
    status: Status
    revision: int
    public: PublicOpportunity
    hidden_until: datetime | None = None

    @property
    def withdrawn(self) -> bool:
        return self.status is Status.WITHDRAWN


def is_shown(record: Record, at: datetime) -> bool:
    """Whether a search may show it at that instant."""
    if record.status is not Status.OPEN or (record.hidden_until and at < record.hidden_until):
        return False
    return at < shown_until(record.public)


@dataclass(frozen=True, slots=True)
class Moved:
    """The record was merged with another, whose id this is."""

    id: str
