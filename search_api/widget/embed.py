"""`/embed/v1`: a small search that any site may frame. One request, no cookie, no storage, no script."""

import base64
import hashlib
from dataclasses import dataclass, replace

from flask import Blueprint, Flask, Response, current_app, request
from werkzeug.datastructures import MultiDict

from foothold.clock import london_date
from search_api.http.degraded import marked
from search_api.http.problems import BadParameters
from search_api.search.request import Asked
from search_api.search.searching import SearchAnswer, search
from search_api.services import Services, current_services
from search_api.web import messages, words
from search_api.web.card import Card, card_of
from search_api.web.search import alternatives
from search_api.web.search.alternatives import AskedBack
from search_api.web.search.filters import href
from search_api.web.site import page
from search_api.web.styles import Styles

embed = Blueprint("embed", __name__)

PATH = "/embed/v1"
PER_PAGE, MOST_PER_PAGE = 5, 20
TYPED = ("q", "near", "cursor")
"""What the widget has fields and links for; every other parameter is preset by the site that frames it."""


@dataclass(frozen=True, slots=True)
class Widget:
    """`preset` goes with every search from here; `place_preset` where a borough leaves no place to ask for."""

    title: str
    heading: str
    degraded: bool
    q: str
    near: str
    preset: tuple[tuple[str, str], ...]
    place_preset: bool
    messages: tuple[str, ...]
    meanings: AskedBack | None
    cards: tuple[Card, ...]
    next_page: str | None
    whole: str


def register(app: Flask, styles: Styles) -> None:
    app.register_blueprint(embed)
    policy = frame_policy(styles.embed)

    @app.after_request
    def may_be_framed(response: Response) -> Response:
        """Here alone; problems in the frame too."""
        if request.path.startswith("/embed/"):
            response.headers["Content-Security-Policy"] = policy
        return response


def frame_policy(style: str) -> str:
    """Nothing may run, one known style may apply, and any site may frame it."""
    known = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{known}'; base-uri 'none'; form-action 'self'; frame-ancestors *"


@embed.get(PATH)
def framed() -> Response:
    styles: Styles = current_app.extensions["foothold_styles"]
    widget = widget_of(current_services(), request.args)
    return marked(page("embed.html", widget=widget, style=styles.embed), widget.degraded)


def widget_of(services: Services, args: MultiDict[str, str]) -> Widget:
    """Raises IndexUnavailable."""
    asked, errors = services.reader.leniently(args)
    asked = replace(asked, per_page=min(asked.per_page or PER_PAGE, MOST_PER_PAGE))
    near = errors.pop("near", None) if errors.get("near") and errors["near"].candidates else None
    answer = _found(services, asked)
    total = answer.results.total
    today = london_date(services.clock())
    boroughs = [
        services.borough_names[code]
        for code in asked.filters.get("borough", ())
        if code in services.borough_names
    ]
    meanings = alternatives.asked_back(asked, near, PATH) if near else None
    return Widget(
        title=f"Apprenticeships and work experience in {boroughs[0] if len(boroughs) == 1 else 'London'}",
        heading=words.opportunities(total) if total else "No opportunities found",
        degraded=answer.results.degraded,
        q=args.get("q", "")[:200],
        near=args.get("near", "")[:100],
        preset=tuple(pair for pair in asked.pairs() if pair[0] not in TYPED),
        place_preset=bool(boroughs),
        messages=tuple(messages.message(error) for error in errors.values()),
        meanings=meanings,
        cards=tuple(card_of(public, today, asked) for public in answer.opportunities),
        next_page=href(replace(asked, cursor=answer.next_cursor), PATH) if answer.next_cursor else None,
        whole=href(replace(asked, per_page=None, cursor=None)),
    )


def _found(services: Services, asked: Asked) -> SearchAnswer:
    try:
        return search(services, asked, facets=())
    except BadParameters:
        return search(services, replace(asked, cursor=None), facets=())
