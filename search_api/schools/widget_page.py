"""The search that a school puts on its own site: choose what it shows, see it, copy the code."""

from dataclasses import dataclass
from html import escape
from urllib.parse import urlencode

from flask import Blueprint, Response, request

from foothold.index.query import UNKNOWN
from foothold.searching.labels import KINDS
from search_api.services import Services, current_services
from search_api.web.search.filters import Choice
from search_api.web.site import page

schools = Blueprint("schools", __name__)

EMBED = "/embed/v1"
HEIGHT = 640


@dataclass(frozen=True, slots=True)
class Snippet:
    """`code` is what a site copies; `preview` the same frame from here."""

    boroughs: tuple[Choice, ...]
    kinds: tuple[Choice, ...]
    title: str
    code: str
    preview: str
    height: int


@schools.get("/schools")
def widget_maker() -> Response:
    return page(
        "schools.html",
        snippet=_snippet(current_services(), request.args.get("borough"), request.args.get("kind")),
    )


def _snippet(services: Services, borough: str | None, kind: str | None) -> Snippet:
    names = {one.slug: one.name for one in services.places.boroughs()}
    kinds = {str(value): text for value, text in KINDS.items() if value != UNKNOWN}
    chosen = {"borough": borough if borough in names else None, "kind": kind if kind in kinds else None}
    preview = EMBED + "?" + urlencode({name: value for name, value in chosen.items() if value})
    what = kinds.get(kind or "", "Apprenticeships and work experience")
    title = f"{what} in {names.get(borough or '', 'London')}"
    address = services.settings.public_url.rstrip("/") + preview.rstrip("?")
    code = (
        f'<iframe src="{escape(address)}" title="{escape(title)}"\n'
        f'  width="100%" height="{HEIGHT}" loading="lazy" style="border:0"></iframe>'
    )
    return Snippet(
        _choices("borough", "All of London", names, borough), _choices("kind", "Every kind", kinds, kind),
        title, code, preview.rstrip("?"), HEIGHT,
    )  # fmt: skip


def _choices(name: str, every: str, values: dict[str, str], chosen: str | None) -> tuple[Choice, ...]:
    first = Choice(f"{name}-all", name, "", every, chosen not in values)
    return (first, *(Choice(f"{name}-{v}", name, v, text, v == chosen) for v, text in values.items()))
