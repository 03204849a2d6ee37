"""Ordnance Survey Code-Point Open, ONSPD and NSPL, reduced to London's live units: what `places import` writes."""

import csv
import io
import math
import os
import re
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from foothold.errors import TooLarge, Unreadable
from foothold.model.postcode import read_postcode
from foothold.reading.places.gazetteer import IMPORTED_UNITS, PlaceTable
from foothold.reading.places.unit_postcodes import OUTSIDE, write_units

FEWEST_UNITS = 1_000
MOST_BYTES = 4_000_000_000
_POSTCODE = ("pcds", "postcode", "pcd", "pcd7", "pcd8", "pc")
_BOROUGH = (
    "lad25cd",
    "lad24cd",
    "lad23cd",
    "lad22cd",
    "lad21cd",
    "oslaua",
    "laua",
    "ladcd",
    "admin_district_code",
    "dc",
)
_LAT, _LON = ("lat", "latitude"), ("long", "lon", "longitude")
_ENDED = ("doterm", "date_of_termination")
CODE_POINT = ("PC", "PQ", "EA", "NO", "CY", "RH", "LH", "CC", "DC", "WC")

Row = tuple[str, str, float, float]


def import_places(source: Path, folder: Path) -> int:
    """Write the table to the folder in one step and tell how many units it has. Raises Unreadable."""
    codes: list[str] = []
    points: list[tuple[float, float]] = []
    boroughs: list[int] = []
    seen: set[str] = set()
    built_in = PlaceTable.load()
    numbers = {borough.code: n for n, borough in enumerate(built_in.boroughs())}
    for unit, code, lat, lon in _rows(source):
        read = read_postcode(unit)
        if read is None or read.unit is None or read.unit in seen:
            continue
        if code not in numbers and built_in.area(read) is None:
            continue
        seen.add(read.unit)
        codes.append(read.unit)
        points.append((lat, lon))
        boroughs.append(numbers.get(code, OUTSIDE))
    london = sum(1 for number in boroughs if number != OUTSIDE)
    if london < FEWEST_UNITS:
        raise Unreadable(
            f"{source.name} has {london} postcodes in London; a whole table has about 180,000. "
            "Give the zip or folder of Code-Point Open, or the CSV or zip of ONSPD or NSPL."
        )
    _write(folder, codes, np.array(points, dtype=np.float64), np.array(boroughs, dtype=np.uint8))
    return london


def _write(folder: Path, codes: list[str], points: NDArray[np.float64], boroughs: NDArray[np.uint8]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    handle, scratch = tempfile.mkstemp(dir=folder, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as target:
            write_units(target, codes, points, boroughs)
        Path(scratch).chmod(0o644)
        Path(scratch).replace(folder / IMPORTED_UNITS)
    except BaseException:
        Path(scratch).unlink(missing_ok=True)
        raise


def _rows(source: Path) -> Iterator[Row]:
    """Unit, code of its district and point, from every table of the source."""
    any_table = False
    for name, table in _tables(source):
        rows = _read_table(name, table)
        if rows is not None:
            any_table = True
            yield from rows
    if not any_table:
        raise Unreadable(
            f"{source.name} holds no table of postcodes that we read: Code-Point Open's CSV files, or a CSV with "
            "the columns pcds, lat, long and oslaua (or lad23cd) of ONSPD or NSPL."
        )


def _tables(source: Path) -> Iterator[tuple[str, io.TextIOBase]]:
    if source.is_dir():
        for file in sorted(source.rglob("*.csv")):
            with file.open(encoding="utf-8-sig", errors="replace", newline="") as table:
                yield file.name, table
    elif zipfile.is_zipfile(source):
        with _zip(source) as packed:
            for member in sorted(packed.namelist()):
                if member.lower().endswith(".csv"):
                    with packed.open(member) as body:
                        yield member, io.TextIOWrapper(body, "utf-8-sig", "replace", newline="")
    elif source.is_file():
        with source.open(encoding="utf-8-sig", errors="replace", newline="") as table:
            yield source.name, table
    else:
        raise Unreadable(f"There is no file or folder {source}.")


@contextmanager
def _zip(source: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(source) as packed:
            if sum(member.file_size for member in packed.infolist()) > MOST_BYTES:
                raise TooLarge(f"{source.name} unpacks to more than 4 GB, which no postcode table does.")
            yield packed
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise Unreadable(f"{source.name} is a damaged zip file. Download it again.") from error


def _read_table(name: str, table: io.TextIOBase) -> Iterator[Row] | None:
    """The rows of a table that we know by its columns, or None for any other file in the parcel."""
    reader = csv.reader(line.replace("\0", "") for line in table)
    first = next(reader, [])
    headings = {heading.strip().lower(): at for at, heading in enumerate(first)}
    columns = [_column(headings, names) for names in (_POSTCODE, _BOROUGH, _LAT, _LON)]
    if all(column is not None for column in columns):
        ended = _column(headings, _ENDED)
        return _directory_rows(reader, [column or 0 for column in columns], ended)
    if len(first) >= 9 and (first[: len(CODE_POINT)] == list(CODE_POINT) or _is_code_point(first)):
        return _code_point_rows(first, reader)
    return None


def _column(headings: dict[str, int], names: tuple[str, ...]) -> int | None:
    known = next((headings[name] for name in names if name in headings), None)
    if known is None and names is _BOROUGH:
        return next((at for name, at in headings.items() if re.fullmatch(r"lad\d\dcd|lauacd", name)), None)
    return known


def _directory_rows(reader: Iterator[list[str]], columns: list[int], ended: int | None) -> Iterator[Row]:
    """ONSPD and NSPL: live postcodes only."""
    unit, borough, lat, lon = columns
    for row in reader:
        if len(row) > max(columns) and not (ended is not None and len(row) > ended and row[ended].strip()):
            point = _point(row[lat], row[lon])
            if point:
                yield (row[unit], row[borough].strip(), *point)


def _is_code_point(row: list[str]) -> bool:
    read = read_postcode(row[0])
    return bool(read and read.unit) and row[2].strip().isdigit() and row[3].strip().isdigit()


def _code_point_rows(first: list[str], reader: Iterator[list[str]]) -> Iterator[Row]:
    """Code-Point Open: no headings, eastings and northings, district code in the ninth column."""
    for row in [first] if _is_code_point(first) else []:
        yield from _code_point_row(row)
    for row in reader:
        if len(row) >= 9 and _is_code_point(row):
            yield from _code_point_row(row)


def _code_point_row(row: list[str]) -> Iterator[Row]:
    east, north = float(row[2]), float(row[3])
    lat, lon = degrees(east, north) if east and north else (math.nan, math.nan)
    yield row[0], row[8].strip(), lat, lon


def _point(lat: str, lon: str) -> tuple[float, float] | None:
    try:
        north, east = float(lat), float(lon)
    except ValueError:
        return None
    return (north, east) if 49 < north < 61 and -9 < east < 3 else (math.nan, math.nan)


def degrees(east: float, north: float) -> tuple[float, float]:
    """WGS84 latitude and longitude of a National Grid point near London, to about 10 metres: the inverse
    transverse Mercator on Airy 1830, then the shift of the datum, which is even across the city."""
    a, b, scale = 6_377_563.396, 6_356_256.909, 0.9996012717
    lat0, lon0 = math.radians(49), math.radians(-2)
    ecc = 1 - (b / a) ** 2
    n = (a - b) / (a + b)
    lat, arc = lat0, 0.0
    while abs(north + 100_000 - arc) > 0.0001:
        lat += (north + 100_000 - arc) / (a * scale)
        d, s = lat - lat0, lat + lat0
        arc = b * scale * (
            (1 + n + 1.25 * n**2 + 1.25 * n**3) * d
            - (3 * n + 3 * n**2 + 2.625 * n**3) * math.sin(d) * math.cos(s)
            + (1.875 * n**2 + 1.875 * n**3) * math.sin(2 * d) * math.cos(2 * s)
            - 35 / 24 * n**3 * math.sin(3 * d) * math.cos(3 * s)
        )  # fmt: skip
    v = a * scale / math.sqrt(1 - ecc * math.sin(lat) ** 2)
    rho = a * scale * (1 - ecc) / (1 - ecc * math.sin(lat) ** 2) ** 1.5
    eta, t, sec = v / rho - 1, math.tan(lat), 1 / math.cos(lat)
    x = (east - 400_000) / v
    ratio = v / rho
    latitude = lat - t * ratio * x**2 / 2 + t * ratio * x**4 / 24 * (5 + 3 * t**2 + eta - 9 * t**2 * eta)
    longitude = (
        lon0 + sec * x - sec * x**3 / 6 * (ratio + 2 * t**2) + sec * x**5 / 120 * (5 + 28 * t**2 + 24 * t**4)
    )
    return math.degrees(latitude) + LONDON_SHIFT[0], math.degrees(longitude) + LONDON_SHIFT[1]


LONDON_SHIFT = (0.000511, -0.001611)
"""From the Airy datum to WGS84 in the middle of London."""
