"""Where a board is asked for: its address from the source's values, its further pages, its adverts' own answers."""

import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urljoin, urlsplit

from crawlers.family import Fetch, Values, said
from foothold.errors import SourceMisconfigured

REFERENCE = re.compile(r"[A-Za-z0-9_-]{1,100}")


def board_address(values: Values, family: str, name: str, template: str) -> str:
    """`values.url` where it is given, else the template with `values.<name>` in it."""
    if url := said(values.get("url")):
        return url
    board = said(values.get(name))
    if not board:
        raise SourceMisconfigured(f"{family} needs values.{name}: the {name}'s name in its address.")
    return template.format(quote(board, safe="-_.~"))


def searches(values: Values, family: str) -> list[Mapping[str, Any]]:
    """The searches of a source: `values.query`, a mapping of the service's own parameters or a list of them.

    Without any a service would show every job that it has; a whole address (`url`) may hold its own.
    """
    query = values.get("query") or {}
    if not query and not values.get("url"):
        raise SourceMisconfigured(f"{family} needs values.query: what to search for.")
    asked = query if isinstance(query, list) else [query]
    if not all(isinstance(one, Mapping) for one in asked):
        raise SourceMisconfigured(
            f"{family}: `query` is a mapping of the service's parameters, or a list of them."
        )
    return asked


def with_query(url: str, **changes: Any) -> str:
    """The address with these parameters; those that it had keep their order."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    query.update({name: str(value) for name, value in changes.items()})
    return parts._replace(query=urlencode(query)).geturl()


def query_of(url: str, name: str) -> str | None:
    return dict(parse_qsl(urlsplit(url).query)).get(name)


def next_page(url: str, said_next: Any) -> list[Fetch]:
    """The further page that an answer names, at the same origin only."""
    try:
        further = urljoin(url, said(said_next) or url)
        same_origin = urlsplit(further)[:2] == urlsplit(url)[:2]
    except ValueError:
        return []
    return [Fetch(further, listing=True)] if same_origin and further != url else []


def own_answers(
    url: str, references: Iterable[Any], *, folder: str | None = None, ending: str = ""
) -> list[Fetch]:
    """A fetch for each advert's own answer, once each: below the list's address, or in a folder of its host."""
    parts = urlsplit(url)
    path = parts.path.rstrip("/") if folder is None else folder
    known = dict.fromkeys(text for reference in references if (text := said(reference)))
    return [
        Fetch(parts._replace(path=f"{path}/{reference}{ending}", query="").geturl())
        for reference in known
        if REFERENCE.fullmatch(reference)
    ]
