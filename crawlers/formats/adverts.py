"""The adverts of a JSON board as postings: one by one, once each, those that are no longer on offer rejected."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from crawlers.family import each, said, unreadable
from crawlers.formats.labelled import with_labelled
from crawlers.formats.objects import Pairs, gathered
from crawlers.formats.same_posting import merged_places
from foothold.model.posting import RawPosting, Reason, Rejected
from foothold.uploads.assemble import composed

Advert = Mapping[str, Any]
Found = RawPosting | Rejected
Site = dict[str, list[str]]

WHOLE = ("places", "postcode", "lat", "lon")
TOKEN = re.compile(r"<(?P<end>/?)(?P<name>\w++)[^<>]*+>|[^<]++|<")


def found_in(items: Iterable[Any], read: Callable[[Advert], Found]) -> Iterator[Found]:
    """Each item as read, in their order; one that is no object is rejected and stops nothing."""
    return each(
        items,
        lambda item: (
            read(item) if isinstance(item, dict) else unreadable(f"a posting that is no object: {item!r}")
        ),
    )


def posting_from(pairs: Pairs, seen: datetime, sites: Sequence[Site] = ()) -> RawPosting:
    """A posting of fields and what was said of each, with what its text says under labels."""
    return with_labelled(composed(gathered(pairs), seen, [site for site in sites if site]))


def site(**parts: Any) -> Site:
    """One workplace by the parts of its address (`town` is `places.town`); what is not said is left out."""
    return {
        name if name in WHOLE else f"places.{name}": [text]
        for name, value in parts.items()
        if (text := said(value))
    }


def described(heading: str | None, text: str | None) -> Iterator[tuple[str, str | None]]:
    """A section of an advert under its heading, as HTML."""
    yield "description", f"<h3>{heading}</h3>{text}" if heading and text else text


def requirements(heading: str | None, text: str | None) -> Iterator[tuple[str, str | None]]:
    """What an advert asks for: a list alone item by item, a text with more in it whole in the description."""
    if text and _is_a_list_alone(text):
        yield "requirements", text
    else:
        yield from described(heading, text)


def _is_a_list_alone(text: str) -> bool:
    depth, lists = 0, 0
    for token in TOKEN.finditer(text):
        if (token["name"] or "").lower() in ("ul", "ol"):
            depth += -1 if token["end"] else 1
            lists += 1
        elif depth < 1 and token[0].strip():
            return False
    return lists > 0


def working(*, remote: Any = None, hybrid: Any = None, on_site: Any = None) -> str | None:
    """The first of the flags that is set, in a word. None set says nothing: forms leave them all off."""
    flags = {"remote": remote, "hybrid": hybrid, "on-site": on_site}
    return next((word for word, flag in flags.items() if said(flag) == "true"), None)


def not_on_offer(field: str, text: str, title: str | None, url: str | None) -> Rejected:
    """A draft, an archived or an unlisted advert, with the field that says so."""
    return Rejected(Reason.OUT_OF_SCOPE, field, text, title, url)


def once_each(found: Iterable[Found]) -> Iterator[Found]:
    """One posting a reference, where it first stood, with the places of all its rows."""
    by_reference: dict[str | int, list[Found]] = {}
    for at, one in enumerate(found):
        reference = one.external_id if isinstance(one, RawPosting) else None
        by_reference.setdefault(reference or at, []).append(one)
    for rows in by_reference.values():
        postings = [one for one in rows if isinstance(one, RawPosting)]
        yield merged_places(postings[0], *postings) if len(postings) > 1 else rows[0]
