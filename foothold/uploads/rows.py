"""What an uploaded file holds: its rows in order, each a posting or the reason why it is none."""

from dataclasses import dataclass

from foothold.model.posting import RawPosting


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with a field of a row: the text that stood there, and what to do about it."""

    field: str
    text: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPosting(RawPosting):
    """A posting of a sheet that has a column for where the advert stands: `Filled`, `Live`."""

    status: str | None = None


@dataclass(frozen=True, slots=True)
class UploadRow:
    """`row` counts a sheet's rows as a spreadsheet program shows them (the heading is row 1), and the objects
    of JSON from 1. A posting with errors was read without the fields that they name."""

    row: int
    posting: RawPosting | None
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True, slots=True)
class Upload:
    """`unknown_headings` are columns that no field is read from, as the sheet writes them."""

    rows: tuple[UploadRow, ...]
    unknown_headings: tuple[str, ...] = ()
