"""An employer's file into the store: the API and the employers' pages save through here, row by row."""

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from foothold.model.authority import Standing, upload_source
from foothold.model.courses import built_in_courses
from foothold.model.posting import Reason, Rejected
from foothold.reading.bounds import encodable
from foothold.reading.faults import Faults
from foothold.reading.intake import Reading, intake
from foothold.reading.normalise import Context
from foothold.store.agreements import Authority, authority_of
from foothold.store.employers import EmployerAccount, positions
from foothold.store.records import Saved, save
from foothold.uploads.rows import FieldError, Upload, UploadRow
from search_api.employers.upload_messages import TOOK_TOO_LONG, field_error, refused, waits
from search_api.services import Services

STATUSES = ("saved", "unchanged", "waiting", "rejected")


@dataclass(frozen=True, slots=True)
class RowResult:
    """`status` is `saved`, `unchanged`, `waiting` or `rejected`; `id` is None for a rejected row. `notes` say what is
    to be known of a row that was kept."""

    row: int
    status: str
    id: str | None
    errors: tuple[FieldError, ...] = ()
    notes: tuple[FieldError, ...] = ()


MOST_HEADINGS, LONGEST_HEADING = 100, 200
"""Columns that are named as not read, and characters of each heading."""
SECONDS_A_FILE = 10.0
"""Processor time that reading the rows of one file may take, many times that of the largest honest ones."""


def save_upload(
    services: Services,
    employer: EmployerAccount,
    upload: Upload,
    at: datetime,
    seconds: float = SECONDS_A_FILE,
) -> tuple[RowResult, ...]:
    """Every row's outcome, in order; good rows beside bad ones are saved, and those that were read in time. Those of
    employers for whom the account does not speak wait until a member of staff has approved them."""
    authority = authority_of(services.store, employer.name)
    context = Context(
        places=services.places,
        courses=built_in_courses(),
        values={"employer": employer.name},
        positions=positions(services.store),
        british=True,
        strict=True,
    )
    faults = Faults(upload_source(employer.slug))
    readings = list(_readings(upload, context, authority, faults, seconds))
    whole = [(row, reading) for row, reading in readings if reading]
    stored = save(
        services.store,
        upload_source(employer.slug),
        [reading for _, reading in whole],
        at=at,
        standing=Standing.BROKER,
        faults=faults,
    )
    outcomes = {
        row.row: _outcome(row, reading, saved, employer)
        for (row, reading), saved in zip(whole, stored, strict=True)
    }
    return tuple(
        outcomes.get(row.row) or RowResult(row.row, "rejected", None, row.errors) for row in upload.rows
    )


def summary(results: Sequence[RowResult], unknown_headings: Sequence[str]) -> dict[str, Any]:
    """The answer of the upload endpoint."""
    return {
        **{status: _count(results, status) for status in STATUSES},
        "unknown_headings": [
            encodable(heading[:LONGEST_HEADING]) for heading in unknown_headings[:MOST_HEADINGS]
        ],
        "rows": [
            {
                "row": r.row,
                "status": r.status,
                "id": r.id,
                "errors": _told(r.errors),
                "notes": _told(r.notes),
            }
            for r in results
        ],
    }


def _told(said: Iterable[FieldError]) -> list[dict[str, str]]:
    return [
        {"field": encodable(one.field), "text": encodable(one.text), "message": encodable(one.message)}
        for one in said
    ]


def _count(results: Iterable[RowResult], status: str) -> int:
    return sum(result.status == status for result in results)


def _readings(
    upload: Upload, context: Context, authority: Authority, faults: Faults, seconds: float
) -> Iterator[tuple[UploadRow, Reading | None]]:
    """What each row says, until the file has taken its time: the rows after that are sent back."""
    began = time.thread_time()
    for row in upload.rows:
        if time.thread_time() - began < seconds:
            yield row, _reading(row, context, authority, faults)
        else:
            yield row, Reading(None, Rejected(Reason.UNREADABLE_VALUE, "row", TOOK_TOO_LONG))


def _reading(row: UploadRow, context: Context, authority: Authority, faults: Faults) -> Reading | None:
    """None for a row that is no whole posting: half a row must not be published."""
    if row.posting is None or row.errors:
        return None
    reading = intake(row.posting, context, faults)
    if isinstance(reading.result, Rejected) or reading.result.employer is None:
        return reading
    standing = authority.standing_for(reading.result.employer.name)
    return replace(reading, standing=standing or Standing.BROKER, waits=standing is None)


def _outcome(row: UploadRow, reading: Reading, saved: Saved, account: EmployerAccount) -> RowResult:
    if isinstance(reading.result, Rejected):
        return RowResult(row.row, "rejected", None, (field_error(reading.result),))
    if saved.status == "rejected":
        return RowResult(row.row, "rejected", None, (field_error(Rejected(Reason.UNREADABLE_VALUE)),))
    named = reading.result.employer.name if reading.result.employer else ""
    if saved.status == "refused":
        return RowResult(row.row, "rejected", None, (refused(named, saved.why),))
    if saved.waiting:
        return RowResult(row.row, "waiting", saved.id, notes=(waits(named, account.name),))
    return RowResult(row.row, "unchanged" if saved.status == "unchanged" else "saved", saved.id)
