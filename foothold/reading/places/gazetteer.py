"""The table of London's places: boroughs, postcodes, names and outlines, loaded once a process."""

import csv
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import as_file, files
from importlib.resources.abc import Traversable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from foothold.errors import Unreadable
from foothold.model.places import METRES_A_DEGREE, Borough, Precision, metres_off
from foothold.model.postcode import Postcode
from foothold.reading.places.borough_outlines import Outlines
from foothold.reading.places.names import name_key
from foothold.reading.places.unit_postcodes import OUTSIDE, UNKNOWN, Units, read_units

SECTOR_SHARE = 0.95
DISTRICT_SHARE = 0.90
ROUNDING = 0.004
MOSTLY_LONDON = 0.90
"""A sector that crosses London's edge is taken for London's from this share on."""
NEARBY_METRES = 400.0
"""A point further than this from every known postcode has no borough."""
IMPORTED_UNITS = "units.npz"


@dataclass(frozen=True, slots=True)
class Area:
    """A sector or district. `shares` are the boroughs' shares of all its live units, those outside London counted."""

    code: str
    lat: float
    lon: float
    shares: tuple[tuple[Borough, float], ...]

    @property
    def in_london(self) -> float:
        """The share of its units that lie in London."""
        return min(1.0, sum(share for _, share in self.shares) + ROUNDING)

    @property
    def borough(self) -> Borough | None:
        """The borough that it decides, if it does."""
        borough, share = self.shares[0]
        if " " in self.code:
            of_london = share / self.in_london
            return borough if of_london >= SECTOR_SHARE and self.in_london >= MOSTLY_LONDON else None
        return borough if share >= DISTRICT_SHARE and self.in_london >= 0.999 else None


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a postcode is. `in_london` is None where the table cannot tell."""

    borough: Borough | None
    lat: float | None
    lon: float | None
    in_london: bool | None
    precision: Precision


@dataclass(frozen=True, slots=True)
class Named:
    """A locality, station, ward or landmark. `borough` holds its point; `sure` that its surroundings agree, so
    that the name decides it. `alone`: the name means London without being told so."""

    name: str
    kind: str
    lat: float
    lon: float
    borough: Borough
    sure: bool
    alone: bool

    @property
    def precision(self) -> Precision:
        return Precision.STATION if self.kind == "station" else Precision.PLACE


class PlaceTable:
    """Answers from the built-in table, or from an imported one of units, which wins."""

    def __init__(self, units: Units) -> None:
        self.units = units
        self._boroughs, self._borough_keys = _read_boroughs()
        self._areas = _read_areas(self._boroughs)

    @classmethod
    def load(cls, imported: Path | None = None) -> "PlaceTable":
        """Raises Unreadable where the imported table is damaged. `imported` is the folder of `places import`."""
        file = imported / IMPORTED_UNITS if imported and imported.is_dir() else imported
        if file is None or not file.exists():
            with as_file(_data("units.npz")) as built_in:
                return cls(read_units(built_in))
        try:
            return cls(read_units(file))
        except (ValueError, KeyError, OSError, EOFError) as error:
            message = f"The imported place table {file} is damaged. Run “foothold places import” again."
            raise Unreadable(message) from error

    def boroughs(self) -> tuple[Borough, ...]:
        """All 33, by code."""
        return self._boroughs

    def borough_by(self, text: str) -> Borough | None:
        """By code, slug, name, official name or an alias that means no other place ("LBTH", never "Richmond")."""
        return self._borough_keys.get(name_key(text))

    def area(self, postcode: Postcode) -> Area | None:
        """The London sector, else the London district, of a postcode."""
        return (self._areas.get(postcode.sector) if postcode.sector else None) or self._areas.get(
            postcode.district
        )

    def is_beyond(self, district: str) -> bool:
        """Whether a district of this name exists outside London alone."""
        return district in self._beyond

    def spot(self, postcode: Postcode) -> Spot | None:
        """Where a postcode is, by unit, else sector, else district; None where nothing is known of it."""
        row = self.units.find(postcode.unit) if postcode.unit else None
        if row is not None:
            return self._unit_spot(row, postcode)
        if self.is_beyond(postcode.district):
            return Spot(None, None, None, False, Precision.DISTRICT)
        area = self.area(postcode)
        return self._area_spot(area, postcode) if area else None

    def _unit_spot(self, row: int, postcode: Postcode) -> Spot:
        number = int(self.units.boroughs[row])
        if number == OUTSIDE:
            return Spot(None, None, None, False, Precision.POSTCODE)
        area = self.area(postcode)
        lat, lon = self.units.points[row]
        if np.isnan(lat):
            lat, lon = (area.lat, area.lon) if area else (None, None)
        borough = self._boroughs[number] if number < len(self._boroughs) else None
        if lat is None or lon is None:
            return Spot(borough, None, None, True, Precision.POSTCODE)
        return Spot(borough, round(float(lat), 5), round(float(lon), 5), True, Precision.POSTCODE)

    def _area_spot(self, area: Area, postcode: Postcode) -> Spot:
        precision = Precision.SECTOR if " " in area.code else Precision.DISTRICT
        no_such_sector = bool(postcode.sector) and precision is Precision.DISTRICT
        inside: bool | None = True if area.in_london >= MOSTLY_LONDON else None
        if no_such_sector and area.in_london < 0.999:
            inside = None
        return Spot(area.borough, area.lat, area.lon, inside, precision)

    def at(self, lat: float, lon: float) -> tuple[Borough | None, bool | None]:
        """The borough at a point, and whether it is in London. Outline and nearest postcode must agree."""
        outlined = self._outlines.containing(lat, lon)
        nearest = self._nearest(lat, lon)
        if outlined is None and nearest in (None, OUTSIDE):
            return None, False
        if outlined is not None and outlined == nearest:
            return self._boroughs[outlined], True
        return None, True if outlined is not None and nearest not in (None, OUTSIDE) else None

    def point_beyond(self, postcode: Postcode) -> tuple[float, float] | None:
        """Where a unit just outside London is."""
        row = self.units.find(postcode.unit) if postcode.unit else None
        if row is None or np.isnan(self.units.points[row, 0]):
            return None
        return float(self.units.points[row, 0]), float(self.units.points[row, 1])

    def nearest_borough(self, lat: float, lon: float) -> tuple[Borough, float]:
        """The borough of London's nearest postcode, and the metres to it."""
        rows = np.flatnonzero(
            (self.units.boroughs < len(self._boroughs)) & np.isfinite(self.units.points[:, 0])
        )
        squares = _squares(self.units.points[rows], lat, lon)
        best = int(np.argmin(squares))
        return self._boroughs[int(self.units.boroughs[rows[best]])], float(np.sqrt(squares[best]))

    def nearest_station(self, lat: float, lon: float) -> tuple[Named, float]:
        """The nearest station in London, and the metres to it in a straight line."""
        stations, points = self._stations
        squares = _squares(points, lat, lon)
        best = int(np.argmin(squares))
        return stations[best], float(np.sqrt(squares[best]))

    @cached_property
    def _stations(self) -> tuple[tuple[Named, ...], NDArray[np.float64]]:
        found = tuple(one for named in self._names.values() for one in named if one.kind == "station")
        return found, np.array([(one.lat, one.lon) for one in found])

    def _nearest(self, lat: float, lon: float) -> int | None:
        """The number of the borough of the nearest unit, OUTSIDE, or None where none is near."""
        order, lats = self._by_latitude
        reach = NEARBY_METRES / METRES_A_DEGREE
        low, high = np.searchsorted(lats, (lat - reach, lat + reach))
        rows = order[low:high]
        if not len(rows):
            return None
        squares = _squares(self.units.points[rows], lat, lon)
        best = int(np.argmin(squares))
        number = int(self.units.boroughs[rows[best]])
        return number if squares[best] <= NEARBY_METRES**2 and number != UNKNOWN else None

    @cached_property
    def _by_latitude(self) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
        lats = self.units.points[:, 0]
        order = np.argsort(lats)
        order = order[: int(np.isfinite(lats).sum())]
        return order, lats[order]

    @cached_property
    def _outlines(self) -> Outlines:
        with as_file(_data("outlines.npz")) as held:
            return Outlines.read(held)

    @cached_property
    def _beyond(self) -> frozenset[str]:
        return frozenset(_data("outcodes_beyond.txt").read_text(encoding="utf-8").split())

    def named(self, text: str) -> tuple[Named, ...]:
        """Every place of that name, best kind first: localities and landmarks, stations, wards."""
        return self._names.get(name_key(text), ())

    def names(self) -> tuple[str, ...]:
        """Of places, landmarks and stations, each spelling once; wards are known to few by name."""
        named = (n.name for names in self._names.values() for n in names if n.kind != "ward")
        return tuple(dict.fromkeys(named))

    @cached_property
    def _names(self) -> dict[str, tuple[Named, ...]]:
        found: dict[str, list[Named]] = defaultdict(list)
        for row in _rows("names.csv"):
            borough = self._boroughs[int(row["borough"])]
            named = Named(
                row["name"], row["kind"], float(row["lat"]), float(row["lon"]), borough, bool(row["sure"]), bool(row["alone"])
            )  # fmt: skip
            found[name_key(row["name"])].append(named)
        rank = {"place": 0, "landmark": 0, "station": 1, "ward": 2}
        return {key: tuple(sorted(names, key=lambda n: rank[n.kind])) for key, names in found.items()}

    @cached_property
    def centres(self) -> dict[str, tuple[float, float]]:
        """The middle of each borough's postcodes, by code."""
        return {row["code"]: (float(row["lat"]), float(row["lon"])) for row in _rows("boroughs.csv")}


@cache
def built_in_places() -> PlaceTable:
    """The shipped table, loaded when first asked for."""
    return PlaceTable.load()


def _squares(points: NDArray[np.float64], lat: float, lon: float) -> NDArray[np.float64]:
    """Squares of the metres from each point; exact enough within a region."""
    north, east = metres_off(lat, lon, points[:, 0], points[:, 1])
    squares: NDArray[np.float64] = north**2 + east**2
    return squares


def _read_boroughs() -> tuple[tuple[Borough, ...], dict[str, Borough]]:
    boroughs, keys = [], {}
    for row in _rows("boroughs.csv"):
        borough = Borough(row["code"], row["name"], row["slug"])
        boroughs.append(borough)
        for alias in (row["code"], row["slug"], row["name"], *row["aliases"].split("|")):
            keys[name_key(alias)] = borough
    return tuple(boroughs), keys


def _read_areas(boroughs: tuple[Borough, ...]) -> dict[str, Area]:
    areas = {}
    for row in _rows("areas.csv"):
        parts = (part.split(":") for part in row["shares"].split())
        shares = tuple((boroughs[int(number)], float(share)) for number, share in parts)
        if shares:
            areas[row["area"]] = Area(row["area"], float(row["lat"]), float(row["lon"]), shares)
    return areas


def _rows(name: str) -> Iterator[dict[str, str]]:
    yield from csv.DictReader(_data(name).read_text(encoding="utf-8").splitlines())


def _data(name: str) -> Traversable:
    return files("config") / "places" / name
