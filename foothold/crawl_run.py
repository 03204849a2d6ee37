"""A `CrawlRun`: one crawl of one source, its counts, its evidence and its verdict."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Verdict(StrEnum):
    """Only a healthy run may withdraw what it did not see."""

    HEALTHY = "healthy"
    PARTIAL = "partial"
    SUSPECT = "suspect"
    FAILED = "failed"


@dataclass(slots=True)
class Counts:
    """What a run met. `filled` counts, by field, the postings in which the source said something."""

    pages: int = 0
    not_modified: int = 0
    postings: int = 0
    saved: int = 0
    unchanged: int = 0
    rejected: int = 0
    withdrawn: int = 0
    rejected_by_reason: dict[str, int] = field(default_factory=dict)
    filled: dict[str, int] = field(default_factory=dict)


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
