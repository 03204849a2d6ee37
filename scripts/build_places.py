"""Make `config/places/`: `build_places.py FACTS` (a folder with the borough, postcode, station, ward and locality tables).

Borough and point of each unit come from the PyPI source archive `postcodez` 0.10, which is checked against its
hash, unpacked and read; none of its code is imported or run here. FACTS supplies sector and district shares, which
fill its gaps and overrule it where a sector lies wholly in one borough, and the names. Borough outlines come
from the npm package `vega-datasets`. Needs the extra `places`; NOTICE names the sources.
"""

import csv
import gzip
import hashlib
import json
import subprocess
import sys
import tarfile
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray

from foothold.model.places import metres_off
from foothold.reading.places.names import name_key
from foothold.reading.places.unit_postcodes import OUTSIDE, write_units

POSTCODEZ = "postcodez==0.10"
POSTCODEZ_SHA256 = "bb88bd85bb7b49fad3778c5b310ce3f3081a093224583b353f12d5bc7cc25245"
OUTLINES = "vega-datasets@3.2.1"
OUTLINES_SHA256 = "2dfeae7dd8123c57cf652938717ca27470c3684a1671d7f39d8afe518187a80a"
RADIUS_METRES = 700.0
SURE_SHARE = 0.85
"""A name decides its borough where this share of the postcodes within the radius agrees."""
ALIASES = {
    "Barking and Dagenham": ("LBBD", "B&D", "Barking & Dag"),
    "City of London": (
        "Square Mile",
        "The Square Mile",
        "City of London Corporation",
        "Corporation of London",
        "The City",  # Only beside something else of London: `NOT_ALONE` of `place_parts`.
    ),
    "Greenwich": ("RBG", "Royal Greenwich"),
    "Hackney": ("LBH",),
    "Hammersmith and Fulham": ("LBHF", "H&F"),
    "Kensington and Chelsea": ("RBKC", "K&C", "Ken & Chelsea", "Ken and Chels"),
    "Kingston upon Thames": ("RBK", "Royal Borough of Kingston", "Kingston-on-Thames"),
    "Richmond upon Thames": ("LBRuT", "LBRT", "Richmond-on-Thames"),
    "Tower Hamlets": ("LBTH",),
    "Waltham Forest": ("LBWF",),
    "Westminster": ("City of Westminster", "Westminster City Council", "WCC"),
}
CROSSES = "-"
"""Stands for the borough of a name that is known to lie across several."""
HERE = Path(__file__).parent
OUT = HERE.parent / "config" / "places"

Points = NDArray[np.float64]


@dataclass
class Units:
    """Postcodes with latitude, longitude and index of borough, side by side."""

    codes: list[str]
    points: Points
    boroughs: NDArray[np.uint8]


def main(facts: Path) -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    codes = [row["code"] for row in rows(facts / "boroughs.csv")]
    names = {row["name"]: i for i, row in enumerate(rows(facts / "boroughs.csv"))}
    with tempfile.TemporaryDirectory() as scratch:
        london, everywhere = unpack_postcodez(Path(scratch))
        shapes = outlines(Path(scratch), names)
    write_outlines(shapes)
    sectors = {r["sector"]: shares(r, codes) for r in rows(facts / "london_postcode_sectors.csv")}
    districts = {r["district"]: shares(r, codes) for r in rows(facts / "london_postcode_districts.csv")}
    units = combined(facts, london, everywhere, names, sectors, shapes)
    write_units(OUT / "units.npz", units.codes, units.points, units.boroughs)
    write_areas(facts, codes)
    write_boroughs(facts)
    write_outcodes(everywhere, districts)
    write_names(facts, codes, names, units)
    for made in sorted(OUT.iterdir()):
        print(f"{made.name}: {made.stat().st_size:,} bytes")


def rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as table:
        yield from csv.DictReader(table)


def unpack_postcodez(scratch: Path) -> tuple[dict[str, str], dict[str, tuple[float, float]]]:
    """Borough by London unit, and the point of every unit in the country, as of 2017."""
    wanted = scratch / "wanted.txt"
    wanted.write_text(f"{POSTCODEZ} --hash=sha256:{POSTCODEZ_SHA256}\n", encoding="utf-8")
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes"]
    subprocess.run([*pip, "--no-binary", "postcodez", "-r", str(wanted), "-d", str(scratch)], check=True)
    archive = next(scratch.glob("postcodez-*.tar.gz"))
    if hashlib.sha256(archive.read_bytes()).hexdigest() != POSTCODEZ_SHA256:
        raise SystemExit("The postcodez archive is not the one this script knows.")
    with tarfile.open(archive) as packed:
        packed.extractall(scratch, filter="data")
    data = next(scratch.glob("postcodez-*/postcodez"))
    london = {row["Postcode"]: row["London_Borough"] for row in rows(data / "london_boroughs.csv")}
    everywhere = {
        row["postcode"]: (float(row["latitude"]), float(row["longitude"]))
        for row in rows(data / "ukpostcodes.csv")
        if row["latitude"] and float(row["latitude"]) < 90
    }
    return london, everywhere


def outlines(scratch: Path, names: dict[str, int]) -> list[tuple[int, shapely.Geometry]]:
    subprocess.run(["npm", "pack", "--silent", OUTLINES], cwd=scratch, check=True, stdout=subprocess.DEVNULL)
    with tarfile.open(next(scratch.glob("vega-datasets-*.tgz"))) as packed:
        member = packed.extractfile("package/data/londonBoroughs.json")
        body = member.read() if member else b""
    if hashlib.sha256(body).hexdigest() != OUTLINES_SHA256:
        raise SystemExit("The borough outlines are not those that this script knows.")
    topology = json.loads(body)
    scale, move = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = [np.cumsum(np.array(arc), axis=0) * scale + move for arc in topology["arcs"]]
    shapes = []
    for shape in topology["objects"]["boroughs"]["geometries"]:
        parts = [shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"]
        rings = [shapely.Polygon(ring(arcs, part[0]), [ring(arcs, r) for r in part[1:]]) for part in parts]
        shapes.append((names[shape["id"]], valid(rings)))
    return shapes


def valid(rings: list[shapely.Polygon]) -> shapely.Geometry:
    """One shape; where simplification made an outline cross itself, without the loop."""
    return shapely.union_all(shapely.make_valid(np.array(rings), method="structure", keep_collapsed=False))


def ring(arcs: list[Points], numbers: list[int]) -> Points:
    """A TopoJSON ring: a negative number is an arc run backwards."""
    return np.concatenate([arcs[n] if n >= 0 else arcs[~n][::-1] for n in numbers])


def write_outlines(shapes: list[tuple[int, shapely.Geometry]]) -> None:
    rings, owners = [], []
    for borough, shape in shapes:
        for part in getattr(shape, "geoms", [shape]):
            for line in (part.exterior, *part.interiors):
                rings.append(shapely.get_coordinates(line))
                owners.append(borough)
    lengths = np.array([len(r) for r in rings], dtype=np.int32)
    vertices = np.concatenate(rings).astype(np.float32)
    np.savez_compressed(
        OUT / "outlines.npz", vertices=vertices, lengths=lengths, owners=np.array(owners, dtype=np.uint8)
    )


def shares(row: dict[str, str], codes: list[str]) -> dict[int, float]:
    """Share of all live units by index of borough, units outside London counted as well."""
    inside, outside = int(row["n_london_units"]), int(row["n_outside_units"])
    parts = (part.split(":") for part in row["borough_shares"].split(";"))
    return {codes.index(code): float(share) * inside / (inside + outside) for code, share in parts}


def combined(
    facts: Path,
    london: dict[str, str],
    everywhere: dict[str, tuple[float, float]],
    names: dict[str, int],
    sectors: dict[str, dict[int, float]],
    shapes: list[tuple[int, shapely.Geometry]],
) -> Units:
    """London's units with a point, and those beyond its edge in sectors that cross it."""
    whole_city = shapely.union_all([shape for _, shape in shapes])
    shapely.prepare(whole_city)
    with gzip.open(facts / "london_postcodes.csv.gz", "rt", encoding="utf-8") as table:
        live = {row["postcode"] for row in csv.DictReader(table)}
    codes, points, boroughs = [], [], []
    for unit in sorted(london.keys() | {u for u in everywhere if u[:-2] in sectors}):
        split = sectors.get(unit[:-2], {})
        whole = next((b for b, share in split.items() if share > 0.9995), None)
        lat, lon = everywhere.get(unit, (np.nan, np.nan))
        if unit in london and (unit in live or unit in everywhere):
            borough = names[london[unit]] if whole is None else whole
        elif unit not in london and unit not in live and whole is None and sum(split.values()) < 0.9995:
            if shapely.contains_xy(whole_city, lon, lat):
                continue
            borough = OUTSIDE
        else:
            continue
        codes.append(unit)
        points.append((lat, lon))
        boroughs.append(borough)
    return Units(codes, np.array(points), np.array(boroughs, dtype=np.uint8))


def write_boroughs(facts: Path) -> None:
    """Aliases that also name a part of the borough or a place elsewhere ("Richmond", "Barking") are left out."""
    table = []
    for row in rows(facts / "boroughs.csv"):
        safe = [row["official_name"], f"{row['name']} borough", *ALIASES.get(row["name"], ())]
        if row["name"] not in ("City of London", "Westminster"):
            safe += [
                f"LB {row['name']}",
                f"London Borough of {row['name']}",
                f"Royal Borough of {row['name']}",
            ]
        slug = name_key(row["name"]).replace(" ", "-")
        table.append((row["code"], row["name"], slug, row["lat"], row["lon"], "|".join(dict.fromkeys(safe))))
    write_csv("boroughs.csv", ("code", "name", "slug", "lat", "lon", "aliases"), table)


def write_areas(facts: Path, codes: list[str]) -> None:
    """Sectors, districts, and districts without their last letter (`SW1`), with the shares of their boroughs."""
    table: list[tuple[str, str, str, str]] = []
    groups: dict[str, list[dict[str, str]]] = defaultdict(list)
    for kind in ("sector", "district"):
        for row in rows(facts / f"london_postcode_{kind}s.csv"):
            table.append((row[kind], row["lat"], row["lon"], spelled(shares(row, codes))))
            if kind == "district" and row[kind][-1].isalpha():
                groups[row[kind][:-1]].append(row)
    known = {name for name, *_ in table}
    for name, members in groups.items():
        if name not in known:
            table.append(grouped(name, members, codes))
    write_csv("areas.csv", ("area", "lat", "lon", "shares"), sorted(table))


def grouped(name: str, members: list[dict[str, str]], codes: list[str]) -> tuple[str, str, str, str]:
    weights = np.array([int(m["n_london_units"]) + int(m["n_outside_units"]) for m in members], dtype=float)
    total: Counter[int] = Counter()
    for member, weight in zip(members, weights, strict=True):
        for borough, share in shares(member, codes).items():
            total[borough] += share * weight / weights.sum()
    lat, lon = (np.average([float(m[axis]) for m in members], weights=weights) for axis in ("lat", "lon"))
    return name, f"{lat:.5f}", f"{lon:.5f}", spelled(total)


def spelled(split: dict[int, float]) -> str:
    return " ".join(f"{b}:{s:.3f}" for b, s in sorted(split.items(), key=lambda p: -p[1]) if s >= 0.001)


def write_outcodes(
    everywhere: dict[str, tuple[float, float]], districts: dict[str, dict[int, float]]
) -> None:
    ours = {code for code, split in districts.items() if sum(split.values()) >= 0.001}
    beyond = sorted({unit.split()[0] for unit in everywhere} - ours)
    (OUT / "outcodes_beyond.txt").write_text("\n".join(beyond) + "\n", encoding="utf-8")


def write_names(facts: Path, codes: list[str], names: dict[str, int], units: Units) -> None:
    """Localities, stations, wards and our own list, each with whether its surroundings agree on one borough."""
    known = np.isfinite(units.points[:, 0])
    points, boroughs = units.points[known], units.boroughs[known]
    by_hand: dict[str, set[str]] = defaultdict(set)
    for name, borough, _ in known_areas():
        by_hand[name_key(name)] |= {borough} if borough else set()
    found: dict[tuple[str, str, str], tuple[str, ...]] = {}
    table = sorted(set(named(facts, codes)))
    for name, kind, lat, lon, borough in (*table, *placed_by_hand(facts, names, table)):
        key = name_key(name)
        told = by_hand.get(key) if kind != "ward" else None
        share = agreement(points, boroughs, float(lat), float(lon), int(borough))
        sure = int(borough) in {names[n] for n in told if n != CROSSES} if told else share >= SURE_SHARE
        row = (name, kind, lat, lon, borough, "1" if sure else "", "" if told is None else "1")
        found.setdefault((key, kind, borough), row)
    header = ("name", "kind", "lat", "lon", "borough", "sure", "alone")
    write_csv("names.csv", header, sorted(found.values()))


def known_areas() -> Iterator[tuple[str, str, str]]:
    """Name, borough or an empty text, and where to put it."""
    with (HERE / "known_areas.csv").open(encoding="utf-8", newline="") as table:
        lines = (line for line in table if not line.startswith("#"))
        for row in csv.DictReader(lines, delimiter=";"):
            for name in row["names"].split(","):
                yield name, row["borough"], row["near"]


def placed_by_hand(
    facts: Path, names: dict[str, int], table: list[tuple[str, str, str, str, str]]
) -> Iterator[tuple[str, str, str, str, str]]:
    """Names of our own list that have a point of their own, or that the tables lack."""
    sectors = {row["sector"]: row for row in rows(facts / "london_postcode_sectors.csv")}
    codes = {row["code"]: str(i) for i, row in enumerate(rows(facts / "boroughs.csv"))}
    points = {name_key(row[0]): row for row in reversed(table) if row[1] != "ward"}
    for name, told, near in known_areas():
        borough = told.removeprefix(CROSSES)
        if near in sectors:
            lat, lon, main = (sectors[near][column] for column in ("lat", "lon", "main_borough_code"))
            number = str(names[borough]) if borough else codes[main]
        elif near and name_key(near) in points:
            _, _, lat, lon, number = points[name_key(near)]
        else:
            if near:
                raise SystemExit(f"known_areas.csv: {near} is no sector and no name, so {name} has no point.")
            continue
        yield name, "place", lat, lon, str(names[borough]) if borough else number


def named(facts: Path, codes: list[str]) -> Iterator[tuple[str, str, str, str, str]]:
    for row in rows(facts / "london_places.csv"):
        sources = set(row["sources"].split("|"))
        if "naptan-locality" in sources and row["borough_code"] in codes:
            yield row["name"], "place", row["lat"], row["lon"], str(codes.index(row["borough_code"]))
    for row in rows(facts / "london_stations.csv"):
        if row["borough_code"] in codes:
            yield row["name"], "station", row["lat"], row["lon"], str(codes.index(row["borough_code"]))
    for row in rows(facts / "london_wards.csv"):
        yield row["ward"], "ward", row["lat"], row["lon"], str(codes.index(row["borough_code"]))


def agreement(points: Points, boroughs: NDArray[np.uint8], lat: float, lon: float, borough: int) -> float:
    """The share of the postcodes within RADIUS_METRES that lie in the borough."""
    north, east = metres_off(lat, lon, points[:, 0], points[:, 1])
    near = boroughs[(north**2 + east**2) < RADIUS_METRES**2]
    return float((near == borough).mean()) if len(near) else 0.0


def write_csv(name: str, header: tuple[str, ...], table: list[tuple[str, ...]]) -> None:
    with (OUT / name).open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(table)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
