"""The sample city's local web: listings, paging, robots.txt, a sitemap, ETags and the APIs, on loopback."""

from collections.abc import Callable
from datetime import date
from html import escape

from flask import Flask, Response, abort, request

from demo.advert import Advert
from demo.city import adverts
from demo.formats import boards, display_advert, feeds, job_posting
from demo.spread import COLLEGES, FEED, GREENHOUSE, LEVER, NATIONAL, NHS, SHEET, SOURCES, carried_by

SITEMAP_PAGE = 500
KEY = "sample-city"
KEY_HEADER = "Ocp-Apim-Subscription-Key"
JSON, XML, CSV, HTML = (
    "application/json",
    "application/xml",
    "text/csv; charset=utf-8",
    "text/html; charset=utf-8",
)

BySource = dict[str, list[Advert]]


def create_site(count: int, today: date) -> Flask:
    """A site with the first `count` adverts of the city, their dates told from `today`."""
    app = Flask("demo.site", static_folder=None)
    city = list(adverts(count, today))
    by_source = {source: carried_by(source, city) for source in SOURCES}
    _pages(app, {advert.reference.lower(): advert for advert in city})
    _sitemap(app, by_source[COLLEGES])
    _national_service(app, by_source[NATIONAL])
    _boards(app, by_source)
    _feeds(app, by_source)
    return app


def _pages(app: Flask, by_reference: dict[str, Advert]) -> None:
    @app.get("/")
    def front() -> Response:
        note = "<p><strong>These adverts are made up.</strong> They feed Foothold's sample city.</p>"
        links = "".join(
            f'<li><a href="{escape(advert.path)}">{escape(advert.title)}</a></li>'
            for advert in list(by_reference.values())[:200]
        )
        return _answer(f"<!doctype html><title>Sample city</title>{note}<ul>{links}</ul>".encode(), HTML)

    @app.get("/robots.txt")
    def robots() -> Response:
        rules = f"User-agent: *\nDisallow: /private/\nSitemap: {_root()}/sitemap.xml\n"
        return _answer(rules.encode(), "text/plain; charset=utf-8")

    @app.get("/adverts/<reference>")
    def advert_page(reference: str) -> Response:
        advert = by_reference.get(reference) or abort(404)
        return _answer(job_posting.page(advert, _root() + advert.path), HTML)

    @app.get("/adverts/<reference>/apply")
    def apply_page(reference: str) -> Response:
        advert = by_reference.get(reference) or abort(404)
        text = f"<h1>{escape(advert.title)}</h1><p>This advert is made up: there is nothing to apply for.</p>"
        return _answer(f"<!doctype html><title>Made up</title>{text}".encode(), HTML)


def _sitemap(app: Flask, colleges: list[Advert]) -> None:
    pages = range(1, -(-len(colleges) // SITEMAP_PAGE) + 1)
    namespace = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'

    @app.get("/sitemap.xml")
    def sitemap_index() -> Response:
        entries = "".join(f"<sitemap><loc>{_root()}/sitemaps/{page}.xml</loc></sitemap>" for page in pages)
        return _answer(f"<sitemapindex {namespace}>{entries}</sitemapindex>".encode(), XML)

    @app.get("/sitemaps/<int:page>.xml")
    def sitemap_page(page: int) -> Response:
        if page not in pages:
            abort(404)
        shown = colleges[(page - 1) * SITEMAP_PAGE : page * SITEMAP_PAGE]
        entries = "".join(
            f"<url><loc>{_root()}{advert.path}</loc><lastmod>{advert.posted}</lastmod></url>"
            for advert in shown
        )
        return _answer(f"<urlset {namespace}>{entries}</urlset>".encode(), XML)


def _national_service(app: Flask, national: list[Advert]) -> None:
    @app.get("/vacancies/vacancy")
    def vacancies() -> Response:
        if request.headers.get(KEY_HEADER) != KEY:
            abort(401)
        page, size = request.args.get("pageNumber", 1, int), request.args.get("pageSize", 10, int)
        rows = [row for advert in national for row in display_advert.rows_of(advert, _root() + advert.path)]
        return _answer(display_advert.listing(rows, max(page, 1), min(max(size, 1), 100)), JSON)


def _boards(app: Flask, by_source: BySource) -> None:
    @app.get("/boards/greenhouse/jobs")
    def greenhouse() -> Response:
        return _answer(boards.greenhouse(by_source[GREENHOUSE], _root()), JSON)

    @app.get("/boards/lever")
    def lever() -> Response:
        skip, limit = request.args.get("skip", 0, int), request.args.get("limit", 100, int)
        return _answer(boards.lever(by_source[LEVER], _root(), skip, limit), JSON)


def _feeds(app: Flask, by_source: BySource) -> None:
    routes: dict[str, tuple[Callable[[], bytes], str]] = {
        "/nhs/search_xml": (lambda: _nhs_page(by_source[NHS]), XML),
        "/feeds/board.xml": (lambda: feeds.job_feed(by_source[FEED], _root()), XML),
        "/sheets/broker.csv": (lambda: feeds.sheet(by_source[SHEET], _root()), CSV),
    }
    for path, (body, content_type) in routes.items():
        app.add_url_rule(path, path, lambda body=body, kind=content_type: _answer(body(), kind))


def _nhs_page(adverts_there: list[Advert]) -> bytes:
    return feeds.nhs_jobs(adverts_there, _root(), max(request.args.get("page", 1, int), 1), page_size=50)


def _root() -> str:
    return request.host_url.rstrip("/")


def _answer(body: bytes, content_type: str) -> Response:
    """With a strong ETag, so that a second crawl asks conditionally and gets 304."""
    answer = Response(body, content_type=content_type)
    answer.add_etag()
    answer.make_conditional(request)
    return answer
