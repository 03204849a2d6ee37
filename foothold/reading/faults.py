"""A fault in one posting: counted by its kind and its place in the program, so that it is told without a word of it."""

import logging
import traceback
from collections import Counter
from dataclasses import replace
from pathlib import Path

from foothold.model.posting import RawPosting, Reason, Rejected, every
from foothold.reading.bounds import cut, encodable
from foothold.reading.deadline import Overdue

LONGEST_TEXT = 500
"""Characters of the words that decided a rejection."""
_PROGRAM = Path(__file__).parents[2]
_OURS = frozenset(("foothold", "crawlers", "search_api", "scheduler"))
_log = logging.getLogger(__name__)


class Faults:
    """What went wrong in one run, file or command, by fingerprint. The first of each is logged as it comes."""

    def __init__(self, where: str) -> None:
        self.where = where
        self.counts: Counter[str] = Counter()

    def note(self, error: BaseException, field: str | None) -> None:
        self.count(fingerprint(error), field)

    def count(self, fault: str, field: str | None = None) -> None:
        self.counts[fault] += 1
        if self.counts[fault] == 1:
            _log.warning("a posting was refused: where=%s field=%s fault=%s", self.where, field, fault)

    def sentences(self) -> list[str]:
        """For a person: how many postings each fault has cost, the most first."""
        return [
            f"Warning: {count} {'posting was' if count == 1 else 'postings were'} refused because of a fault: {fault}."
            for fault, count in self.counts.most_common()
        ]


def refusal(faults: Faults, error: BaseException, posting: RawPosting | None, field: str | None) -> Rejected:
    """What becomes of a posting that a fault keeps from being read or saved; the fault is counted and told."""
    faults.note(error, field)
    if posting is None:
        return Rejected(Reason.UNREADABLE_VALUE, field)
    text = " | ".join(every(getattr(posting, field))) if field else None
    return shortened(Rejected(Reason.UNREADABLE_VALUE, field, text, posting.title, posting.url))


def shortened(rejected: Rejected) -> Rejected:
    """A rejection that quotes no more than tells a person what it was."""
    text, title, url = (
        cut(encodable(words[: 2 * LONGEST_TEXT]), LONGEST_TEXT) if words else words
        for words in (rejected.text, rejected.title, rejected.url)
    )
    return replace(rejected, text=text, title=title, url=url)


def fingerprint(error: BaseException) -> str:
    """`ValueError at foothold/model/courses.py:81 read`: the innermost place of ours, without the words of the error."""
    if isinstance(error, Overdue):
        return "it took too long"  # Where it was stopped is chance.
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        path = Path(frame.filename)
        if path.is_relative_to(_PROGRAM) and path.relative_to(_PROGRAM).parts[0] in _OURS:
            return f"{type(error).__name__} at {path.relative_to(_PROGRAM)}:{frame.lineno} {frame.name}"
    return type(error).__name__
