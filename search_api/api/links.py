"""Addresses of the API as answers give them, and the parameters of those that are no search."""

from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from search_api.api.fields import Chosen
from search_api.params import unknown_parameter
from search_api.parts import Parts
from search_api.problems import BadParameters


def address(held: Parts, path: str, query: str = "") -> str:
    """In full, as people reach this Foothold."""
    return f"{held.settings.public_url.rstrip('/')}{path}" + (f"?{query}" if query else "")


def with_fields(query: str, chosen: Chosen) -> str:
    """The query string with the fields that were chosen; their commas stay readable."""
    said = urlencode({"fields": chosen.text}, safe=",") if chosen.text else ""
    return "&".join(filter(None, (query, said)))


def refuse_unknown(args: MultiDict[str, str], known: tuple[str, ...]) -> None:
    """Raises BadParameters."""
    unknown = tuple(unknown_parameter(name, known) for name in args if name not in known)
    if unknown:
        raise BadParameters(unknown)
