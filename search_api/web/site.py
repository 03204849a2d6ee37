"""What every page has: its frame, its stylesheet, the notice of the sample city, and how long it is kept."""

from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from flask import Flask, Response, render_template, request
from jinja2 import ChoiceLoader, PackageLoader, PrefixLoader

from search_api.services import current_services
from search_api.web.shortlist.links import PATH, current
from search_api.web.styles import Styles

EXAMPLE = ".example"
HASHED = "/static/built/"
YEAR_SECONDS = 365 * 24 * 3600
HOUR_SECONDS = 3600
FRESH_SECONDS = 10
"""How long a shared cache may answer for a page: an upload must be findable within seconds."""


@dataclass(frozen=True, slots=True)
class NavigationLink:
    text: str
    path: str
    current: bool


@dataclass(frozen=True, slots=True)
class PageFrame:
    """What the frame around every page shows; `contact` is None where nobody has set one. `address` is that of
    the page without its query."""

    stylesheet: str
    plain: bool
    sample_city: bool
    public_url: str
    address: str
    contact: str | None
    navigation: tuple[NavigationLink, ...]
    shortlist: tuple[str, ...]
    on_shortlist: bool


NAVIGATION = (
    ("Search", "/"),
    ("Boroughs", "/boroughs"),
    ("Types of work", "/routes"),
    ("For employers", "/employers"),
)


def register(app: Flask, styles: Styles) -> None:
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    components = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    app.jinja_loader = ChoiceLoader([app.jinja_loader, components])  # type: ignore[list-item]

    @app.context_processor
    def frame() -> dict[str, PageFrame]:
        settings = current_services().settings
        public_url = settings.public_url.rstrip("/")
        links = tuple(NavigationLink(text, path, request.path == path) for text, path in NAVIGATION)
        return {
            "site": PageFrame(
                app.url_for("static", filename=styles.page),
                styles.plain,
                settings.sample_city,
                public_url,
                public_url + quote(request.path),
                contact_link(settings.contact),
                links,
                current(),
                request.path == PATH,
            )
        }

    @app.after_request
    def keep(response: Response) -> Response:
        if request.endpoint == "static" and response.status_code in (200, 304):
            hashed = request.path.startswith(HASHED)
            lasting = f"public, max-age={YEAR_SECONDS}, immutable"
            response.headers["Cache-Control"] = lasting if hashed else f"public, max-age={HOUR_SECONDS}"
        return response


def contact_link(contact: str) -> str | None:
    """Where a visitor reaches the people who run this Foothold; None while the setting is the shipped example."""
    if (urlsplit(contact).hostname or "").endswith(EXAMPLE):
        return None
    return contact if "://" in contact or contact.startswith("mailto:") else f"mailto:{contact}"


def page(template: str, **shown: object) -> Response:
    """A page that a shared cache may keep for a moment: it is the same for everybody."""
    response = Response(render_template(template, **shown), content_type="text/html; charset=utf-8")
    response.headers["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
    return response
