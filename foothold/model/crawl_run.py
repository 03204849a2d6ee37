"""The verdict on a `CrawlRun`: one crawl of one source, by its counts and what earlier runs met."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from foothold.clock import london_date
from foothold.model.belief import (
    Yardstick,
    adverts,
    equal_before,
    last_healthy,
    others_shown,
    said_of_drop,
    why_not_whole,
    yardstick,
)
from foothold.model.run_counts import Acceptance, Counts, CrawlRun, Drop, Ending, Verdict
from foothold.model.source import Source

__all__ = [
    "Acceptance",
    "Counts",
    "CrawlRun",
    "Drop",
    "Ending",
    "RunJudgement",
    "Verdict",
    "judge",
    "judge_run",
    "last_healthy",
]

TOLERATED_FAILURES = 0.1  # The share of a site's pages that may fail in a run that is still believed.
TOLERATED_UNREADABLE = 0.2  # The share of postings that may be damaged; beyond it the format has changed.
ENOUGH_TO_COMPARE = 5  # Shares of fewer postings say nothing.

_STOPPED = {
    Ending.LIMITED: "The run was limited and did not see the whole source.",
    Ending.INTERRUPTED: "The run was interrupted before its end.",
    Ending.ASKED_TO_WAIT: "The source asked us to come back later, so the run stopped.",
    Ending.UNANSWERED: "The source answered nothing any more, so the run stopped.",
}


ShownSince = Callable[[datetime], int]


@dataclass(frozen=True, slots=True)
class RunJudgement:
    """`evidence` are the sentences that led to the verdict. `drop` is what the fewer adverts of a run are worth; None
    where it does not show so few, or has more against it."""

    verdict: Verdict
    evidence: tuple[str, ...]
    drop: Drop | None = None

    @property
    def whole(self) -> bool:
        """Whether what the run did not show is not there, as far as its pages tell."""
        return self.verdict is Verdict.HEALTHY or self.drop is Drop.WHOLE


def judge(
    source: Source,
    counts: Counts,
    previous: Sequence[CrawlRun],
    *,
    ending: Ending = Ending.COMPLETE,
    troubles: Sequence[str] = (),
) -> tuple[Verdict, tuple[str, ...]]:
    """The verdict on a run that came after all others, and the sentences that led to it."""
    judgement = judge_run(source, counts, previous, ending=ending, troubles=troubles)
    return judgement.verdict, judgement.evidence


def judge_run(
    source: Source,
    counts: Counts,
    previous: Sequence[CrawlRun],
    *,
    ending: Ending = Ending.COMPLETE,
    troubles: Sequence[str] = (),
    at: datetime | None = None,
    shown_since: ShownSince | None = None,
) -> RunJudgement:
    """`previous` are the source's earlier runs in any order; `troubles` are sentences about single pages; `at` is when
    the run began, left out where that is later than all that was believed; `shown_since` counts the adverts that the
    source has shown since an instant."""
    today = london_date(at) if at else date.max
    judgement = _cut_short(counts, ending) or _judged(
        source, counts, yardstick(previous, today), today, shown_since
    )
    return replace(judgement, evidence=(*judgement.evidence, *troubles))


def _cut_short(counts: Counts, ending: Ending) -> RunJudgement | None:
    """Of a run that did not see the whole source, whatever it saw."""
    if counts.bot_walls:
        wall = f"{counts.bot_walls} of {counts.answered} pages were a bot wall."
        return RunJudgement(Verdict.SUSPECT, (wall,))
    if ending is Ending.UNANSWERED:
        return RunJudgement(Verdict.FAILED, (_STOPPED[ending], _seen(counts)))
    if not counts.seen and (counts.failed or counts.failed_listings or not counts.answered):
        return RunJudgement(Verdict.FAILED, (_nothing_read(counts),))
    if ending is not Ending.COMPLETE:
        return RunJudgement(Verdict.PARTIAL, (_STOPPED[ending], _seen(counts)))
    return None


def _judged(
    source: Source,
    counts: Counts,
    known: Yardstick | None,
    today: date,
    shown_since: ShownSince | None,
) -> RunJudgement:
    """Of a run that came to its end: by what the source expects, and by what was believed of it before."""
    before = known.counts if known else None
    doubts = tuple(_doubts(source, counts, before))
    words = "{} are believed" if known and known.why else "the last healthy run had {}"
    drops = tuple(_drops(source, counts, before, words))
    if not counts.seen and source.expects.postings.min:
        return RunJudgement(Verdict.FAILED, tuple(dict.fromkeys((_too_few(source, counts), *drops, *doubts))))
    warnings = tuple(_warnings(source, counts))
    if doubts:
        return RunJudgement(Verdict.SUSPECT, (*doubts, *drops, *warnings))
    if known is None:
        return RunJudgement(Verdict.HEALTHY, (_seen(counts), *warnings))
    if drops:
        hole = why_not_whole(counts, known.counts) or _others_shown(counts, known, shown_since)
        told = said_of_drop(source.slug, counts, known, hole, today)
        worth = Drop.UNPROVEN if hole else Drop.WHOLE
        return RunJudgement(Verdict.SUSPECT, (*drops, told, *warnings), worth)
    # So few may be healthy only because they were believed.
    believed = Drop.BELIEVED if any(_drops(source, counts, known.healthy)) else None
    return RunJudgement(Verdict.HEALTHY, (_compared(counts, known), *warnings), believed)


def _others_shown(counts: Counts, known: Yardstick, shown_since: ShownSince | None) -> str | None:
    row = equal_before(known, counts)
    if shown_since and row and others_shown(counts, shown_since(row[0].started), row):
        return "it shows other adverts than the days before"
    return None


def _compared(counts: Counts, known: Yardstick) -> str:
    if known.why is None:
        return f"{_seen(counts)} The last healthy run saw {known.healthy.seen}."
    return (
        f"{_seen(counts)} {adverts(known.counts).capitalize()} are believed, where the last healthy run had "
        f"{known.healthy.taken}: {known.why}."
    )


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
    """All that speaks against a run but that it shows fewer than before."""
    yield from _failures(now)
    # A page that has not changed confirms what was kept of it; what was refused of it is not counted again.
    if (before is None or not now.not_modified) and now.seen < source.expects.postings.min:
        yield _too_few(source, now)
    yield from _emptied(source, now, before)


def _drops(source: Source, now: Counts, before: Counts | None, known: str = "") -> Iterator[str]:
    if before is None:
        return
    compared = [("readable postings", now.taken, before.taken)]
    if not now.not_modified:
        compared.insert(0, ("postings", now.seen, before.seen))
    most = source.expects.postings.max_drop
    for what, count, earlier in compared:
        if count < earlier * (1 - most):
            yield f"{count} {what}, where {known.format(earlier)}: a drop of more than {most:.0%}."


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
    if now.damaged > now.postings * TOLERATED_UNREADABLE:
        yield f"{now.damaged} of {now.postings} postings could not be read."


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
