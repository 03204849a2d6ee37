"""A `RawPosting` from the texts of a row or an element, where one field may stand in several of them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from foothold.model.posting import RawPosting, Text
from foothold.uploads.rows import SheetPosting

SEVERAL = frozenset({"kind", "description", "requirements", "wage"})
PLACE_PARTS = ("places.site", "places", "places.street", "places.district", "places.borough", "places.town",
               "places.county", "places.country")  # fmt: skip
SITE_FIELDS = ("postcode", "lat", "lon")
Said = Mapping[str, Sequence[str]]
"""Texts by field or part of a field (`places.town`, `wage.low`), best first."""


def composed(said: Said, seen: datetime, sites: Sequence[Said] = ()) -> RawPosting:
    """One posting. Parts of a place are joined by ", "; a low and a high pay by " - ".

    `sites` are the workplaces of an advert that lists several; without them `said` holds the only one.
    """
    fields: dict[str, Any] = {
        name: _several(texts) if name in SEVERAL else texts[0]
        for name, texts in said.items()
        if texts and "." not in name and name not in PLACE_PARTS and name not in SITE_FIELDS
    }
    fields.update(_sites(sites or [said]))
    fields["wage"] = fields.get("wage") or _range(said)
    return SheetPosting(seen=seen, **fields) if "status" in fields else RawPosting(seen=seen, **fields)


def _several(texts: Iterable[str]) -> Text:
    distinct = tuple(dict.fromkeys(texts))
    return distinct if len(distinct) > 1 else distinct[0]


def _sites(sites: Sequence[Said]) -> dict[str, Text]:
    """The parallel fields of a posting's workplaces: an absent text is empty where another place has one."""
    rows: list[dict[str, str]] = []
    for site in sites:
        rows.extend(_places_of(site))
    rows = list({tuple(sorted(row.items())): row for row in rows if row}.values())
    if len(rows) < 2:
        return dict(rows[0]) if rows else {}
    names = {name for row in rows for name in row}
    return {name: tuple(row.get(name, "") for row in rows) for name in sorted(names)}


def _places_of(site: Said) -> list[dict[str, str]]:
    whole = site.get("places", ())
    parts = [name for name in PLACE_PARTS if name != "places" and site.get(name)]
    details = {name: site[name][0] for name in SITE_FIELDS if site.get(name)}
    if len(whole) > 1 and not parts:
        return (
            [{"places": place} for place in whole]
            if not details
            else [{"places": ", ".join(whole), **details}]
        )
    place = _joined([text for name in PLACE_PARTS for text in site.get(name, ())[:1]])
    return [({"places": place} if place else {}) | details]


def _joined(parts: Sequence[str]) -> str | None:
    """The parts of one address, without those that an earlier part already says."""
    if len(parts) == 1:
        return parts[0]
    kept: list[str] = []
    for part in (" ".join(text.split()) for text in parts):
        if part.casefold() not in ", ".join(kept).casefold():
            kept.append(part)
    return ", ".join(kept) or None


def _range(said: Said) -> str | None:
    figures = [said[name][0].strip() for name in ("wage.low", "wage.high") if said.get(name)]
    if not figures:
        return None
    currency = said["wage.currency"][0].strip() if said.get("wage.currency") else ""
    text = " - ".join(dict.fromkeys(figures))
    if not said.get("wage.low"):
        text = f"up to {text}"
    return f"{currency} {text}".strip()
