"""`GET /api/v1/changes`: every change in order, so that others can keep a copy of all opportunities."""

from typing import Any

from flask import Response, jsonify, request
from flask_openapi3 import OpenAPI

from foothold.model.opportunity import Status
from foothold.model.public import present
from foothold.store.records import Record, changed_since, head_revision
from search_api.api.answer_shapes import ChangesShape
from search_api.api.answers import kept
from search_api.api.documented import COPYING, documents, fields_parameter, problems, query_model
from search_api.api.fields import Chosen, read_fields
from search_api.api.links import address, with_fields
from search_api.api.reading import number, read_strictly
from search_api.http.problems import BadParameters, ParameterError
from search_api.services import Services, current_services

PATH = "/api/v1/changes"
LICENCE_PATH = "/api/v1/export/schema"
DEFAULT_LIMIT, MOST = 100, 500
LAST_REVISION = 2**63 - 1
PARAMETERS = {
    parameter.name: parameter
    for parameter in (
        number(
            "after",
            "The revision up to which you have followed; 0, the beginning, unless given.",
            0,
            LAST_REVISION,
        ),
        number("limit", f"How many changes to answer with; {DEFAULT_LIMIT} unless given.", 1, MOST),
    )
}
ABOUT = (
    "Each opportunity once, at its latest revision, lowest first: `updated` with its data, or `deleted` where it was"
    " withdrawn, waits for review again or became part of another. Follow `next` until a page is empty; its `next` is"
    " itself: ask it again later. An advert that closes does not change: its data says until when it is open."
)


def register(app: OpenAPI) -> None:
    asking = query_model("ChangesParameters", PARAMETERS | {"fields": fields_parameter()})

    @app.get(
        PATH,
        tags=[COPYING],
        summary="Follow all changes",
        description=ABOUT,
        responses={200: ChangesShape, **problems(400, 414, 429, 503)},
    )
    @documents(query=asking)
    def follow_changes() -> Response:
        read = read_strictly(request.args, PARAMETERS, also=("fields",))
        body = changes(
            current_services(),
            read.get("after", 0),
            read.get("limit", DEFAULT_LIMIT),
            read_fields(request.args),
        )
        return kept(jsonify(body), next_page=body["next"] if body["items"] else None)


def changes(services: Services, after: int, limit: int, chosen: Chosen) -> dict[str, Any]:
    """One page, of one moment. Numbers are given in the order of commits (`foothold.store.revisions`), so that no
    lower one can appear later."""
    found = changed_since(services.store, after, limit)
    if not found:
        _refuse_ahead(services, after)
    reached = found[-1].revision if found else after
    following = with_fields(f"after={reached}&limit={limit}", chosen)
    return {
        "next": address(services, PATH, following),
        "items": [_item(services, record, chosen) for record in found],
        "license": address(services, LICENCE_PATH),
    }


def _item(services: Services, record: Record, chosen: Chosen) -> dict[str, Any]:
    """What waits for review was perhaps open before: whoever copied it then must drop it."""
    shown = record.status is Status.OPEN
    item: dict[str, Any] = {"state": "updated" if shown else "deleted", "kind": "opportunity"}
    item |= {"id": record.id, "modified": record.revision}
    if shown:
        public = present(record.public, at=services.clock(), public_url=services.settings.public_url)
        item["data"] = chosen.of(public)
    return item


def _refuse_ahead(services: Services, after: int) -> None:
    """A store that was restored from a backup has forgotten the numbers above it, and will give them again."""
    head = head_revision(services.store)
    if after > head:
        message = (
            f"The last change here is {head}: the store was restored. Copy everything again, from after=0."
        )
        raise BadParameters((ParameterError("after", str(after), message),))
