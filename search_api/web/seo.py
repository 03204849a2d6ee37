"""What machines ask for so that people find Foothold elsewhere: the sitemap, robots.txt, and OpenSearch."""

from collections.abc import Iterator
from datetime import date
from math import ceil
from urllib.parse import quote
from xml.sax.saxutils import escape

from flask import Blueprint, Response

from foothold.clock import london_date
from foothold.store.sitemap_entries import count_listed, listed
from search_api.http.problems import Refusal
from search_api.services import Services, current_services
from search_api.web.browse.pages import ROUTE_BY_SLUG

machines = Blueprint("machines", __name__)

KEPT_SECONDS = 600
PART = 10_000
"""Adverts in one part of the sitemap: the protocol allows 50,000."""
PAGES = ("/", "/boroughs", "/routes", "/about", "/how-we-check", "/travel", "/employers", "/schools")
SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"
ROBOTS = """User-agent: *
Disallow: /api/
Disallow: /embed/
Disallow: /operate
Disallow: /shortlist
Disallow: /opportunities/*/report
Disallow: /*?*cursor=
Disallow: /*?*list=
Disallow: /*?*sort=
Disallow: /*?*per_page=
Disallow: /*?*&*&
Allow: /

Sitemap: {root}/sitemap.xml
"""
"""Adverts and the pages of boroughs, types of work and employers are for everybody; searches with three filters or
more have no end, and lead to no advert that the sitemap does not name."""


@machines.get("/robots.txt")
def robots() -> Response:
    return _kept(ROBOTS.format(root=_root(current_services())), "text/plain; charset=utf-8")


@machines.get("/sitemap.xml")
def sitemap() -> Response:
    services = current_services()
    count = ceil(count_listed(services.store, london_date(services.clock())) / PART)
    names = ("pages", *(f"adverts-{number}" for number in range(1, count + 1)))
    rows = "".join(
        f"<sitemap><loc>{escape(f'{_root(services)}/sitemap-{name}.xml')}</loc></sitemap>" for name in names
    )
    return _xml(f'<sitemapindex xmlns="{SITEMAPS}">{rows}</sitemapindex>')


@machines.get("/sitemap-pages.xml")
def sitemap_pages() -> Response:
    services = current_services()
    paths = (
        *PAGES,
        *(f"/boroughs/{borough.slug}" for borough in services.places.boroughs()),
        *(f"/routes/{slug}" for slug in ROUTE_BY_SLUG),
    )
    return _xml(_urls(services, ((path, None) for path in paths)))


@machines.get("/sitemap-adverts-<int:number>.xml")
def sitemap_adverts(number: int) -> Response:
    services = current_services()
    found = listed(services.store, london_date(services.clock()), (number - 1) * PART, PART) if number else []
    if not found:
        raise Refusal(404, "The sitemap has no such part.")
    return _xml(_urls(services, ((f"/opportunities/{one.id}", one.changed) for one in found)))


@machines.get("/opensearch.xml")
def opensearch() -> Response:
    root = escape(_root(current_services()), {'"': "&quot;"})
    return _kept(
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/"><ShortName>Foothold</ShortName>'
        "<Description>Apprenticeships and work experience in London</Description>"
        "<InputEncoding>UTF-8</InputEncoding><Language>en-GB</Language>"
        f'<Image width="16" height="16" type="image/svg+xml">{root}/static/icon.svg</Image>'
        f'<Url type="text/html" method="get" template="{root}/?q={{searchTerms}}"/>'
        f'<Url type="application/opensearchdescription+xml" rel="self" template="{root}/opensearch.xml"/>'
        "</OpenSearchDescription>",
        "application/opensearchdescription+xml; charset=utf-8",
    )


def _urls(services: Services, rows: Iterator[tuple[str, date | None]]) -> str:
    return f'<urlset xmlns="{SITEMAPS}">{"".join(_url(services, *row) for row in rows)}</urlset>'


def _url(services: Services, path: str, changed: date | None) -> str:
    when = f"<lastmod>{changed}</lastmod>" if changed else ""
    return f"<url><loc>{escape(_root(services) + quote(path))}</loc>{when}</url>"


def _root(services: Services) -> str:
    return services.settings.public_url.rstrip("/")


def _xml(body: str) -> Response:
    return _kept(f'<?xml version="1.0" encoding="UTF-8"?>{body}', "application/xml; charset=utf-8")


def _kept(body: str, content_type: str) -> Response:
    response = Response(body, content_type=content_type)
    response.headers["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
    return response
