"""Recorded pages of every family, grown: longer texts in them, and more postings."""

import copy
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from foothold.errors import SourceMisconfigured, Unreadable
from tests.crawlers.broken_pages import CASES, RecordedPage

SOME = (
    " ",
    "\t",
    "\n",
    ",",
    "-",
    "(",
    "<",
    "<!--",
    "<p>x",
    "&lt;p ",
    '"',
    "1",
    "£1 ",
    "E8 ",
    "a",
    "Closing date: \n",
    "contact ",
)
MOST_PLACES = 20
TEXT = re.compile(rb"(?<=>)[^<>]{2,}(?=<)")
OF_ONE_FAMILY = {folder.parent.name: folder for folder in CASES}.values()


def read(page: RecordedPage, body: bytes) -> object:
    """What a crawl does with an answer, as far as its family goes."""
    found: list[object] = []
    for what in (
        lambda: page.family.read(body, page.url, page.seen, page.values),
        lambda: page.family.follow(body, page.url, page.values),
    ):
        try:
            found += what()
        except (Unreadable, SourceMisconfigured):
            continue
    return found


def with_longer_texts(body: bytes, unit: str, length: int, mark: str) -> bytes:
    """The page with so many characters more, spread over the texts in it."""
    try:
        payload = json.loads(body)
    except ValueError:
        return _longer_markup(body, unit, length, mark)
    leaves = list(_leaves(payload))[:MOST_PLACES]
    more = _more(unit, length, len(leaves), mark)
    for parent, key in leaves:
        parent[key] += more
    return json.dumps(payload).encode()


def with_more_postings(body: bytes, length: int, *, alike: bool) -> bytes:
    """The page with its postings so often that it is about so long; `alike` in every word, or all different."""
    try:
        payload = json.loads(body)
    except ValueError:
        return body * (length // len(body) + 1)
    found = _longest_list(payload)
    if not found:
        return body
    item = found[0]
    for number in range(length // len(json.dumps(item)) + 1):
        found.append(item if alike else _another(item, number))
    return json.dumps(payload).encode()


def _longer_markup(body: bytes, unit: str, length: int, mark: str) -> bytes:
    places = list(TEXT.finditer(body))
    places = places[:: max(1, len(places) // MOST_PLACES)]
    more = _more(unit, length, len(places), mark).encode()
    for place in reversed(places):
        body = body[: place.end()] + more + body[place.end() :]
    return body


def _more(unit: str, length: int, places: int, mark: str) -> str:
    return unit * (length // max(1, places) // len(unit)) + mark


def _leaves(value: Any) -> Iterator[tuple[Any, Any]]:
    pairs: Any = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for key, inner in list(pairs):
        if isinstance(inner, str):
            yield value, key
        else:
            yield from _leaves(inner)


def _longest_list(value: Any) -> list[Any]:
    found = [value] if isinstance(value, list) and value and isinstance(value[0], dict) else []
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    found += [longest for one in inner if (longest := _longest_list(one))]
    return max(found, key=lambda one: len(json.dumps(one)), default=[])


def _another(item: Any, number: int) -> Any:
    other = copy.deepcopy(item)
    for parent, key in list(_leaves(other)):
        parent[key] += f" {number}"
    return other


Grown = Callable[[bytes, int], bytes]
MORE: dict[str, Grown] = {
    "postings that are alike": lambda body, length: with_more_postings(body, length, alike=True),
    "postings that differ": lambda body, length: with_more_postings(body, length, alike=False),
}
