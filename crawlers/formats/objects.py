"""Values of a JSON payload by what they should be: an object, a list of objects, some texts."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from crawlers.family import said
from foothold.uploads.headings import match

# What a label that an employer made up may fill: no title or address, whose meaning the format fixes.
FACTS = frozenset({"closing", "hours", "start", "end", "duration", "kind", "level", "course", "working_week",
                   "positions", "wage", "wage_unit", "age", "remote"})  # fmt: skip

Pairs = Iterable[tuple[str, str | None]]


def an_object(value: Any) -> Mapping[str, Any]:
    """The object, or an empty one."""
    return value if isinstance(value, dict) else {}


def objects(value: Any) -> list[Mapping[str, Any]]:
    """The objects of a list, or none."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def strings(value: Any) -> list[str]:
    """The texts of a list, or the one text that stands in its stead."""
    values = value if isinstance(value, list) else [value]
    return [text for item in values if (text := said(item))]


def gathered(pairs: Pairs) -> dict[str, list[str]]:
    """Texts by field, in their order, as `composed` takes them; absent ones left out."""
    texts: dict[str, list[str]] = {}
    for field, text in pairs:
        if text is not None and text.strip():
            texts.setdefault(field, []).append(text)
    return texts


def labelled_fact(
    label: str | None, text: str | None, fields: Iterable[str] = FACTS
) -> Iterator[tuple[str, str]]:
    """What a label and its text say, where the label means one of `fields`."""
    found = match((label or "").strip(" :"))
    if found and text and found.field in fields:
        yield found.field, text
        if found.period:
            yield "wage_unit", found.period
