"""Where a JobPosting says that it is: its `jobLocation` in words, postcodes and coordinates, side by side."""

from dataclasses import dataclass
from typing import Any

from crawlers.formats.graph import Graph, Node
from foothold.model.posting import Text

ADDRESS = ("streetAddress", "addressLocality", "addressRegion", "addressCountry")


@dataclass(frozen=True, slots=True)
class Said:
    text: str = ""
    postcode: str = ""
    lat: str = ""
    lon: str = ""


@dataclass(frozen=True, slots=True)
class Places:
    """Parallel where there are several; a field that no place has is None."""

    texts: Text
    postcodes: Text
    lats: Text
    lons: Text


def places_of(node: Node, graph: Graph) -> Places:
    """The hiring organisation's own address is not used: a head office is not where the job is."""
    said = [place for value in graph.every(node, "jobLocation") for place in _places_in(value, graph)]
    if not any(place != Said() for place in said):
        # Microdata without `itemscope` on the place puts the parts of its address at the posting itself.
        loose = {name: node[name] for name in (*ADDRESS, "address", "postalCode") if name in node}
        said = _places_in(loose, graph) if loose else []
    return side_by_side(dict.fromkeys(place for place in said if place != Said()))


def side_by_side(places: Any) -> Places:
    """Some `Said` as the parallel fields of a posting."""
    said = tuple(places)
    return Places(
        *(
            _parallel(tuple(getattr(place, name) for place in said))
            for name in ("text", "postcode", "lat", "lon")
        )
    )


def _parallel(values: tuple[str, ...]) -> Text:
    if not any(values):
        return None
    return values[0] if len(values) == 1 else values


def _places_in(value: Any, graph: Graph) -> list[Said]:
    if not isinstance(value, dict):
        return [Said(text=graph.words(value) or "")]
    addresses = graph.every(value, "address") or [value]
    lat, lon = _coordinates(value, graph)
    if len(addresses) > 1:
        lat = lon = ""
    return [_said(address, value, graph, lat, lon) for address in addresses]


def _said(address: Any, place: Node, graph: Graph, lat: str, lon: str) -> Said:
    name = graph.text(place, "name")
    if not isinstance(address, dict):
        return Said(_joined([name, graph.words(address)]), "", lat, lon)
    parts = [graph.text(address, field) for field in ADDRESS]
    postcode = graph.text(address, "postalCode") or ""
    return Said(_joined([name, *parts]), postcode, lat, lon)


def _joined(parts: list[str | None]) -> str:
    """Parts in their order, each once: sites give the town as street, locality and region alike."""
    return ", ".join(dict.fromkeys(part for part in parts if part))


def _coordinates(place: Node, graph: Graph) -> tuple[str, str]:
    geo = graph.one(place, "geo")
    holder = geo if isinstance(geo, dict) else place
    lat, lon = graph.text(holder, "latitude"), graph.text(holder, "longitude")
    return (lat, lon) if lat and lon else ("", "")
