"""`RawPosting`, the only door into Foothold, and `Rejected`, what becomes of one that cannot be read."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum

Text = str | tuple[str, ...] | None
"""A string exactly as the source said it, or several where the source said several."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RawPosting:
    """Strings as found, the address and the time seen; no reading, no cleaning.

    `places`, `postcode`, `lat` and `lon` of one posting are parallel where more than one is a tuple.
    `course` may hold a title and its LARS code, `provider` a name and its UKPRN.
    """

    seen: datetime
    external_id: str | None = None
    url: str | None = None
    title: str | None = None
    employer: str | None = None
    provider: Text = None
    kind: Text = None
    summary: str | None = None
    description: Text = None
    requirements: Text = None
    places: Text = None
    postcode: Text = None
    lat: Text = None
    lon: Text = None
    remote: str | None = None
    national: str | None = None
    wage: Text = None
    wage_unit: str | None = None
    hours: str | None = None
    working_week: str | None = None
    duration: str | None = None
    level: str | None = None
    course: Text = None
    route: str | None = None
    posted: str | None = None
    closing: str | None = None
    start: str | None = None
    end: str | None = None
    age: str | None = None
    positions: str | None = None
    apply_url: str | None = None
    levy_position: str | None = None
    funding: str | None = None
    seeks_transfer: str | None = None

    def texts(self) -> dict[str, str | list[str]]:
        """What was said, by field, for the store: absent fields and `seen` left out."""
        said: dict[str, str | list[str]] = {}
        for name in POSTING_FIELDS:
            value: Text = getattr(self, name)
            if value is not None:
                said[name] = value if isinstance(value, str) else list(value)
        return said

    @classmethod
    def of_texts(cls, texts: Mapping[str, str | list[str]], seen: datetime) -> "RawPosting":
        """The inverse of `texts`."""
        return cls(seen=seen, **{k: v if isinstance(v, str) else tuple(v) for k, v in texts.items()})  # type: ignore[arg-type]


POSTING_FIELDS: tuple[str, ...] = tuple(f.name for f in fields(RawPosting) if f.name != "seen")


def first(text: Text) -> str | None:
    """The first string of a field that may hold several."""
    if isinstance(text, tuple):
        return text[0] if text else None
    return text


def every(text: Text) -> tuple[str, ...]:
    """All strings of a field that may hold several, or none."""
    if text is None:
        return ()
    return text if isinstance(text, tuple) else (text,)


class Reason(StrEnum):
    UNREADABLE = "unreadable"
    MISSING_TITLE = "missing_title"
    OUT_OF_SCOPE = "out_of_scope"
    UNKNOWN_KIND = "unknown_kind"
    OUT_OF_AREA = "out_of_area"
    UNKNOWN_PLACE = "unknown_place"
    INVALID_FIELD = "invalid_field"
    UNREADABLE_VALUE = "unreadable_value"
    """A fault of ours in reading or saving it, or work that took too long: the posting's own, and never another's."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """A posting that was not taken, with the field and the words that decided it."""

    reason: Reason
    field: str | None = None
    text: str | None = None
    title: str | None = None
    url: str | None = None
