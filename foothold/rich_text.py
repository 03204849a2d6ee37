"""Descriptions: the HTML that may be shown, and the words in it."""

import html
import re
from functools import lru_cache

import nh3

SHOWN_TAGS = {"p", "br", "ul", "ol", "li", "strong", "b", "em", "i", "h2", "h3", "h4", "a", "table", "thead", "tbody", "tr", "th", "td", "blockquote", "hr"}  # fmt: skip
_HEADINGS = re.compile(r"<(/?)h[156]\b[^>]*>", re.I)
_ESCAPED_TWICE = re.compile(
    r"&amp;lt;/?(?:p|br|ul|ol|li|strong|b|em|i|div|span|h[1-6])\b[^<]*?&amp;gt;", re.I
)
_ESCAPED_TAG = re.compile(r"&lt;/?(?:p|br|ul|ol|li|strong|b|em|i|div|span|h[1-6])\b[^<]*?&gt;", re.I)
_TAG = re.compile(r"</?[a-z][^<>]*>", re.I)
_BLOCK_END = re.compile(r"</(?:p|div|li|h[1-6]|tr|ul|ol|table|blockquote|section)\s*>|<br\s*/?>", re.I)
_LIST_ITEM = re.compile(r"<li\b[^>]*>(.*?)(?=</li\s*>|<li\b|</[uo]l\s*>|$)", re.I | re.S)
_HIDDEN = re.compile(r"<(script|style|template|noscript)\b.*?</\1\s*>|<!--.*?-->", re.I | re.S)


def clean_html(text: str | None) -> str | None:
    """The description as HTML that is safe to show: known tags, http(s) and mailto links, nothing hidden.

    Plain text becomes paragraphs; tags that were escaped once or twice too often are unescaped.
    """
    if not text or not text.strip():
        return None
    source = _with_tags(text)
    if not _TAG.search(source):
        return _paragraphs(html.unescape(source))
    headings_lowered = _HEADINGS.sub(r"<\1h3>", source)
    cleaned = nh3.clean(
        headings_lowered,
        tags=SHOWN_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow noopener noreferrer",
    ).strip()
    return cleaned if plain_text(cleaned) else None


# One reading asks several times for the words of the same description.
@lru_cache(maxsize=16)
def plain_text(text: str | None) -> str:
    """The words alone: a line a block, entities decoded, white space folded."""
    if not text:
        return ""
    shown = _BLOCK_END.sub("\n", _HIDDEN.sub(" ", _with_tags(text)))
    words = html.unescape(_TAG.sub(" ", shown)).replace("\xa0", " ")
    lines = (" ".join(line.split()) for line in words.split("\n"))
    return "\n".join(line for line in lines if line)


def list_items(text: str) -> tuple[str, ...]:
    """The items of an HTML list, or the lines of a text."""
    if _TAG.search(_with_tags(text)) and _LIST_ITEM.search(_with_tags(text)):
        return tuple(filter(None, (plain_text(item) for item in _LIST_ITEM.findall(_with_tags(text)))))
    lines = (re.sub(r"^[\s•·*–-]+", "", line) for line in plain_text(text).split("\n"))
    return tuple(line for line in lines if line)


def one_line(text: str | None) -> str | None:
    """A title or a name: the words of a text on one line, or None."""
    return " ".join(plain_text(text).split()) or None


def _with_tags(text: str) -> str:
    for escaped in (_ESCAPED_TWICE, _ESCAPED_TAG):
        if escaped.search(text) and not _TAG.search(text):
            text = html.unescape(text)
    return text


def _paragraphs(text: str) -> str:
    blocks = re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip())
    escaped = (html.escape(" ".join(block.split(" ")).strip(), quote=False) for block in blocks)
    return "".join(f"<p>{block.replace(chr(10), '<br>')}</p>" for block in escaped if block)
