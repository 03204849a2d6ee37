"""Which fields a posting said that nobody could read: the record was taken without them."""

from foothold.model.opportunity import Opportunity
from foothold.model.posting import RawPosting, every

READ_AS = {
    "hours": "hours_per_week",
    "age": "age",
    "positions": "positions",
    "url": "url",
    "apply_url": "apply_url",
}
"""Fields of a posting that become one fact, or nothing where they cannot be read. Dates and places leave notes."""


def unread_fields(posting: RawPosting, taken: Opportunity) -> set[str]:
    """The names of the posting's fields that hold words of which nothing could be made."""
    found = {note.field for note in taken.notes}
    found |= {name for name, fact in READ_AS.items() if _said(posting, name) and getattr(taken, fact) is None}
    if _said(posting, "wage") and _no_pay(taken):
        found.add("wage")
    if _said(posting, "duration") and _no_length(taken):
        found.add("duration")
    return found


def _said(posting: RawPosting, name: str) -> bool:
    return any(text.strip() for text in every(getattr(posting, name)))


def _no_length(taken: Opportunity) -> bool:
    return taken.duration is None or (taken.duration.months is None and taken.duration.weeks is None)


def _no_pay(taken: Opportunity) -> bool:
    """No figure, no "unpaid", no "competitive": words that the grammar of pay does not know."""
    wage = taken.wage
    return wage is None or (
        wage.low is None and wage.high is None and wage.paid == "unknown" and not wage.flags
    )
