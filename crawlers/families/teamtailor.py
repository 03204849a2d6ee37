"""Teamtailor career sites: a JSON Feed, each item with a schema.org JobPosting in it."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from crawlers.family import Family, Fetch, Values, read_json, said
from crawlers.formats.adverts import Advert, Found, found_in, once_each
from crawlers.formats.board import board_address, next_page
from crawlers.formats.graph import Graph
from crawlers.formats.labelled import with_labelled
from crawlers.formats.objects import an_object
from crawlers.formats.schema_org import posting_of
from foothold.errors import Unreadable

FEED = "https://{}.teamtailor.com/jobs.json"


def start(values: Values, key: str | None) -> Iterable[Fetch]:
    return [Fetch(board_address(values, "teamtailor", "company", FEED), listing=True)]


def follow(body: bytes, url: str, values: Values) -> Iterable[Fetch]:
    return next_page(url, an_object(read_json(body)).get("next_url"))


def read(body: bytes, url: str | None, seen: datetime, values: Values) -> Iterator[Found]:
    items = an_object(read_json(body)).get("items")
    if not isinstance(items, list):
        raise Unreadable("This is no JSON Feed of Teamtailor: it has no list “items”.")
    return once_each(found_in(items, lambda item: _posting(item, seen, values)))


def _posting(item: Advert, seen: datetime, values: Values) -> Found:
    """The item's JobPosting, with what the item says around it. Its identifier bears the employer's name."""
    node = an_object(item.get("_jobposting"))
    posting = posting_of(dict(node), Graph.of([node]), said(item.get("url")), seen)
    named = said(an_object(node.get("identifier")).get("name"))
    return with_labelled(
        replace(
            posting,
            external_id=posting.external_id or said(item.get("id")),
            title=said(item.get("title")) or posting.title,
            employer=said(values.get("employer")) or posting.employer or named,
            description=posting.description
            or said(item.get("content_html"))
            or said(item.get("content_text")),
            posted=posting.posted or said(item.get("date_published")),
        )
    )


FAMILY = Family(name="teamtailor", read=read, start=start, follow=follow)
