"""What somebody typed into Where, read as people write places: with a slip, a lead-in, or more than one name."""

import re
from collections.abc import Iterator

from rapidfuzz import process
from rapidfuzz.distance import OSA

from foothold.errors import AmbiguousPlace, OutsideLondon, UnknownPlace
from foothold.index.spelling import slips
from foothold.model.places import straight_metres
from foothold.model.postcode import units_in
from foothold.reading.places.gazetteer import PlaceTable
from foothold.reading.places.names import name_key
from foothold.reading.places.patterns import means_london
from foothold.searching.locate import LONGEST_NEAR, MOST_CANDIDATES, Located, locate

AGREE_METRES = 5_000.0
"""So far apart two names of one place may lie: `Brixton, SW2`, but not `Brixton, EN5`."""
_LEAD = re.compile(
    r"^(?:(?:somewhere|anywhere|near(?:by| to)?|nr|in|around|by|close to|at|next to)\s+)+", re.I
)
_TAIL = re.compile(
    r"(?:[\s,]+(?:(?:tube|train|rail(?:way)?|overground|underground|dlr|bus) )?(?:station|stn|tube|area|town cent(?:re|er)))+$",
    re.I,
)
_BETWEEN = re.compile(r"\s*[,;/()|]\s*|\s+-\s+")
_COUNTRY = frozenset(("uk", "gb", "england", "united kingdom", "great britain"))
_SPACED_DISTRICT = re.compile(r"([a-z]{1,2}) (\d{1,2}[a-z]?)", re.I)


def locate_typed(text: str, table: PlaceTable) -> Located:
    """As `locate`, and where that knows no such place, what was most likely meant; its label says what was read.
    Raises AmbiguousPlace where several names are equally near, OutsideLondon or UnknownPlace."""
    try:
        return locate(text, table)
    except OutsideLondon:
        raise
    except UnknownPlace:
        said = _bare(text) if len(text) <= LONGEST_NEAR else ""
        if not said or means_london(name_key(said)):
            raise
        if found := _by_parts(said, table):
            return found
        near = _spelt_like(said, table)
        if len(near) > 1:
            raise AmbiguousPlace(said, near[:MOST_CANDIDATES]) from None
        if not near:
            raise
        return locate(near[0], table)


def _bare(text: str) -> str:
    said = _LEAD.sub("", " ".join(text.split()).strip(" .,;:!?'\"“”‘’"))
    return _TAIL.sub("", said)


def _by_parts(said: str, table: PlaceTable) -> Located | None:
    """The first part that is a place, where the others are none or lie beside it. Raises UnknownPlace where they do
    not."""
    found: Located | None = None
    for part in _parts(said):
        try:
            one = locate(part, table)
        except AmbiguousPlace:
            if found is None:
                raise
            continue
        except OutsideLondon:
            return None
        except UnknownPlace:
            continue
        if found and straight_metres(found.lat, found.lon, one.lat, one.lon) > AGREE_METRES:
            raise UnknownPlace(f"{found.label} and {one.label} are far apart. Give one of them.")
        found = found or one
    return found


def _parts(said: str) -> Iterator[str]:
    """A whole postcode first; then the whole, and what stands between commas."""
    if unit := next(units_in(said), None):
        yield str(unit[0])
        return
    if spaced := _SPACED_DISTRICT.fullmatch(said):
        yield "".join(spaced.groups())
    yield said
    parts = [part for part in _BETWEEN.split(said) if part and part.lower() not in _COUNTRY]
    yield from (_bare(part) for part in parts if len(parts) > 1 and not means_london(name_key(part)))


def _spelt_like(said: str, table: PlaceTable) -> tuple[str, ...]:
    """The names that are fewest slips away, with the same first letter."""
    first = _BETWEEN.split(said)[0].lower()
    allowed = min(slips(first), 2)
    if not allowed:
        return ()
    names = {name.lower(): name for name in (*table.names(), *(one.name for one in table.boroughs()))}
    alike = [name for name in names if name[0] == first[0] and abs(len(name) - len(first)) <= allowed]
    found = process.extract(first, alike, scorer=OSA.distance, score_cutoff=allowed, limit=50)
    fewest = min((made for _, made, _ in found), default=0)
    return tuple(sorted(names[name] for name, made, _ in found if made == fewest))
