"""THE table of the CSV export's columns: what each holds, and of which field of an opportunity it is."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from search_api.api.fields import Chosen

Public = Mapping[str, Any]
"""The public shape, and the `terms` of its sources beside it."""
TOGETHER = "; "
FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
"""With these a cell begins that a spreadsheet would work out; tabs and line ends never stand in a cell."""
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]+")


@dataclass(frozen=True, slots=True)
class Column:
    """`of` is the field that it comes from, as `fields` names it; `type` is one of Frictionless Table Schema."""

    name: str
    type: str
    about: str
    of: str
    read: Callable[[Public], Any]


def _field(name: str, kind: str, about: str) -> Column:
    return Column(name, kind, about, name, lambda public: public[name])


def _part(name: str, of: str, kind: str, about: str) -> Column:
    whole, _, part = of.partition(".")
    return Column(name, kind, about, of, lambda public: public[whole] and public[whole][part])


def _each(name: str, of: str, about: str, read: Callable[[Public], str | None]) -> Column:
    whole = of.partition(".")[0]
    return Column(name, "string", about, of, lambda public: _joined(map(read, public[whole])))


def _joined(texts: Iterable[str | None]) -> str:
    return TOGETHER.join(dict.fromkeys(text for text in texts if text))


def _point(place: Public) -> str | None:
    """The latitude first: London's is above 0, and a cell may not begin with a minus."""
    return f"{place['lat']},{place['lon']}" if place["lat"] is not None else None


def _licences(public: Public) -> str:
    return _joined(f"{terms['source']}: {terms['licence'] or 'not known'}" for terms in public["terms"])


COLUMNS: tuple[Column, ...] = (
    _field("id", "string", "12 characters, for good"),
    _field("title", "string", "as advertised"),
    _field("kind", "string", "apprenticeship, work_experience, …"),
    _field("foundation", "boolean", "a foundation apprenticeship"),
    _field("status", "string", "open"),
    _part("employer", "employer.name", "string", "its name"),
    _part("employer_slug", "employer.slug", "string", "as the parameter employer takes it"),
    Column(
        "commitments",
        "string",
        "what the employer has promised in public",
        "employer.commitments",
        lambda public: _joined(c["name"] for c in public["employer"]["commitments"])
        if public["employer"]
        else None,
    ),
    _part("provider", "provider.name", "string", "who trains"),
    _part("provider_ukprn", "provider.ukprn", "integer", "its number in the register"),
    _field("summary", "string", "in one line; the full text is in the JSON export"),
    _field("page_url", "string", "its page at Foothold"),
    _field("url", "string", "the advert at its source"),
    _field("apply_url", "string", "where to apply"),
    _field("positions", "integer", "how many"),
    _each("place_names", "places.name", "each place's name", lambda place: place["name"]),
    _each("postcodes", "places.postcode", "each place's postcode", lambda place: place["postcode"]),
    _each("boroughs", "places.borough", "each borough's name",
          lambda place: place["borough"] and place["borough"]["name"]),
    _each("borough_codes", "places.borough", "each borough's ONS code",
          lambda place: place["borough"] and place["borough"]["code"]),
    _each("points", "places.lat", "each place's latitude,longitude", _point),
    _field("national", "boolean", "open to the whole country"),
    _field("remote", "string", "on_site, hybrid or remote"),
    _part("wage", "wage.text", "string", "as advertised"),
    _part("paid", "wage.paid", "string", "paid, unpaid or unknown"),
    _part("pay_low", "wage.low", "number", "pounds"),
    _part("pay_high", "wage.high", "number", "pounds"),
    _part("pay_per", "wage.per", "string", "hour, day, week, month, year or total"),
    _part("hourly_low", "wage.hourly_low", "number", "pounds an hour"),
    _part("hourly_high", "wage.hourly_high", "number", "pounds an hour"),
    Column("pay_flags", "string", "what to know of the pay", "wage.flags",
           lambda public: _joined(public["wage"]["flags"]) if public["wage"] else None),
    _field("hours_per_week", "number", "hours"),
    _field("working_week", "string", "as advertised"),
    _part("duration", "duration.text", "string", "as advertised"),
    _part("duration_months", "duration.months", "integer", "months"),
    _part("duration_weeks", "duration.weeks", "integer", "weeks"),
    _field("level", "integer", "2 to 7"),
    _field("route", "string", "the occupational route"),
    _part("course", "course.title", "string", "the training course"),
    _part("lars_code", "course.lars_code", "integer", "its number in the register"),
    _field("posted_date", "date", "when it was advertised"),
    _field("closing_date", "date", "the last day to apply, in London"),
    _field("closing_time", "string", "until when on that day, in London"),
    _field("start_date", "string", "a day, or a month where no day is named"),
    _field("end_date", "date", "the last day"),
    _part("age_min", "age.min", "integer", "from this age"),
    _part("age_max", "age.max", "integer", "up to this age"),
    _part("levy_position", "levy.employer_position", "string", "pays, does_not_pay or unknown"),
    _part("levy_position_basis", "levy.position_basis", "string", "declared, register, inferred or unknown"),
    _part("funding", "levy.funding", "string", "how the training is paid for"),
    _part("funding_basis", "levy.funding_basis", "string", "declared, rule or unknown"),
    _part("seeks_transfer", "levy.seeks_transfer", "boolean", "whether the employer seeks a levy transfer"),
    _each("sources", "sources.source", "each source's slug", lambda source: source["source"]),
    _each("source_urls", "sources.url", "the advert at each source", lambda source: source["url"]),
    _each("copies", "copies", "ids of the same advert as others posted it", str),
    Column("licences", "string", "what each source allows", "sources.source", _licences),
    _field("last_confirmed", "date", "when a source last showed it"),
    _field("revision", "integer", "the number of its last change"),
)  # fmt: skip
ALWAYS = ("id", "sources", "licences")


def chosen_columns(chosen: Chosen) -> tuple[Column, ...]:
    """All of them, or those of the fields that were chosen; the id, sources and licences in any case."""
    if not chosen.text:
        return COLUMNS
    return tuple(column for column in COLUMNS if column.name in ALWAYS or _is_chosen(column, chosen))


def _is_chosen(column: Column, chosen: Chosen) -> bool:
    whole, _, part = column.of.partition(".")
    return whole in chosen.whole or part in chosen.parts.get(whole, ())


def row(columns: Iterable[Column], public: Public) -> list[str]:
    return [cell(column.read(public)) for column in columns]


def cell(value: object) -> str:
    """In one line, and never a formula; what is not known is empty."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = " ".join(_CONTROL.sub(" ", str(value)).split())
    return f"'{text}" if text.startswith(FORMULA) else text


def column_table() -> str:
    """The table for people, as Markdown; `docs/api.md` carries it and a test holds it there."""
    rows = [f"| `{c.name}` | {c.type} | {c.about} | `{c.of}` |" for c in COLUMNS]
    return "\n".join(["| column | type | holds | of the field |", "|---|---|---|---|", *rows]) + "\n"
