"""The places that people type: what `near` means."""

import re
from dataclasses import dataclass

from foothold.errors import AmbiguousPlace, UnknownPlace
from foothold.model.places import Borough, straight_metres
from foothold.model.postcode import Postcode, read_postcode
from foothold.reading.places.gazetteer import Named, PlaceTable
from foothold.reading.places.names import name_key
from foothold.reading.places.patterns import POSTAL_COUNTIES, means_london
from foothold.searching.outside_london import postcode_outside, town_outside

APART_METRES = 1_500.0
LONGEST_NEAR = 120
MOST_CANDIDATES = 6
_BRACKETS = re.compile(r"^(.*?)\s*[(,]\s*([^()]+?)\s*\)?\s*$")
_A_STATION = re.compile(r"\s+station$", re.I)
_BETWEEN = re.compile(r"\s*(?:[,;/+]\s*(?:and\s+|&\s*)?|\band\b|\bor\b|&)\s*", re.I)
LONGEST_SEVERAL = 300


@dataclass(frozen=True, slots=True)
class Located:
    """A point to measure from; `label` is how to name it to people, and resolves to the same when typed."""

    label: str
    lat: float
    lon: float
    borough: Borough | None


def locate(text: str, table: PlaceTable) -> Located:
    """A postcode (unit, sector or district), station, place or borough. Raises AmbiguousPlace, OutsideLondon or
    UnknownPlace."""
    said = " ".join(text.split())
    if not said or len(said) > LONGEST_NEAR:
        raise UnknownPlace(
            "Give a London postcode, station, place or borough to search near, such as E8 1EA."
        )
    if postcode := read_postcode(said):
        return _at_postcode(postcode, said, table)
    if outside := town_outside(said, table):
        raise outside
    found = _candidates(said, table)
    if not found:
        raise UnknownPlace(_unknown(said, table))
    if len(found) > 1:
        raise AmbiguousPlace(said, tuple(one.label for one in found[:MOST_CANDIDATES]))
    return found[0]


def _unknown(said: str, table: PlaceTable) -> str:
    if boroughs_in(said, table):
        return f"“{said}” is more than one borough. Choose each of them as a borough."
    if means_london(name_key(said)):
        return (
            f"“{said}” is all of the city. Give a postcode, station, place or borough in it, such as Peckham."
        )
    return f"We know no place “{said}” in London. Try a postcode (E8 1EA), a station, or a borough."


def _at_postcode(postcode: Postcode, said: str, table: PlaceTable) -> Located:
    if outside := postcode_outside(postcode, table):
        raise outside
    spot = table.spot(postcode)
    if spot is None or spot.lat is None or spot.lon is None:
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
        if county := POSTAL_COUNTIES.get(name_key(told)):
            return _in_county(name, county, table)
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


def _in_county(name: str, boroughs: frozenset[str], table: PlaceTable) -> tuple[Located, ...]:
    """`Croydon, Surrey`: by the old county that stands in its address, among the boroughs that it may mean."""
    borough = table.borough_by(name)
    if borough and borough.slug in boroughs:
        return _plain(name, table)
    held = [n for n in _named(name, table) if n.borough.slug in boroughs]
    return _spread(held, name) if len(held) > 1 else tuple(_located(n, _short(n)) for n in held)


def _plain(name: str, table: PlaceTable) -> tuple[Located, ...]:
    named = _named(name, table)
    if whole := _whole_borough(name, table):
        town = [_located(n, _short(n)) for n in named if n.borough == whole][:1]
        return (*town, Located(whole.name, *table.centres[whole.code], whole))
    if borough := table.borough_by(name):
        at_home = [n for n in named if n.borough == borough and n.kind != "ward"]
        lat, lon = (at_home[0].lat, at_home[0].lon) if at_home else table.centres[borough.code]
        return (Located(borough.name, lat, lon, borough),)
    return _spread(named, name)


def _whole_borough(name: str, table: PlaceTable) -> Borough | None:
    """`Richmond` alone may mean a town or all of Richmond upon Thames: it is asked back, never guessed."""
    said_more = table.borough_by(name) or _A_STATION.search(name)
    return None if said_more else table.borough_by(f"{name} upon Thames")


def _named(name: str, table: PlaceTable) -> list[Named]:
    found = table.named(name) or table.named(_A_STATION.sub("", name))
    better = [n for n in found if n.kind != "ward"]
    return better or list(found)


def _spread(named: list[Named], said: str) -> tuple[Located, ...]:
    """One of each group of close points; their labels tell them apart by borough, then by kind."""
    apart: list[Named] = []
    for one in named:
        if all(straight_metres(one.lat, one.lon, other.lat, other.lon) > APART_METRES for other in apart):
            apart.append(one)
    if len(apart) == 1:
        return (_located(apart[0], apart[0].name),)
    labels: dict[str, Located] = {}
    for one in apart:
        short = _short(one)
        label = f"{one.name} (station {one.borough.name})" if short in labels else short
        labels.setdefault(label, _located(one, label))
    return tuple(labels.values())


def _short(one: Named) -> str:
    return f"{one.name} ({one.borough.name})"


def _located(one: Named, label: str) -> Located:
    return Located(label, one.lat, one.lon, one.borough if one.sure else None)


def boroughs_in(text: str, table: PlaceTable) -> tuple[Borough, ...]:
    """Several boroughs that are the whole of a text: `Hackney, Camden and Barking and Dagenham`; else none."""
    parts = _BETWEEN.split(" ".join(text.split())) if len(text) <= LONGEST_SEVERAL else []
    found: list[Borough] = []
    while parts:
        borough, used = _first_borough(parts, table)
        if borough is None:
            return ()
        found.append(borough)
        parts = parts[used:]
    several = tuple(dict.fromkeys(found))
    return several if len(several) > 1 else ()


def _first_borough(parts: list[str], table: PlaceTable) -> tuple[Borough | None, int]:
    """Two parts first, as three boroughs have an “and” in their names."""
    for used in (2, 1):
        if len(parts) >= used and (borough := table.borough_by(" and ".join(parts[:used]))):
            return borough, used
    return None, 0
