"""The records of an XML feed, one at a time, from whatever bytes a publisher sends."""

import html
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lxml import etree

from crawlers.family import decode
from crawlers.formats.gzipped import unpacked
from foothold.errors import Unreadable

DECLARATION = re.compile(r"\s*+<\?xml[^>]*\?>")
ENCODING = re.compile(rb"^\s*<\?xml[^>]*?encoding=\\?[\"']((?:iso-8859|windows)-\d+)", re.IGNORECASE)
ENTITY = re.compile(
    r"<!\[CDATA\[.*?(?:\]\]>|\Z)|&(?:#(x?[0-9a-fA-F]{1,8});|([A-Za-z][A-Za-z0-9]*);)?", re.DOTALL
)
START_TAG, END_TAG = re.compile(r"<([A-Za-z_][\w:.-]*)"), re.compile(r"</([A-Za-z_][\w:.-]*)\s*>")
XML_ENTITIES = frozenset({"amp", "lt", "gt", "quot", "apos"})
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
PROLOG = 20_000
ROOT, COMMENT, DOCTYPE = (
    re.compile("<[A-Za-z_]"),
    re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL),
    re.compile(r"<!DOCTYPE[^>]*\["),
)


@dataclass(frozen=True, slots=True)
class Break:
    """Where a feed stops being XML; nothing after it can be read."""

    where: str


def records(body: bytes, is_record: Callable[[str, int], bool]) -> Iterator[etree._Element | Break]:
    """Each element that `is_record(local name, depth)` picks; the first picked name picks the rest.

    A broken feed gives what stands before the break, then the `Break`. Raises Unreadable where that is
    nothing, and where the feed declares entities.
    """
    source = io.BytesIO(xml_text(body).encode())
    events = etree.iterparse(
        source, events=("start", "end"), no_network=True, resolve_entities=False, load_dtd=False,
        huge_tree=False, remove_comments=True, remove_pis=True,
    )  # fmt: skip
    picked: str | None = None
    depth = found = 0
    try:
        for event, element in events:
            name = local_name(element)
            if event == "start":
                if picked is None and is_record(name, depth):
                    picked = name
                depth += 1
                continue
            depth -= 1
            if name == picked:
                found += 1
                yield element
                _forget(element)
    except etree.XMLSyntaxError as error:
        if not found:
            raise Unreadable(
                f"This is not XML: {' '.join(error.msg.split())[:150]}. Ask the source for its feed's address."
            ) from error
        yield Break(f"after {found} postings: {' '.join(error.msg.split())}"[:200])


def _forget(element: etree._Element) -> None:
    """Memory stays that of one record."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def xml_text(body: bytes) -> str:
    """The feed's text without its declaration, HTML's named characters as themselves."""
    text = _decoded(unpacked(body, "feed", whole=False))
    # A declaration whose quotes are escaped, or that names another encoding, would stop the parser.
    text = DECLARATION.sub("", text, count=1) if DECLARATION.match(text) else text
    prolog = ROOT.split(COMMENT.sub("", text[:PROLOG]), maxsplit=1)[0]
    if "<!ENTITY" in prolog or DOCTYPE.search(prolog):
        raise Unreadable("This feed declares entities, which is not allowed.")
    return _closed_as_opened(ENTITY.sub(_character, NOT_XML.sub("", text)).lstrip())


def _closed_as_opened(text: str) -> str:
    """End tags that differ from their start tags in case alone, written as the start tags are."""
    ends = set(END_TAG.findall(text))
    if not ends:
        return text
    opened = set(START_TAG.findall(text))
    spelled = {name.lower(): name for name in opened}
    wrong = {name: spelled[name.lower()] for name in ends - opened if name.lower() in spelled}
    return END_TAG.sub(lambda end: f"</{wrong.get(end[1], end[1])}>", text) if wrong else text


def _decoded(body: bytes) -> str:
    named = ENCODING.match(body)
    if named:
        # Publishers who say ISO-8859-1 send Windows-1252, which holds all of it that is printable.
        encoding = named[1].decode().lower()
        try:
            return body.decode("cp1252" if encoding == "iso-8859-1" else encoding)
        except (UnicodeDecodeError, LookupError):
            pass
    if body[:1] == b"<" and body[1:2] == b"\0":
        return body.decode("utf-16-le", "replace")
    return decode(body)


def _character(found: re.Match[str]) -> str:
    """A reference as XML may hold it: HTML's names as characters, an ampersand that begins nothing as itself,
    and no number of a character that XML forbids."""
    number, name = found[1], found[2]
    if found[0].startswith("<"):
        return found[0]
    if number is not None:
        return "" if _forbidden(number) else found[0]
    if name in XML_ENTITIES:
        return found[0]
    character = html.unescape(found[0]) if name else "&"
    return html.escape(character) if character != found[0] or not name else f"&amp;{name};"


def _forbidden(number: str) -> bool:
    point = int(number[1:], 16) if number[:1] in "xX" else int(number) if number.isdecimal() else 0
    return not (
        point in (9, 10, 13)
        or 0x20 <= point <= 0xD7FF
        or 0xE000 <= point <= 0xFFFD
        or 0x10000 <= point <= 0x10FFFF
    )


def local_name(element: etree._Element) -> str:
    """The element's name in small letters and digits, without its namespace."""
    return re.sub("[^a-z0-9]", "", _name_parts(element)[1].lower())


def namespace(element: etree._Element) -> str:
    return _name_parts(element)[0]


def _name_parts(element: etree._Element) -> tuple[str, str]:
    """Namespace and local name; of a prefix that the feed declares nowhere lxml makes a name that it refuses."""
    space, _, name = element.tag.rpartition("}")
    return space.removeprefix("{"), name if space else name.rpartition(":")[2]


def own_text(element: etree._Element) -> str | None:
    """The text of an element without its layout's white space, or None. Markup inside stays markup."""
    inner = element.text or ""
    if len(element):
        inner += "".join(etree.tostring(child, encoding="unicode") for child in element)
    return inner.strip() or None
