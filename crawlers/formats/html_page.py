"""A page as elements: found by class, as words or as the markup inside them; and the JSON that a script of it sets."""

import html as entities
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

from lxml import etree, html

from crawlers.family import decode
from crawlers.formats.json_ld import DECODER

Element = etree._Element
# What begins a line: "Brockwell Hall<br>SE24 9BJ" are two words there, "<b>S</b>E24" is one.
BREAKS = frozenset({"br", "hr", "p", "div", "li", "ul", "ol", "dl", "dt", "dd", "tr", "td", "th", "table", "section",
                    "article", "header", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "address", "option"})  # fmt: skip
MOST_TRIES = (
    10  # Pages set the name once, or first to an empty object; what cannot be read costs the page's length.
)


def page_of(body: bytes) -> Element:
    """The page; an empty one where nothing can be made of it."""
    try:
        parser = html.HTMLParser(huge_tree=False, no_network=True)
        page: Element = html.document_fromstring(decode(body), parser=parser)
    except (etree.ParserError, ValueError):
        return etree.Element("html")
    return page


def of_class(element: Element, name: str) -> list[Element]:
    """The elements inside that carry a class, in the page's order."""
    return [inner for inner in element.iter("*") if name in (inner.get("class") or "").split()]


def first_of_class(element: Element, name: str) -> Element | None:
    return next(iter(of_class(element, name)), None)


def with_rows(links: Iterable[Element], is_row: Callable[[Element], bool]) -> list[tuple[Element, Element]]:
    """Each link with the nearest row around it. A row that several links share tells nothing of either, so that
    there the link stands for itself."""
    rows = [(link, next((above for above in link.iterancestors() if is_row(above)), link)) for link in links]
    shared = Counter(row for _, row in rows)
    return [(link, row if shared[row] == 1 else link) for link, row in rows]


def words(element: Element | None) -> str | None:
    """The text inside, with its white space made plain and lines apart; None where there is none, and for a
    comment, which stands among elements."""
    if element is None or not isinstance(element.tag, str):
        return None
    return " ".join("".join(_pieces(element)).split()) or None


def _pieces(element: Element) -> Iterator[str]:
    for event, inner in etree.iterwalk(element, events=("start", "end", "comment", "pi")):
        if event in ("start", "end") and inner.tag in BREAKS:
            yield " "
        if event == "start":
            yield inner.text or ""
        elif inner is not element:
            yield inner.tail or ""


def markup(element: Element | None) -> str | None:
    """The HTML inside an element; None where it says nothing."""
    if element is None or not words(element):
        return None
    parts = [entities.escape(element.text or "", quote=False)]
    parts.extend(etree.tostring(child, encoding="unicode", method="html") for child in element)
    return "".join(parts).strip()


def assigned(body: bytes, name: str) -> Any:
    """The JSON that a script assigns to a name (`window.pageData = {…}`); None where there is none to be read."""
    text = decode(body)
    tries = re.finditer(rf"(?<![\w.]){re.escape(name)}\s*=\s*(?=[{{\[])", text)
    for found in islice(tries, MOST_TRIES):
        try:
            return DECODER.raw_decode(text, found.end())[0]
        except (json.JSONDecodeError, RecursionError):
            continue
    return None
