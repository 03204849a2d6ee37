"""Asking for a page only if it has changed: what its last answer said goes out with the next request."""

from scrapy.http import Response

from foothold.store.crawled_pages import Validators


def conditions(known: Validators | None) -> dict[str, str]:
    """The headers that make a request conditional; none for a page that was not read before."""
    if known is None:
        return {}
    said = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    return {name: value for name, value in said.items() if value}


def validators_of(response: Response) -> Validators | None:
    """The version that an answer names, exactly as it names it."""
    etag, last_modified = _header(response, "ETag"), _header(response, "Last-Modified")
    return Validators(etag, last_modified) if etag or last_modified else None


def _header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1") if value else None
