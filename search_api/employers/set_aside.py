"""Rows of an upload that are not saved though they can be read: our own example, what is filled, and doubles."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import cache

from foothold.model.identity import canonical_url, external_id
from foothold.model.posting import RawPosting, every
from foothold.reading.bounds import cut
from foothold.uploads.reading import MAX_BYTES, read_upload, template_csv
from foothold.uploads.rows import FieldError, SheetPosting
from search_api.employers.upload_messages import example_left, not_offered, one_advert_twice, unread_status

LIVE = frozenset(
    ("live", "open", "active", "published", "current", "advertised", "advertising", "available", "recruiting", "vacant",
     "new", "ongoing", "in progress", "approved", "yes", "")
)  # fmt: skip
NOT_OFFERED = frozenset(
    ("withdrawn", "filled", "closed", "cancelled", "canceled", "expired", "on hold", "hold", "paused", "suspended", "draft",
     "archived", "inactive", "unpublished", "not live", "not active", "not published", "not open", "no longer available",
     "unavailable", "not available", "removed", "deleted", "ended", "complete", "completed", "recruited", "appointed", "taken",
     "pending", "offline", "vacancy filled", "position filled", "role filled", "now closed", "now filled", "no")
)  # fmt: skip
EXAMPLE_NAMES = ("external_id", "title", "employer")


def is_example(posting: RawPosting) -> bool:
    """Whether every word of a row is that of the template's example, columns that were taken out aside."""
    said, example = _words(posting), _example()
    return all(name in said for name in EXAMPLE_NAMES) and all(
        example.get(name) == text for name, text in said.items()
    )


def skipped(posting: RawPosting) -> FieldError | None:
    """Why a row must not be published, if its own words say so."""
    if is_example(posting):
        return example_left(cut(posting.title or "", 200))
    return None if is_offered(posting) else not_offered(cut(status_of(posting), 200))


def is_offered(posting: RawPosting) -> bool:
    """False where the row's status says that nobody can apply."""
    return _plain(status_of(posting)) not in NOT_OFFERED


def note_on_status(posting: RawPosting) -> tuple[FieldError, ...]:
    """Of a status that says neither that the advert is live nor that it is not."""
    status = status_of(posting)
    return () if _plain(status) in LIVE | NOT_OFFERED else (unread_status(cut(status, 200)),)


def status_of(posting: RawPosting) -> str:
    return (posting.status or "").strip() if isinstance(posting, SheetPosting) else ""


def doubles(rows: Iterable[tuple[int, RawPosting]]) -> Mapping[int, FieldError]:
    """By their numbers, the rows of a file that differ and would be kept under one id; the same row twice is one."""
    by_id: dict[str, list[tuple[int, RawPosting]]] = {}
    for number, posting in rows:
        by_id.setdefault(external_id(posting), []).append((number, posting))
    found: dict[int, FieldError] = {}
    for same in by_id.values():
        if len(same) > 1 and any(_words(posting) != _words(same[0][1]) for _, posting in same[1:]):
            field = _known_by(same[0][1])
            numbers = [number for number, _ in same]
            for number, posting in same:
                text = cut(getattr(posting, field) or "", 200)
                found[number] = one_advert_twice(field, text, numbers)
    return found


def _known_by(posting: RawPosting) -> str:
    """The field that makes its id."""
    if (posting.external_id or "").strip():
        return "external_id"
    return "url" if canonical_url(posting.url) else "title"


def _plain(status: str) -> str:
    return " ".join(status.casefold().replace("-", " ").strip(" .!").split())


def _words(posting: RawPosting) -> dict[str, tuple[str, ...]]:
    return {name: tuple(" ".join(text.split()) for text in every(tuple(said) if isinstance(said, list) else said))
            for name, said in posting.texts().items()}  # fmt: skip


@cache
def _example() -> dict[str, tuple[str, ...]]:
    sheet = read_upload(
        template_csv().encode(), "text/csv", None, seen=datetime(2026, 1, 1, tzinfo=UTC), max_bytes=MAX_BYTES, max_rows=1
    )  # fmt: skip
    posting = sheet.rows[0].posting
    return _words(posting) if posting else {}
