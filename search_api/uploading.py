"""An employer's file into the store: the API and the employers' pages save through here, row by row."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from foothold.courses import built_in_courses
from foothold.normalise import Context, normalise
from foothold.posting import RawPosting, Rejected
from foothold.standing import Standing, upload_source
from foothold.store.agreements import Authority, authority_of
from foothold.store.employers import EmployerAccount, positions
from foothold.store.records import Reading, Saved, save
from foothold.upload_rows import FieldError, Upload, UploadRow
from search_api.parts import Parts
from search_api.upload_messages import field_error, refused, waits

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


def save_upload(
    parts: Parts, employer: EmployerAccount, upload: Upload, at: datetime
) -> tuple[RowResult, ...]:
    """Every row's outcome, in order; good rows beside bad ones are saved. Those of employers for whom the account
    does not speak wait until a member of staff has approved them."""
    authority = authority_of(parts.store, employer.name)
    context = Context(
        places=parts.places,
        courses=built_in_courses(),
        values={"employer": employer.name},
        positions=positions(parts.store),
        british=True,
        strict=True,
    )
    readings = [(row, _reading(row, context, authority)) for row in upload.rows]
    whole = [(row, reading) for row, reading in readings if reading]
    stored = save(
        parts.store,
        upload_source(employer.slug),
        [reading for _, reading in whole],
        at=at,
        standing=Standing.BROKER,
    )
    outcomes = {
        row.row: _outcome(row, reading, saved, employer)
        for (row, reading), saved in zip(whole, stored, strict=True)
    }
    return tuple(
        outcomes.get(row.row) or RowResult(row.row, "rejected", None, row.errors) for row in upload.rows
    )


def summary(results: Sequence[RowResult]) -> dict[str, Any]:
    """The answer of the upload endpoint."""
    return {
        **{status: _count(results, status) for status in STATUSES},
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
    return [{"field": one.field, "text": one.text, "message": one.message} for one in said]


def _count(results: Iterable[RowResult], status: str) -> int:
    return sum(result.status == status for result in results)


def _reading(row: UploadRow, context: Context, authority: Authority) -> Reading | None:
    """None for a row that is no whole posting: half a row must not be published."""
    if row.posting is None or row.errors:
        return None
    posting: RawPosting = row.posting
    result = normalise(posting, context)
    if isinstance(result, Rejected) or result.employer is None:
        return Reading(posting, result)
    standing = authority.standing_for(result.employer.name)
    return Reading(posting, result, standing=standing or Standing.BROKER, waits=standing is None)


def _outcome(row: UploadRow, reading: Reading, saved: Saved, account: EmployerAccount) -> RowResult:
    if isinstance(reading.result, Rejected):
        return RowResult(row.row, "rejected", None, (field_error(reading.result),))
    named = reading.result.employer.name if reading.result.employer else ""
    if saved.status == "refused":
        return RowResult(row.row, "rejected", None, (refused(named, saved.why),))
    if saved.waiting:
        return RowResult(row.row, "waiting", saved.id, notes=(waits(named, account.name),))
    return RowResult(row.row, "unchanged" if saved.status == "unchanged" else "saved", saved.id)
