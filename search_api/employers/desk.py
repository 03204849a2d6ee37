"""How an employer sends its adverts: the sheet to fill in, the headings that are read, and the key."""

from dataclasses import dataclass

from flask import Blueprint, Response

from foothold.uploads.reading import Heading, accepted_headings, template_csv
from search_api.services import current_services
from search_api.web.site import page

desk = Blueprint("employers", __name__)

TEMPLATE_NAME = "foothold-adverts.csv"
KEPT_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A heading as the table of the page shows it."""

    heading: str
    others: str
    meaning: str
    example: str


@desk.get("/employers")
def employers() -> Response:
    settings = current_services().settings
    return page(
        "employers.html",
        columns=tuple(map(_column, accepted_headings())),
        most_rows=f"{settings.upload_max_rows:,}",
        most_megabytes=f"{settings.upload_max_bytes / 1_000_000:g}",
    )


@desk.get("/employers/template.csv")
def template() -> Response:
    # A spreadsheet program takes a sheet without this mark for Windows-1252.
    response = Response("\ufeff" + template_csv(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{TEMPLATE_NAME}"'
    response.headers["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
    return response


def _column(entry: Heading) -> SheetColumn:
    return SheetColumn(entry.headings[0], ", ".join(entry.headings[1:]), entry.meaning, entry.example)
