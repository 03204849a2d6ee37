"""Postings of one page that are the same one, and those that only look it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import fields, replace

from foothold.identity import external_id
from foothold.posting import RawPosting, Text, every

PLACE_FIELDS = ("places", "postcode", "lat", "lon")


def distinct(postings: Iterable[RawPosting], page: str | None) -> list[RawPosting]:
    """The same posting once, with what either copy says; then each with an identity of its own."""
    kept: list[RawPosting] = []
    for posting in postings:
        twin = next((at for at, other in enumerate(kept) if _same(posting, other)), None)
        if twin is None:
            kept.append(posting)
        else:
            kept[twin] = _filled(kept[twin], posting)
    return _told_apart(kept, page)


def _same(one: RawPosting, other: RawPosting) -> bool:
    if _plain(one.title) != _plain(other.title):
        return False
    pairs = [(one.external_id, other.external_id), (one.url, other.url), (one.employer, other.employer)]
    if any(a and b and _plain(a) != _plain(b) for a, b in pairs):
        return False
    return one.external_id is not None or _where(one) == _where(other) or not (_where(one) and _where(other))


def _plain(text: str | None) -> str:
    return " ".join((text or "").split()).casefold()


def _where(posting: RawPosting) -> tuple[tuple[str, ...], ...]:
    return tuple(every(getattr(posting, name)) for name in PLACE_FIELDS if getattr(posting, name))


def _filled(one: RawPosting, other: RawPosting) -> RawPosting:
    """The first, its gaps filled from the second; the places of both where they differ."""
    gaps = {f.name: getattr(other, f.name) for f in fields(one) if getattr(one, f.name) is None}
    both = replace(one, **gaps)
    return both if _where(one) == _where(other) else merged_places(both, one, other)


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


def _told_apart(postings: list[RawPosting], page: str | None) -> list[RawPosting]:
    """Where several postings of one page would get the same identity (the page's address, or an identifier
    that is the employer's), each gets one from its employer, title and place."""
    taken = Counter(external_id(posting) for posting in postings)
    return [
        posting if taken[external_id(posting)] == 1 else replace(posting, external_id=_by_content(posting))
        for posting in postings
    ]


def _by_content(posting: RawPosting) -> str:
    return external_id(replace(posting, external_id=None, url=None))
