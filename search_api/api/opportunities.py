"""`GET /api/v1/opportunities`, one of them by id, and the facets alone."""

from typing import Any

from flask import Response, jsonify, redirect, request
from flask_openapi3 import OpenAPI, Tag
from pydantic import BaseModel, Field

from foothold.opportunity import Status
from foothold.public import present
from foothold.store.records import Moved, Record, find
from search_api.api.documented import documents, problems, query_model
from search_api.api.shapes import FacetsShape, OpportunitiesShape, OpportunityShape
from search_api.degraded import mark, marked
from search_api.params import Asked
from search_api.parts import Parts, parts
from search_api.problems import Refusal
from search_api.searching import Answer, labelled, search

LIST_PATH = "/api/v1/opportunities"
PAGING = ("sort", "per_page", "cursor")
FRESH_SECONDS = 10
"""How long a shared cache may answer for us: an upload must be findable within seconds."""
READING = Tag(name="Reading", description="Open to everyone, from any origin, without a key.")


class OpportunityId(BaseModel):
    id: str = Field(description="12 lower-case characters", pattern="^[a-z2-7]{12}$")


def register(app: OpenAPI) -> None:
    held: Parts = app.extensions["foothold"]
    parameters = held.reader.parameters
    searching = query_model("SearchParameters", parameters)
    counting = query_model("FacetParameters", parameters, leave_out=PAGING)

    @app.get(
        LIST_PATH,
        tags=[READING],
        summary="Search the open opportunities",
        responses={200: OpportunitiesShape, **problems(400, 414, 422, 429, 503)},
    )
    @documents(query=searching)
    def list_opportunities() -> Response:
        asked = parts().reader.strictly(request.args)
        answer = search(parts(), asked)
        return marked(_fresh(jsonify(listing(parts(), answer))), answer.results.degraded)

    @app.get(
        "/api/v1/facets",
        tags=[READING],
        summary="Count the open opportunities by each filter",
        responses={200: FacetsShape, **problems(400, 414, 422, 429, 503)},
    )
    @documents(query=counting)
    def count_facets() -> Response:
        asked = parts().reader.strictly(request.args, leave_out=PAGING)
        answer = search(parts(), asked)
        facets = labelled(parts(), answer.results.facets)
        body = {"total": answer.results.total, "facets": facets} | mark(answer.results.degraded)
        return marked(_fresh(jsonify(body)), answer.results.degraded)

    @app.get(
        LIST_PATH + "/<id>",
        tags=[READING],
        summary="One opportunity, open or closed",
        responses={200: OpportunityShape, **problems(404, 410, 422, 429, 503), **_MOVED},
    )
    @documents(path=OpportunityId)
    def one_opportunity(id: str) -> Response:  # noqa: A002 - the name in the path
        return _one(parts(), id)


_MOVED: dict[int, Any] = {
    304: {"description": "Not changed since the ETag that If-None-Match names"},
    308: {"description": "Merged with another: its address is in Location"},
}


def listing(held: Parts, answer: Answer) -> dict[str, Any]:
    return {
        "total": answer.results.total,
        "opportunities": list(answer.opportunities),
        "facets": labelled(held, answer.results.facets),
        "links": {
            "self": _link(held, answer.asked),
            "next": _link(held, answer.asked, cursor=answer.next_cursor) if answer.next_cursor else None,
        },
        **mark(answer.results.degraded),
    }


def _link(held: Parts, asked: Asked, **changes: Any) -> str:
    query = asked.query_string(**changes)
    return f"{held.settings.public_url.rstrip('/')}{LIST_PATH}" + (f"?{query}" if query else "")


def _one(held: Parts, id: str) -> Response:  # noqa: A002 - as above
    found = find(held.store, id)
    match found:
        case Moved():
            return redirect(f"{LIST_PATH}/{found.id}", 308)  # type: ignore[return-value]
        case Record(status=Status.OPEN):
            return _shown(held, found)
        case Record(status=Status.WITHDRAWN):
            raise Refusal(410, "This opportunity has been withdrawn by its source or its employer.")
    raise Refusal(404, "There is no opportunity with this id.")


def _shown(held: Parts, record: Record) -> Response:
    shown = present(record.public, at=held.clock(), public_url=held.settings.public_url)
    response = jsonify(shown)
    closed = shown["status"] == Status.CLOSED
    # An advert closes without a new revision, so the tag of a closed one says so.
    response.set_etag(f"{record.revision}-closed" if closed else str(record.revision))
    return _fresh(response).make_conditional(request)  # type: ignore[return-value]


def _fresh(response: Response) -> Response:
    response.headers["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
    return response
