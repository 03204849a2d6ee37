"""Adverts that a source repeats once a place: their rows come together again by their external id."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import zip_longest

from foothold.model.posting import RawPosting, every

PARALLEL = ("places", "postcode", "lat", "lon")


class PerPlace:
    """Holds the rows of a run by external id, in the order of their first sight, until all have been seen."""

    def __init__(self) -> None:
        self._rows: dict[str, list[RawPosting]] = {}

    def __len__(self) -> int:
        return len(self._rows)

    def hold(self, posting: RawPosting) -> bool:
        """Whether the posting is kept here; one without an external id cannot be."""
        if not posting.external_id:
            return False
        self._rows.setdefault(posting.external_id, []).append(posting)
        return True

    def whole(self) -> Iterator[RawPosting]:
        """Each advert once, with all of its places."""
        for rows in self._rows.values():
            yield rows[0] if len(rows) == 1 else replace(rows[0], **_together(rows))  # type: ignore[arg-type] # all are texts


def _together(rows: Iterable[RawPosting]) -> dict[str, tuple[str, ...]]:
    """The parallel place fields of all rows, each place once."""
    places: dict[tuple[str, ...], None] = {}
    for row in rows:
        for place in zip_longest(*(every(getattr(row, name)) for name in PARALLEL), fillvalue=""):
            places.setdefault(place)
    columns = list(zip(*places, strict=True)) if places else [()] * len(PARALLEL)
    return {name: column for name, column in zip(PARALLEL, columns, strict=True) if any(column)}
