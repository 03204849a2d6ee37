"""Postings of one page that are the same one, and those that only look it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import fields, replace
from typing import Any

from foothold.model.identity import external_id
from foothold.model.posting import RawPosting, Text, every

MOST_NAMESAKES = 100  # How many of one title are compared: a page of thousands must not cost their square.
TELLING_APART = ("external_id", "url", "employer", "closing", "start")
PLACE_FIELDS = ("places", "postcode", "lat", "lon")


def distinct(postings: Iterable[RawPosting]) -> list[RawPosting]:
    """The same posting once, with what either copy says; then each with an identity of its own."""
    groups: list[list[RawPosting]] = []
    by_title: dict[str, list[list[RawPosting]]] = {}
    for posting in postings:
        namesakes = by_title.setdefault(_plain(posting.title), [])
        twins = next((group for group in namesakes[-MOST_NAMESAKES:] if _same(posting, group[0])), None)
        if twins is None:
            twins = []
            groups.append(twins)
            namesakes.append(twins)
        twins.append(posting)
    return _told_apart([_as_one(group) for group in groups])


def _same(one: RawPosting, other: RawPosting) -> bool:
    """Of two with the same title: does nothing that both say tell them apart? Copies may lack things; one
    reference at several places is one advert."""
    pairs = ((getattr(one, name), getattr(other, name)) for name in TELLING_APART)
    if any(a and b and _plain(a) != _plain(b) for a, b in pairs):
        return False
    if one.external_id and one.external_id == other.external_id:
        return True
    return _where(one) == _where(other) or not (_where(one) and _where(other))


def _plain(text: str | None) -> str:
    return " ".join((text or "").split()).casefold()


def _where(posting: RawPosting) -> tuple[tuple[str, ...], ...]:
    return tuple(every(getattr(posting, name)) for name in PLACE_FIELDS if getattr(posting, name))


def _as_one(copies: list[RawPosting]) -> RawPosting:
    """The first, its gaps filled from the others; the places of all where they differ."""
    first = copies[0]
    if len(copies) == 1:
        return first
    gaps: dict[str, Any] = {}
    for field in fields(first):
        said = (value for copy in copies if (value := getattr(copy, field.name)) is not None)
        gaps[field.name] = next(said, None)
    both = replace(first, **gaps)
    return both if len({_where(copy) for copy in copies}) == 1 else merged_places(both, *copies)


def merged_places(base: RawPosting, *postings: RawPosting, ordered: bool = False) -> RawPosting:
    """`base` with the places of all these postings, side by side, each once; `ordered` by what they say."""
    rows = list(dict.fromkeys(row for posting in postings for row in _place_rows(posting)))
    if ordered:
        rows.sort()
    places, postcode, lat, lon = (_column(rows, at) for at in range(len(PLACE_FIELDS)))
    return replace(base, places=places, postcode=postcode, lat=lat, lon=lon)


def _column(rows: list[tuple[str, ...]], at: int) -> Text:
    values = tuple(row[at] for row in rows)
    if not any(values):
        return None
    return values if len(values) > 1 else values[0]


def _place_rows(posting: RawPosting) -> list[tuple[str, ...]]:
    columns = [every(getattr(posting, name)) for name in PLACE_FIELDS]
    length = max(len(column) for column in columns)
    return [tuple(column[at] if at < len(column) else "" for column in columns) for at in range(length)]


def _told_apart(postings: list[RawPosting]) -> list[RawPosting]:
    """Where several postings of one page would get the same identity (the page's address, or an identifier
    that is the employer's), each gets one from its employer, title and place."""
    taken = Counter(external_id(posting) for posting in postings)
    return [
        posting if taken[external_id(posting)] == 1 else replace(posting, external_id=_by_content(posting))
        for posting in postings
    ]


def _by_content(posting: RawPosting) -> str:
    return external_id(replace(posting, external_id=None, url=None))
