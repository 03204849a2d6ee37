"""Pages that describe their vacancies as schema.org JobPosting: JSON-LD first, then microdata and RDFa."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from crawlers.family import Family, Fetch, Values, decode, each, read_json, unreadable
from crawlers.formats import json_ld, microdata
from crawlers.formats.graph import Graph
from crawlers.formats.same_posting import distinct
from crawlers.formats.schema_org import posting_of, web_address
from crawlers.formats.sitemap import is_sitemap, links_in, listed, sitemap_entries
from foothold.errors import SourceMisconfigured
from foothold.model.posting import RawPosting, Rejected

POSTING = "JobPosting"
TEMPLATE_TAGS = (b"{%", b"{{", b"{#")  # A page whose template engine never ran is a page, not JSON.
MOST_BROKEN = 20  # As many broken scripts of one page are told; a page with more says nothing new.
CANONICAL = re.compile(
    rb"<link\b(?=[^>]{0,400}\brel\s*=\s*[\"']?canonical)[^>]{0,2000}?\bhref\s*=\s*[\"']?([^\"'\s>]+)", re.I
)
OG_URL = re.compile(
    rb"<meta\b(?=[^>]{0,400}\bproperty\s*=\s*[\"']?og:url)[^>]{0,2000}?\bcontent\s*=\s*[\"']([^\"'>]+)", re.I
)


def read(body: bytes, url: str | None, seen: datetime, values: Values) -> Iterator[RawPosting | Rejected]:
    """The postings of a page, none where it has none.

    A listing whose `links` are followed is not read itself: the short postings on it would overwrite the
    whole ones of their own pages.
    """
    if values.get("links") and url in listed(values.get("pages")):
        return
    body = _in_bytes(body)
    roots, broken = _json_ld(body)
    postings = _postings(Graph.of(roots), body, url, seen)
    if not postings:
        for syntax in microdata.syntaxes_in(body):
            graph = Graph.of(microdata.nodes_in(decode(body), syntax, url))
            postings = postings or _postings(graph, body, url, seen)
    if not postings:
        yield from (unreadable(text, url=url) for text in broken)
    yield from postings


def start(values: Values, key: str | None) -> Iterable[Fetch]:
    """The sitemaps, and the pages that are named one by one."""
    sitemaps, pages = listed(values.get("sitemap")), listed(values.get("pages"))
    if not sitemaps and not pages:
        raise SourceMisconfigured("job_posting_page needs `sitemap:` or `pages:` in the source's values.")
    links = bool(values.get("links"))
    return [
        *(Fetch(address, listing=True) for address in sitemaps),
        *(Fetch(address, listing=links) for address in pages),
    ]


def follow(body: bytes, url: str, values: Values) -> Iterable[Fetch]:
    """A sitemap's pages and further sitemaps, or a listing's links, each once."""
    if is_sitemap(body):
        return sitemap_entries(body, url, values)
    return links_in(body, url, values)


def _in_bytes(body: bytes) -> bytes:
    """UTF-16 and a byte order mark are turned into plain UTF-8; everything else is left as it came."""
    return decode(body).encode() if body.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")) else body


def _json_ld(body: bytes) -> tuple[list[Any], list[str]]:
    """What the scripts hold, and the beginnings of those that speak of a posting and cannot be read."""
    if body[:64].lstrip().startswith((b"{", b"[")) and not body[:64].lstrip().startswith(TEMPLATE_TAGS):
        return [read_json(body)], []
    roots: list[Any] = []
    broken: list[str] = []
    for script in json_ld.scripts(body):
        try:
            roots.extend(json_ld.documents(script))
        except json_ld.BrokenScriptError as error:
            if POSTING in script and len(broken) < MOST_BROKEN:
                broken.append(error.text)
    return roots, broken


def _postings(graph: Graph, body: bytes, url: str | None, seen: datetime) -> list[RawPosting | Rejected]:
    nodes = list(graph.of_type(POSTING))
    if not nodes:
        return []
    page = _page_address(body, url)
    found = list(each(nodes, lambda node: posting_of(node, graph, page, seen)))
    faults = (one for one in found if isinstance(one, Rejected))
    return [*distinct(one for one in found if isinstance(one, RawPosting)), *faults]


def _page_address(body: bytes, url: str | None) -> str | None:
    """What the page calls its own address, else where it was found."""
    for pattern in (CANONICAL, OG_URL):
        found = pattern.search(body[:200_000])
        address = (
            web_address(found.group(1).decode("utf-8", "replace").replace("&amp;", "&"), url)
            if found
            else None
        )
        if address:
            return address
    return url


FAMILY = Family(name="job_posting_page", read=read, start=start, follow=follow)
