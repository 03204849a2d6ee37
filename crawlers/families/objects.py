"""The parts of a JSON answer: an object or a list where one is meant, and the postings that come of them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from crawlers.families.family import said, unreadable
from crawlers.families.labelled import with_labelled
from crawlers.families.same_posting import merged_places
from foothold.composed import composed
from foothold.posting import RawPosting, Reason, Rejected

Object = Mapping[str, Any]
Found = RawPosting | Rejected


def an_object(value: Any) -> Object:
    """The value where it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def objects(value: Any) -> list[Object]:
    """The objects of a list; of anything else none."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def found_in(items: Iterable[Any], read: Callable[[Object], Found]) -> Iterator[Found]:
    """Each item as read, in their order; one that is no object is rejected and stops nothing."""
    for item in items:
        yield read(item) if isinstance(item, dict) else unreadable(f"a posting that is no object: {item!r}")


def posting_from(
    said_by: Iterable[tuple[str, str | None]],
    seen: datetime,
    sites: Sequence[Mapping[str, Sequence[str]]] = (),
) -> RawPosting:
    """A posting of fields and what was said of each, with what its text says under labels."""
    texts: dict[str, list[str]] = {}
    for field, text in said_by:
        if text is not None and text.strip():
            texts.setdefault(field, []).append(text)
    return with_labelled(composed(texts, seen, [site for site in sites if site]))


def site(**parts: Any) -> dict[str, list[str]]:
    """One workplace by the parts of its address, in which `town` is `places.town`; what is not said is left out."""
    whole = {"places": "places", "postcode": "postcode", "lat": "lat", "lon": "lon"}
    return {whole.get(name, f"places.{name}"): [text] for name, value in parts.items() if (text := said(value))}


def headed(heading: str | None, text: str | None) -> str | None:
    """A section of an advert under its heading, as HTML; None where it has no text."""
    if not text:
        return None
    return f"<h3>{heading}</h3>{text}" if heading else text


def working(*, remote: Any, hybrid: Any = None, on_site: Any = None) -> str | None:
    """Which of the flags is set, in a word. None set says nothing: forms leave them all off."""
    flags = {"remote": remote, "hybrid": hybrid, "on-site": on_site}
    return next((word for word, flag in flags.items() if said(flag) in ("true", "1")), None)


def not_on_offer(field: str, text: str, title: str | None, url: str | None) -> Rejected:
    """A draft, an archived or an unlisted advert, with the field that says so."""
    return Rejected(Reason.OUT_OF_SCOPE, field, text, title, url)


def once_each(found: Iterable[Found]) -> Iterator[Found]:
    """One posting a reference, where it first stood, with the places of all its rows."""
    at: dict[str, int] = {}
    kept: list[Found] = []
    for one in found:
        reference = one.external_id if isinstance(one, RawPosting) else None
        if reference is None or reference not in at:
            if reference is not None:
                at[reference] = len(kept)
            kept.append(one)
        elif isinstance(first := kept[at[reference]], RawPosting) and isinstance(one, RawPosting):
            kept[at[reference]] = merged_places(first, first, one)
    return iter(kept)
