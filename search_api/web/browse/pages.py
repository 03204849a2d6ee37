"""London by borough, by type of work and by employer: pages that begin with what is there, not with a question."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

from flask import Blueprint, Response, redirect

from foothold.index.query import UNKNOWN, Include
from foothold.model.courses import ROUTES
from foothold.model.organisations import slugify
from foothold.model.places import Borough, straight_metres
from foothold.model.public import PublicEmployer
from foothold.store import employers
from search_api.http.degraded import marked
from search_api.search.request import Asked
from search_api.search.searching import search
from search_api.services import Services, current_services
from search_api.web.advert.page import Link
from search_api.web.browse.borough_map import BoroughMap, borough_map
from search_api.web.browse.browse_page import Count, counts, landing
from search_api.web.search.filters import href
from search_api.web.site import page

around = Blueprint("around", __name__)

NEIGHBOURS = 5
ROUTE_BY_SLUG: Mapping[str, str] = {slugify(route): route for route in ROUTES}
OFFERED = 3
LIKENESS = 0.5


@dataclass(frozen=True, slots=True)
class Boroughs:
    """`elsewhere` are the adverts that count in no borough."""

    map: BoroughMap
    elsewhere: tuple[Count, ...]
    total: int
    degraded: bool


@dataclass(frozen=True, slots=True)
class PublicPromise:
    """A public promise, what it rests on, and where that can be read."""

    name: str
    basis: str | None
    url: str | None


@around.get("/boroughs")
def boroughs() -> Response:
    shown = boroughs_page(current_services())
    return marked(page("boroughs.html", view=shown), shown.degraded)


def boroughs_page(services: Services) -> Boroughs:
    """Raises IndexUnavailable."""
    answer = search(services, Asked(per_page=1), ("borough",))
    counted = {facet.value: facet.count for facet in answer.results.facets["borough"]}
    return Boroughs(
        borough_map(services.places.boroughs(), counted),
        (
            Count("Borough not stated", href(_in_borough(UNKNOWN)), counted.get(UNKNOWN, 0)),
            _elsewhere(services, "Open to the whole country", Asked(national=Include.ONLY)),
            _elsewhere(services, "From home or online", Asked(remote=Include.ONLY)),
        ),
        answer.results.total,
        answer.results.degraded,
    )


def _in_borough(code: str) -> Asked:
    return Asked(filters={"borough": (code,)})


def _elsewhere(services: Services, label: str, asked: Asked) -> Count:
    """Adverts that are in no borough are no value of the facet: each has a search of its own."""
    return Count(label, href(asked), search(services, replace(asked, per_page=1), ()).results.total)


@around.get("/boroughs/<slug>")
def borough(slug: str) -> Response:
    services = current_services()
    by_slug = {one.slug: one for one in services.places.boroughs()}
    if slug not in by_slug:
        known = services.places.borough_by(slug)
        if known:
            return redirect(f"/boroughs/{known.slug}", 308)  # type: ignore[return-value]
        near = get_close_matches(slug[:60].lower(), by_slug, n=OFFERED, cutoff=LIKENESS)
        offers = tuple(Link(by_slug[one].name, f"/boroughs/{one}") for one in near)
        return _unknown("We do not know that borough", slug, offers, Link("See all boroughs", "/boroughs"))
    view = landing(services, "borough", by_slug[slug].code, ("kind", "level", "route"))
    shown = page("borough.html", borough=by_slug[slug], view=view, near=_neighbours(services, by_slug[slug]))
    return marked(shown, view.degraded)


def _neighbours(services: Services, borough: Borough) -> tuple[Link, ...]:
    """The boroughs whose middles are nearest."""
    centres = services.places.centres
    here = centres[borough.code]
    others = (one for one in services.places.boroughs() if one != borough)
    nearest = sorted(others, key=lambda one: straight_metres(*here, *centres[one.code]))[:NEIGHBOURS]
    return tuple(Link(one.name, f"/boroughs/{one.slug}") for one in nearest)


@around.get("/routes")
def routes() -> Response:
    services = current_services()
    answer = search(services, Asked(per_page=1), ("route",))
    counted = {one.label: one for one in counts(services, Asked(), answer, "route")}
    rows = [
        Count(route, f"/routes/{slug}", counted[route].count if route in counted else 0)
        for slug, route in ROUTE_BY_SLUG.items()
    ]
    unstated = [one for label, one in counted.items() if label not in ROUTES]
    shown = page("routes.html", rows=(*rows, *unstated), total=answer.results.total)
    return marked(shown, answer.results.degraded)


@around.get("/routes/<slug>")
def route(slug: str) -> Response:
    if slug not in ROUTE_BY_SLUG:
        near = get_close_matches(slug[:60].lower(), ROUTE_BY_SLUG, n=OFFERED, cutoff=LIKENESS)
        offers = tuple(Link(ROUTE_BY_SLUG[one], f"/routes/{one}") for one in near)
        return _unknown(
            "We do not know that type of work", slug, offers, Link("See all types of work", "/routes")
        )
    view = landing(current_services(), "route", ROUTE_BY_SLUG[slug], ("kind", "level", "borough"))
    return marked(page("route.html", route=ROUTE_BY_SLUG[slug], view=view), view.degraded)


@around.get("/employer/<slug>")
def employer(slug: str) -> Response:
    services = current_services()
    view = (
        landing(services, "employer", slug, ("kind", "level", "route", "borough")) if _is_slug(slug) else None
    )
    if view and view.total:
        shown = [one["employer"] for one in view.answer.opportunities if one["employer"]]
        response = page("employer.html", name=shown[0]["name"], view=view, commitments=commitments(shown))
        return marked(response, view.degraded)
    account = employers.by_slug(services.store, slug) if view else None
    if view and account:
        return marked(page("employer.html", name=account.name, view=view, commitments=()), view.degraded)
    return _unknown(
        "We have nothing open from that employer", slug, (), Link("See all boroughs", "/boroughs")
    )


def _is_slug(slug: str) -> bool:
    return slug == slugify(slug) and slug != UNKNOWN and len(slug) <= 100


def commitments(shown: Sequence[PublicEmployer]) -> tuple[PublicPromise, ...]:
    """Each promise once, as the first of the employer's adverts tells it."""
    told = (one for employer in shown for one in employer["commitments"])
    found: dict[str, PublicPromise] = {}
    for one in told:
        named = f"{one['name']} ({one['level']})" if one["level"] else str(one["name"])
        found.setdefault(named, PublicPromise(named, one["basis"] or None, one["url"]))
    return tuple(found.values())


def _unknown(title: str, slug: str, offers: tuple[Link, ...], every: Link) -> Response:
    """A 404 that leads on: to what was nearly written, to a search for the words, and to the whole list."""
    words = " ".join(slug[:100].replace("-", " ").split())
    response = page("not_known.html", title=title, words=words, offers=offers, every=every)
    response.status_code = 404
    response.headers["Cache-Control"] = "no-store"
    return response
