"""An employer's file into the store: the API and the employers' pages save through here, row by row."""

import time
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from foothold.clock import LONDON
from foothold.model.authority import Standing, upload_source
from foothold.model.courses import built_in_courses
from foothold.model.identity import external_id, opportunity_id
from foothold.model.posting import Reason, Rejected
from foothold.reading.bounds import bounded, encodable
from foothold.reading.faults import Faults
from foothold.reading.intake import Reading, intake
from foothold.reading.normalise import Context
from foothold.store.agreements import Authority, authority_of
from foothold.store.employers import EmployerAccount, positions
from foothold.store.records import Saved, save, withdraw_sightings
from foothold.uploads.rows import FieldError, Upload, UploadRow
from search_api.employers.set_aside import doubles, is_offered, note_on_status, skipped
from search_api.employers.unread import errors_beside, errors_in, notes_on
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
    source = upload_source(employer.slug)
    faults = Faults(source)
    read = list(_readings(upload, context, authority, faults, at, seconds))
    twice = doubles(
        (one.row.row, one.reading.posting)
        for one in read
        if one.reading and one.reading.posting and not isinstance(one.reading.result, Rejected)
    )
    read = [one.refused(error) if (error := twice.get(one.row.row)) else one for one in read]
    whole = [(one, one.reading) for one in read if one.reading]
    stored = save(
        services.store,
        source,
        [reading for _, reading in whole],
        at=at,
        standing=Standing.BROKER,
        faults=faults,
    )
    outcomes = {
        one.row.row: _outcome(one, reading, saved, employer)
        for (one, reading), saved in zip(whole, stored, strict=True)
    }
    _withdraw_filled(services, source, upload, at, kept={saved.id for saved in stored})
    return tuple(
        outcomes.get(one.row.row) or RowResult(one.row.row, "rejected", None, one.errors) for one in read
    )


def _withdraw_filled(
    services: Services, source: str, upload: Upload, at: datetime, kept: Set[str | None]
) -> None:
    """What an earlier file advertised, and this one says is filled, closed or withdrawn."""
    own = [
        opportunity_id(source, external_id(bounded(row.posting).posting))
        for row in upload.rows
        if row.posting and not is_offered(row.posting)
    ]
    if gone := [one for one in own if one not in kept]:
        withdraw_sightings(services.store, gone, at)


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


@dataclass(frozen=True, slots=True)
class _ReadRow:
    """A row, what it says if it is a whole posting, and what its employer is told: errors keep it out."""

    row: UploadRow
    reading: Reading | None
    errors: tuple[FieldError, ...] = ()
    notes: tuple[FieldError, ...] = ()

    def refused(self, error: FieldError) -> "_ReadRow":
        """The same row, kept out for what stands in others."""
        why = Rejected(Reason.INVALID_FIELD, error.field, error.text)
        reading = replace(self.reading, result=why) if self.reading else None
        return _ReadRow(self.row, reading, (error,))


def _readings(
    upload: Upload, context: Context, authority: Authority, faults: Faults, at: datetime, seconds: float
) -> Iterator[_ReadRow]:
    """What each row says, until the file has taken its time: the rows after that are sent back."""
    began = time.thread_time()
    today = at.astimezone(LONDON).date()
    for row in upload.rows:
        if time.thread_time() - began >= seconds:
            late = Rejected(Reason.UNREADABLE_VALUE, "row", TOOK_TOO_LONG)
            yield _ReadRow(row, Reading(None, late), (field_error(late),))
        elif row.posting and (why := skipped(row.posting)):
            yield _ReadRow(row, None, (why,))
        else:
            yield _told_of(row, _reading(row, context, authority, faults), context, today)


def _told_of(row: UploadRow, reading: Reading | None, context: Context, today: date) -> _ReadRow:
    """All of a row's errors at once, or the notes on what is kept of it."""
    if reading is None:
        also = errors_beside(row.posting, context, today) if row.posting else ()
        return _ReadRow(row, None, (*row.errors, *also))
    if isinstance(reading.result, Rejected):
        return _ReadRow(row, reading, errors_in(reading.result, reading.posting, context, today))
    notes = notes_on(reading.posting, reading.result, today) if reading.posting else ()
    return _ReadRow(row, reading, notes=(*notes, *(note_on_status(row.posting) if row.posting else ())))


def _reading(row: UploadRow, context: Context, authority: Authority, faults: Faults) -> Reading | None:
    """None for a row that is no whole posting: half a row must not be published."""
    if row.posting is None or row.errors:
        return None
    reading = intake(row.posting, context, faults)
    if isinstance(reading.result, Rejected) or reading.result.employer is None:
        return reading
    standing = authority.standing_for(reading.result.employer.name)
    return replace(reading, standing=standing or Standing.BROKER, waits=standing is None)


def _outcome(one: _ReadRow, reading: Reading, saved: Saved, account: EmployerAccount) -> RowResult:
    row = one.row.row
    if isinstance(reading.result, Rejected):
        return RowResult(row, "rejected", None, one.errors)
    if saved.status == "rejected":
        return RowResult(row, "rejected", None, (field_error(Rejected(Reason.UNREADABLE_VALUE)),))
    named = reading.result.employer.name if reading.result.employer else ""
    if saved.status == "refused":
        return RowResult(row, "rejected", None, (refused(named, saved.why),))
    if saved.waiting:
        return RowResult(row, "waiting", saved.id, notes=(waits(named, account.name), *one.notes))
    status = "unchanged" if saved.status == "unchanged" else "saved"
    return RowResult(row, status, saved.id, notes=one.notes)
