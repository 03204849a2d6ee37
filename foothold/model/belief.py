"""When a source that shows far fewer adverts is believed: after the same reading on three days, or on an operator's
word. Until then a run of so few is suspect and withdraws nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from foothold.clock import london_date
from foothold.model.run_counts import Counts, CrawlRun, Drop, Verdict

DAYS = 3
TOLERANCE = 0.1
"""Readings within this share of each other, or one advert apart, are equal: a steady source gains and loses as much from
one day to the next, and as many of its pages may fail in a healthy run."""

_ORDINALS = ("first", "second", "third")


@dataclass(frozen=True, slots=True)
class Yardstick:
    """What a run is compared with: the counts of the last healthy run (`healthy`), or fewer that were believed since,
    with `why`. `row` are the latest readings in a row that are equal and on whole pages."""

    counts: Counts
    healthy: Counts
    why: str | None
    row: tuple[CrawlRun, ...]


def yardstick(previous: Sequence[CrawlRun], today: date) -> Yardstick | None:
    """None where no run was healthy yet. What was read on the third day is believed from the next day on."""
    healthy = last_healthy(previous)
    if healthy is None:
        return None
    counts, why = healthy.counts, None
    row: tuple[CrawlRun, ...] = ()
    later = [run for run in previous if (run.started, run.id) > (healthy.started, healthy.id)]
    for run in sorted(later, key=lambda run: (run.started, run.id)):
        row = _continued(row, run)
        past = [one for one in row if london_date(one.started) < today]
        if run.accepted:
            counts, row = run.counts, ()
            why = f"{run.accepted.by} accepted them on {_day(london_date(run.accepted.at))}"
        elif days_of(past) >= DAYS:
            counts = past[-1].counts
            why = f"{DAYS} readings on {DAYS} days, the last on {_day(london_date(past[-1].started))}, were equal"
    return Yardstick(counts, healthy.counts, why, row)


def last_healthy(runs: Sequence[CrawlRun]) -> CrawlRun | None:
    """The latest run that was believed."""
    healthy = [run for run in runs if run.verdict is Verdict.HEALTHY]
    return max(healthy, key=lambda run: run.started, default=None)


def days_of(row: Sequence[CrawlRun]) -> int:
    return len({london_date(run.started) for run in row})


def alike(a: Counts, b: Counts) -> bool:
    """Whether two readings are equal. What was refused of a page that has not changed is not counted again, so that
    beside such pages the adverts alone are compared."""
    seen = a.not_modified or b.not_modified or _near(a.seen, b.seen)
    return bool(seen and _near(a.taken, b.taken))


def _near(a: int, b: int) -> bool:
    return abs(a - b) <= max(1, TOLERANCE * max(a, b))


def _continued(row: tuple[CrawlRun, ...], run: CrawlRun) -> tuple[CrawlRun, ...]:
    """The row after one more run: a run that says nothing leaves it, any other reading ends it."""
    if says_nothing(run):
        return row
    if run.drop is not Drop.WHOLE:
        return ()
    return (*row, run) if all(alike(run.counts, one.counts) for one in row) else (run,)


def says_nothing(run: CrawlRun) -> bool:
    """A run that is not over, did not see the whole source, or was answered nothing."""
    unanswered = run.verdict is Verdict.FAILED and not run.counts.answered
    return run.verdict in (None, Verdict.PARTIAL) or unanswered


def equal_before(known: Yardstick, now: Counts) -> tuple[CrawlRun, ...]:
    """The readings before this one that it is equal to: the whole row, or none of it."""
    return known.row if all(alike(now, run.counts) for run in known.row) else ()


def others_shown(now: Counts, since: int, row: Sequence[CrawlRun]) -> bool:
    """Whether equal readings were of different adverts, as of a list that shows some of many by turns. `since` are
    all adverts that were shown in the row and now: more than a steady source would gain in so many days."""
    return since - now.taken > max(1, TOLERANCE * now.taken) * len(row)


def why_not_whole(now: Counts, before: Counts) -> str | None:
    """What keeps a run's pages from being proven whole, as a clause; what a healthy run had too proves nothing."""
    return next(_holes(now, before), None)


def _holes(now: Counts, before: Counts) -> Iterator[str]:
    if not now.seen or not now.taken:
        yield "an empty list proves nothing"
    if now.bot_walls or now.guarded > before.guarded:
        yield "a list carries the sign of a bot wall"
    if now.failed or now.failed_listings:
        yield "not every page answered"
    if now.broken_off > before.broken_off:
        yield "a list may break off"
    if now.empty - before.empty > TOLERANCE * now.answered:
        yield "pages that a list leads to hold no advert"
    if now.damaged > before.damaged:
        yield "some postings could not be read"
    if now.forbidden > before.forbidden:
        yield "robots.txt forbids pages that it allowed before"


def said_of_drop(slug: str, now: Counts, known: Yardstick, hole: str | None, today: date) -> str:
    """What an operator is told of a drop that nothing else speaks against: how often it was read, and what follows."""
    accept = f"`foothold sources accept {slug}`"
    if hole:
        return (
            f"It is not believed by itself, for {hole}: if the source really shows so few, {accept} says so."
        )
    days = len({today, *(london_date(run.started) for run in equal_before(known, now))})
    reading = f"The {_ORDINALS[min(days, DAYS) - 1]} reading in a row with {adverts(now)}, on whole pages"
    if days >= DAYS:
        return f"{reading}: believed from tomorrow."
    return f"{reading}: after {DAYS} on {DAYS} days it is believed, or at once after {accept}."


def adverts(counts: Counts) -> str:
    """How many there are, for people."""
    taken = f"{counts.taken} advert{'' if counts.taken == 1 else 's'}"
    return taken if counts.taken == counts.seen else f"{taken} of {counts.seen} postings"


def _day(day: date) -> str:
    return f"{day.day} {day:%B}"
