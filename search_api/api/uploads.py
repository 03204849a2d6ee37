"""`POST /api/v1/uploads`: an employer's adverts as CSV, XLSX or JSON, with its key."""

from typing import Any

from flask import Request, Response, jsonify, request
from flask_openapi3 import OpenAPI, Tag

from foothold.store.employers import EmployerAccount, by_key
from foothold.uploads.reading import read_upload
from search_api.api.documented import problems
from search_api.api.shapes import UploadShape
from search_api.employers.uploading import save_upload, summary
from search_api.http.problems import Refusal
from search_api.services import Services, current_services

EMPLOYERS = Tag(name="Employers", description="With the key that belongs to an employer.")
PATH = "/api/v1/uploads"
LONGEST_KEY = 200
_FILE = {"type": "string", "format": "binary"}
_TYPES = (
    "text/csv",
    "application/json",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
)
EXAMPLE_ROWS = [
    {"title": "Apprentice plumber", "kind": "Apprenticeship", "postcode": "E8 1EA", "wage": "£8.50 an hour",
     "closing": "31 October 2026"}
]  # fmt: skip
EXAMPLE_SHEET = "Title,Kind,Postcode,Wage,Closing date\nApprentice plumber,Apprenticeship,E8 1EA,£8.50 an hour,31 October 2026\n"
REQUEST_BODY: dict[str, Any] = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {"type": "object", "required": ["file"], "properties": {"file": _FILE}}
        },
        **{media_type: {"schema": {}} for media_type in _TYPES},
        "text/csv": {"schema": {}, "example": EXAMPLE_SHEET},
        "application/json": {"schema": {}, "example": EXAMPLE_ROWS},
    },
}


def register(app: OpenAPI) -> None:
    @app.post(
        PATH,
        tags=[EMPLOYERS],
        summary="Upload opportunities",
        description="Saves the rows that can be read and says of each other row what to write instead.",
        security=[{"key": []}],
        responses={200: UploadShape, **problems(400, 401, 408, 413, 415, 422, 429, 503)},
        openapi_extensions={"requestBody": REQUEST_BODY},
    )
    def upload() -> Response:
        services = current_services()
        employer = _employer(services, request)
        at = services.clock()
        body, content_type, filename = _file(request)
        settings = services.settings
        rows = read_upload(
            body,
            content_type,
            filename,
            seen=at,
            max_bytes=settings.upload_max_bytes,
            max_rows=settings.upload_max_rows,
        )
        response = jsonify(summary(save_upload(services, employer, rows, at), rows.unknown_headings))
        response.headers["Cache-Control"] = "no-store"
        return response


def _employer(services: Services, asked: Request) -> EmployerAccount:
    """Whose key it is, before any of the body is read. Raises a 401."""
    found = employer_of(services, asked)
    if not found:
        raise Refusal(
            401,
            "Send your key in a header: Authorization: Bearer KEY.",
            {"WWW-Authenticate": 'Bearer realm="uploads"'},
        )
    return found


def employer_of(services: Services, asked: Request) -> EmployerAccount | None:
    """Whose key the headers carry. Raises StoreUnavailable."""
    scheme, _, key = asked.headers.get("Authorization", "").partition(" ")
    key = key.strip()
    return by_key(services.store, key) if scheme.lower() == "bearer" and 0 < len(key) <= LONGEST_KEY else None


def _file(asked: Request) -> tuple[bytes, str | None, str | None]:
    """The bytes, and what is said of them: the form's field `file`, else the raw body."""
    if asked.mimetype != "multipart/form-data":
        return asked.get_data(cache=False), asked.content_type, None
    file = asked.files.get("file")
    if file is None:
        raise Refusal(422, "Send the file in a form field called “file”.")
    return file.read(), file.content_type, file.filename
