"""Sitemaps (XML in any namespace, an index, plain text, gzip) and the links of a listing."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml import etree, html

from crawlers.family import Fetch, Values, decode
from crawlers.formats.gzipped import unpacked
from foothold.errors import Unreadable

ROOTS = (b"urlset", b"sitemapindex")


def listed(value: Any) -> tuple[str, ...]:
    """A value of the YAML that may be one string or a list of them."""
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(str(one) for one in value)


def is_sitemap(body: bytes) -> bool:
    """By what it holds, not by its name or its content type: both are often wrong."""
    if body.startswith(b"\x1f\x8b"):
        return True
    head = body[:2000].lstrip(b"\xef\xbb\xbf \t\r\n")
    return head.startswith((b"http://", b"https://")) or any(root in head for root in ROOTS)


def sitemap_entries(body: bytes, url: str, values: Values) -> list[Fetch]:
    """Further sitemaps, and the pages whose address holds one of `only`; the same site's alone.

    Raises Unreadable where nothing can be made of it.
    """
    body = unpacked(body, "sitemap")
    if body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"http"):
        found = [(line.strip(), False) for line in decode(body).splitlines()]
    else:
        found = list(_xml_entries(body))
    only = listed(values.get("only"))
    fetches: dict[str, Fetch] = {}
    for said, further in found:
        address = address_on_site(said, url, values)
        if address and (further or not only or any(part in address for part in only)):
            fetches.setdefault(address, Fetch(address, listing=further))
    return list(fetches.values())


def links_in(body: bytes, url: str, values: Values) -> list[Fetch]:
    """A listing's links that hold one of `links`, and its `rel=next` as a further listing."""
    wanted, only = listed(values.get("links")), listed(values.get("only"))
    fetches: dict[str, Fetch] = {}
    for said, rel in _anchors(body, url):
        address = address_on_site(said, url, values)
        if not address or address == url:
            continue
        if "next" in rel:
            fetches.setdefault(address, Fetch(address, listing=True))
        elif any(part in address for part in wanted) and (not only or any(part in address for part in only)):
            fetches.setdefault(address, Fetch(address))
    return list(fetches.values())


def address_on_site(said: str, url: str, values: Values) -> str | None:
    """The whole address without its fragment, where it is on the listing's host or one of `hosts`."""
    try:
        parts = urlsplit(urljoin(url, said.strip()))
        host, home = parts.hostname or "", urlsplit(url).hostname or ""
    except ValueError:
        return None
    hosts = {_bare(home), *(_bare(name) for name in listed(values.get("hosts")))}
    if parts.scheme not in ("http", "https") or _bare(host) not in hosts:
        return None
    return parts._replace(fragment="").geturl()


def _bare(host: str) -> str:
    return host.partition(":")[0].lower().removeprefix("www.")


def _xml_entries(body: bytes) -> Iterator[tuple[str, bool]]:
    """(address, is it a further sitemap). Entities are not resolved, so a bomb stays a fuse."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, recover=True
    )
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        raise Unreadable(f"This sitemap is not XML: {error}.") from error
    if root is None:
        raise Unreadable("This sitemap holds no XML.")
    for entry in root.iter("{*}url", "{*}sitemap"):
        said = entry.findtext("{*}loc") or entry.text
        if said and said.strip():
            yield said, etree.QName(entry).localname == "sitemap"


def _anchors(body: bytes, url: str) -> Iterator[tuple[str, list[str]]]:
    try:
        page = html.document_fromstring(
            decode(body), parser=html.HTMLParser(huge_tree=False, no_network=True)
        )
    except (etree.ParserError, ValueError):
        return
    base = page.find(".//base[@href]")
    home = _joined(url, base.get("href") or "") if base is not None else url
    seen = set()
    for anchor in page.iter("a", "link"):
        href, rel = anchor.get("href"), (anchor.get("rel") or "").lower()
        if href and (href, rel) not in seen and (anchor.tag == "a" or "next" in rel.split()):
            seen.add((href, rel))
            yield _joined(home, href), rel.split()


def _joined(home: str, href: str) -> str:
    try:
        return urljoin(home, href.strip())
    except ValueError:
        return home
