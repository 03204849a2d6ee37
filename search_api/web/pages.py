"""The pages for people: search, one opportunity, and what Foothold says of itself."""

import re

from flask import Blueprint, Response, render_template, request

from search_api.parts import parts
from search_api.problems import Problem
from search_api.web.search_page import search_page
from search_api.web.site import page

pages = Blueprint("pages", __name__)

_ID = re.compile(r"[a-z2-7]{12}")


@pages.get("/")
def home() -> Response:
    return page("search.html", search=search_page(parts(), request.args))


def problem_page(problem: Problem) -> Response:
    """Any problem, for people; needs neither store nor index."""
    return Response(render_template("problem.html", problem=problem), content_type="text/html; charset=utf-8")
