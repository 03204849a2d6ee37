"""The pages for people: search, one opportunity, and what Foothold says of itself."""

import re

from flask import Blueprint, Response, redirect, render_template, request
from werkzeug.datastructures import MultiDict

from foothold.model.opportunity import Status
from foothold.model.public import present
from foothold.store.records import Moved, Record, find
from search_api.http.degraded import marked
from search_api.http.problems import Problem, Refusal
from search_api.services import current_services
from search_api.web.advert.metadata import about_advert
from search_api.web.advert.page import advert_page, more_like
from search_api.web.advert.similar import similar
from search_api.web.advert.travel_help import HELP
from search_api.web.search.page import search_page
from search_api.web.site import page

pages = Blueprint("pages", __name__)

NO_ADVERT = "There is no opportunity at this address. Check it for typing mistakes, or search for it."
_ID = re.compile(r"[a-z2-7]{12}")


@pages.get("/")
def home() -> Response:
    search = search_page(current_services(), request.args)
    return marked(page("search.html", search=search), search.degraded)


@pages.get("/opportunities/<id>")
def opportunity(id: str) -> Response:  # noqa: A002 - the name in the path
    found = find(current_services().store, id) if _ID.fullmatch(id) else None
    match found:
        case Moved():
            return redirect(f"/opportunities/{found.id}", 308)  # type: ignore[return-value]
        case Record(status=Status.OPEN):
            services = current_services()
            public = present(found.public, at=services.clock(), public_url=services.settings.public_url)
            advert = advert_page(public, services, _age())
            return page("advert.html", advert=advert, about=about_advert(found, public, services))
        case Record(status=Status.WITHDRAWN):
            response = page(
                "withdrawn.html",
                id=found.id,
                title=found.public["title"],
                more=tuple(more_like(found.public)),
                similar=similar(current_services(), found.public),
            )
            response.status_code = 410
            return response
    raise Refusal(404, NO_ADVERT)


def _age() -> int | None:
    """The age that a visitor chose, for this one page."""
    asked, _ = current_services().reader.leniently(MultiDict({"age": request.args.get("age", "")}))
    return asked.age


@pages.get("/about")
def about_foothold() -> Response:
    return page("about.html", boroughs=len(current_services().places.boroughs()))


@pages.get("/how-we-check")
def how_we_check() -> Response:
    return page("how_we_check.html")


@pages.get("/travel")
def travel_help() -> Response:
    return page("travel.html", helps=HELP)


@pages.get("/accessibility")
def accessibility() -> Response:
    return page("accessibility.html")


@pages.get("/privacy")
def privacy() -> Response:
    return page("privacy.html")


def problem_page(problem: Problem) -> Response:
    """Any problem, for people; needs neither store nor index."""
    template = "embed_problem.html" if request.path.startswith("/embed/") else "problem.html"
    return Response(render_template(template, problem=problem), content_type="text/html; charset=utf-8")
