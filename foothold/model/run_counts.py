"""What a `CrawlRun` met and how it ended; what follows from that, `crawl_run` judges."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from foothold.model.posting import POSTING_FIELDS, Reason


class Verdict(StrEnum):
    """Only a healthy run may withdraw what it did not see."""

    HEALTHY = "healthy"
    PARTIAL = "partial"
    SUSPECT = "suspect"
    FAILED = "failed"


class Ending(StrEnum):
    """How a crawl stopped, whatever it met on the way."""

    COMPLETE = "complete"
    LIMITED = "limited"
    INTERRUPTED = "interrupted"
    ASKED_TO_WAIT = "asked_to_wait"
    UNANSWERED = "unanswered"


@dataclass(slots=True)
class Counts:
    """What a run met. `filled` counts, by field, the postings in which the source said something, `unreadable`
    those of them that were taken without that field because nobody can tell what it says.

    `seen_again` are the records of pages that answered "not modified", `renamed` adverts that came under new references. `failed_listings` are those of the
    failed pages that would have led to others, `gone` the pages that answered 404 or 410, `forbidden` those
    that robots.txt keeps us from.
    """

    pages: int = 0
    not_modified: int = 0
    postings: int = 0
    saved: int = 0
    unchanged: int = 0
    rejected: int = 0
    withdrawn: int = 0
    rejected_by_reason: dict[str, int] = field(default_factory=dict)
    filled: dict[str, int] = field(default_factory=dict)
    unreadable: dict[str, int] = field(default_factory=dict)
    seen_again: int = 0
    renamed: int = 0
    failed: int = 0
    failed_listings: int = 0
    gone: int = 0
    forbidden: int = 0
    bot_walls: int = 0
    guarded: int = 0
    broken_off: int = 0
    empty: int = 0

    @property
    def seen(self) -> int:
        """All that the source showed, read now or confirmed as unchanged."""
        return self.postings + self.seen_again

    @property
    def taken(self) -> int:
        """What stands in the store from this run."""
        return self.saved + self.unchanged + self.seen_again

    @property
    def answered(self) -> int:
        return self.pages + self.not_modified

    @property
    def damaged(self) -> int:
        """Postings that could not be read."""
        damaged = (Reason.UNREADABLE, Reason.UNREADABLE_VALUE)
        return sum(self.rejected_by_reason.get(reason, 0) for reason in damaged)

    @property
    def missing(self) -> dict[str, int]:
        """By field, the postings read now in which the source said nothing."""
        return {name: self.postings - self.filled.get(name, 0) for name in POSTING_FIELDS}


class Drop(StrEnum):
    """What a run that showed fewer adverts is worth where nothing else speaks against it: its pages are proven whole,
    or not; or it is healthy because so few were believed before it."""

    WHOLE = "whole"
    UNPROVEN = "unproven"
    BELIEVED = "believed"


@dataclass(frozen=True, slots=True)
class Acceptance:
    """An operator's word that a source really shows so few."""

    at: datetime
    by: str
    note: str | None


@dataclass(frozen=True, slots=True)
class CrawlRun:
    """`evidence` are the sentences that led to the verdict, for the person who looks after the source."""

    id: int
    source: str
    started: datetime
    finished: datetime | None
    verdict: Verdict | None
    counts: Counts
    evidence: tuple[str, ...] = ()
    drop: Drop | None = None
    accepted: Acceptance | None = None
