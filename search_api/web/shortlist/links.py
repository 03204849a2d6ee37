"""A shortlist without an account: it is in the address, and links within the site carry it along.

The parameter `list` holds the ids, joined by full stops. It is no part of a search: no cursor is bound to it, and a
page without it is the same page. Nothing of it is stored.
"""

import re
from collections.abc import Iterable
from urllib.parse import urlencode, urlsplit

from flask import Flask, request
from jinja2 import pass_context
from jinja2.runtime import Context

PATH = "/shortlist"
PARAMETER = "list"
MOST = 50
_ID = re.compile(r"[a-z2-7]{12}")


def register(app: Flask) -> None:
    """What templates say: `path|carried`, `path|saving(id)`, `id is shortlisted`."""
    app.add_template_filter(carried)
    app.add_template_filter(saving)
    app.add_template_filter(dropping)
    app.add_template_test(shortlisted)
    app.add_template_global(list_is_full)


def current() -> tuple[str, ...]:
    """The list that the address of this request carries."""
    return clean(asked_for())


def address_of(ids: Iterable[str]) -> str:
    """`/shortlist?id=a&id=b`: the address to keep and to share."""
    query = urlencode([("id", one) for one in ids])
    return f"{PATH}?{query}" if query else PATH


@pass_context
def carried(_: Context, path: str) -> str:
    """The path within the site, with the list of this request. Jinja would work out a filter of a literal once and
    for all, were it not told that the answer depends on the request."""
    return _with_list(path, current())


def saving(path: str, id: str) -> str:  # noqa: A002 - the public key is `id`
    """The path with this opportunity on the list as well, at its card."""
    return _with_list(path, clean((*current(), id))) + f"#o-{id}"


def dropping(path: str, id: str) -> str:  # noqa: A002
    return _with_list(path, [one for one in current() if one != id]) + f"#o-{id}"


def shortlisted(id: str) -> bool:  # noqa: A002
    return id in current()


def list_is_full() -> bool:
    return len(current()) >= MOST


def is_id(text: str) -> bool:
    return _ID.fullmatch(text) is not None


def asked_for() -> list[str]:
    """What the address says, of whatever form: the page of the list takes it as `id` too."""
    joined = request.args.get(PARAMETER, "").split(".")
    return [*request.args.getlist("id"), *joined] if request.path == PATH else joined


def clean(ids: Iterable[str]) -> tuple[str, ...]:
    """Each once, in their order, at most fifty."""
    return tuple(dict.fromkeys(one for one in ids if is_id(one)))[:MOST]


def _with_list(path: str, ids: Iterable[str]) -> str:
    joined = ".".join(ids)
    if not joined:
        return path
    if urlsplit(path).path == PATH:
        return address_of(joined.split("."))
    bare, mark, fragment = path.partition("#")
    return f"{bare}{'&' if '?' in bare else '?'}{PARAMETER}={joined}{mark}{fragment}"
