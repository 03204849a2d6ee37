"""Where an advert is: its places, and whether a Londoner could take it up."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import zip_longest

from foothold.model.opportunity import Note, Remote
from foothold.model.places import Place
from foothold.model.posting import RawPosting, Reason, Rejected, every
from foothold.reading.bounds import MOST_PLACES, SHOWN, cut, note
from foothold.reading.levy import read_yes_no
from foothold.reading.places.gazetteer import PlaceTable
from foothold.reading.places.patterns import remote_in
from foothold.reading.places.reading import PlaceReading, read_place

_BRITAIN = re.compile(
    r"\bU\.?K\b|\bG\.?B\b|\bunited kingdom\b|\bgreat britain\b|\bbritain\b|\bengland\b|\blondon\b", re.I
)
# Where else remote work is tied to; a place named like this keeps a British source's advert from Londoners.
_ABROAD = re.compile(
    r"\b(?:ireland|france|germany|spain|portugal|italy|netherlands|belgium|poland|romania|sweden|norway|denmark"
    r"|finland|switzerland|austria|greece|czechia|hungary|turkey|israel|india|pakistan|china|japan|singapore"
    r"|philippines|australia|new zealand|canada|mexico|brazil|argentina|south africa|nigeria|kenya|egypt"
    r"|united arab emirates|united states|usa?|emea|apac|latam|europe)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """`places` leaves out those that are surely outside London, unless all are."""

    places: tuple[Place, ...]
    national: bool
    remote: Remote | None
    in_london: bool
    open_to_londoners: bool
    surely_outside: bool
    notes: tuple[Note, ...]

    def refusal(self, said: RawPosting) -> Rejected | None:
        """Why an advert is not London's, or None."""
        if self.in_london or self.open_to_londoners:
            return None
        text = " | ".join((*every(said.places), *every(said.postcode))) or None
        reason = Reason.OUT_OF_AREA if self.surely_outside else Reason.UNKNOWN_PLACE
        return Rejected(reason, "places" if said.places or not said.postcode else "postcode", text)


def read_whereabouts(said: RawPosting, title: str, table: PlaceTable, *, british: bool) -> Whereabouts:
    readings = [
        read_place(name, table, postcode=pc, lat=lat, lon=lon) for name, pc, lat, lon in _stated(said)
    ]
    national = bool(read_yes_no(said.national)) or any(r.national for r in readings)
    remote = read_remote(said.remote) or _remote_of(readings) or _remote_in_title(title)
    here = [r for r in readings if r.in_london in ("yes", "partly")]
    elsewhere_too = here or national or remote is Remote.REMOTE
    kept = [r for r in readings if r.in_london != "no"] if elsewhere_too else readings
    return Whereabouts(
        places=tuple(dict.fromkeys(_shown(place) for r in kept for place in r.places))[:MOST_PLACES],
        national=national,
        remote=remote,
        in_london=bool(here),
        open_to_londoners=(national or remote is Remote.REMOTE) and _for_britain(said, title, british),
        surely_outside=bool(readings) and all(r.in_london == "no" for r in readings),
        notes=tuple(
            note("places", r.text or "", "no place that we can decide") for r in readings if _undecided(r)
        ),
    )


def _shown(place: Place) -> Place:
    if not place.name or len(place.name) <= SHOWN["places"]:
        return place
    return replace(place, name=cut(place.name, SHOWN["places"]))


def _for_britain(said: RawPosting, title: str, british: bool) -> bool:
    """A place abroad is believed over a text that also mentions London."""
    where = " ".join((title, said.remote or "", *every(said.places)))
    if _BRITAIN.search(where):
        return True
    return not _ABROAD.search(where) and (british or bool(_BRITAIN.search(" ".join(every(said.description)))))


def read_remote(text: str | None) -> Remote | None:
    """How the work is done, from a field that says it; a bare "no" leaves hybrid possible, so it is unknown."""
    if not text or not text.strip():
        return None
    return remote_in(text) or (Remote.REMOTE if read_yes_no(text) else None)


def _remote_of(readings: list[PlaceReading]) -> Remote | None:
    return next((reading.remote for reading in readings if reading.remote), None)


def _remote_in_title(title: str) -> Remote | None:
    """A title settles it only in a bracket or after a dash: "(Remote)", "– Hybrid"."""
    marked = re.search(r"[(\[–—-]\s*((?:fully )?remote|hybrid)\b(?!\s+sensing)", title, re.I)
    return read_remote(marked[1]) if marked else None


def _stated(said: RawPosting) -> Iterator[tuple[str | None, str | None, str | None, str | None]]:
    """Name, postcode, latitude and longitude of each place: paired where the source's lists are as long."""
    names, postcodes = every(said.places), every(said.postcode)
    lats, lons = every(said.lat), every(said.lon)
    if len(lats) != len(lons):
        lats, lons = (), ()
    count = max(len(names), len(postcodes), len(lats))
    if all(len(part) in (0, count) for part in (names, postcodes, lats)):
        yield from zip_longest(names, postcodes, lats, lons)
        return
    if len(names) == len(lats):
        yield from ((name, None, lat, lon) for name, lat, lon in zip(names, lats, lons, strict=True))
    else:
        yield from ((name, None, None, None) for name in names)
        yield from ((None, None, lat, lon) for lat, lon in zip(lats, lons, strict=True))
    yield from ((None, postcode, None, None) for postcode in postcodes)


def _undecided(reading: PlaceReading) -> bool:
    return (
        bool(reading.text)
        and reading.in_london in ("yes", "unknown")
        and not any(p.borough for p in reading.places)
    )
