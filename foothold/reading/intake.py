"""From a posting to a reading, whatever stands in it: the one way in for crawls, uploads, files and what is stored.

A fault in one posting is that posting's own rejection, `unreadable_value` with the field, and never another's.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from foothold.model.authority import Standing
from foothold.model.opportunity import Opportunity
from foothold.model.posting import RawPosting, Reason, Rejected
from foothold.model.public import present, public_shape, source_entry
from foothold.reading.bounds import Bounded, bounded
from foothold.reading.deadline import Deadline
from foothold.reading.faults import Faults, refusal, shortened
from foothold.reading.normalise import Context, Steps, read_bounded

SECONDS = 2.0
"""What one posting may take; the slowest honest ones take a hundredth of it."""

Prepare = Callable[[RawPosting], RawPosting]


@dataclass(frozen=True, slots=True)
class Reading:
    """A posting and what became of it. `posting` is None only where a reader could not even make one.

    `page_url` is the page on which it was read, if that is not the advert's own (a feed, a list). `standing` is that
    of whoever says it, where it is not the source's. One that `waits` is shown once somebody has approved it.
    `reference` is the one under which it is stored, where its own words may give another.
    """

    posting: RawPosting | None
    result: Opportunity | Rejected
    page_url: str | None = None
    standing: Standing | None = None
    waits: bool = False
    reference: str | None = None


def intake(
    found: RawPosting | Rejected,
    context: Context,
    faults: Faults,
    *,
    prepare: Prepare | None = None,
    page_url: str | None = None,
) -> Reading:
    """`prepare` takes out what must not be kept, before anything is read. Never raises for what a posting says.

    The reading's posting is within its bounds and prepared; None where it did not come so far.
    """
    if isinstance(found, Rejected):
        if found.reason is Reason.UNREADABLE_VALUE:
            faults.count(found.text or "")
        return Reading(None, shortened(found), page_url)
    at = Steps()
    kept: RawPosting | None = None
    result: Opportunity | Rejected
    try:
        with Deadline(SECONDS):
            door = _prepared(bounded(found), prepare)
            kept = door.posting
            result = read_bounded(door, context, at)
    except (KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as error:  # `Overdue` and the panics of libraries in Rust are no `Exception`.
        result = refusal(faults, error, kept, at.field)
    return Reading(kept, shortened(result) if isinstance(result, Rejected) else result, page_url)


def _prepared(door: Bounded, prepare: Prepare | None) -> Bounded:
    """What is put in the place of something left out may be longer than that was."""
    posting = prepare(door.posting) if prepare else door.posting
    if posting is door.posting:
        return door
    again = bounded(posting)
    return Bounded(again.posting, (*door.notes, *again.notes))


def line(reading: Reading, source: str, seen: datetime) -> dict[str, Any]:
    """A reading for people and programs, one JSON object: the opportunity in its public shape, or why it is none."""
    if isinstance(reading.result, Rejected):
        refused = reading.result
        names = ("reason", "field", "text", "title", "url")
        return {"rejected": {name: getattr(refused, name) for name in names}}
    said = reading.posting
    shape = public_shape(
        reading.result, sources=[source_entry(source, said.url if said else None, seen, seen)]
    )
    return {"opportunity": present(shape, at=seen, public_url="")}
