"""API v1: opportunities, facets, uploads, its own description, and the health of this process."""

from flask_limiter import Limiter
from flask_openapi3 import OpenAPI

from search_api.api import changes, description, export, health, opportunities, suggest, uploads

ABOUT = description.ABOUT
SECURITY_SCHEMES = description.SECURITY_SCHEMES


def register(app: OpenAPI, limiter: Limiter) -> None:
    opportunities.register(app)
    suggest.register(app, limiter)
    changes.register(app)
    export.register(app, limiter)
    uploads.register(app)
    health.register(app, limiter)
    description.register(app)
