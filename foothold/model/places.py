"""Places and boroughs: the values. How a text becomes one is in `place_reading`."""

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypedDict

METRES_A_DEGREE = 111_200.0
METRES_A_MILE = 1_609.344


class Precision(StrEnum):
    """What decided a place, best first."""

    POSTCODE = "postcode"
    COORDINATES = "coordinates"
    SECTOR = "sector"
    STATION = "station"
    PLACE = "place"
    DISTRICT = "district"
    BOROUGH = "borough"


@dataclass(frozen=True, slots=True)
class Borough:
    """One of the 33: `code` is the ONS code (`E09000012`), `slug` its name in an address (`hackney`)."""

    code: str
    name: str
    slug: str


@dataclass(frozen=True, slots=True)
class Place:
    """One workplace of an advert. `borough` is None where the source does not decide it."""

    name: str | None
    postcode: str | None = None
    borough: Borough | None = None
    lat: float | None = None
    lon: float | None = None
    precision: Precision | None = None


class PublicBorough(TypedDict):
    """`code` is the ONS code."""

    code: str
    name: str


class PublicPlace(TypedDict):
    """A workplace in the public shape; `precision` is a `Precision`."""

    name: str | None
    postcode: str | None
    borough: PublicBorough | None
    lat: float | None
    lon: float | None
    precision: str | None


def place_json(place: Place) -> PublicPlace:
    """The keys of the public shape."""
    borough = place.borough
    return {
        "name": place.name,
        "postcode": place.postcode,
        "borough": {"code": borough.code, "name": borough.name} if borough else None,
        "lat": place.lat,
        "lon": place.lon,
        "precision": place.precision.value if place.precision else None,
    }


def straight_metres(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """As the crow flies; exact enough within a region."""
    return math.hypot(*metres_off(lat, lon, other_lat, other_lon))


def metres_off(lat: float, lon: float, other_lat: Any, other_lon: Any) -> tuple[Any, Any]:
    """How far north and east another point is, or each of an array of them."""
    north = (other_lat - lat) * METRES_A_DEGREE
    east = (other_lon - lon) * METRES_A_DEGREE * math.cos(math.radians(lat))
    return north, east
