"""What `/operate` shows, in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from foothold.clock import LONDON
from foothold.store.page_checks import Check
from foothold.store.rejected import RejectedPosting
from foothold.store.reports import Report, Urgent
from search_api.operating.state import OperatingState, SourceState


@dataclass(frozen=True, slots=True)
class StatusRow:
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StatusTable:
    """A table with its heading; `empty` is said where it has no rows."""

    heading: str
    columns: tuple[str, ...]
    rows: tuple[StatusRow, ...]
    empty: str


@dataclass(frozen=True, slots=True)
class OperatePage:
    at: str
    index: str
    copies: str
    operators: str
    parts: tuple[StatusTable, ...]


def page_of(state: OperatingState) -> OperatePage:
    jobs = tuple(
        StatusRow((one.job.id, one.next_text, _when(one.last), one.result, one.retry_text, one.job.why))
        for one in state.jobs
    )
    return OperatePage(
        at=_when(state.at),
        index=_index(state),
        copies=f"{state.possible_copies} pairs of adverts may be copies.",
        operators=state.operators,
        parts=(
            *_first(state),
            StatusTable(
                "Sources",
                ("Source", "Last run", "Verdict", "Postings", "Rejected", "Last healthy", "Why"),
                tuple(_source(one, state.at) for one in state.sources),
                "No source is on.",
            ),
            StatusTable(
                "Jobs",
                ("Job", "Next run", "Last run", "Result", "If it fails", "Why it is there"),
                jobs,
                "No jobs.",
            ),
            StatusTable(
                "Problems that visitors reported",
                ("Report", "When", "Advert", "Reason", "What was written", "Title"),
                tuple(map(_report, state.reports)),
                "No report is open.",
            ),
            StatusTable(
                "Adverts to look at",
                ("Advert", "Source", "Asked", "Its page"),
                tuple(map(_check, state.review)),
                "Every page that was asked shows its advert or is gone.",
            ),
            StatusTable(
                "Rejected last",
                ("When", "Source", "Reason", "Title", "Field"),
                tuple(map(_rejected, state.rejected)),
                "Nothing was rejected.",
            ),
        ),
    )


def _first(state: OperatingState) -> Iterator[StatusTable]:
    """Above everything else, and only where there is something."""
    if state.urgent:
        columns = ("Advert", "Since", "Reported as", "Reports", "Now", "Title")
        yield StatusTable("Look at these adverts first", columns, tuple(map(_urgent, state.urgent)), "")


def _urgent(one: Urgent) -> StatusRow:
    now = "hidden" if one.hidden else "shown"
    return StatusRow((one.id, _when(one.since), one.why, str(one.reports), now, one.title or ""))


def _index(state: OperatingState) -> str:
    index = state.index
    if index.applied is None:
        return f"The index does not answer: {index.why}"
    behind = f"{index.lag} changes and {index.lag_seconds:.0f} seconds behind the record store"
    by = " The stand-by answers searches." if index.degraded else ""
    return f"The index is at revision {index.applied} of {index.head}: {behind}.{by}"


def _source(one: SourceState, at: datetime) -> StatusRow:
    last = one.last
    if last is None:
        return StatusRow((one.source.slug, "never", "", "", "", "never", ""))
    age = one.healthy_age(at)
    # Of fewer adverts the second sentence tells how far they are from being believed.
    told = list(last.evidence[: 2 if last.drop else 1] if last.verdict != "healthy" or last.drop else ())
    if last.accepted:
        told.append(f"{last.accepted.by} accepted it on {_when(last.accepted.at)}.")
    return StatusRow(
        (
            one.source.slug,
            _when(last.started),
            last.verdict or "",
            str(last.counts.seen),
            str(last.counts.rejected),
            _ago(age) if age is not None else "never",
            " ".join(told),
        )
    )


def _check(one: Check) -> StatusRow:
    return StatusRow((one.title, one.source, _when(one.at), one.why))


def _report(one: Report) -> StatusRow:
    reason = f"{one.reason} x{one.times}" if one.times > 1 else one.reason
    return StatusRow(
        (str(one.number), _when(one.at), one.opportunity, reason, one.said or "", one.title or "")
    )


def _rejected(one: RejectedPosting) -> StatusRow:
    said = f"{one.rejected.field}: {(one.rejected.text or '')[:80]}" if one.rejected.field else ""
    return StatusRow((_when(one.at), one.source, one.rejected.reason, one.rejected.title or "", said))


def _when(at: datetime | None) -> str:
    return f"{at.astimezone(LONDON):%a %d %b %H:%M}" if at else "never"


def _ago(age: timedelta) -> str:
    hours = age.total_seconds() / 3600
    return f"{hours:.0f} hours ago" if hours < 48 else f"{hours / 24:.0f} days ago"
