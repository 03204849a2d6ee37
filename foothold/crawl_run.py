"""A `CrawlRun`: one crawl of one source, its counts, its evidence and its verdict."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from foothold.posting import POSTING_FIELDS, Reason
from foothold.source import Source


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

    `seen_again` are the records of pages that answered "not modified". `failed_listings` are those of the
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
    failed: int = 0
    failed_listings: int = 0
    gone: int = 0
    forbidden: int = 0
    bot_walls: int = 0

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
    def missing(self) -> dict[str, int]:
        """By field, the postings read now in which the source said nothing."""
        return {name: self.postings - self.filled.get(name, 0) for name in POSTING_FIELDS}


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


TOLERATED_FAILURES = 0.1  # The share of a site's pages that may fail in a run that is still believed.
TOLERATED_UNREADABLE = 0.2  # The share of postings that may be damaged; beyond it the format has changed.
ENOUGH_TO_COMPARE = 5  # Shares of fewer postings say nothing.

_STOPPED = {
    Ending.LIMITED: "The run was limited and did not see the whole source.",
    Ending.INTERRUPTED: "The run was interrupted before its end.",
    Ending.ASKED_TO_WAIT: "The source asked us to come back later, so the run stopped.",
    Ending.UNANSWERED: "The source answered nothing any more, so the run stopped.",
}


def judge(
    source: Source,
    counts: Counts,
    previous: Sequence[CrawlRun],
    *,
    ending: Ending = Ending.COMPLETE,
    troubles: Sequence[str] = (),
) -> tuple[Verdict, tuple[str, ...]]:
    """The verdict on a run and the sentences that led to it.

    `previous` are the source's earlier runs in any order; `troubles` are sentences about single pages.
    """
    if counts.bot_walls:
        wall = f"{counts.bot_walls} of {counts.answered} pages were a bot wall."
        return Verdict.SUSPECT, (wall, *troubles)
    if ending is Ending.UNANSWERED:
        return Verdict.FAILED, (_STOPPED[ending], _seen(counts), *troubles)
    if not counts.seen and (counts.failed or counts.failed_listings or not counts.answered):
        return Verdict.FAILED, (_nothing_read(counts), *troubles)
    if ending is not Ending.COMPLETE:
        return Verdict.PARTIAL, (_STOPPED[ending], _seen(counts), *troubles)
    last = last_healthy(previous)
    doubts = tuple(_doubts(source, counts, last.counts if last else None))
    if not counts.seen and source.expects.postings.min:
        return Verdict.FAILED, (*dict.fromkeys((_too_few(source, counts), *doubts)), *troubles)
    warnings = tuple(_warnings(source, counts))
    if doubts:
        return Verdict.SUSPECT, (*doubts, *warnings, *troubles)
    before = f" The last healthy run saw {last.counts.seen}." if last else ""
    return Verdict.HEALTHY, (_seen(counts) + before, *warnings, *troubles)


def last_healthy(runs: Sequence[CrawlRun]) -> CrawlRun | None:
    """The latest run that was believed."""
    healthy = [run for run in runs if run.verdict is Verdict.HEALTHY]
    return max(healthy, key=lambda run: run.started, default=None)


def _nothing_read(counts: Counts) -> str:
    if counts.forbidden and not counts.answered:
        return "robots.txt keeps us from every page."
    return f"Nothing could be read: {_pages(counts.failed)} failed."


def _pages(count: int) -> str:
    return "1 page" if count == 1 else f"{count} pages"


def _seen(counts: Counts) -> str:
    again = f", {counts.seen_again} more on pages that have not changed" if counts.seen_again else ""
    return f"{counts.postings} postings on {counts.pages} pages{again}."


def _doubts(source: Source, now: Counts, before: Counts | None) -> Iterator[str]:
    yield from _failures(now)
    expected = source.expects.postings
    # A page that has not changed confirms what was kept of it; what was refused of it is not counted again.
    whole = before is None or not now.not_modified
    if whole and now.seen < expected.min:
        yield _too_few(source, now)
    if before and whole:
        yield from _shrunk("postings", now.seen, before.seen, expected.max_drop)
    if before:
        yield from _shrunk("readable postings", now.taken, before.taken, expected.max_drop)
    yield from _emptied(source, now, before)


def _too_few(source: Source, now: Counts) -> str:
    return f"{now.seen} postings, where at least {source.expects.postings.min} are expected."


def _warnings(source: Source, now: Counts) -> Iterator[str]:
    """What somebody should look at and what does not keep a run from being believed."""
    most = source.expects.postings.max
    if most is not None and now.seen > most:
        yield f"Warning: {now.seen} postings, where at most {most} are expected."
    for name, expected in source.expects.filled.items():
        share = now.filled.get(name, 0) / now.postings if now.postings else 0.0
        if share > expected.max:
            yield f"Warning: {name} is filled in {share:.0%} of the postings, where at most {expected.max:.0%} is expected."
    for name, count in sorted(now.unreadable.items()):
        said = now.filled.get(name, 0)
        if said >= ENOUGH_TO_COMPARE and count > said * TOLERATED_UNREADABLE:
            yield f"Warning: {name} could not be read in {count} of the {said} postings that say it."


def _failures(now: Counts) -> Iterator[str]:
    if now.failed_listings:
        yield f"{now.failed_listings} listings failed, so what they lead to was not seen."
    tried = now.answered + now.failed
    if now.failed > tried * TOLERATED_FAILURES:
        yield f"{now.failed} of {tried} pages failed."
    if now.gone > tried / 2:
        yield f"{now.gone} of {tried + now.gone} pages are gone (404 or 410)."
    damaged = now.rejected_by_reason.get(Reason.UNREADABLE, 0)
    if damaged > now.postings * TOLERATED_UNREADABLE:
        yield f"{damaged} of {now.postings} postings could not be read."


def _shrunk(what: str, now: int, before: int, max_drop: float) -> Iterator[str]:
    if now < before * (1 - max_drop):
        yield f"{now} {what}, where the last healthy run had {before}: a drop of more than {max_drop:.0%}."


def _emptied(source: Source, now: Counts, before: Counts | None) -> Iterator[str]:
    """Fields that the source used to fill and no longer does: a page has changed under its reader."""
    if not now.postings:
        return
    for name, expected in source.expects.filled.items():
        share = now.filled.get(name, 0) / now.postings
        if share < expected.min:
            yield f"{name} is filled in {share:.0%} of the postings, where {expected.min:.0%} is expected."
    if before is None or min(now.postings, before.postings) < ENOUGH_TO_COMPARE:
        return
    for name, count in before.filled.items():
        share, earlier = now.filled.get(name, 0) / now.postings, count / before.postings
        if name not in source.expects.filled and earlier >= 0.5 and share < earlier / 2:
            yield f"{name} is filled in {share:.0%} of the postings, where the last healthy run had {earlier:.0%}."
