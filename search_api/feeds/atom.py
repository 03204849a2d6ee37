"""A search as an Atom feed (RFC 4287)."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from lxml import etree
from lxml.builder import ElementMaker

from foothold.clock import iso_instant
from foothold.model.public import PublicOpportunity
from foothold.searching.labels import KINDS
from search_api.api.links import address
from search_api.feeds.following import FEED, Followed, FollowedAdvert, facts_of
from search_api.web import facts, words

MOST = 50
NAMESPACE = "http://www.w3.org/2005/Atom"
MEDIA_TYPE = "application/atom+xml; charset=utf-8"
BEFORE_ANY = "2026-01-01T00:00:00Z"
"""When a feed without entries last changed: it must say so, and nothing is known of it."""
TERMS_PATH = "/api/v1/export/schema"
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MAKE = ElementMaker(namespace=NAMESPACE, nsmap={None: NAMESPACE})


def atom(followed: Followed) -> bytes:
    """The same bytes until something that it shows changes."""
    entries = [_entry(followed, found) for found in followed.found]
    updated = max((found.changed for found in followed.found), default=None)
    feed = _MAKE.feed(
        _text("id", followed.tag),
        _text("title", followed.title),
        _text("subtitle", "Apprenticeships and work experience in London, the newest first"),
        _text("updated", iso_instant(updated) if updated else BEFORE_ANY),
        _link("self", followed.address(FEED), "application/atom+xml"),
        _link("alternate", followed.address(), "text/html"),
        _link("license", address(followed.services, TERMS_PATH), "application/json"),
        _MAKE.author(_text("name", "Foothold"), _text("uri", address(followed.services, "/"))),
        *entries,
    )
    feed.set("{http://www.w3.org/XML/1998/namespace}lang", "en-GB")
    body: bytes = etree.tostring(feed, xml_declaration=True, encoding="utf-8")
    return body


def _entry(followed: Followed, found: FollowedAdvert) -> Any:
    public = found.public
    first_seen = min(
        (source["first_seen"] for source in public["sources"]), default=iso_instant(found.changed)
    )
    employer = public["employer"]
    return _MAKE.entry(
        _text("id", followed.tag_of(public)),
        _text("title", public["title"]),
        _link("alternate", public["page_url"] or "", "text/html"),
        _text("published", first_seen),
        _text("updated", iso_instant(max(found.changed, datetime.fromisoformat(first_seen)))),
        _MAKE.author(_text("name", employer["name"] if employer else "Employer not stated")),
        *_category(public["kind"]),
        _text("summary", facts_of(_facts(public))),
    )


def _facts(public: PublicOpportunity) -> Iterator[tuple[str, str | None]]:
    yield "Employer", public["employer"]["name"] if public["employer"] else None
    yield "Kind", facts.kind(public)
    yield "Where", facts.where(public)
    yield "Pay", words.pay(public["wage"])
    yield "Closes", closing(public)


def closing(public: PublicOpportunity) -> str | None:
    """The day, and the time where one is named: never “in 3 days”, which a feed reader would keep."""
    if not public["closing_date"]:
        return None
    time = public["closing_time"]
    at = f" at {words.clock_time(time)}" if time and time != words.END_OF_DAY else ""
    return words.day(date.fromisoformat(public["closing_date"])) + at


def _category(kind: str | None) -> Iterator[Any]:
    if kind:
        yield _MAKE.category(term=str(kind), label=KINDS[kind])


def _text(name: str, text: str) -> Any:
    return _MAKE(name, _NOT_XML.sub("", text))


def _link(relation: str, target: str, media_type: str) -> Any:
    return _MAKE.link(rel=relation, href=_NOT_XML.sub("", target), type=media_type)
