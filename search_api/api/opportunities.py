"""`GET /api/v1/opportunities`, one of them by id, and the facets alone."""

from typing import Any

from flask import Response, jsonify, redirect, request
from flask_openapi3 import OpenAPI
from pydantic import BaseModel, Field

from foothold.model.opportunity import Status
from foothold.model.public import present
from foothold.store.records import Moved, Record, find
from search_api.api.answer_shapes import OneShape, OpportunitiesShape
from search_api.api.answers import fresh, kept
from search_api.api.documented import READING, documents, fields_parameter, problems, query_model
from search_api.api.fields import EVERYTHING, Chosen, read_fields
from search_api.api.links import address, with_fields
from search_api.api.reading import read_strictly
from search_api.api.shapes import FacetsShape
from search_api.http.degraded import mark
from search_api.http.problems import Refusal
from search_api.search.parameters import Intents
from search_api.search.searching import SearchAnswer, labelled, search
from search_api.search.understanding import UnderstoodSearch
from search_api.services import Services, current_services

LIST_PATH = "/api/v1/opportunities"
PAGING = ("explain", "sort", "per_page", "cursor")


class OpportunityId(BaseModel):
    id: str = Field(description="12 lower-case characters", pattern="^[a-z2-7]{12}$")


def register(app: OpenAPI) -> None:
    services: Services = app.extensions["foothold"]
    parameters = services.reader.parameters
    answered = {"fields": fields_parameter()}
    searching = query_model("SearchParameters", parameters | answered)
    counting = query_model("FacetParameters", parameters, leave_out=PAGING)

    @app.get(
        LIST_PATH,
        tags=[READING],
        summary="Search the open opportunities",
        responses={200: OpportunitiesShape, **problems(400, 414, 422, 429, 503)},
    )
    @documents(query=searching)
    def list_opportunities() -> Response:
        asked = current_services().reader.strictly(request.args, also=("fields",))
        chosen = read_fields(request.args)
        understood = current_services().intents.understood(asked, Intents.IGNORE)
        answer = search(current_services(), understood.search)
        current_services().unanswered.note(understood.search, answer.results)
        body = listing(current_services(), understood, answer, chosen)
        degraded, following = answer.results.degraded, body["links"]["next"]
        return kept(jsonify(body), degraded=degraded, next_page=following)

    @app.get(
        "/api/v1/facets",
        tags=[READING],
        summary="Count the open opportunities by each filter",
        responses={200: FacetsShape, **problems(400, 414, 422, 429, 503)},
    )
    @documents(query=counting)
    def count_facets() -> Response:
        asked = current_services().reader.strictly(request.args, leave_out=PAGING)
        understood = current_services().intents.understood(asked, Intents.IGNORE)
        answer = search(current_services(), understood.search)
        facets = labelled(current_services(), answer.results.facets)
        body = {"total": answer.results.total, "facets": facets} | readings(understood)
        return kept(jsonify(body | mark(answer.results)), degraded=answer.results.degraded)

    @app.get(
        LIST_PATH + "/<id>",
        tags=[READING],
        summary="One opportunity, open or closed",
        responses={200: OneShape, **problems(400, 404, 410, 422, 429, 503), **_MOVED},
    )
    @documents(path=OpportunityId, query=query_model("OneParameters", answered))
    def one_opportunity(id: str) -> Response:  # noqa: A002 - the name in the path
        read_strictly(request.args, {}, also=("fields",))
        return _one(current_services(), id, read_fields(request.args))


_MOVED: dict[int | str, Any] = {
    308: {"description": "Merged with another: its address is in Location"},
}


def listing(
    services: Services, understood: UnderstoodSearch, answer: SearchAnswer, chosen: Chosen = EVERYTHING
) -> dict[str, Any]:
    asked = understood.asked

    def link(**changes: Any) -> str:
        return address(services, LIST_PATH, with_fields(asked.query_string(**changes), chosen))

    return {
        "total": answer.results.total,
        "opportunities": [chosen.of(public) for public in answer.opportunities],
        "facets": labelled(services, answer.results.facets),
        "links": {
            "self": link(),
            "next": link(cursor=answer.next_cursor) if answer.next_cursor else None,
        },
        **readings(understood),
        **({"matches": _matches(answer)} if asked.explain else {}),
        **mark(answer.results),
    }


def readings(understood: UnderstoodSearch) -> dict[str, Any]:
    """What the words were read as; nothing where that was not asked for."""
    if understood.asked.intents is not Intents.APPLY:
        return {}
    return {
        "intents": [
            {
                "words": intent.words,
                "filters": {name: list(values) for name, values in intent.filters.items()},
                "candidates": list(intent.candidates),
            }
            for intent in understood.intents
        ]
    }


def _matches(answer: SearchAnswer) -> dict[str, list[dict[str, str]]]:
    return {
        id_: [
            {"words": match.words, "field": match.field, "way": match.way, "found": match.found}
            for match in found
        ]
        for id_, found in answer.matches().items()
    }


def _one(services: Services, id: str, chosen: Chosen) -> Response:  # noqa: A002 - as above
    found = find(services.store, id)
    match found:
        case Moved():
            query = with_fields("", chosen)
            return redirect(f"{LIST_PATH}/{found.id}" + (f"?{query}" if query else ""), 308)  # type: ignore[return-value]
        case Record(status=Status.OPEN):
            return _shown(services, found, chosen)
        case Record(status=Status.WITHDRAWN):
            raise Refusal(410, "This opportunity has been withdrawn by its source or its employer.")
    raise Refusal(404, "There is no opportunity with this id.")


def _shown(services: Services, record: Record, chosen: Chosen) -> Response:
    shown = present(record.public, at=services.clock(), public_url=services.settings.public_url)
    response = jsonify(chosen.of(shown))
    closed = shown["status"] == Status.CLOSED
    # An advert closes without a new revision, so the tag of a closed one says so.
    response.set_etag(f"{record.revision}-closed" if closed else str(record.revision))
    return fresh(response).make_conditional(request)  # type: ignore[return-value]
