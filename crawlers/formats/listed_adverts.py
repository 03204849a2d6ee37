"""A board whose list names its adverts, and whose adverts are fetched one by one."""

import json
import re
from collections.abc import Mapping
from typing import Any

from crawlers.family import Fetch, Values
from crawlers.formats.sitemap import listed
from foothold.model.plausible import whole_number

JSON_HEADERS = {"Content-Type": "application/json", "Accept": "application/json"}
# "2 Locations" stands in lists where the places themselves stand only in the advert.
MOST_COUNTED = range(10**8)
HOW_MANY = re.compile(r"\s*+\d++\s++locations?\s*+", re.I)
_NOT_WORDS = re.compile(r"[\W_]+")


def fetches_details(values: Values, *where: str) -> bool:
    """Whether a crawl of this source asks for every advert of a list, which is then not read itself: its short
    postings would overwrite the whole ones. A list that is read on its own comes without `where` it lies."""
    return values.get("details") is not False and any(values.get(name) for name in where)


def wanted(title: str | None, values: Values) -> bool:
    """Whether a title holds one of the source's `titles`. A board of 2,000 ordinary jobs is not asked for each."""
    words = listed(values.get("titles"))
    title = _plain(title or "")
    return not words or any(_plain(word) in title for word in words)


def _plain(text: str) -> str:
    return _NOT_WORDS.sub(" ", text.casefold())


def place_named(text: str | None) -> str | None:
    """The place that a list names; None where it only counts them."""
    return text if text and not HOW_MANY.fullmatch(text) else None


def json_post(url: str, payload: Mapping[str, Any]) -> Fetch:
    """A list that is asked for by POST. What was asked may stand in the fragment of the address, which is
    never sent and which `follow` gets back."""
    return Fetch(url, "POST", JSON_HEADERS, json.dumps(payload).encode(), listing=True)


def count(value: Any) -> int:
    """A number of a payload, 0 where there is none."""
    return whole_number(str(value), MOST_COUNTED) or 0
