"""`GET /api/v1/export.jsonl` and `.csv`: everything that a search finds, in one answer that is sent as it is read."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import blake2b
from itertools import chain
from typing import Any

import orjson
from flask import Response, jsonify, request
from flask_limiter import Limiter
from flask_openapi3 import OpenAPI

from foothold.clock import london_date
from foothold.errors import IndexUnavailable
from foothold.index.contract import SearchIndex
from foothold.index.query import MAX_SIZE, Sort
from foothold.index.results import SearchResults
from foothold.model.public import present
from search_api.api.answer_shapes import ExportLine, ExportSchemaShape
from search_api.api.answers import fresh, kept
from search_api.api.documented import COPYING, documents, fields_parameter, problems, query_model
from search_api.api.export_columns import COLUMNS, chosen_columns, row
from search_api.api.fields import Chosen, read_fields
from search_api.api.opportunities import PAGING
from search_api.api.reading import read_strictly
from search_api.http.degraded import marked
from search_api.licences import NOTE, Licences
from search_api.search.parameters import Intents
from search_api.search.request import Asked
from search_api.services import Services, current_services

SCHEMA_PATH = "/api/v1/export/schema"
REVISION = "Foothold-Revision"
ABOUT = (
    "All that the search finds, the newest first, without pages. What changes meanwhile may be there as it was or as it"
    " is: the header Foothold-Revision tells from which revision on to follow `/api/v1/changes`."
)
Public = dict[str, Any]
Writing = Callable[[Iterable[Sequence[Public]], Chosen], Iterator[bytes]]


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """One way to write an export: a chunk a page of results, so that memory holds no more."""

    ending: str
    media_type: str
    summary: str
    write: Writing


def register(app: OpenAPI, limiter: Limiter) -> None:
    services: Services = app.extensions["foothold"]
    asking = query_model(
        "ExportParameters", services.reader.parameters | {"fields": fields_parameter()}, leave_out=PAGING
    )
    limited = limiter.shared_limit(services.settings.rate_limit_exports, scope="exports")
    for form in FORMS:
        _register(app, form, documents(query=asking), limited)

    @app.get(
        SCHEMA_PATH,
        tags=[COPYING],
        summary="What an export holds, and under which terms",
        responses={200: ExportSchemaShape, **problems(400, 414, 429)},
    )
    def describe_exports() -> Response:
        read_strictly(request.args, {})
        return kept(jsonify(schema(current_services().terms)))


def _register(app: OpenAPI, form: ExportFormat, documented: Any, limited: Any) -> None:
    def export() -> Response:
        return exported(current_services(), form)

    export.__name__ = f"export_{form.ending}"
    content = {form.media_type: {"schema": {"type": "string"}}}
    app.get(
        f"/api/v1/export.{form.ending}",
        tags=[COPYING],
        summary=form.summary,
        description=ABOUT,
        responses={
            200: {"description": "One record a line", "content": content},
            **problems(400, 414, 429, 503),
        },
    )(limited(documented(export)))


def exported(services: Services, form: ExportFormat) -> Response:
    """The first page is found before the answer begins, so that what is wrong is told as a problem; what breaks
    later breaks the connection, and nobody takes half for the whole."""
    asked = services.reader.strictly(request.args, leave_out=PAGING, also=("fields",))
    chosen = read_fields(request.args)
    search = services.intents.understood(asked, Intents.IGNORE).search
    asked = replace(search, sort=Sort.NEWEST, per_page=MAX_SIZE)
    at, index = services.clock(), services.engine.active()
    response = _begun(index, at, form, asked.query_string() + chosen.text)
    if response.status_code == 304:
        return response
    first = index.search(asked.search_query(at))
    if first.incomplete:
        # A program would take it for the whole.
        raise IndexUnavailable("The search index is being filled: an export would lack what is open.")
    # It was counted while there was no body yet.
    response.headers.remove("Content-Length")
    response.response = form.write(_pages(services, asked, at, index, first), chosen)
    response.headers["Content-Disposition"] = (
        f"attachment; filename=foothold-{london_date(at).isoformat()}.{form.ending}"
    )
    return marked(response, first.degraded)


def _begun(index: SearchIndex, at: datetime, form: ExportFormat, search: str) -> Response:
    """With a tag of the index's state, of the minute, as adverts close by time, and of the search."""
    response = fresh(Response(content_type=form.media_type))
    try:
        revision = index.applied_revision()
    except IndexUnavailable:
        # The stand-by may still search; what it says is not to be kept.
        return response
    state = f"{index.generation} {revision} {at:%Y%m%d%H%M} {form.ending} {search}"
    response.headers[REVISION] = str(revision)
    response.set_etag(blake2b(state.encode(), digest_size=12).hexdigest(), weak=True)
    return response.make_conditional(request)  # type: ignore[return-value]


def _pages(
    services: Services, asked: Asked, at: datetime, index: SearchIndex, found: SearchResults
) -> Iterator[list[Public]]:
    """Nothing of a page is kept here while its reader, who may be slow, takes it."""
    url, terms = services.settings.public_url, services.terms

    def shown(page: SearchResults) -> list[Public]:
        return [
            present(hit.public, at=at, public_url=url) | {"terms": terms.of(hit.public["sources"])}
            for hit in page.hits
        ]

    waiting = [found]
    del found
    while waiting:
        following = waiting[0].next_position
        yield shown(waiting.pop())
        if following is not None:
            waiting.append(index.search(asked.search_query(at, after=following)))


def _json_lines(pages: Iterable[Sequence[Public]], chosen: Chosen) -> Iterator[bytes]:
    def written(page: Sequence[Public]) -> bytes:
        return b"".join(
            orjson.dumps({"terms": public.pop("terms"), "opportunity": chosen.of(public)}) + b"\n"
            for public in page
        )

    return map(written, pages)


def _csv(pages: Iterable[Sequence[Public]], chosen: Chosen) -> Iterator[bytes]:
    columns = chosen_columns(chosen)

    def written(page: Sequence[Public]) -> bytes:
        return _csv_lines([row(columns, public) for public in page])

    return chain([_csv_lines([[column.name for column in columns]])], map(written, pages))


def _csv_lines(rows: Iterable[Iterable[object]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


FORMS = (
    ExportFormat("jsonl", "application/jsonl", "Export as JSON Lines", _json_lines),
    ExportFormat("csv", "text/csv; charset=utf-8", "Export as CSV", _csv),
)


def schema(terms: Licences) -> dict[str, Any]:
    """JSON Schema of a line, Frictionless Table Schema of the CSV, and every source's terms."""
    columns = [{"name": c.name, "type": c.type, "description": c.about} for c in COLUMNS]
    return {
        "record": ExportLine.model_json_schema(),
        "table": {"fields": columns, "missingValues": [""], "primaryKey": ["id"]},
        "licence": NOTE,
        "sources": terms.every(),
    }
