"""The `fields:` of a source's YAML: which posting field is found where, for the families that read any list."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from urllib.parse import urljoin

from crawlers.formats.adverts import Site, posting_from
from crawlers.formats.epoch import moment
from foothold.errors import SourceMisconfigured
from foothold.model.posting import POSTING_FIELDS, RawPosting

PARTS = {
    "name": "places", "site": "places.site", "street": "places.street", "district": "places.district",
    "borough": "places.borough", "town": "places.town", "county": "places.county", "country": "places.country",
    "postcode": "postcode", "lat": "lat", "lon": "lon",
}  # fmt: skip
"""What `places:` may hold, and what each is called beside other fields."""
WAGE = {"low": "wage.low", "high": "wage.high", "currency": "wage.currency"}
MAPS = {"places": PARTS, "wage": WAGE}
PLAIN = frozenset(POSTING_FIELDS)
DATES = frozenset({"posted", "closing", "start", "end"})
PROSE = frozenset({"description", "requirements"})
ADDRESSES = frozenset({"url", "apply_url"})
EACH = "each"


class Where(Protocol):
    """Where something is found, as the YAML writes it: a path, a selector."""

    @property
    def text(self) -> str:
        """As it is written."""

    def texts(self, place: Any, prose: bool = False) -> list[str]:
        """The texts there, with their markup where they are prose."""

    def begins(self, place: Any) -> list[Any]:
        """The places there, in which more is found."""


Compiled = Callable[[str, str], Where]
"""Of a text of the YAML and its key. Raises SourceMisconfigured that names the key."""


@dataclass(frozen=True, slots=True)
class FieldMap:
    """Where the texts of each field are, and, where a posting has several workplaces, where each of those begins."""

    fields: Mapping[str, tuple[Where, ...]]
    each: Where | None = None
    parts: Mapping[str, tuple[Where, ...]] | None = None


def field_map(said: Any, key: str, compiled: Compiled) -> FieldMap:
    """Raises SourceMisconfigured with the key for what no posting has, and for what is not text or a list of it."""
    if not isinstance(said, Mapping) or "title" not in said:
        raise SourceMisconfigured(f"`{key}` says where each field is, and at least where the `title` is.")
    fields: dict[str, tuple[Where, ...]] = {}
    each, parts = None, None
    for name, where in said.items():
        inner = f"{key}.{name}"
        if isinstance(where, Mapping):
            mapped = _mapped(where, inner, str(name), compiled)
            if EACH in where:
                each, parts = compiled(_text(where[EACH], f"{inner}.{EACH}"), f"{inner}.{EACH}"), mapped
            else:
                fields.update(mapped)
        elif name in PLAIN:
            fields[str(name)] = _all_compiled(where, inner, compiled)
        else:
            raise SourceMisconfigured(
                f"`{inner}`: no posting has this. Its fields are {', '.join(POSTING_FIELDS)}."
            )
    return FieldMap(fields, each, parts)


def _mapped(
    where: Mapping[str, Any], key: str, name: str, compiled: Compiled
) -> dict[str, tuple[Where, ...]]:
    known = MAPS.get(name, {})
    wrong = [part for part in where if part not in known and not (part == EACH and name == "places")]
    if wrong:
        allowed = ", ".join(known) or "nothing: it is one text"
        raise SourceMisconfigured(f"`{key}.{wrong[0]}` is unknown. In `{key}` stands {allowed}.")
    return {
        known[part]: _all_compiled(said, f"{key}.{part}", compiled)
        for part, said in where.items()
        if part != EACH
    }


def _all_compiled(said: Any, key: str, compiled: Compiled) -> tuple[Where, ...]:
    several = said if isinstance(said, list) and said else [said]
    return tuple(compiled(_text(one, key), key) for one in several)


def _text(said: Any, key: str) -> str:
    if not isinstance(said, str) or not said.strip():
        raise SourceMisconfigured(f"`{key}` is a text, or a list of texts; here it is {said!r}.")
    return said.strip()


def posting_at(place: Any, found: FieldMap, url: str | None, seen: datetime) -> RawPosting:
    """The posting at a place of a payload that came from `url`."""
    pairs = [
        (name, _as_meant(name, text, url))
        for name, wheres in found.fields.items()
        for text in _texts(place, name, wheres)
    ]
    return posting_from(pairs, seen, _sites(place, found))


def _sites(place: Any, found: FieldMap) -> list[Site]:
    begins = found.each.begins(place) if found.each else []
    parts = (found.parts or {}).items()
    return [
        {name: texts[:1] for name, wheres in parts if (texts := _texts(inner, name, wheres))}
        for inner in begins
    ]


def _texts(place: Any, name: str, wheres: Iterable[Where]) -> list[str]:
    return [text for where in wheres for text in where.texts(place, name in PROSE)]


def _as_meant(name: str, text: str, url: str | None) -> str | None:
    if name in DATES:
        return moment(text)
    if name not in ADDRESSES:
        return text
    try:
        return urljoin(url or "", text.strip())
    except ValueError:
        return text
