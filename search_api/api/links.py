"""Addresses of the API as answers give them."""

from urllib.parse import urlencode

from search_api.api.fields import Chosen
from search_api.services import Services


def address(services: Services, path: str, query: str = "") -> str:
    """In full, as people reach this Foothold."""
    return f"{services.settings.public_url.rstrip('/')}{path}" + (f"?{query}" if query else "")


def with_fields(query: str, chosen: Chosen) -> str:
    """The query string with the fields that were chosen; their commas stay readable."""
    said = urlencode({"fields": chosen.text}, safe=",") if chosen.text else ""
    return "&".join(filter(None, (query, said)))
