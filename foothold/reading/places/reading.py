"""What an advert's text, postcode and coordinates say of a place. Unknown is an answer: a wrong borough is worse."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

from foothold.model.opportunity import Remote
from foothold.model.places import Place, Precision, place_json, straight_metres
from foothold.model.plausible import decimal_number
from foothold.model.postcode import Postcode, areas_in, read_postcode, units_in
from foothold.reading.places.address_parts import Parts, read_parts
from foothold.reading.places.gazetteer import PlaceTable, Spot
from foothold.reading.places.patterns import (
    NATIONAL,
    SCATTERED,
    SEVERAL,
    remote_in,
    without_codes,
    without_fillers,
    without_noise,
)

InLondon = Literal["yes", "no", "partly", "unknown"]
STRAY_METRES = 2_000.0
LONGEST_TEXT = 1_000
"""No place takes more characters; what follows is not read."""
MOST_PIECES = 40
"""Places of one text that are read, between its semicolons and line ends."""
_BETWEEN = re.compile(r"\s*[|;•·\n\r]+\s*|\s+/\s+|(?<=[a-z])/(?=[A-Z])")
_AND = re.compile(r"\s*(?:,\s*)?(?:\band\b|\bor\b|&|\bplus\b)\s*", re.I)


@dataclass(frozen=True, slots=True)
class PlaceReading:
    """`places` keeps what is not decided, with `borough` None. `remote` is None where the text says nothing of it."""

    text: str | None
    in_london: InLondon
    national: bool = False
    remote: Remote | None = None
    places: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class _One:
    """One place read: in London, outside, or (None) not known."""

    inside: bool | None
    place: Place | None


def read_place(
    text: str | None, table: PlaceTable, *, postcode: str | None = None, lat: str | None = None, lon: str | None = None
) -> PlaceReading:  # fmt: skip
    """Full postcode, coordinates, sector, station or named place, district, borough: the first that decides."""
    said = _folded((text or "")[:LONGEST_TEXT])
    remote, national = remote_in(said), bool(NATIONAL.search(said))
    bare = _plainly(said)
    several = SEVERAL.search(bare)
    bare = NATIONAL.sub(" ", SEVERAL.sub(" ", bare))
    stated, stated_spot = _stated(postcode, table)
    point = _point(lat, lon)
    if stated or point:
        ones = [_combined(bare, stated, stated_spot, point, table)]
    else:
        ones = [one for part in _texts(bare, table) for one in _read_text(part, table)]
    places = tuple(dict.fromkeys(one.place for one in ones if one.place))
    return PlaceReading(text, _in_london(ones, bool(several)), national, remote, places)


def _folded(text: str) -> str:
    """One space between words, and one line end where lines end."""
    if "\n" not in text and "\r" not in text:
        return " ".join(text.split())
    lines = (" ".join(line.split()) for line in text.replace("\r", "\n").split("\n"))
    return "\n".join(line for line in lines if line)


def _plainly(text: str) -> str:
    """The text as a person would write it, where a system or an advert dresses up one area."""
    return SCATTERED.sub("", without_fillers(without_codes(text)), count=1)


def reading_json(reading: PlaceReading) -> dict[str, Any]:
    """The shape that `foothold parse place` prints."""
    return {
        "text": reading.text,
        "in_london": reading.in_london,
        "national": reading.national,
        "remote": reading.remote.value if reading.remote else None,
        "places": [place_json(place) for place in reading.places],
    }


def _in_london(ones: list[_One], several: bool) -> InLondon:
    answers = {one.inside for one in ones}
    if True in answers:
        return "partly" if several or False in answers or (None in answers and len(ones) > 1) else "yes"
    if not answers or several or None in answers:
        return "unknown"
    return "no"


def _stated(postcode: str | None, table: PlaceTable) -> tuple[Postcode | None, Spot | None]:
    read = read_postcode(postcode)
    if read is None and postcode:
        read = next((found for found, _ in units_in(postcode[:LONGEST_TEXT])), None)
    spot = table.spot(read) if read else None
    return (read, spot) if spot or (read and read.unit) else (None, None)


def _point(lat: str | None, lon: str | None) -> tuple[float, float] | None:
    """Degrees, unless they are no numbers, no place on earth or the empty 0,0. Latitude and longitude of Britain
    that stand in each other's field are put right."""
    north, east = _degrees(lat), _degrees(lon)
    if north is None or east is None or abs(north) > 90 or abs(east) > 180:
        return None
    if not _in_britain(north, east) and _in_britain(east, north):
        return east, north
    return (north, east) if abs(north) > 0.001 or abs(east) > 0.001 else None


def _degrees(text: str | None) -> float | None:
    """A figure with a point or a comma before its decimals."""
    return decimal_number(text.replace(",", ".") if text and text.count(",") == 1 else text)


def _in_britain(lat: float, lon: float) -> bool:
    return 49 < lat < 61 and -9 < lon < 2


def _combined(
    text: str, stated: Postcode | None, spot: Spot | None, point: tuple[float, float] | None, table: PlaceTable
) -> _One:  # fmt: skip
    """A place whose postcode or coordinates came in their own fields; its text gives the name."""
    if stated is None:
        stated, spot = _first_unit(text, table)
    name = _name_only(text)
    if stated and stated.unit and spot and spot.precision is Precision.POSTCODE:
        return _One(spot.in_london, _place_of(name, stated, spot))
    if point and not _strays(point, spot):
        borough, inside = table.at(*point)
        if inside is not None and not (spot and spot.borough and borough and spot.borough != borough):
            code = str(stated) if stated else None
            lat, lon = round(point[0], 5), round(point[1], 5)
            return _One(inside, Place(name, code, borough, lat, lon, Precision.COORDINATES))
    if stated is None:
        return next(iter(_read_text(text, table)), _One(None, Place(name) if name else None))
    if stated.sector and spot and spot.precision is Precision.SECTOR and spot.borough:
        return _One(spot.in_london, _place_of(name, stated, spot))
    return _by_parts(without_noise(text), name, stated, spot, table)


def _first_unit(text: str, table: PlaceTable) -> tuple[Postcode | None, Spot | None]:
    unit = next((unit for unit, _ in units_in(text)), None)
    return unit, table.spot(unit) if unit else None


def _strays(point: tuple[float, float], spot: Spot | None) -> bool:
    """Whether coordinates disagree with the stated postcode."""
    if spot is None or spot.lat is None or spot.lon is None:
        return bool(spot and spot.in_london is False)
    reach = STRAY_METRES if spot.precision in (Precision.POSTCODE, Precision.SECTOR) else 3 * STRAY_METRES
    return straight_metres(*point, spot.lat, spot.lon) > reach


def _texts(text: str, table: PlaceTable) -> Iterator[str]:
    """The texts of single places: an "and" parts two only where each side is a place of its own."""
    pieces = [piece for piece in _BETWEEN.split(text) if piece.strip(" ,.-–—()")]
    if len(pieces) == 2 and "\n" in text and _is_context(pieces[1], table):
        pieces = [", ".join(piece.strip() for piece in pieces)]
    for piece in pieces[:MOST_PIECES]:
        yield from _around_and(piece, table)


def _is_context(text: str, table: PlaceTable) -> bool:
    """A second line that only says where the first is: London, a county, a postcode."""
    if any(units_in(text)) or any(areas_in(text)):
        return True
    return read_parts(text, table).only_context


def _around_and(text: str, table: PlaceTable) -> list[str]:
    if not _AND.search(text) or read_parts(text, table).whole_name:
        return [text]
    sides = [side for side in _AND.split(text) if side and side.strip()]
    if len(sides) < 2 or len(sides) > 12:
        return [text]
    if all(_stands(side, table) for side in sides):
        tail = sides[-1].partition(",")[2]
        context = tail if tail.strip() and read_parts(tail, table).only_context else ""
        if not context and _boroughs_of_one_list(sides, table):
            context = " London"
        return [side if "," in side or not context else f"{side},{context}" for side in sides]
    return [text]


def _boroughs_of_one_list(sides: list[str], table: PlaceTable) -> bool:
    """Croydon and Sutton: where one name means London by itself, the borough beside it does as well."""
    read = [read_parts(without_noise(side), table) for side in sides]
    return all(parts.boroughs_only or parts.one_borough for parts in read) and any(
        parts.boroughs_only for parts in read
    )


def _stands(text: str, table: PlaceTable) -> bool:
    return any(units_in(text)) or read_parts(without_noise(text), table).known


def _read_text(text: str, table: PlaceTable) -> Iterator[_One]:
    """The places of one text: each full postcode in it, else the one place that its words name."""
    units = [(unit, span, table.spot(unit)) for unit, span in units_in(text)]
    found = [(unit, span, spot) for unit, span, spot in units if spot]
    if found:
        start = 0
        for unit, (_, end), spot in found:
            name = _name_only(text[start:end])
            start = end
            if spot.precision is Precision.POSTCODE or spot.borough or spot.in_london is False:
                yield _One(spot.in_london, _place_of(name, unit, spot))
            else:
                yield _by_parts(without_noise(text), name, unit, spot, table)
        return
    tidy = without_noise(text)
    if not tidy.strip(" ,.-–—()"):
        return
    yield from _listed(tidy, table)


def _listed(text: str, table: PlaceTable) -> Iterator[_One]:
    """Several cities between commas ("London, Leeds, Manchester") are several places; else one."""
    parts = read_parts(text, table)
    if parts.is_list:
        for part in parts.parts:
            if not part.neutral and not (part.london and not part.borough and parts.boroughs_only):
                yield _named(read_parts(part.text, table, in_london=parts.boroughs_only), part.text)
        return
    area = _area(text, table)
    yield _by_parts(text, _name_only(text), area[0], area[1], table) if area else _named(parts, text)


def _area(text: str, table: PlaceTable) -> tuple[Postcode, Spot] | None:
    """The sector or district that stands in a text. One letter and a digit ("B1") that is beyond London needs
    to stand apart, since rooms and floors are so called as well."""
    for area, (start, end) in areas_in(text):
        spot = table.spot(area)
        if spot is None:
            continue
        apart = (
            not text[end:].strip(" ,)")
            or text[:start].rstrip()[-1:] in ("", ",", "(")
            or text[end:].lstrip()[:1] == ","
        )
        if spot.in_london is not False or (apart and not re.search(r"\blondon\b", text, re.I)):
            return area, spot
    return None


def _by_parts(text: str, name: str | None, code: Postcode, spot: Spot | None, table: PlaceTable) -> _One:
    """A place with a sector or district, or a unit that we do not have: words decide before the district."""
    if spot and spot.in_london is False:
        return _One(False, _place_of(name, code, spot))
    if spot and spot.precision is Precision.SECTOR and spot.borough:
        return _One(spot.in_london, _place_of(name, code, spot))
    if spot is None:
        return _with_postcode(_named(read_parts(_name_only(text) or "", table), name or ""), code)
    area = table.area(code)
    likely = {b: share for b, share in area.shares if share >= 0.05} if area else {}
    parts = read_parts(_name_only(text) or "", table, in_london=spot.in_london is True)
    if spot.in_london is None and parts.inside is False:
        return _One(False, _place_of(name, code, spot))
    worded = parts.decided
    if worded and worded.borough and worded.precision is not Precision.BOROUGH and worded.borough in likely:
        return _One(True, replace(worded, name=name, postcode=str(code)))
    if worded and worded.borough and worded.precision is Precision.BOROUGH and not spot.borough:
        share = likely.get(worded.borough, 0.0)
        if share >= 0.3:
            return _One(True, replace(worded, name=name, postcode=str(code), lat=spot.lat, lon=spot.lon, precision=spot.precision))  # fmt: skip
    return _One(spot.in_london, _place_of(name, code, spot))


def _with_postcode(one: _One, code: Postcode) -> _One:
    return replace(one, place=replace(one.place, postcode=str(code))) if one.place else one


def _named(parts: Parts, text: str) -> _One:
    """What the words of a text name, without any postcode."""
    place = parts.decided
    if place:
        return _One(parts.inside, place)
    name = _name_only(text)
    return _One(parts.inside, Place(name) if name else None)


def _place_of(name: str | None, code: Postcode, spot: Spot) -> Place:
    return Place(name, str(code), spot.borough, spot.lat, spot.lon, spot.precision)


def _name_only(text: str) -> str | None:
    """The words of a place without its postcodes and loose punctuation."""
    for _, (start, end) in reversed(list(units_in(text))):
        text = f"{text[:start]} {text[end:]}"
    lone = re.sub(r"\(\s*\)", " ", " ".join(text.split()))
    tidy = re.sub(r"(?:\s*,)+\s*", ", ", lone).strip(" ,;-–—|/:")
    return re.sub(r"^(?:in|at|near|across|around)\s+", "", tidy, flags=re.I) or None
