"""Microdata and RDFa, by extruct, for the pages that have no JSON-LD posting."""

import re
from typing import Any

from crawlers.formats.graph import Node

MAY_HOLD_MICRODATA = re.compile(rb"itemtype\s*=[^>]{0,200}JobPosting", re.I)
MAY_HOLD_RDFA = re.compile(rb"typeof\s*=[^>]{0,200}JobPosting", re.I)
TAG_OF_POSTING = re.compile(r"<[a-z][^<>]{0,500}?\bitemtype\s*=\s*[\"']?[^\"'<>\s]*JobPosting\b[^<>]*>", re.I)
# extruct walks the page's tree by recursion in places; a page this large is no advert.
MOST_BYTES = 3_000_000


def syntaxes_in(body: bytes) -> list[str]:
    """Which of the two a page may hold: a look at the bytes, because extruct costs 10 to 50 ms a page."""
    if b"JobPosting" not in body or len(body) > MOST_BYTES:
        return []
    found = [("microdata", MAY_HOLD_MICRODATA), ("rdfa", MAY_HOLD_RDFA)]
    return [name for name, pattern in found if pattern.search(body)]


def nodes_in(text: str, syntax: str, url: str | None) -> list[Any]:
    """The page's items as nodes like those of JSON-LD; none where the page is beyond reading."""
    import extruct  # Takes 0.4 s, and most sources never need it.

    if syntax == "microdata":
        text = TAG_OF_POSTING.sub(_with_scope, text)
    try:
        items = extruct.extract(text, base_url=url, syntaxes=[syntax], errors="ignore").get(syntax, [])
    except (ValueError, RecursionError):
        return []
    return [_node(item) for item in items] if syntax == "microdata" else list(items)


def _with_scope(found: re.Match[str]) -> str:
    """Some templates name the type and forget `itemscope`, without which it holds nothing."""
    tag = found.group()
    return tag if "itemscope" in tag.lower() else f"{tag[:-1].rstrip('/')} itemscope>"


def _node(item: Any) -> Any:
    if isinstance(item, list):
        return [_node(inner) for inner in item]
    if not isinstance(item, dict):
        return item
    node: Node = {"@type": item.get("type")}
    if "id" in item:
        node["@id"] = item["id"]
    for name, value in item.get("properties", {}).items():
        node[name] = _node(value)
    return node
