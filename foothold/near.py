"""The places that people type: what `near` means, and which words of one search box are a place."""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

from foothold.errors import AmbiguousPlace, UnknownPlace
from foothold.place_names import name_key
from foothold.place_table import Named, PlaceTable
from foothold.place_words import means_london
from foothold.places import Borough
from foothold.postcode import Postcode, read_postcode

APART_METRES = 1_500.0
LONGEST_NEAR = 120
MOST_CANDIDATES = 6
_BRACKETS = re.compile(r"^(.*?)\s*[(,]\s*([^()]+?)\s*\)?\s*$")
_INTRODUCED = re.compile(
    r"\b(?:near(?:by)?(?: to)?|in|at|around|close to|by|within reach of)\s+(?:the\s+)?$", re.I
)
_WORD = re.compile(r"\S+")
MOST_WORDS = 6
"""No place that people type has more words."""
WORDS_TOO = frozenset(
    ("barking", "sutton", "richmond", "oval", "strand", "bow", "arsenal", "embankment", "excel", "welling", "maryland")
)  # fmt: skip
"""Names that are words of their own: among other words they are a place only after near, in or at."""


@dataclass(frozen=True, slots=True)
class Located:
    """A point to measure from; `label` is how to name it to people, and resolves to the same when typed."""

    label: str
    lat: float
    lon: float
    borough: Borough | None


@dataclass(frozen=True, slots=True)
class PlaceOffer:
    """Words of a search that are a place: `words` as typed, `rest` the search without them. `borough` is set
    where the words name a whole borough, `located` where they name a point to be near to."""

    words: str
    rest: str
    borough: Borough | None
    located: Located | None


def locate(text: str, table: PlaceTable) -> Located:
    """A postcode (unit, sector or district), station, place or borough. Raises AmbiguousPlace or UnknownPlace."""
    said = " ".join(text.split())
    if not said or len(said) > LONGEST_NEAR:
        raise UnknownPlace(
            "Give a London postcode, station, place or borough to search near, such as E8 1EA."
        )
    if postcode := read_postcode(said):
        return _at_postcode(postcode, said, table)
    found = _candidates(said, table)
    if not found:
        raise UnknownPlace(_unknown(said))
    if len(found) > 1:
        raise AmbiguousPlace(said, tuple(one.label for one in found[:MOST_CANDIDATES]))
    return found[0]


def _unknown(said: str) -> str:
    if means_london(name_key(said)):
        return (
            f"“{said}” is all of the city. Give a postcode, station, place or borough in it, such as Peckham."
        )
    return f"We know no place “{said}” in London. Try a postcode (E8 1EA), a station, or a borough."


def _at_postcode(postcode: Postcode, said: str, table: PlaceTable) -> Located:
    spot = table.spot(postcode)
    if spot is None or spot.in_london is False or spot.lat is None or spot.lon is None:
        raise UnknownPlace(
            f"{said.upper()} is not a London postcode that we know. Check it, or give a station or a borough."
        )
    return Located(str(postcode), spot.lat, spot.lon, spot.borough)


def _candidates(said: str, table: PlaceTable) -> tuple[Located, ...]:
    """Everything that a name may mean, one for each spot further than APART_METRES from the others."""
    if split := _BRACKETS.match(said):
        name, told = split.groups()
        if means_london(name_key(told)):
            return _plain(name, table)
        if told_apart := _told_apart(name, told, table):
            return told_apart
    short = re.sub(r"[\s,]+(?:greater )?london$", "", said, flags=re.I)
    return _plain(said, table) or (_plain(short, table) if short != said else ())


def _told_apart(name: str, told: str, table: PlaceTable) -> tuple[Located, ...]:
    """`Hayes (Bromley)` and `Hayes (station Bromley)`: the labels that candidates are given."""
    only_stations = told.lower().startswith("station ")
    borough = table.borough_by(told[len("station ") :] if only_stations else told)
    held = [n for n in _named(name, table) if n.borough == borough]
    if only_stations:
        held = [n for n in held if n.kind == "station"]
    return (_located(held[0], f"{held[0].name} ({told})"),) if held else ()


def _plain(name: str, table: PlaceTable) -> tuple[Located, ...]:
    named = _named(name, table)
    if borough := table.borough_by(name):
        at_home = [n for n in named if n.borough == borough and n.kind != "ward"]
        lat, lon = (at_home[0].lat, at_home[0].lon) if at_home else table.centres[borough.code]
        return (Located(borough.name, lat, lon, borough),)
    return _spread(named, name)


def _named(name: str, table: PlaceTable) -> list[Named]:
    found = table.named(name) or table.named(re.sub(r"\s+station$", "", name, flags=re.I))
    better = [n for n in found if n.kind != "ward"]
    return better or list(found)


def _spread(named: list[Named], said: str) -> tuple[Located, ...]:
    """One of each group of close points; their labels tell them apart by borough, then by kind."""
    apart: list[Named] = []
    for one in named:
        if all(metres(one.lat, one.lon, other.lat, other.lon) > APART_METRES for other in apart):
            apart.append(one)
    if len(apart) == 1:
        return (_located(apart[0], apart[0].name),)
    labels: dict[str, Located] = {}
    for one in apart:
        short = f"{one.name} ({one.borough.name})"
        label = f"{one.name} (station {one.borough.name})" if short in labels else short
        labels.setdefault(label, _located(one, label))
    return tuple(labels.values())


def _located(one: Named, label: str) -> Located:
    return Located(label, one.lat, one.lon, one.borough if one.sure else None)


def metres(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Straight distance; exact enough within a city."""
    north = (lat - other_lat) * 111_200
    east = (lon - other_lon) * 111_200 * math.cos(math.radians(lat))
    return math.hypot(north, east)


def places_in_query(text: str, table: PlaceTable) -> tuple[PlaceOffer, ...]:
    """What a search box's words may mean as a place, best first: longest words, then latest.

    Fires on a whole text, on words after near/in/at, on postcodes, boroughs and on names that mean London by
    themselves; never on an ordinary word ("bank", "angel") among others.
    """
    words = list(_WORD.finditer(text[:500]))[:24]
    offers = (_offer(text, words, start, end, table) for start, end in _stretches(len(words)))
    taken: list[PlaceOffer] = []
    for offer in offers:
        if offer and not any(offer.words in other.words for other in taken):
            taken.append(offer)
    return tuple(taken)


def _stretches(count: int) -> Iterator[tuple[int, int]]:
    """Runs of words, long ones first and later ones before earlier ones."""
    for length in range(min(MOST_WORDS, count), 0, -1):
        for start in range(count - length, -1, -1):
            yield start, start + length


def _offer(
    text: str, words: list[re.Match[str]], start: int, end: int, table: PlaceTable
) -> PlaceOffer | None:
    first, last = words[start].start(), words[end - 1].end()
    said = text[first:last].strip(" ,.;")
    lead = _INTRODUCED.search(text[:first])
    whole = not text[:first].strip() and not text[last:].strip()
    borough = table.borough_by(said)
    if not (borough or _fires(said, bool(lead) or whole, table)):
        return None
    if name_key(said) in WORDS_TOO and not (lead or whole):
        return None
    try:
        located = locate(said, table)
    except (AmbiguousPlace, UnknownPlace):
        located = None
    if located is None and borough is None:
        return None
    before = text[: lead.start()] if lead else text[:first]
    rest = " ".join(f"{before} {text[last:]}".split()).strip(" ,.;")
    return PlaceOffer(said, rest, borough, located)


def _fires(said: str, introduced: bool, table: PlaceTable) -> bool:
    """Whether these words, as they stand in a search, are meant as a place."""
    if postcode := read_postcode(said):
        spot = table.spot(postcode)
        return spot is not None and spot.in_london is not False
    named = table.named(said)
    if introduced:
        return bool(named) and (any(n.kind != "ward" for n in named))
    return any(n.alone for n in named)
