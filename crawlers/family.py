"""What a `Family` is: a kind of site that many sources share, read by one pure function.

No family imports Scrapy: the same reader serves a crawl, `foothold read`, a re-read and a test.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from foothold.errors import FootholdError, Unreadable
from foothold.model.posting import RawPosting, Reason, Rejected
from foothold.reading.faults import fingerprint

Values = Mapping[str, Any]
"""A source's `values`: where its pages are, and facts that hold for every posting of it."""

Reader = Callable[[bytes, str | None, datetime, Values], Iterator[RawPosting | Rejected]]
"""`read(body, url, seen, values)`: the postings of one payload, in its order, strings as found.

Raises Unreadable where the payload is not what the family reads. A posting inside it that cannot be
read is a `Rejected(unreadable)`, and the rest go on.
"""


OWN_KEY = "key-of-the-source"
"""Stands in an address where the source's key belongs. It is filled in as the request is sent and taken out as the
answer comes, so that no page on record, no message and no family holds the key."""


@dataclass(frozen=True, slots=True)
class Fetch:
    """One request. Every answer is read; that of a `listing` is handed to `follow` as well."""

    url: str
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    listing: bool = False


def nothing_to_follow(body: bytes, url: str, values: Values) -> Iterable[Fetch]:
    """The `follow` of a family whose first answer holds everything."""
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """`start(values, key)` gives the first fetches and raises SourceMisconfigured where a value is missing.

    `follow(body, url, values)` gives what a listing leads to: its further pages, its postings' own pages. `url`
    ends with the fragment of the fetch, which is never sent: there a list by POST keeps which page it asked for.
    It knows no key: the crawl sends the headers of the followed fetch along, to the same origin only.
    `repeats_per_place`: an advert with several places comes as several postings with one external id.
    `hosts` are those of the family's own service, besides the ones where a source begins: what they answer is the
    publisher's word. In their braces go the source's values.
    """

    name: str
    read: Reader
    start: Callable[[Values, str | None], Iterable[Fetch]]
    follow: Callable[[bytes, str, Values], Iterable[Fetch]] = nothing_to_follow
    repeats_per_place: bool = False
    needs_key: bool = False
    hosts: tuple[str, ...] = ()


def unreadable(text: str, *, title: str | None = None, url: str | None = None) -> Rejected:
    """The mark of one posting that could not be read; `text` says what stood there."""
    return Rejected(Reason.UNREADABLE, text=text[:200], title=title, url=url)


T = TypeVar("T")


def each(items: Iterable[T], read: Callable[[T], RawPosting | Rejected]) -> Iterator[RawPosting | Rejected]:
    """Each item as read, in their order. A fault in one is that one's rejection and stops nothing."""
    for item in items:
        try:
            found = read(item)
        except FootholdError:
            raise
        except Exception as error:
            found = Rejected(Reason.UNREADABLE_VALUE, text=fingerprint(error))
        yield found


def decode(body: bytes) -> str:
    """Text of a payload that names no encoding: by its byte order mark, else UTF-8, else Windows-1252."""
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return body.decode("utf-16", "replace")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return body.decode("cp1252", "replace")


def read_json(body: bytes) -> Any:
    """A JSON payload with every number left as the text that stood there. Raises Unreadable."""
    try:
        return json.loads(decode(body), parse_int=str, parse_float=str, parse_constant=str, strict=False)
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"This is not JSON: {error}. Ask the source for its JSON address.") from error


def said(value: Any) -> str | None:
    """A JSON value as the string that a posting carries; absent, blank and nested ones are None."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    return value if isinstance(value, str) and value.strip() else None
