"""An employer's file into the store: the API and the employers' pages save through here, row by row."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from foothold.courses import built_in_courses
from foothold.normalise import Context, normalise
from foothold.posting import RawPosting, Rejected
from foothold.standing import Standing
from foothold.store.employers import EmployerAccount, positions
from foothold.store.records import Reading, Saved, save
from foothold.upload_rows import FieldError, Upload, UploadRow
from search_api.parts import Parts
from search_api.upload_messages import field_error


@dataclass(frozen=True, slots=True)
class RowResult:
    """`status` is `saved`, `unchanged` or `rejected`; `id` is None for a rejected row."""

    row: int
    status: str
    id: str | None
    errors: tuple[FieldError, ...] = ()


def save_upload(
    parts: Parts, employer: EmployerAccount, upload: Upload, at: datetime
) -> tuple[RowResult, ...]:
    """Every row's outcome, in order; good rows beside bad ones are saved."""
    context = Context(
        places=parts.places,
        courses=built_in_courses(),
        values={"employer": employer.name},
        positions=positions(parts.store),
        british=True,
        strict=True,
    )
    readings = [(row, _reading(row, context)) for row in upload.rows]
    whole = [(row, reading) for row, reading in readings if reading]
    stored = save(
        parts.store,
        f"upload-{employer.slug}",
        [reading for _, reading in whole],
        at=at,
        standing=Standing.OWN,
    )
    outcomes = {
        row.row: _outcome(row, reading, saved) for (row, reading), saved in zip(whole, stored, strict=True)
    }
    return tuple(
        outcomes.get(row.row) or RowResult(row.row, "rejected", None, row.errors) for row in upload.rows
    )


def summary(results: Sequence[RowResult]) -> dict[str, Any]:
    """The answer of the upload endpoint."""
    return {
        **{status: _count(results, status) for status in ("saved", "unchanged", "rejected")},
        "rows": [
            {
                "row": r.row,
                "status": r.status,
                "id": r.id,
                "errors": [{"field": e.field, "text": e.text, "message": e.message} for e in r.errors],
            }
            for r in results
        ],
    }


def _count(results: Iterable[RowResult], status: str) -> int:
    return sum(result.status == status for result in results)


def _reading(row: UploadRow, context: Context) -> Reading | None:
    """None for a row that is no whole posting: half a row must not be published."""
    if row.posting is None or row.errors:
        return None
    posting: RawPosting = row.posting
    return Reading(posting, normalise(posting, context))


def _outcome(row: UploadRow, reading: Reading, saved: Saved) -> RowResult:
    if isinstance(reading.result, Rejected):
        return RowResult(row.row, "rejected", None, (field_error(reading.result),))
    return RowResult(row.row, "unchanged" if saved.status == "unchanged" else "saved", saved.id)
